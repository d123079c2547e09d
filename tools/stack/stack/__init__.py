"""The local stack: every real part of Quadrille on one machine, from package registries alone."""
