"""A stack whose processes run a release or today's code, each as it is told, and can be restarted on the other."""

import asyncio
import compileall
from dataclasses import dataclass
from pathlib import Path

from common.contracts import EVENTS
from common.schemas import schema_of
from quadrille.contracts.commands import ROOT
from quadrille.contracts.released import Released, load
from quadrille.contracts.services import archive, unpack
from quadrille.contracts.shape import fields
from stack.settings import Settings

from chaos.processes import stack

RELEASED = ROOT / "libs" / "common" / "released"

Shapes = dict[str, tuple[int, frozenset[str]]]  # of each type: its schema version and its fields

TODAY: Shapes = {each.type: (each.schema_version, frozenset(fields(schema_of(each)))) for each in EVENTS}


@dataclass(frozen=True)
class Mix:
    """`release` lies unpacked in `code`; the stack looks in `running` for what each process is to run."""

    settings: Settings
    release: int
    code: Path
    running: Path

    def assign(self, name: str) -> None:
        """Let a process run the release from its next start on."""
        (self.running / name).symlink_to(self.code)

    async def to_today(self, name: str) -> None:
        """Restart a process on today's code."""
        (self.running / name).unlink()
        await asyncio.to_thread(stack, self.settings, "restart", name)

    async def back(self, name: str) -> None:
        """Restart a process on the release."""
        self.assign(name)
        await asyncio.to_thread(stack, self.settings, "restart", name)

    def changed(self) -> dict[str, set[str]]:
        """The types whose schema version is another by now: both of their versions."""
        then = shapes(load(RELEASED), self.release)
        versions = {type_: {then[type_][0], now} for type_, (now, _) in TODAY.items() if type_ in then}
        return {type_: set(map(str, both)) for type_, both in versions.items() if len(both) > 1}


def lay_out(settings: Settings, folder: Path, running: Path) -> Mix:
    """Unpack the newest release that says something else than today's code; the newest of all when there is none."""
    promised = load(RELEASED)
    releases = sorted({each.release for each in promised}, reverse=True)
    release = next((each for each in releases if shapes(promised, each) != TODAY), releases[0])
    unpack(RELEASED / archive(release), folder)
    compileall.compile_dir(folder, quiet=2)  # once, lest every process does it at its first start
    running.mkdir()
    return Mix(settings, release, folder, running)


def shapes(promised: list[Released], release: int) -> Shapes:
    """What events were as of a release; `promised` is in the order of releases."""
    return {
        each.type: (each.schema_version, frozenset(fields(each.json_schema)))
        for each in promised
        if each.release <= release
    }
