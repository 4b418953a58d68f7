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


class NotOurs(Exception):
    """Not sealed or signed with this secret; or a link that has ended."""


class Sealing:
    def __init__(self, secret: Callable[[], str]) -> None:
        """`secret` is asked when first needed: it may have to be made."""
        self._secret = secret

    @cached_property
    def _link_key(self) -> bytes:
        return self._key("file links")

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
        said = school_id.bytes + file_id.bytes + int(until.timestamp()).to_bytes(8)
        return base64.urlsafe_b64encode(said + hmac.digest(self._link_key, said, "sha256")).decode()

    def linked(self, token: str, *, now: datetime) -> tuple[UUID, UUID]:
        """(school, file) of a token made by `link` that has not ended. Raises NotOurs."""
        try:
            raw = base64.b64decode(token, altchars=b"-_", validate=True)
        except ValueError as error:
            raise NotOurs from error
        said, signature = raw[:-SIGNATURE_BYTES], raw[-SIGNATURE_BYTES:]
        if len(raw) != LINK_BYTES or not hmac.compare_digest(
            signature, hmac.digest(self._link_key, said, "sha256")
        ):
            raise NotOurs
        if now >= datetime.fromtimestamp(int.from_bytes(said[32:]), UTC):
            raise NotOurs
        return UUID(bytes=said[:16]), UUID(bytes=said[16:32])
