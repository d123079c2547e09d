"""`python -m quadrille` is the `quadrille` command."""

from quadrille.cli import main

main()
