"""`make verify-deploy`: run every check, and say what was run, what was only validated and what could not be had."""

import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

import click
from rich.console import Console
from rich.table import Table

from deploy.checks import CHECKS, Check

ROOT = Path(__file__).resolve().parents[1]
NOTHING_TO_RUN = 5  # pytest's exit code


@dataclass
class Outcome:
    """What came of a check."""

    passed: int = 0
    failed: int = 0
    missing: set[str] = field(default_factory=set)  # why tests were skipped
    seconds: float = 0.0

    @property
    def word(self) -> str:
        """For the table."""
        if self.failed:
            return "[red]failed[/]"
        return "[green]holds[/]" if self.passed else "[yellow]could not be had[/]"


@click.command()
@click.argument("words", nargs=-1)
def main(words: tuple[str, ...]) -> None:
    """Run all checks, or those whose names have one of WORDS in them. Exit code 1 when one fails."""
    chosen = [each for each in CHECKS if not words or any(word in each.what for word in words)]
    if not chosen:
        raise click.UsageError(f"no check is called so; there are: {', '.join(each.what for each in CHECKS)}")
    console, outcomes = Console(), list[tuple[Check, Outcome]]()
    for check in chosen:
        console.print(f"… {check.what}")
        outcomes.append((check, _outcome(check)))
    console.print(_table(outcomes))
    sys.exit(any(outcome.failed for _, outcome in outcomes))


def _outcome(check: Check) -> Outcome:
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        tests = [each for each in check.tests if (ROOT / each).exists()]
        command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", "-o", "junit_family=xunit2", *tests]
        ended = subprocess.run(command, cwd=ROOT, check=False)
        outcome = _read(report) if report.exists() else Outcome(failed=1)
    outcome.failed += ended.returncode not in (0, NOTHING_TO_RUN) and not outcome.failed
    outcome.seconds = time.monotonic() - begun
    return outcome


def _read(report: Path) -> Outcome:
    outcome = Outcome()
    for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314 - pytest has just written it
        skipped = case.find("skipped")
        if skipped is not None:
            outcome.missing.add(skipped.get("message", ""))
        elif case.find("failure") is not None or case.find("error") is not None:
            outcome.failed += 1
        else:
            outcome.passed += 1
    return outcome


def _table(outcomes: list[tuple[Check, Outcome]]) -> Table:
    table = Table("check", "how far", "tests", "seconds", "outcome", "could not be had", title="Deployment")
    for check, outcome in outcomes:
        missing = "\n".join(sorted(outcome.missing))
        count = f"{outcome.passed} of {outcome.passed + outcome.failed}"
        table.add_row(check.what, check.kind.value, count, f"{outcome.seconds:.0f}", outcome.word, missing)
    return table


if __name__ == "__main__":
    main()
