"""Helps tests: what stands in where the real thing is too much for them."""
