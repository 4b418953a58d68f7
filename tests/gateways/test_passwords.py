"""Argon2 off the event loop: right and wrong, nobody's hash, and few at a time."""

import asyncio

from gateways.passwords import Argon2Passwords, fresh_password


async def test_a_password_fits_its_own_hash_only() -> None:
    passwords = Argon2Passwords()
    hashed = await passwords.hashed("三月里的小雨")

    assert hashed.startswith("$argon2id$")
    assert await passwords.verify("三月里的小雨", hashed)
    assert not await passwords.verify("三月里的大雨", hashed)
    assert not await passwords.verify("三月里的小雨", None)
    assert not await passwords.verify("三月里的小雨", "md5:5f4dcc3b")


async def test_one_password_typed_in_two_ways_is_one() -> None:
    passwords = Argon2Passwords()

    assert await passwords.verify("cafe\u0301 ＡＢＣ 123", await passwords.hashed("caf\u00e9 ABC 123"))


async def test_no_more_hashes_run_at_once_than_allowed() -> None:
    passwords = Argon2Passwords(at_once=2)
    running, most = 0, 0

    def work() -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        passwords._hash.hash("x")
        running -= 1

    await asyncio.gather(*(passwords._aside(work) for _ in range(6)))

    assert most <= 2


def test_a_fresh_password_is_long_enough_and_never_the_same() -> None:
    made = {fresh_password() for _ in range(50)}

    assert len(made) == 50
    assert all(len(password) == 14 for password in made)
