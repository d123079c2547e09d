"""Programs of a few lines, run as processes of their own: for what ends a process, or sets up all of it."""

import asyncio
import sys
from typing import Any

import orjson

_PROGRAM = """
import asyncio, logging, os, signal
from common.runtime import run
from common.settings import ServiceSettings

async def main(runtime):
{body}

run("program", ServiceSettings(shutdown_seconds=3, node_name="program-1"), main)
"""


async def program(body: str, *, seconds: float = 20.0) -> tuple[int, list[dict[str, Any]]]:
    """Run `body` as the `main(runtime)` of a service; returns its exit code and its log, one dict a line."""
    indented = "\n".join(f"    {line}" for line in body.strip().splitlines())
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _PROGRAM.format(body=indented)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        output, _ = await asyncio.wait_for(process.communicate(), seconds)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode is not None
    return process.returncode, [orjson.loads(line) for line in output.splitlines()]
