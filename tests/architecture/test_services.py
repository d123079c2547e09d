"""Services know topics, not each other: not by import, not by HTTP, not by each other's tables."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.source import ROOT, SERVICES, code_of, contract, package, parsed, shown

# The gateway asks services; what stands behind `providers` is the payment provider, which is no service of ours.
MAY_ASK_BY_HTTP = (package("gateway"), package("payment") / "providers")
CLIENTS = {
    *("aiohttp.ClientSession", "aiohttp.request", "aiohttp.client", "http.client", "urllib.request"),
    *("httpx", "requests", "urllib3", "niquests", "pycurl"),
}


def http_clients(name: str, tree: ast.Module) -> Iterator[str]:
    """The HTTP clients that a module names."""
    for node in ast.walk(tree):
        for named in _named(node):
            if any(named == client or named.startswith(f"{client}.") for client in CLIENTS):
                yield (
                    f"{name} uses {named} in line {getattr(node, 'lineno', 0)}: only the gateway and payment's provider"
                    " adapter ask anybody by HTTP; services talk through topics."
                )


def _named(node: ast.AST) -> list[str]:
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module=str(module), names=names):
            return [f"{module}.{alias.name}" for alias in names]
        case ast.Attribute(value=ast.Name(id=owner), attr=attr) if owner == "aiohttp":
            return [f"{owner}.{attr}"]
    return []


def test_only_the_gateway_and_the_provider_adapter_use_an_http_client() -> None:
    folders = [ROOT / "libs" / "common" / "common", *map(package, SERVICES)]
    asking = {path: list(http_clients(shown(path), parsed(path))) for folder in folders for path in code_of(folder)}
    found = [
        sentence
        for path, sentences in asking.items()
        if not any(path.is_relative_to(folder) for folder in MAY_ASK_BY_HTTP)
        for sentence in sentences
    ]
    assert not found, "\n".join(found)
    for folder in MAY_ASK_BY_HTTP:
        assert any(asking[path] for path in code_of(folder)), f"{shown(folder)} asks nobody: its exception can go."


@pytest.mark.parametrize(
    "code",
    [
        "from aiohttp import ClientSession",
        "import aiohttp\naiohttp.ClientSession()",
        "import httpx",
        "import requests",
        "from urllib.request import urlopen",
        "import http.client",
    ],
)
def test_an_http_client_is_named_with_its_file(code: str) -> None:
    (sentence,) = http_clients("order.py", ast.parse(code))
    assert sentence.startswith("order.py uses ")


def test_what_serves_http_is_no_client() -> None:
    code = "from aiohttp import web\nfrom urllib.parse import quote\nfrom common.requests import Request\nimport http"
    assert list(http_clients("order.py", ast.parse(code))) == []


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("", "root_packages"),
        ("services", "modules"),
        ("tools", "source_modules"),
        *((other, "forbidden_modules") for other in ("kernel", "sandbox", "stack")),
    ],
)
def test_every_service_is_in_the_rules_of_who_may_import_whom(name: str, key: str) -> None:
    forgotten = [
        f"{service}_service is not among {key} of {f'the contract `{name}` in ' if name else ''}.importlinter."
        for service in SERVICES
        if f"{service}_service" not in contract(name, key)
    ]
    assert not forgotten, "\n".join(forgotten)


def test_no_service_imports_another_not_even_in_its_tests() -> None:
    found = [
        f"{shown(path)} imports {named} in line {getattr(node, 'lineno', 0)}: a service knows common and itself."
        for service in SERVICES
        for path in code_of(ROOT / "services" / service, without=())
        for node in ast.walk(parsed(path))
        for named in _named(node)
        if named.split(".")[0] in _strangers(service)
    ]
    assert not found, "\n".join(found)


def _strangers(service: str) -> set[str]:
    return {f"{other}_service" for other in SERVICES if other != service} | {"stack", "quadrille"}
