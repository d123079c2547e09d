"""All derived files, as text by their path: what `quadrille choreography docs` writes, and compares."""

import json
from collections.abc import Iterator, Mapping
from difflib import unified_diff
from pathlib import Path
from typing import Any

import yaml
from common.schemas import schema_of

from quadrille.choreography.catalogue import Catalogue
from quadrille.choreography.docs.acls import acls
from quadrille.choreography.docs.messages import document
from quadrille.choreography.docs.page import page
from quadrille.choreography.docs.topics import topics

NOTICE = "Written by `quadrille choreography docs` (make docs) from the declarations in the code; do not edit."
SCHEMAS = "schemas"
TOPICS = "Every topic as services create it where it is not there before, by the defaults of their settings."
ACLS = (
    "Create is not needed where topics are there before. Since Kafka 3.0 whoever may write may do so idempotently,",
    "without IdempotentWrite.",
)
WIDTH, WORDS = 120, 60  # characters of a line, and of a list that stays on one
SHOWN = 3  # lines of a difference


def derived(catalogue: Catalogue) -> dict[str, str]:
    """Every file by its path in the folder of documents."""
    files = {
        "choreography.md": f"<!-- {NOTICE} -->\n{page(catalogue)}",
        "asyncapi.yaml": _yaml(document(catalogue)),
        "kafka/topics.yaml": _yaml({"topics": topics(catalogue)}, TOPICS),
        "kafka/acls.yaml": _yaml({"acls": acls(catalogue)}, *ACLS),
    }
    for entry in catalogue.events.values():
        schema = {"$comment": NOTICE, **schema_of(entry.contract)}
        files[f"{SCHEMAS}/{entry.type}.v{entry.version}.json"] = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
    return files


def write(files: Mapping[str, str], folder: Path) -> list[Path]:
    """Write what differs, and delete the schemas of events that are no more; returns which files those are."""
    changed = [folder / name for name, text in files.items() if _read(folder / name) != text]
    for path in changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(files[path.relative_to(folder).as_posix()])
    gone = list(_left_over(files, folder))
    for path in gone:
        path.unlink()
    return [*changed, *gone]


def differences(files: Mapping[str, str], folder: Path) -> list[str]:
    """What is not as it would be written, each file in a sentence."""
    found = []
    for name, text in files.items():
        there = _read(folder / name)
        if there is None:
            found.append(f"{folder / name} is missing")
        elif there != text:
            found.append(f"{folder / name} is not what the code says: {_told(there, text)}")
    return found + [f"{path} is no schema of any event" for path in _left_over(files, folder)]


def _told(there: str, wanted: str) -> str:
    lines = [*unified_diff(there.splitlines(), wanted.splitlines(), n=0, lineterm="")][2:]
    told = []
    for sign, verb in (("+", "lacks"), ("-", "still has")):
        some = [line[1:].strip() for line in lines if line[0] == sign and line[1:].strip()][:SHOWN]
        if some:
            told.append(f"{verb} {', '.join(map(repr, some))}")
    return f"it {' and '.join(told)}" if told else "its blank lines differ"


def _left_over(files: Mapping[str, str], folder: Path) -> Iterator[Path]:
    """Schemas that were written here once; what others put into the folder is theirs."""
    there = (path for path in sorted((folder / SCHEMAS).glob("*.json")) if f"{SCHEMAS}/{path.name}" not in files)
    return (path for path in there if NOTICE in path.read_text())


def _read(path: Path) -> str | None:
    return path.read_text() if path.exists() else None


def _yaml(data: Mapping[str, Any], *notes: str) -> str:
    body = yaml.dump(data, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=WIDTH)
    return "".join(f"# {line}\n" for line in (NOTICE, *notes)) + str(body)


class _Plain(yaml.SafeDumper):
    """Writes a thing that occurs twice twice, and a few short words on one line."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _list(dumper: yaml.SafeDumper, data: list[Any]) -> yaml.Node:
    short = all(isinstance(each, str) for each in data) and sum(map(len, data)) <= WORDS
    return dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=short or None)


_Plain.add_representer(list, _list)
