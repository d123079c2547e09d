"""The edge: verifies tokens, routes requests to services, answers in one shape."""
