"""`python -m telemetry`: write what is derived from the code, and tell what changed."""

from pathlib import Path

from telemetry.registry import of_all
from telemetry.written import written

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Write what differs; a dashboard that is no more is deleted."""
    files = written(of_all())
    for name, text in files.items():
        path = ROOT / name
        if not path.exists() or path.read_text() != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            print(f"wrote {name}")
    for path in (ROOT / "telemetry" / "dashboards").glob("*.json"):
        if path.relative_to(ROOT).as_posix() not in files:
            path.unlink()
            print(f"deleted {path.name}")
    print(f"{len(files)} files of telemetry are what the code says.")


if __name__ == "__main__":
    main()
