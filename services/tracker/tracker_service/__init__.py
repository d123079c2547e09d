"""Watches every topic and tells each saga's story; taking it away stops no order."""
