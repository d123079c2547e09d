"""`quadrille settings`: what can be set about each service, collected from the code and written down."""
