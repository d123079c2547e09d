"""Kafka, as the commands for operators use it: topics, records, and whatever is wrong told in a sentence."""
