"""How callbacks of the district's platform are signed: Standard Webhooks, judged by a clock of ours.

The library's own check reads the machine's time. Only its way of signing is used here, and the window is
looked at by the clock that is handed in.
"""

import base64
import hmac
import secrets
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from standardwebhooks import Webhook

GOOD_FOR = 300
"""Seconds by which the two clocks may differ."""

LONGEST_ID = 200


def fresh_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def is_from_platform(good: Iterable[str], headers: Mapping[str, str], body: bytes, *, now: datetime) -> bool:
    """Whether it is signed with one of these secrets, and fresh, by headers of lower-case names."""
    called, said = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not (0 < len(called) <= LONGEST_ID and called.isascii() and called.isprintable()):
        return False
    if not (said.isascii() and said.isdigit() and len(said) < 12):
        return False
    if abs(now.timestamp() - int(said)) > GOOD_FOR:
        return False
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return False
    given = [one.encode() for one in headers.get("webhook-signature", "").split(" ")]
    at = datetime.fromtimestamp(int(said), UTC)
    ours = [Webhook(secret).sign(called, at, text).encode() for secret in good]
    return any([hmac.compare_digest(one, our) for our in ours for one in given])
