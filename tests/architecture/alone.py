"""A service by itself: a Python environment that holds nothing of ours but the service and what it declares."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.source import ROOT, contract

# Which of our packages can be imported, and which distributions of ours are there.
ASK = """
import importlib.metadata as metadata, importlib.util as util, json, sys
there = [name for name in sys.argv[1:] if util.find_spec(name)]
print(json.dumps([there, [d.name for d in metadata.distributions() if d.name.startswith("quadrille")]]))
"""


@dataclass(frozen=True)
class Alone:
    """One service's own environment."""

    service: str
    folder: Path

    @property
    def python(self) -> str:
        """Its interpreter."""
        return str(self.folder / "bin" / "python")

    def install(self, *, tools: bool) -> None:
        """Install the service by the lock file; with `tools`, what it declares for its tests as well."""
        uv = shutil.which("uv") or str(ROOT / ".tools" / "uv" / "bin" / "uv")
        command = [uv, "sync", "--frozen", "--quiet", "--package", f"quadrille-{self.service}"]
        environment = {
            **os.environ,
            "UV_PROJECT_ENVIRONMENT": str(self.folder),
            "UV_PYTHON": sys.executable,
            "UV_PYTHON_DOWNLOADS": "never",
            "UV_COMPILE_BYTECODE": "1",  # once, lest every process of the tests does it
        }
        environment.pop("VIRTUAL_ENV", None)
        ran = subprocess.run(
            [*command, *([] if tools else ["--no-dev"])],
            cwd=ROOT,
            env=environment,
            check=False,
            capture_output=True,
            text=True,
        )
        assert ran.returncode == 0, f"services/{self.service} cannot be installed alone:\n{ran.stderr}"

    def ours(self) -> tuple[list[str], list[str]]:
        """The packages of ours that can be imported there, and the distributions of ours that are there."""
        command = [self.python, "-c", ASK, *sorted(contract("", "root_packages"))]
        ran = subprocess.run(command, cwd=self.folder, check=True, capture_output=True, text=True)
        packages, distributions = json.loads(ran.stdout)
        return sorted(packages), sorted(distributions)
