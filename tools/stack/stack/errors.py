"""What the stack cannot do and what the reader can do about it, in one sentence."""

import click


class StackError(click.ClickException):
    """Ends a command with exit code 1 and one sentence instead of a traceback."""
