"""Helps tests say what happened: invented sagas, event by event, as Kafka would deliver them."""
