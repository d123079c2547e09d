"""`quadrille keys` on real files: whenever a rotation is killed, and whoever is in between, no token is refused."""

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import jwt
import pytest
from click.testing import CliRunner, Result
from quadrille.cli import main
from quadrille.keys import commands
from quadrille.keys.retirement import retire
from quadrille.keys.ring import Signs, keys_of
from quadrille.keys.rotation import LEEWAY_SECONDS, announce, coming_file, take_over
from stack.errors import StackError
from stack.key_folder import KeyFolder, key_folder
from stack.keys import ensure_keys, public_half

DAY, NOW = 86_400, 2_000_000_000


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> KeyFolder:
    """The keys of a stack that was made just now; rotating them does not wait."""
    monkeypatch.setattr(commands, "READING_SECONDS", 0.0)
    ensure_keys(tmp_path)
    return key_folder(tmp_path)


def run(folder: KeyFolder, command: str, *options: str) -> Result:
    return CliRunner().invoke(main, ["keys", command, "--keys", str(folder.path), *options])


def signing(folder: KeyFolder) -> str:
    return str(public_half(folder.private_key_file)["kid"])


def published(folder: KeyFolder) -> list[str]:
    return [key["kid"] for key in folder.published()]


def sign(folder: KeyFolder) -> str:
    return jwt.encode({}, folder.private_key_file.read_text(), "EdDSA", headers={"kid": signing(folder)})


def verify(folder: KeyFolder, token: str) -> dict[str, Any]:
    """As a gateway does; raises what the library raises."""
    keys = jwt.PyJWKSet.from_json(folder.jwks_file.read_text())
    claims: dict[str, Any] = jwt.decode(token, keys[jwt.get_unverified_header(token)["kid"]], ["EdDSA"])
    return claims


def test_after_a_rotation_another_key_signs_and_the_tokens_of_both_are_good(folder: KeyFolder) -> None:
    before, old = sign(folder), signing(folder)
    result = run(folder, "rotate")
    assert (result.exit_code, old in result.output, signing(folder) in result.output) == (0, True, True)
    assert signing(folder) != old
    assert [verify(folder, token) for token in (before, sign(folder))] == [{}, {}]


def test_the_new_private_key_has_the_readers_of_the_old(folder: KeyFolder) -> None:
    folder.private_key_file.chmod(0o640)
    run(folder, "rotate")
    assert folder.private_key_file.stat().st_mode & 0o777 == 0o640
    assert not coming_file(folder).exists()


def test_a_key_does_not_sign_before_it_is_published(folder: KeyFolder) -> None:
    old = signing(folder)
    coming, _ = announce(folder, DAY, NOW)
    assert (signing(folder), published(folder)) == (old, [coming["kid"], old])
    take_over(folder)
    assert (signing(folder), published(folder)) == (coming["kid"], [coming["kid"], old])


def test_a_rotation_that_was_killed_while_it_waited_goes_on_when_run_again(folder: KeyFolder) -> None:
    old = signing(folder)
    command = [sys.executable, "-m", "quadrille", "keys", "rotate", "--keys", str(folder.path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env={"PYTHONUNBUFFERED": "1"}) as process:
        assert process.stdout is not None
        assert b"Published" in process.stdout.readline()
        process.send_signal(signal.SIGKILL)
    assert signing(folder) == old
    coming = next(key.kid for key in keys_of(folder) if key.signs is Signs.NEXT)
    assert run(folder, "rotate").exit_code == 0
    assert (signing(folder), published(folder)) == (coming, [coming, old])


def test_a_rotation_that_was_killed_before_it_published_goes_on_when_run_again(folder: KeyFolder) -> None:
    announced, old = folder.jwks_file.read_text(), signing(folder)
    coming, _ = announce(folder, DAY, NOW)
    folder.jwks_file.write_text(announced)
    assert [(key.signs, key.is_published) for key in keys_of(folder)] == [(Signs.NOW, True), (Signs.NEXT, False)]
    run(folder, "rotate")
    assert (signing(folder), published(folder)) == (coming["kid"], [coming["kid"], old])


def test_a_stack_that_starts_amid_a_rotation_leaves_what_is_published(folder: KeyFolder) -> None:
    announce(folder, DAY, NOW)
    before = folder.published()
    ensure_keys(folder.path.parent)
    assert folder.published() == before


def test_an_old_key_is_retired_when_its_last_token_has_expired_and_not_before(folder: KeyFolder) -> None:
    _, old = announce(folder, DAY, NOW)
    take_over(folder)
    expires = NOW + DAY + LEEWAY_SECONDS
    with pytest.raises(StackError, match=rf"Tokens signed with {old['kid']} may still be valid"):
        retire(folder, expires - 1, early=False)
    assert [key.kid for key in retire(folder, expires, early=False)] == [old["kid"]]
    assert published(folder) == [signing(folder)]


def test_of_several_old_keys_those_go_whose_time_has_come(folder: KeyFolder) -> None:
    for rotation in range(2):
        announce(folder, DAY, NOW + rotation * DAY)
        take_over(folder)
    newest, newer, _ = published(folder)
    retire(folder, NOW + DAY + LEEWAY_SECONDS, early=False)
    assert published(folder) == [newest, newer]


def test_a_key_is_retired_early_only_when_told_to(folder: KeyFolder) -> None:
    before = sign(folder)
    run(folder, "rotate")
    refused = run(folder, "retire")
    assert (refused.exit_code, "may still be valid" in refused.output) == (1, True)
    assert verify(folder, before) == {}
    assert run(folder, "retire", "--now").exit_code == 0
    with pytest.raises(KeyError):
        verify(folder, before)
    assert verify(folder, sign(folder)) == {}


def test_a_key_that_signs_or_is_to_sign_is_never_retired(folder: KeyFolder) -> None:
    announce(folder, DAY, NOW)
    before = published(folder)
    result = run(folder, "retire", "--now")
    assert (result.exit_code, result.output) == (0, "Every published key signs, or is to.\n")
    assert published(folder) == before


def test_the_list_tells_of_each_key_whether_it_signs_and_until_when_its_tokens_are_valid(folder: KeyFolder) -> None:
    old = signing(folder)
    run(folder, "rotate", "--token-lifetime", "2h")
    lines = run(folder, "list").output.splitlines()
    assert [line.split()[:3] for line in lines[1:]] == [[signing(folder), "yes", "yes"], [old, "no", "yes"]]
    assert lines[2].endswith("2 h")
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("command", ["list", "rotate", "retire"])
def test_a_folder_without_keys_is_told_in_one_sentence(command: str, tmp_path: Path) -> None:
    result = run(KeyFolder(tmp_path), command)
    assert (result.exit_code, len(result.output.splitlines())) == (1, 1)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("lifetime", ["soon", "0", "1w"])
def test_a_lifetime_that_means_nothing_is_refused(folder: KeyFolder, lifetime: str) -> None:
    assert run(folder, "rotate", "--token-lifetime", lifetime).exit_code == 2
