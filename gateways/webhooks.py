"""Events as Standard Webhooks has them: thin, signed, and stable in their id.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import json
import secrets
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from standardwebhooks import Webhook

from domain.outgoing import NotReached, Outgoing, TargetRefused
from domain.webhooks.delivery import WebhookAttempt, judged, printable

WITHIN = 10.0  # seconds a receiver has
SECRET_BYTES = 32


def new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def payload(event: str, occurred_at: datetime, subject_id: UUID, version: int) -> str:
    """The event as JSON; who wants to know more asks the API."""
    body = {
        "type": event,
        "timestamp": occurred_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "data": {"id": str(subject_id), "version": version},
    }
    return json.dumps(body, separators=(",", ":"))


class SignedPosts:
    """Posts events to addresses that people entered."""

    def __init__(self, outgoing: Outgoing, *, within: float = WITHIN) -> None:
        self._outgoing, self._within = outgoing, within

    async def post(
        self, url: str, secrets: Sequence[str], event_id: UUID, body: str, *, at: datetime
    ) -> WebhookAttempt:
        """Signed by each of the secrets. Whatever comes of it is the attempt, never an error."""
        began, status, said, why = time.monotonic(), None, b"", None
        headers, sent = _headers(secrets, str(event_id), at, body), body.encode()
        try:
            answer = await self._outgoing.send("POST", url, headers=headers, body=sent, within=self._within)
            status, said, why = answer.status, answer.body, judged(answer.status)
        except (TargetRefused, NotReached) as refusal:
            why = str(refusal.facts["why"])
        return WebhookAttempt(at, status, why, int((time.monotonic() - began) * 1000), printable(said))


def _headers(secrets: Sequence[str], event_id: str, at: datetime, body: str) -> dict[str, str]:
    signatures = [Webhook(secret).sign(event_id, at, body) for secret in secrets]
    return {
        "content-type": "application/json",
        "user-agent": "Yanxiu-Webhooks/1",
        "webhook-id": event_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
