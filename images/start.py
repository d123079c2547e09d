"""Starts the image's service in this process, which SIGTERM ends from its first moment on."""

import os
import runpy
import signal
import sys


def main() -> None:
    """A container's first process ignores SIGTERM until it has a handler; the service sets one of its own later."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    module = os.environ["QUADRILLE_MODULE"]
    sys.argv = [module]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
