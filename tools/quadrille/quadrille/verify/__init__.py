"""Verifying everything from outside: every order, by everybody's account, and whether anything waits somewhere."""
