"""`quadrille replay-order`: one order, event by event."""
