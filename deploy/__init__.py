"""Checks of everything that puts Quadrille somewhere else than here."""
