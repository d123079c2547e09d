"""Brings the stack up: checks, downloads, starts the supervisor and watches until everything is healthy."""

import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import click

from stack import kafka, kafka_storage, pids, preflight
from stack.down import stop_everything
from stack.errors import StackError
from stack.lockfile import missing, read_lock
from stack.plan import plan, ports
from stack.settings import Settings
from stack.state import FILE, ChildState, StackState
from stack.supervisor import NAME

LONGEST_SECONDS = 90.0
POLL_SECONDS = 0.1
LAST_LINES = 15
LARGEST_LOG_BYTES = 10 * 1024**2


def bring_up(settings: Settings, scale: Mapping[str, int], only: str) -> None:
    """Return when everything is healthy; raises StackError, with nothing left running, when it cannot be."""
    kafka_storage.check(settings)
    if pids.read(settings.run, NAME):
        _already_up(settings, scale, only)
        return
    preflight.check_folder(settings)
    for folder in (settings.run, settings.logs):
        folder.mkdir(parents=True, exist_ok=True)
    stop_everything(settings)
    preflight.check_disk(settings)
    preflight.check_ports(settings, ports(plan(settings, scale, only)))
    if not settings.external("KAFKA_BROKERS") and missing(read_lock(), kafka.jars(settings)):
        from stack.fetch import fetch_kafka  # noqa: PLC0415 - its libraries take long to import, for once in a life

        fetch_kafka(settings)
    _rotate(settings.logs)
    (settings.run / FILE).unlink(missing_ok=True)
    supervisor = _launch(settings, scale, only)
    try:
        _watch(settings, supervisor)
    except (StackError, KeyboardInterrupt):  # whoever breaks off a start wants nothing half started
        stop_everything(settings)
        raise


def _already_up(settings: Settings, scale: Mapping[str, int], only: str) -> None:
    state = StackState.read(settings.run)
    if state is None or (state.scale, state.only) != (dict(scale), only):
        raise StackError("The stack is already up with other parts or another scale; take it down first.")
    click.echo("The stack is already up.")


def _launch(settings: Settings, scale: Mapping[str, int], only: str) -> "subprocess.Popen[bytes]":
    """In a session of its own, so that it outlives this command and its terminal."""
    arguments = [f"--scale={kind}={count}" for kind, count in scale.items()] + [f"--only={only}"] * bool(only)
    command = [sys.executable, "-m", "stack", "supervise", *arguments]
    environment = {**settings.environment, "QUADRILLE_STACK_DIR": str(settings.home)}
    with (settings.logs / f"{NAME}.log").open("ab") as log:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            env=environment,
        )


def _watch(settings: Settings, supervisor: "subprocess.Popen[bytes]") -> None:
    began = time.monotonic()
    said: set[tuple[str, str]] = set()
    while True:
        elapsed = time.monotonic() - began
        state = StackState.read(settings.run)
        if state:
            _say_news(state, said, elapsed)
        if state and state.healthy:
            click.echo(f"Everything is up after {elapsed:.1f} s.")
            return
        if supervisor.poll() is not None:
            raise StackError(_tail(settings.logs / f"{NAME}.log", "The supervisor ended while starting."))
        if elapsed > LONGEST_SECONDS:
            raise StackError(_failure(settings, state))
        time.sleep(POLL_SECONDS)


def _say_news(state: StackState, said: set[tuple[str, str]], elapsed: float) -> None:
    for name, child in state.children.items():
        news = (name, child.status)
        if child.status in {"ready", "died"} and news not in said:
            said.add(news)
            click.echo(f"{elapsed:5.1f} s  {name} {_words(child)}")


def _words(child: ChildState) -> str:
    return "ready" if child.status == "ready" else f"died ({child.reason}), starting it again"


def _failure(settings: Settings, state: StackState | None) -> str:
    children = state.children if state else {}
    late = [name for name, child in children.items() if child.status not in {"ready", "waiting"}]
    summary = f"Not healthy within {LONGEST_SECONDS:.0f} s: {', '.join(late)}; everything was stopped again."
    return "\n".join([*(_tail(settings.logs / f"{name}.log", f"The end of {name}'s log:") for name in late), summary])


def _tail(log: Path, title: str) -> str:
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return "\n".join([title, *lines[-LAST_LINES:]])


def _rotate(logs: Path) -> None:
    for log in logs.glob("*.log"):
        target = log.resolve()
        if target.exists() and target.stat().st_size > LARGEST_LOG_BYTES:
            target.replace(target.with_name(target.name + ".1"))
