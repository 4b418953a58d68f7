"""Callbacks are the platform's own when they are signed by Standard Webhooks, and fresh by our clock."""

from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook

from gateways.district_platform.callbacks import GOOD_FOR, fresh_secret, is_from_platform

NOW = datetime(2021, 4, 1, 8, tzinfo=UTC)
SECRET, OTHER = fresh_secret(), fresh_secret()
BODY = '{"type": "catalogue.changed", "名": "目录"}'


def headers(secret: str = SECRET) -> dict[str, str]:
    return {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(NOW.timestamp())),
        "webhook-signature": Webhook(secret).sign("msg_1", NOW, BODY),
    }


def believed(given: dict[str, str], *good: str, body: bytes = BODY.encode(), now: datetime = NOW) -> bool:
    return is_from_platform(good or (SECRET,), given, body, now=now)


def test_a_signed_one_is_believed_for_five_minutes() -> None:
    assert believed(headers(), now=NOW + timedelta(seconds=GOOD_FOR))
    assert believed(headers(), now=NOW - timedelta(seconds=GOOD_FOR))
    assert not believed(headers(), now=NOW + timedelta(seconds=GOOD_FOR + 1))
    assert not believed(headers(), now=NOW - timedelta(seconds=GOOD_FOR + 1))


def test_any_good_secret_and_any_of_the_signatures_will_do() -> None:
    both = headers()["webhook-signature"] + " " + headers(OTHER)["webhook-signature"]

    assert believed(headers(OTHER), SECRET, OTHER)
    assert believed(headers() | {"webhook-signature": f"v1a,xyz {both}"})
    assert not believed(headers(OTHER))
    assert not is_from_platform([], headers(), BODY.encode(), now=NOW)


@pytest.mark.parametrize(
    "changed",
    [
        {"webhook_id": "msg_2"},
        {"webhook_id": ""},
        {"webhook_id": "x" * 201},
        {"webhook_id": "é"},
        {"webhook_id": "a\x7f"},
        {"webhook_timestamp": str(int(NOW.timestamp()) + 1)},
        {"webhook_timestamp": "soon"},
        {"webhook_timestamp": "9" * 40},
        {"webhook_timestamp": "-1"},
        {"webhook_timestamp": "٣"},
        {"webhook_signature": ""},
        {"webhook_signature": "v1,"},
        {"webhook_signature": "v1,é ,,, x"},
    ],
)
def test_headers_that_were_changed_are_not_believed(changed: dict[str, str]) -> None:
    renamed = {name.replace("_", "-"): value for name, value in changed.items()}
    assert not believed(headers() | renamed)


def test_a_changed_body_is_not_believed() -> None:
    assert not believed(headers(), body=BODY.encode() + b" ")
    assert not believed(headers(), body=b"\xff\xfe")
    assert not believed({})


def test_a_secret_is_fresh_and_long() -> None:
    assert SECRET != OTHER
    assert SECRET.startswith("whsec_")
    assert len(SECRET) > 48
