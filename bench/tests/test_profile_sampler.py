"""What is made of the stacks that py-spy saw."""

from collections import Counter

from bench.profile_sampler import by_package, own, total, working

STACKS = Counter({("run (app.py:1)", "f (common/a.py:2)", "f (common/a.py:2)"): 3, ("run (app.py:1)",): 1})


def test_a_function_that_calls_itself_counts_once_a_stack() -> None:
    assert total(STACKS) == {"run (app.py:1)": 4, "f (common/a.py:2)": 3}


def test_its_own_is_only_what_a_function_does_itself() -> None:
    assert own(STACKS) == {"f (common/a.py:2)": 3, "run (app.py:1)": 1}


def test_a_package_is_where_the_function_lies() -> None:
    assert by_package(STACKS) == {"common": 3, "app.py": 1}


def test_a_thread_that_waits_is_not_at_work() -> None:
    written = (
        "run (app.py:1);EpollSelector.select (selectors.py:451) 7\n"
        "run (app.py:1);Condition.wait (threading.py:295) 7\n"
        "run (app.py:1);wait (payment_service/worker.py:30) 2\n"
    )

    assert working(written) == {("run (app.py:1)", "wait (payment_service/worker.py:30)"): 2}
