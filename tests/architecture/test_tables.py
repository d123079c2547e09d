"""A service's tables are its own: no SQL of another names them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import ROOT, SERVICES, code_of, package, parsed, shown

CREATED = re.compile(r"\bCREATE\s+(?:UNLOGGED\s+)?(?:TABLE|VIEW)\s+(?:IF\s+NOT\s+EXISTS\s+)?(\w+)", re.IGNORECASE)
# Keywords are written with capitals here and names without; what stands behind these is a table, or several.
TABLE = r'(?:ONLY\s+)?(?:"?[a-z]\w*"?\.)?"?[a-z]\w*"?(?:\s+(?:AS\s+)?[a-z]\w*)?'
NAMED = re.compile(rf"\b(?:FROM|JOIN|INTO|UPDATE|TRUNCATE|TABLE|REFERENCES|USING)\s+({TABLE}(?:\s*,\s*{TABLE})*)")
NAME = re.compile(r'(?:ONLY\s+)?(?:"?\w+"?\.)?"?(\w+)')


def created(folder: Path) -> set[str]:
    """The tables and views that the numbered SQL of a folder makes."""
    return {name.lower() for path in folder.glob("*.sql") for name in CREATED.findall(path.read_text())}


def tables_named(sql: str) -> set[str]:
    """The names that stand where SQL has tables."""
    return {name for listed in NAMED.findall(sql) for part in listed.split(",") for name in NAME.findall(part)[:1]}


def trespasses(where: str, sql: str, others: dict[str, str]) -> Iterator[str]:
    """Sentences about tables of others; `others` gives the owner of each."""
    for table in sorted(tables_named(sql) & others.keys()):
        yield f"{where} names the table {table} of {others[table]}: a service reads and writes its own database only."


def _sql_of(service: str) -> Iterator[tuple[str, str]]:
    """Every text of a service that may be SQL, and where it stands."""
    for path in sorted((ROOT / "services" / service / "migrations").glob("*.sql")):
        yield shown(path), path.read_text()
    for path in code_of(package(service)):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield f"{shown(path)}, line {node.lineno},", node.value


def test_no_service_names_the_table_of_another() -> None:
    kernel = created(ROOT / "libs" / "common" / "common" / "sql")
    tables = {service: created(ROOT / "services" / service / "migrations") for service in SERVICES}
    assert {"orders", "ledger", "saga"} <= set().union(*tables.values())
    found = []
    for service in SERVICES:
        own = tables[service] | kernel  # of one name, in each one's database
        others = {table: other for other in SERVICES for table in tables[other] - own}
        found += [each for where, sql in _sql_of(service) for each in trespasses(where, sql, others)]
    assert not found, "\n".join(found)


def test_the_kernel_names_the_table_of_no_service() -> None:
    common = ROOT / "libs" / "common" / "common"
    others = {table: service for service in SERVICES for table in created(ROOT / "services" / service / "migrations")}
    texts = [(shown(path), path.read_text()) for path in [*(common / "sql").glob("*.sql"), *code_of(common)]]
    found = [each for where, sql in texts for each in trespasses(where, sql, others)]
    assert not found, "\n".join(found)


def test_a_table_of_another_is_named_with_its_owner() -> None:
    others = {"saga": "tracker", "ledger": "payment"}
    for sql in (
        "SELECT 1 FROM saga",
        "SELECT 1 FROM orders JOIN saga ON true",
        "SELECT 1 FROM orders o, saga s",
        "INSERT INTO saga VALUES (1)",
        "UPDATE saga SET n = 1",
        "CREATE TABLE x (id uuid REFERENCES saga)",
        "TRUNCATE orders, saga",
        'DELETE FROM ONLY public."saga" AS s',
    ):
        (sentence,) = trespasses("views.py", sql, others)
        assert sentence.startswith("views.py names the table saga of tracker:")
    assert list(trespasses("views.py", "SELECT saga FROM orders ORDER BY saga", others)) == []
