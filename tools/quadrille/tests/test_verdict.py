"""What came of verifying is added up from many answers, and said in sentences that name who."""

from typing import Any

from quadrille.verify.verdict import Check, Verdict, add_up


def answer(in_flight: int = 0, **broken: list[str]) -> dict[str, Any]:
    """An answer of GET /invariants in which the named checks are broken by these orders."""
    checks = [
        {
            "name": name,
            "holds": not orders,
            "expected": 0,
            "actual": len(orders),
            "offenders": [{"orderId": order, "what": f"is {name}"} for order in orders],
        }
        for name, orders in broken.items()
    ]
    return {"inFlight": in_flight, "checks": checks}


def verdict(*answers: dict[str, Any]) -> Verdict:
    return Verdict(add_up(answers), 3, 0, 1.0, {})


def test_everything_holds_when_each_answer_says_so() -> None:
    assert verdict(answer(odd=[], late=[]), answer(late=[])).holds
    assert verdict(answer(odd=[])).wrong() == []


def test_offenders_of_all_answers_are_named() -> None:
    found = verdict(answer(odd=["a"], late=[]), answer(odd=["b"], late=["a"]))
    assert not found.holds
    assert found.wrong() == ["a: is odd", "b: is odd", "a: is late"]
    assert [(check.name, check.actual) for check in found.checks[:2]] == [("odd", 2), ("late", 1)]


def test_what_is_still_in_flight_does_not_hold() -> None:
    found = verdict(answer(in_flight=2), answer(in_flight=1))
    assert found.wrong() == ["every order has come to an end, and everybody has heard of it: 3, not 0"]


def test_offenders_that_are_not_named_are_counted() -> None:
    check = Check("odd", 0, 250, False, [("a", "is odd")])
    assert Verdict([check], 3, 0, 1.0, {}).wrong() == ["a: is odd", "odd: 250 in all"]


def test_a_hundred_offenders_of_a_check_are_named_however_many_answers_there_are() -> None:
    found = verdict(*(answer(odd=[f"{n}-{each}" for each in range(60)]) for n in range(3)))
    assert (len(found.wrong()), found.wrong()[-1]) == (101, "odd: 180 in all")


def test_the_document_says_the_same() -> None:
    document = verdict(answer(odd=["a"])).document()
    assert (document["holds"], document["checked"]) == (False, 3)
    assert document["checks"][0]["offenders"] == [{"who": "a", "what": "is odd"}]
