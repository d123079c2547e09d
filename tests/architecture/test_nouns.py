"""The kernel knows events, not what they are about: no name in it is a noun of the business."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.source import ROOT, code_of, parsed, shown

NOUNS = re.compile(
    r"(order|payment|refund|charge|customer|user|product|item|saga|money|price|cart|purchase|buyer|seller|card|invoice"
    r"|ledger|suspension|gateway|tracker)s?"
)
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
COMMON = ROOT / "libs" / "common" / "common"
# A name, in a module of common, and why it is no business of a service's.
MAY_STAND = {
    ("identity.py", "USER_HEADER"): "who asks is a user, whatever is asked for",
    ("identity.py", "user_id"): "who asks is a user, whatever is asked for",
    ("identity.py", "GATEWAY_HEADER"): "which node of the edge vouches for the caller",
    ("identity.py", "gateway"): "which node of the edge vouches for the caller",
    ("openapi.py", "Money"): "a kind of number in documents: exact, of two places",
    ("settings.py", "user"): "PostgreSQL's word for a role, in a connection string",
    ("redis_client.py", "RateLimitItem"): "the word of the library that limits rates",
    ("redis_client.py", "item"): "the word of the library that limits rates",
}


def business_names(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Every name in a module that has a noun of the business in it, and the line; methods of a dict are not meant."""
    for node in ast.walk(tree):
        for name in _names(node):
            if any(NOUNS.fullmatch(word.lower()) for word in WORD.findall(name)):
                yield name, getattr(node, "lineno", 0)


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Attribute) and node.attr == "items":
        return []
    fields = (getattr(node, field, None) for field in ("id", "attr", "name", "arg", "asname", "module"))
    return [part for field in fields if isinstance(field, str) for part in field.split(".")]


def _found() -> dict[tuple[str, str], int]:
    return {
        (str(path.relative_to(COMMON)), name): line
        for path in code_of(COMMON, without=("contracts", "testing"))
        for name, line in business_names(parsed(path))
    }


def test_the_kernel_names_no_business_noun() -> None:
    found = [
        f"{shown(COMMON / file)} says {name} in line {line}: common knows no nouns of the business."
        for (file, name), line in _found().items()
        if (file, name) not in MAY_STAND
    ]
    assert not found, "\n".join(found)


def test_every_name_that_may_stand_is_there() -> None:
    gone = [
        f"common/{file} says {name} no more: take it out of MAY_STAND." for file, name in MAY_STAND.keys() - _found()
    ]
    assert not gone, "\n".join(gone)


def test_a_noun_is_seen_in_any_spelling() -> None:
    code = "def refund_all(order_id): ...\nclass SagaStep: ...\nPAID_ORDERS = {}\nx.customers = chargeBack"
    names = ["refund_all", "order_id", "SagaStep", "PAID_ORDERS", "customers", "chargeBack"]
    assert sorted(name for name, _ in business_names(ast.parse(code))) == sorted(names)


def test_words_that_only_look_like_nouns_are_not() -> None:
    code = "ordered = reorder = discharge = {}.items()\nuserland = border = 'order'"
    assert list(business_names(ast.parse(code))) == []
