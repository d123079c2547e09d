"""The topics as an operator sees them: what is in them, who is behind, and what is being said right now."""
