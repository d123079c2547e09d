"""The same saga on Quadrille and on durable execution engines, in turn, on one machine and one PostgreSQL server."""
