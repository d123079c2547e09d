"""The stack that a measurement starts for itself: where it lies, what it is told, and that it is stopped again."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# A few users at one address stand for very many.
WITHOUT_LIMITS = ("SUSPEND_AFTER_DECLINES", "LOGIN_FAILURES_PER_ACCOUNT", "LOGIN_FAILURES_PER_ADDRESS")


def environment_of(adapter: str = "inline") -> dict[str, str]:
    """What the stack of a measurement is told, besides this process's own environment."""
    return {
        **os.environ,
        "QUADRILLE_STACK_DIR": os.environ.get("QUADRILLE_STACK_DIR", str(ROOT / ".stack-bench")),
        "QUADRILLE_PORT_OFFSET": os.environ.get("QUADRILLE_PORT_OFFSET", "10000"),
        "PAYMENT_ADAPTER": adapter,
        # As many as cores, which is what the peers get: each fetch and each answer to one names every partition.
        "KAFKA_PARTITIONS": os.environ.get("KAFKA_PARTITIONS", str(os.cpu_count())),
        # Counted for each user, as in earnest, and never reached.
        "RATE_LIMIT_PER_MINUTE": os.environ.get("RATE_LIMIT_PER_MINUTE", "1000000"),
        **dict.fromkeys(WITHOUT_LIMITS, "1000000000"),
    }


@contextmanager
def put_away() -> Iterator[ExitStack]:
    """What is entered here is left in the end, whole, however often somebody presses Ctrl-C or sends SIGTERM."""
    before = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}

    def ignore() -> None:
        for each in before:
            signal.signal(each, signal.SIG_IGN)

    def leave(number: int, _: object) -> None:
        ignore()
        sys.exit(128 + number)

    for each in before:
        signal.signal(each, leave)
    try:
        with ExitStack() as parts:
            try:
                yield parts
            finally:
                ignore()
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@contextmanager
def running(
    environment: Mapping[str, str], options: Sequence[str] = (), python: str = sys.executable, *, keep: bool = False
) -> Iterator[None]:
    """A stack that is up, by these options of `stack up`; down afterwards, come what may, unless it is to be kept.

    `python` is whose packages are run. Ends this process when the stack does not come up, for it has said why.
    """
    try:
        code = subprocess.run([python, "-m", "stack", "up", *options], env=environment, check=False).returncode
        if code:
            sys.exit(code)
        yield
    finally:
        if not keep:
            subprocess.run([python, "-m", "stack", "down"], env=environment, check=False)


def scaled(*counts: str | tuple[str, int]) -> list[str]:
    """The options of a stack with so many of each service: `order=1`, or in two parts."""
    return [f"--scale={count if isinstance(count, str) else f'{count[0]}={count[1]}'}" for count in counts]


def beside(environment: Mapping[str, str], name: str, ports: int) -> dict[str, str]:
    """What another stack is told, that is up at the same time."""
    home, offset = environment["QUADRILLE_STACK_DIR"], int(environment["QUADRILLE_PORT_OFFSET"])
    return {**environment, "QUADRILLE_STACK_DIR": f"{home}-{name}", "QUADRILLE_PORT_OFFSET": str(offset + ports)}


@contextmanager
def emptied(environment: Mapping[str, str]) -> Iterator[None]:
    """No data of a stack before, and none afterwards."""
    command = [sys.executable, "-m", "stack", "clean"]
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        subprocess.run(command, env=environment, check=False)
