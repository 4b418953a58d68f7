"""Passwords: Argon2id (RFC 9106), off the event loop and only a few at a time."""

import asyncio
import secrets
import unicodedata
from collections.abc import Callable
from functools import cached_property
from typing import TypeVar

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

Result = TypeVar("Result")

AT_ONCE = 2
"""Each hash takes 64 MiB and a core; more at once would starve the requests beside them."""

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""None that a person reads as another when copying it from a slip of paper."""


class Argon2Passwords:
    def __init__(self, *, at_once: int = AT_ONCE) -> None:
        self._hash = PasswordHash((Argon2Hasher(),))
        self._gate = asyncio.Semaphore(at_once)

    async def verify(self, password: str, password_hash: str | None) -> bool:
        """Takes as long for no hash at all as for a real one, and is then False."""
        good = await self._aside(lambda: self._matches(_normal(password), password_hash))
        return good and password_hash is not None

    async def hashed(self, password: str) -> str:
        return await self._aside(lambda: self._hash.hash(_normal(password)))

    async def _aside(self, work: Callable[[], Result]) -> Result:
        async with self._gate:
            return await asyncio.to_thread(work)

    @cached_property
    def _nobodys(self) -> str:
        """Made by the first to sign in, and not by the start, which it would hold up for 100 ms."""
        return self._hash.hash(secrets.token_urlsafe())

    def _matches(self, password: str, password_hash: str | None) -> bool:
        nobodys = self._nobodys
        try:
            return self._hash.verify(password, password_hash or nobodys)
        except UnknownHashError:  # a row somebody wrote by hand: no password fits it
            return False


def fresh_password() -> str:
    """One to hand out on paper, to be changed at once; 59 bits."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))
    return "-".join(groups)


def _normal(password: str) -> str:
    """The same password from a phone and from a PC: composed or not, half width or full (NFKC)."""
    return unicodedata.normalize("NFKC", password)
