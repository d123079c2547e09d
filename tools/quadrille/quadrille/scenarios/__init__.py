"""The scenarios: orders placed at once against any Quadrille, counted from what it says afterwards, and judged."""
