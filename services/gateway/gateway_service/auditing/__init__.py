"""Comparing what order, payment, the provider and the tracker know of each order; pure."""
