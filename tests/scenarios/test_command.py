"""`quadrille scenarios` against a whole system, and against none."""

from click.testing import CliRunner
from quadrille.cli import main

NOBODY = "http://127.0.0.1:1"


def test_all_scenarios_come_out_as_promised(gateway_url: str) -> None:
    # Others use these gateways meanwhile, so that the turns are not this run's alone.
    result = CliRunner().invoke(main, ["scenarios", "--url", gateway_url, "--tolerance", "0.25"])
    assert result.exit_code == 0, result.output
    for name in ("duplicate", "individual", "mixed", "distribution"):
        assert f"│ {name}" in result.stdout


def test_a_number_that_is_off_is_named_and_the_exit_code_is_1(gateway_url: str) -> None:
    # No share can be off by less than nothing.
    result = CliRunner().invoke(main, ["scenarios", "distribution", "--url", gateway_url, "--tolerance", "-1"])
    assert result.exit_code == 1
    assert result.stderr.startswith("Off: distribution: gateway-1 took ")


def test_where_nothing_answers_the_command_says_so_in_a_sentence() -> None:
    result = CliRunner().invoke(main, ["scenarios", "--url", NOBODY])
    said = f"The scenarios cannot be played: nothing answers at {NOBODY}; `make up` starts the local stack\n"
    assert (result.exit_code, result.stderr) == (1, said)


def test_a_url_that_is_none_is_refused_in_a_sentence() -> None:
    result = CliRunner().invoke(main, ["scenarios", "--url", "nonsense"])
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "nonsense is not Quadrille's gateway" in result.stderr
