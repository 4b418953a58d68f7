"""When an event is tried again, and when a receiver is left alone."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.webhooks.delivery import (
    DISABLED_AFTER,
    SHOWN,
    WAITS,
    WELL,
    Health,
    WebhookAttempt,
    after_failure,
    judged,
    next_attempt,
    printable,
    to_disable,
)
from domain.webhooks.subscription import DisabledBecause

NOW = datetime(2021, 4, 1, 8, tzinfo=UTC)


def attempt(status: int | None = None, why: str | None = None, at: datetime = NOW) -> WebhookAttempt:
    return WebhookAttempt(at, status, why or (None if status is None else judged(status)), 1, "")


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (200, None),
        (204, None),
        (299, None),
        (301, "redirect"),
        (400, "status"),
        (410, "gone"),
        (503, "status"),
    ],
)
def test_only_an_answer_of_the_two_hundreds_takes_an_event(status: int, why: str | None) -> None:
    assert judged(status) == why


def test_ten_attempts_are_made_in_a_little_more_than_three_days() -> None:
    tried, at = 1, NOW
    while (following := next_attempt(tried, at)) is not None:
        tried, at = tried + 1, following
    assert tried == 10
    assert at - NOW == timedelta(hours=75, minutes=35, seconds=5)


@pytest.mark.parametrize(
    ("one", "out_of_order"),
    [
        pytest.param(attempt(204), False, id="taken"),
        pytest.param(attempt(400), False, id="it will not have this one"),
        pytest.param(attempt(404), False, id="nor this"),
        pytest.param(attempt(429), True, id="too busy"),
        pytest.param(attempt(500), True, id="broken"),
        pytest.param(attempt(302), True, id="moved"),
        pytest.param(attempt(None, "too_slow"), True, id="no answer"),
    ],
)
def test_whose_fault_it_is(one: WebhookAttempt, out_of_order: bool) -> None:
    assert one.is_the_receivers_state == out_of_order


def test_a_receiver_out_of_order_is_left_alone_for_longer_and_longer() -> None:
    health, waits = WELL, []
    for _ in range(11):
        health = after_failure(health, attempt(500))
        assert health.resume_at is not None
        waits.append(health.resume_at - NOW)

    assert waits == [*WAITS, WAITS[-1], WAITS[-1]]
    assert health.failing_since == NOW


def test_one_that_refuses_an_event_is_not_left_alone() -> None:
    assert after_failure(WELL, attempt(400)) == Health(failing_since=NOW)


@pytest.mark.parametrize(
    ("since", "one", "because"),
    [
        pytest.param(NOW, attempt(500), None, id="just now"),
        pytest.param(NOW - DISABLED_AFTER + timedelta(seconds=1), attempt(500), None, id="nearly"),
        pytest.param(NOW - DISABLED_AFTER, attempt(404), DisabledBecause.FAILING, id="five days"),
        pytest.param(NOW, attempt(410), DisabledBecause.GONE, id="no more, please"),
        pytest.param(None, attempt(500), None, id="never before"),
    ],
)
def test_when_it_is_switched_off(
    since: datetime | None, one: WebhookAttempt, because: DisabledBecause | None
) -> None:
    assert to_disable(Health(failing_since=since), one) == because


def test_of_an_answer_the_printable_beginning_is_kept() -> None:
    assert printable(b"a\x00b\x1b[31mc\nd\xff") == "ab[31mc\nd\N{REPLACEMENT CHARACTER}"
    assert printable("学".encode() * 1000) == "学" * SHOWN
