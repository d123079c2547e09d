"""The local stack, from outside: whether it runs, and starting and stopping it by its own command."""

import asyncio
import json
import os
import sys
from pathlib import Path


def home() -> Path:
    """The stack's folder, as the stack command has it: below the repository when this is installed from one."""
    root = Path(__file__).resolve().parents[3]
    beside = root if (root / "uv.lock").exists() else Path.cwd()
    return Path(os.environ.get("QUADRILLE_STACK_DIR") or beside / ".stack")


def url() -> str:
    """Where nginx of the local stack answers."""
    return f"http://127.0.0.1:{8090 + int(os.environ.get('QUADRILLE_PORT_OFFSET', '0'))}"


def brokers() -> str:
    """Where Kafka of the local stack answers."""
    return f"127.0.0.1:{9092 + int(os.environ.get('QUADRILLE_PORT_OFFSET', '0'))}"


def is_running() -> bool:
    """Whether its supervisor is alive."""
    try:
        os.kill(int((home() / "run" / "supervisor.pid").read_text()), 0)
    except (FileNotFoundError, ValueError, ProcessLookupError):
        return False
    return True


def administrator() -> tuple[str, str]:
    """Email and password of the administrator that starting the stack created."""
    account = json.loads((home() / "admin.json").read_text())
    return account["email"], account["password"]


async def command(name: str) -> int:
    """Run `stack NAME`, showing what it prints; returns its exit code. An interrupt reaches it too."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "stack", name)
    return await process.wait()
