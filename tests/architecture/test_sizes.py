"""Files and functions fit a glance, or say beside them why they do not: `# long: the reason`."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.source import parsed, python_files, shown

LINES_OF_A_FILE = 200
LINES_OF_A_FUNCTION = 40
HEAD = 5  # where a file may give its reason
REASON = re.compile(r"(^|.*\S  )# long: \S")


def too_long(name: str, text: str, tree: ast.Module) -> Iterator[str]:
    """What is too long without a reason, and what gives a reason that it does not need."""
    lines = text.splitlines()
    yield from _judged(name, len(lines), LINES_OF_A_FILE, lines[:HEAD], "within its first lines")
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            signature = lines[node.lineno - 1 : max(node.body[0].lineno - 1, node.lineno)]
            where = f"{node.name}() in {name}, line {node.lineno},"
            yield from _judged(where, length, LINES_OF_A_FUNCTION, signature, "beside its def")


def _judged(name: str, length: int, most: int, head: list[str], place: str) -> Iterator[str]:
    given = any(REASON.match(line) for line in head)
    if length > most and not given:
        yield f"{name} has {length} lines, over {most}: split it, or say why not by `# long: …` {place}."
    if length <= most and given:
        yield f"{name} has only {length} lines: its `# long: …` can go."


def test_no_file_and_no_function_is_too_long_without_a_reason_beside_it() -> None:
    found = [each for path in python_files() for each in too_long(shown(path), path.read_text(), parsed(path))]
    assert not found, "\n".join(found)


def test_what_is_too_long_is_named_with_its_length() -> None:
    body = "".join(f"        x{n} = {n}\n" for n in range(40))
    text = f"class A:\n    def grown(\n        self,\n    ) -> None:\n{body}" + "# more\n" * 160
    assert list(too_long("a.py", text, ast.parse(text))) == [
        "a.py has 204 lines, over 200: split it, or say why not by `# long: …` within its first lines.",
        "grown() in a.py, line 2, has 43 lines, over 40: split it, or say why not by `# long: …` beside its def.",
    ]
    excused = "# long: one table\n" + text.replace("def grown(", "def grown(  # long: one match statement")
    assert list(too_long("a.py", excused, ast.parse(excused))) == []


def test_a_reason_that_nothing_needs_any_more_is_found() -> None:
    text = "# long: it was\ndef shrunk() -> None:  # long: this too\n    pass\n"
    assert list(too_long("a.py", text, ast.parse(text))) == [
        "a.py has only 3 lines: its `# long: …` can go.",
        "shrunk() in a.py, line 2, has only 2 lines: its `# long: …` can go.",
    ]
