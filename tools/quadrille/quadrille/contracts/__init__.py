"""`quadrille contracts`: what was promised by releases, kept beside the code, and whether it is kept."""
