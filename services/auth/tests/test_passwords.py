"""Hashing: bounded, and kept up to date."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from auth_service.passwords import THREADS, Passwords
from common.errors import Overloaded


@pytest.fixture
async def passwords() -> AsyncIterator[Passwords]:
    passwords = Passwords(time_cost=1, memory_kib=64, waiting=0)
    yield passwords
    await passwords.close()


async def test_a_password_matches_its_own_hash_alone(passwords: Passwords) -> None:
    hashed = await passwords.hash("correct horse")
    assert await passwords.verify("correct horse", hashed)
    assert not await passwords.verify("wrong horse", hashed)
    assert not await passwords.verify("correct horse", None)


async def test_a_hash_says_by_itself_that_it_is_argon2id(passwords: Passwords) -> None:
    assert (await passwords.hash("correct horse")).startswith("$argon2id$v=19$m=64,t=1,p=1$")


async def test_a_hash_of_other_parameters_is_outdated(passwords: Passwords) -> None:
    stronger = Passwords(time_cost=2, memory_kib=64, waiting=0)
    hashed = await passwords.hash("correct horse")
    assert (passwords.is_outdated(hashed), stronger.is_outdated(hashed)) == (False, True)
    await stronger.close()


async def test_more_than_can_wait_are_told_to_come_again(passwords: Passwords) -> None:
    asked = [passwords.hash("correct horse") for _ in range(THREADS + 1)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(answer) for answer in answers] == [*[str] * THREADS, Overloaded]
