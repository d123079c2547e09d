"""The demo: eight orders, each with its story, and the money counted at the end."""
