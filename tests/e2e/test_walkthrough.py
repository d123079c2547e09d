"""docs/api.md does what it says: every command in it is run, and what it prints is compared."""

import asyncio
import os
import re
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api.md"
BLOCK = re.compile(r"^```(sh|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
END = "--- end of block"


def steps() -> list[tuple[str, str]]:
    """Each block of commands, with what it is said to print."""
    found: list[tuple[str, str]] = []
    for kind, text in BLOCK.findall(PAGE.read_text()):
        if kind == "sh":
            found.append((text, ""))
        else:
            found[-1] = (found[-1][0], text)
    return found


def pattern(said: str) -> str:
    """What stands on the page as a regular expression: `…` is anything."""
    return re.escape(said.rstrip("\n")).replace("…", ".*")


@pytest.mark.timeout(180)
async def test_every_command_of_the_page_prints_what_stands_below_it(
    gateway_url: str, stack_home: Path, tmp_path: Path
) -> None:
    script = "".join(f"{commands}\necho\necho '{END}'\n" for commands, _ in steps())
    environment = {**os.environ, "API": gateway_url, "ADMIN": str(stack_home / "admin.json")}
    process = await asyncio.create_subprocess_exec(
        *("bash", "-euo", "pipefail", "-c", script),
        cwd=tmp_path,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        output, _ = await asyncio.wait_for(process.communicate(), 150)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    printed = [part.strip("\n") for part in output.decode().split(f"{END}\n")]
    assert process.returncode == 0, printed[-1]
    for (commands, said), got in zip(steps(), printed, strict=False):
        assert re.fullmatch(pattern(said), got, re.DOTALL), f"{commands}\nprinted\n{got}\nand not\n{said}"
