"""Prometheus and promtool: those of this machine, else those that `python -m telemetry.tools` has fetched."""

import shutil
import subprocess
import sys
from pathlib import Path

from stack.settings import Settings

PACKAGE = "prometheus"  # Debian's, or Ubuntu's: it has both programs, and either runs where it is unpacked
HINT = "there is no {name}: install it, or run `python -m telemetry.tools` where apt-get is, which needs no root"


def find(name: str) -> str | None:
    """The path of `prometheus` or `promtool`, None when there is none."""
    fetched = _folder() / "usr" / "bin" / name
    return shutil.which(name) or (str(fetched) if fetched.exists() else None)


def fetch() -> Path:
    """Download the package as apt is set up here, and unpack it; returns the folder of the programs."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    if not list(folder.glob("*.deb")):
        subprocess.run(["apt-get", "download", PACKAGE], cwd=folder, check=True)
    (package,) = folder.glob("*.deb")
    subprocess.run(["dpkg-deb", "-x", package, folder], check=True)
    return folder / "usr" / "bin"


def _folder() -> Path:
    return Settings.load().cache / "prometheus"


if __name__ == "__main__":
    for wanted in ("apt-get", "dpkg-deb"):
        if shutil.which(wanted) is None:
            sys.exit(f"There is no {wanted} here: install Prometheus by other means, and put it into PATH.")
    print(f"prometheus and promtool are in {fetch()}")
