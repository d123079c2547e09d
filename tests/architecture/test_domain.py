"""The domain is pure: facts of the outside, time, ids and chance included, come in with the command."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.source import SERVICES, contract, package, parsed

PARTS = ("commands", "decide", "reactions", "state")
# What else a domain module needs is not pure, or worth a look before it is added here.
MAY_IMPORT = {
    *("collections", "dataclasses", "datetime", "decimal", "enum", "functools", "itertools", "math", "operator", "re"),
    *("types", "typing", "typing_extensions", "uuid", "common.choreography", "common.contracts", "common.errors"),
}
# The present time, fresh ids, chance, and what reaches outside without an import.
MAY_NOT_CALL = re.compile(
    r"now|utcnow|today|time|monotonic|perf_counter|new_id|uuid[1-8]\w*|rand\w*|shuffle|token_\w+"
    r"|sleep|open|print|input|eval|exec|__import__"
)


def impurities(module: str, tree: ast.Module, domain: set[str]) -> Iterator[str]:
    """What a module of the domain imports, calls or awaits that no pure one does."""
    own = {each for each in domain if each.split(".")[0] == module.split(".", maxsplit=1)[0]}
    for node in ast.walk(tree):
        for imported in _imported(node):
            if not any(imported == known or imported.startswith(f"{known}.") for known in MAY_IMPORT | own):
                yield f"{module} imports {imported}: the domain may import itself and what is pure only."
        if isinstance(node, ast.Call) and MAY_NOT_CALL.fullmatch(called := _name(node.func)):
            yield f"{module} calls {called}() in line {node.lineno}: the domain is told such things by its commands."
        if isinstance(node, ast.AsyncFunctionDef | ast.Await):
            yield f"{module} waits in line {node.lineno}: the domain has nobody to wait for."


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    source = "." * node.level + (node.module or "")
    # A package of ours may stand for any of its modules.
    return [f"{source}.{a.name}" for a in node.names] if source == "common" or "_service" in source[-8:] else [source]


def _name(function: ast.expr) -> str:
    return str(getattr(function, "id", getattr(function, "attr", "")))


def test_the_domain_imports_nothing_impure_and_asks_neither_clock_nor_chance() -> None:
    domain = contract("domain", "source_modules")
    found: list[str] = []
    for module in sorted(domain):
        service, *path = module.split(".")
        file = package(service.removesuffix("_service")).joinpath(*path).with_suffix(".py")
        found += impurities(module, parsed(file), domain)
    assert not found, "\n".join(found)


def test_every_domain_module_of_every_service_is_in_the_contract_that_keeps_it_pure() -> None:
    there = {f"{name}_service.{part}" for name in SERVICES for part in PARTS if (package(name) / f"{part}.py").exists()}
    assert there
    forgotten = [
        f"{module} is not among the source_modules of the contract `domain` in .importlinter: it might do I/O unseen."
        for module in sorted(there - contract("domain", "source_modules"))
    ]
    assert not forgotten, "\n".join(forgotten)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import asyncio", "imports asyncio"),
        ("from os.path import join", "imports os.path"),
        ("from common import clock", "imports common.clock"),
        ("from common.ids import new_id", "imports common.ids"),
        ("from order_service import views", "imports order_service.views"),
        ("from order_service.read_model import project", "imports order_service.read_model"),
        ("from payment_service.state import Payment", "imports payment_service.state"),
        ("datetime.datetime.now(UTC)", "calls now() in line 1"),
        ("uuid4()", "calls uuid4() in line 1"),
        ("random.randint(1, 6)", "calls randint() in line 1"),
        ("async def decide(): pass", "waits in line 1"),
    ],
)
def test_what_is_not_pure_is_named(code: str, found: str) -> None:
    domain = {"order_service.state", "payment_service.state"}
    (sentence,) = impurities("order_service.decide", ast.parse(code), domain)
    assert sentence.startswith(f"order_service.decide {found}:")


@pytest.mark.parametrize(
    "code",
    ["from order_service import state", "from datetime import datetime", "from common.contracts.order import Item"],
)
def test_what_is_pure_is_not(code: str) -> None:
    assert list(impurities("order_service.decide", ast.parse(code), {"order_service.state"})) == []
