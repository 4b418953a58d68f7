"""What the deployment's secret is good for besides the signing keys: links that end, addresses kept unread.

Each use has a key of its own, derived from the secret and the use's name, so that none can stand for another.
"""

import base64
import hmac
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken

SIGNATURE_BYTES = 32
LINK_BYTES = 16 + 16 + 8 + SIGNATURE_BYTES
SLOT_SECONDS = 15
"""A sign-in code is shown so long, and is good for one slot more: 30 seconds at most."""

SLOT_BYTES, CODE_BYTES = 5, 5 + 16


class NotOurs(Exception):
    """Not sealed or signed with this secret; or a link that has ended."""


class Expired(NotOurs):
    """Made with this secret, and good no longer."""


class Sealing:
    def __init__(self, secret: Callable[[], str]) -> None:
        """`secret` is asked when first needed: it may have to be made."""
        self._secret = secret

    @cached_property
    def _link_key(self) -> bytes:
        return self._key("file links")

    @cached_property
    def _display_key(self) -> bytes:
        return self._key("activity displays")

    @cached_property
    def _sign_in_key(self) -> bytes:
        return self._key("activity sign-in")

    @cached_property
    def _fernet(self) -> Fernet:
        return Fernet(base64.urlsafe_b64encode(self._key("channel addresses")))

    def _key(self, use: str) -> bytes:
        return hmac.digest(self._secret().encode(), f"yanxiu {use}".encode(), "sha256")

    def sealed(self, text: str) -> str:
        return self._fernet.encrypt(text.encode()).decode()

    def opened(self, sealed: str) -> str:
        """Raises NotOurs."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise NotOurs from error

    def link(self, school_id: UUID, file_id: UUID, *, until: datetime) -> str:
        """A token that says: whoever brings this before `until` may have that file."""
        return _told(self._link_key, school_id, file_id, until)

    def linked(self, token: str, *, now: datetime) -> tuple[UUID, UUID]:
        """(school, file) of a token made by `link` that has not ended. Raises NotOurs."""
        return _read(self._link_key, token, now)

    def display(self, school_id: UUID, activity_id: UUID, *, until: datetime) -> str:
        """A token that says: whoever brings this before `until` may show the activity's sign-in code."""
        return _told(self._display_key, school_id, activity_id, until)

    def displayed(self, token: str, *, now: datetime) -> tuple[UUID, UUID, datetime]:
        """(school, activity, until when) of a token made by `display` that has not ended. Raises NotOurs."""
        school_id, activity_id = _read(self._display_key, token, now)
        until = int.from_bytes(base64.urlsafe_b64decode(token)[32:40])
        return school_id, activity_id, datetime.fromtimestamp(until, UTC)

    def sign_in_code(self, school_id: UUID, activity_id: UUID, *, at: datetime) -> str:
        """What is shown for the slot of time `at` lies in."""
        return self._code(school_id, activity_id, int(at.timestamp()) // SLOT_SECONDS)

    def check_sign_in_code(self, code: str, school_id: UUID, activity_id: UUID, *, now: datetime) -> None:
        """Good in its own slot and the next. Raises NotOurs, and of those Expired for an older one."""
        try:
            slot = int.from_bytes(base64.b64decode(code, altchars=b"-_", validate=True)[:SLOT_BYTES])
        except ValueError as error:
            raise NotOurs from error
        ours = self._code(school_id, activity_id, slot)
        present = int(now.timestamp()) // SLOT_SECONDS
        if not hmac.compare_digest(code.encode(), ours.encode()) or slot > present:
            raise NotOurs
        if slot < present - 1:
            raise Expired

    def _code(self, school_id: UUID, activity_id: UUID, slot: int) -> str:
        said = slot.to_bytes(SLOT_BYTES)
        signed = hmac.digest(self._sign_in_key, school_id.bytes + activity_id.bytes + said, "sha256")
        return base64.urlsafe_b64encode((said + signed)[:CODE_BYTES]).decode()


def _told(key: bytes, school_id: UUID, thing_id: UUID, until: datetime) -> str:
    said = school_id.bytes + thing_id.bytes + int(until.timestamp()).to_bytes(8)
    return base64.urlsafe_b64encode(said + hmac.digest(key, said, "sha256")).decode()


def _read(key: bytes, token: str, now: datetime) -> tuple[UUID, UUID]:
    try:
        raw = base64.b64decode(token, altchars=b"-_", validate=True)
    except ValueError as error:
        raise NotOurs from error
    said, signature = raw[:-SIGNATURE_BYTES], raw[-SIGNATURE_BYTES:]
    if len(raw) != LINK_BYTES or not hmac.compare_digest(signature, hmac.digest(key, said, "sha256")):
        raise NotOurs
    if now >= datetime.fromtimestamp(int.from_bytes(said[32:]), UTC):
        raise NotOurs
    return UUID(bytes=said[:16]), UUID(bytes=said[16:32])
