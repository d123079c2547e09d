"""The quadrille command: the demo, and the client and customer it is made of."""
