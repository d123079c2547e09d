"""Lets the stack be run as `python -m stack`."""

from stack.cli import main

main(prog_name="stack")
