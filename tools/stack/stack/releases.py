"""A process may run the code of a release instead of what is installed, so that several releases run side by side."""

import os
from collections.abc import Iterable
from pathlib import Path

from stack.settings import Settings, split_name


def python_path(settings: Settings, name: str) -> dict[str, str]:
    """Where a process looks for its code before anywhere else: below `QUADRILLE_RELEASES`, in a folder of its name.

    Python passes over what is not there, and looks anew at each start of the process: its folder may be a link that
    is set to another release meanwhile.
    """
    releases = settings.environment.get("QUADRILLE_RELEASES")
    if not releases:
        return {}
    own, (kind, _) = Path(releases).resolve() / name, split_name(name)
    inherited = settings.environment.get("PYTHONPATH")
    return {"PYTHONPATH": os.pathsep.join([*folders(own, [kind]), *([inherited] if inherited else [])])}


def folders(release: Path, services: Iterable[str]) -> list[str]:
    """Where in an unpacked release the code of services lies, the kernel's included."""
    return [str(release / "libs" / "common"), *(str(release / "services" / name) for name in services)]
