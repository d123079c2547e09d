"""Registers users, signs their tokens, and puts on hold those whose payments keep being declined."""
