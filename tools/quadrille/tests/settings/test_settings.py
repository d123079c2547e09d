"""The reference of settings: every one of every service, with what it means, as the code says."""

from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest
from common.settings import ServiceSettings
from pydantic import Field
from pydantic_settings import BaseSettings
from quadrille.settings.catalogue import Setting, collect, own, shared
from quadrille.settings.page import page

ROOT = Path(__file__).parents[4]


class Example(ServiceSettings):
    log_level: Literal["INFO", "ERROR"] = "INFO"
    """Told again."""
    must: int
    """Has no default."""
    lines: tuple[str, ...] = ("a", "b")
    """Some."""
    lasts: timedelta = timedelta(hours=36)
    """A while,

    and why."""
    token: str = Field("", max_length=9, min_length=1, repr=False)
    """Hidden."""
    share: float = Field(0.5, gt=0)


SETTINGS = {each.name: each for each in own(Example)}
ALL: list[tuple[str, Setting]] = [("every", each) for each in shared()]
ALL += [(name, each) for name, settings in collect().items() for each in own(settings)]


def test_the_page_is_what_the_code_says() -> None:
    assert (ROOT / "docs" / "settings.md").read_text() == page(collect()), "run make docs"


@pytest.mark.parametrize(("service", "setting"), ALL, ids=lambda each: getattr(each, "name", each))
def test_every_setting_says_what_it_means_and_passwords_are_secret(service: str, setting: Setting) -> None:
    assert setting.meaning, f"{service}'s {setting.name} has no docstring"
    assert setting.secret or not setting.name.endswith("PASSWORD"), f"{service} shows {setting.name}"


def test_every_service_that_has_settings_of_its_own_names_them() -> None:
    assert {path.parents[1].name for path in ROOT.glob("services/*/*_service/settings.py")} <= set(collect())


def test_a_service_has_its_own_settings_and_what_it_means_otherwise() -> None:
    assert set(SETTINGS) == {"LOG_LEVEL", "MUST", "LINES", "LASTS", "TOKEN", "SHARE"}
    assert "NODE_NAME" in {each.name for each in shared()}


def test_what_knows_nothing_of_ours_has_all_its_settings_to_itself() -> None:
    class Alone(BaseSettings):
        node_name: str = "local-1"

    assert [each.name for each in own(Alone)] == ["NODE_NAME"]


@pytest.mark.parametrize(
    ("name", "takes", "default"),
    [
        ("LOG_LEVEL", "`INFO`, `ERROR`", "INFO"),
        ("MUST", "a whole number", None),
        ("LINES", "a list, comma separated, of texts", "a,b"),
        ("LASTS", "a duration", "36h"),
        ("TOKEN", "text of 1 to 9 characters", ""),
        ("SHARE", "a number above 0", "0.5"),
    ],
)
def test_what_a_setting_takes_is_told_in_words(name: str, takes: str, default: str | None) -> None:
    assert (SETTINGS[name].takes, SETTINGS[name].default) == (takes, default)


def test_a_meaning_is_one_line_and_a_secret_is_known() -> None:
    assert SETTINGS["LASTS"].meaning == "A while, and why."
    assert [name for name, each in SETTINGS.items() if each.secret] == ["TOKEN"]
