"""`quadrille choreography`: who says what because of what, collected from the services, drawn and checked."""
