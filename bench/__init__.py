"""Measures the whole: nginx, gateways, tokens, locks, relays, Kafka, the tracker. Timings live here, not in tests."""
