"""A payment provider to talk to: it keeps its own record of every charge, so that a double one is seen."""
