"""Requests to the district's platform: signed, fresh, and of nobody else's making."""

import pytest

from gateways.district_platform.signing import GOOD_FOR, SIGNATURE, TIMESTAMP, is_signed, signed

SECRET, TARGET, BODY, NOW = (
    "a secret between two",
    "/v1/credits?school_year=2020",
    b'{"rows": []}',
    1_617_000_000,
)


def headers(**changed: str) -> dict[str, str]:
    made = signed(SECRET, "shimen", "PUT", TARGET, BODY, at=NOW) | changed
    return {name.lower(): value for name, value in made.items()}


def test_a_request_of_ours_is_known() -> None:
    assert is_signed(SECRET, headers(), "PUT", TARGET, BODY, at=NOW + GOOD_FOR)


@pytest.mark.parametrize(
    ("secret", "method", "target", "body", "at"),
    [
        ("another secret", "PUT", TARGET, BODY, NOW),
        (SECRET, "GET", TARGET, BODY, NOW),
        (SECRET, "PUT", TARGET + "&all=1", BODY, NOW),
        (SECRET, "PUT", TARGET, BODY + b" ", NOW),
        (SECRET, "PUT", TARGET, BODY, NOW + GOOD_FOR + 1),
        (SECRET, "PUT", TARGET, BODY, NOW - GOOD_FOR - 1),
    ],
)
def test_a_request_that_was_changed_or_is_stale_is_not(
    secret: str, method: str, target: str, body: bytes, at: int
) -> None:
    assert not is_signed(secret, headers(), method, target, body, at=at)


@pytest.mark.parametrize(
    "changed",
    [
        {TIMESTAMP: "soon"},
        {TIMESTAMP: str(NOW + 1)},
        {TIMESTAMP: "9" * 40},
        {SIGNATURE: "v1=é"},
        {SIGNATURE: ""},
    ],
)
def test_headers_that_were_changed_are_not(changed: dict[str, str]) -> None:
    assert not is_signed(SECRET, headers(**changed), "PUT", TARGET, BODY, at=NOW)
    assert not is_signed(SECRET, {}, "PUT", TARGET, BODY, at=NOW)
