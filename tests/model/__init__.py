"""The model check: every way in which one order can go, with the services' own rules and nothing left to chance."""
