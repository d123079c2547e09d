"""Charges and refunds by its own decision, from the events it sees, and keeps the ledger."""
