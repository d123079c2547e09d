"""Helps tests reach real parts: databases of their own on a running stack."""
