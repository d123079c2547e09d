"""`quadrille rebuild`: making what was derived from events right again."""
