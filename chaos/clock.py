"""The wall clock of a running process, set an hour ahead and back again; what measures time goes on as it was."""

import asyncio
from pathlib import Path

from chaos.scene import Scene

# Python runs `sitecustomize` from here at the start of each process of the stack.
HOOK = Path(__file__).with_name("shifted")
FILE = "clock"  # in the folder of a process: by how many seconds its clock is wrong
HOUR = 3600
WRONG_SECONDS = 10.0


async def jump(scene: Scene, name: str) -> None:
    """Set the clock of a process an hour ahead, and after 10 s back."""
    file = scene.settings.home / "services" / name / FILE
    file.write_text(str(HOUR))
    try:
        await asyncio.sleep(WRONG_SECONDS)
    finally:
        file.unlink()
