"""What a password must be, and changing one's own."""

import unicodedata
from dataclasses import dataclass
from uuid import UUID

from domain.errors import RuleViolation
from domain.identity.history import Event, Visit
from domain.identity.sessions import BeginSessions
from domain.identity.signin import Passwords, SignInPolicy, password_stands

_FIRST_GUESSES = """
0123456789 1234567890 12345678910 123456789a 0987654321 1111111111 0000000000 8888888888 6666666666
123123123123 1122334455 1231231234 5201314520 1314520520 a123456789 a1234567890 aa123456789 abc123456789
abcd123456 abcdefghij asdfghjkl; password12 password123 password1234 passw0rd123 qwertyuiop qwerty12345
qwerty123456 1q2w3e4r5t 1qaz2wsx3edc 1qaz@wsx#edc zxcvbnm123 iloveyou123 woaini1314 woaini5201314
woaiwojia123 wodemima123 admin12345 administrator adminadmin letmein123 welcome123 changeme123
"""
COMMON = frozenset(_FIRST_GUESSES.split())
"""The first a guesser tries, of those long enough; compared in lower case."""


class PasswordTooShort(RuleViolation):
    """facts: `least` characters."""

    code = "password_too_short"


class PasswordIsUsername(RuleViolation):
    code = "password_is_username"


class PasswordTooCommon(RuleViolation):
    code = "password_too_common"


class PasswordUnchanged(RuleViolation):
    code = "password_unchanged"


class WrongPassword(RuleViolation):
    """The old password is not right, or was guessed at too often of late."""

    code = "wrong_password"


@dataclass(frozen=True, slots=True)
class Change:
    """A new password asked for by somebody signed in."""

    account_id: UUID
    session_id: UUID
    old: str
    new: str


def normal(username: str) -> str:
    """A user name as it is kept and compared: `ＷＥＩ` typed with a Chinese keyboard is `wei`."""
    return unicodedata.normalize("NFKC", username).strip().lower()


def check(password: str, username: str, policy: SignInPolicy) -> None:
    """Raises PasswordTooShort, PasswordIsUsername, PasswordTooCommon."""
    if len(password) < policy.least_password:
        raise PasswordTooShort(least=policy.least_password)
    if normal(password) == normal(username):
        raise PasswordIsUsername()
    if password.lower() in COMMON:
        raise PasswordTooCommon()


async def change_password(
    begin: BeginSessions, passwords: Passwords, asked: Change, *, policy: SignInPolicy, visit: Visit
) -> None:
    """Every other sign-in of the account ends. A wrong old password counts towards the lock.

    Raises WrongPassword, PasswordUnchanged, and as `check`.
    """
    async with begin() as sessions:
        seen = await sessions.credentials_for_update(asked.account_id)
    check(asked.new, seen.username, policy)
    if asked.new == asked.old:
        raise PasswordUnchanged()
    good = await passwords.verify(asked.old, seen.password_hash)
    password_hash = await passwords.hashed(asked.new)
    async with begin() as sessions:
        stands = await password_stands(sessions, seen, good=good, policy=policy, visit=visit)
        if stands:
            await sessions.keep_password(asked.account_id, password_hash, at=visit.at)
            await sessions.revoke_others(
                asked.account_id, asked.session_id, because="password_changed", at=visit.at
            )
            await sessions.record(Event.PASSWORD_CHANGED, visit, asked.account_id)
    if not stands:
        raise WrongPassword()
