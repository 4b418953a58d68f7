"""Who gets a seat, and what a freed one does; whatever happens in whatever order."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import DomainError
from domain.training.catalogue import SessionState
from domain.training.enrolment import EnrolmentState
from domain.training.seats import (
    CapacityBelowTaken,
    EnrolmentClosed,
    EnrolmentNotYetOpen,
    Promotions,
    SessionFull,
    SessionNotOpen,
    SessionSeats,
    admit,
    promote,
    promotes,
    resized,
)

NOW = datetime(2021, 3, 1, 8, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
SEATS = SessionSeats(
    session_id=UUID(int=1),
    course_id=UUID(int=2),
    code="SJ-1",
    state=SessionState.OPEN,
    capacity=30,
    taken=29,
    waitlist=False,
    enrolment_opens_at=None,
    enrolment_closes_at=None,
    starts_at=NOW + timedelta(days=30),
    ends_at=NOW + timedelta(days=31),
)
FULL = replace(SEATS, taken=30)


@pytest.mark.parametrize(
    ("seats", "refusal"),
    [
        pytest.param(FULL, SessionFull, id="a full session refuses"),
        pytest.param(replace(SEATS, state=SessionState.DRAFT), SessionNotOpen, id="a draft is not open"),
        pytest.param(replace(SEATS, state=SessionState.CLOSED), SessionNotOpen, id="closed is not open"),
        pytest.param(
            replace(SEATS, enrolment_opens_at=NOW + SECOND),
            EnrolmentNotYetOpen,
            id="a second early",
        ),
        pytest.param(
            replace(SEATS, enrolment_closes_at=NOW), EnrolmentClosed, id="the closing moment itself is late"
        ),
        pytest.param(
            replace(FULL, enrolment_closes_at=NOW), EnrolmentClosed, id="closed is said before full"
        ),
    ],
)
def test_admission_refuses(seats: SessionSeats, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        admit(seats, NOW)


@pytest.mark.parametrize(
    ("seats", "state"),
    [
        pytest.param(SEATS, EnrolmentState.PLACED, id="the last seat can be taken"),
        pytest.param(
            replace(SEATS, enrolment_opens_at=NOW, enrolment_closes_at=NOW + SECOND),
            EnrolmentState.PLACED,
            id="the opening moment itself is in time",
        ),
        pytest.param(replace(SEATS, waitlist=True), EnrolmentState.PLACED, id="a seat comes before waiting"),
        pytest.param(replace(FULL, waitlist=True), EnrolmentState.WAITLISTED, id="who comes late may wait"),
    ],
)
def test_admission_gives_a_place(seats: SessionSeats, state: EnrolmentState) -> None:
    assert admit(seats, NOW) is state


@pytest.mark.parametrize(
    ("state", "at", "expected"),
    [
        pytest.param(SessionState.OPEN, SEATS.starts_at - SECOND, True, id="open, before the start"),
        pytest.param(SessionState.CLOSED, SEATS.starts_at - SECOND, True, id="closed, before the start"),
        pytest.param(SessionState.CLOSED, SEATS.starts_at, False, id="at the start"),
        pytest.param(SessionState.DRAFT, NOW, False, id="a draft"),
        pytest.param(SessionState.CANCELLED, NOW, False, id="called off"),
    ],
)
def test_a_freed_seat_is_passed_on_until_the_start(state: SessionState, at: datetime, expected: bool) -> None:
    assert promotes(replace(SEATS, state=state), at) is expected


FIRST, SECOND_IN, THIRD = (UUID(int=number) for number in (11, 12, 13))
QUEUE = [FIRST, SECOND_IN, THIRD]


@pytest.mark.parametrize(
    ("free", "hindered", "expected"),
    [
        pytest.param(0, {}, Promotions((), ()), id="no seat, nobody"),
        pytest.param(1, {}, Promotions((FIRST,), ()), id="one seat, the first"),
        pytest.param(9, {}, Promotions((FIRST, SECOND_IN, THIRD), ()), id="seats for all"),
        pytest.param(
            1, {FIRST: "clash"}, Promotions((SECOND_IN,), ((FIRST, "clash"),)), id="who cannot is passed over"
        ),
        pytest.param(
            1, {THIRD: "clash"}, Promotions((FIRST,), ()), id="whose turn has not come is not passed over"
        ),
        pytest.param(
            1,
            dict.fromkeys(QUEUE, "left"),
            Promotions((), tuple((one, "left") for one in QUEUE)),
            id="a seat nobody can take stays free",
        ),
    ],
)
def test_promotion_goes_by_the_queue(free: int, hindered: dict[UUID, str], expected: Promotions) -> None:
    assert promote(free, QUEUE, hindered) == expected


def test_a_hall_can_shrink_to_its_people_and_no_further() -> None:
    assert resized(29, 29) == 29
    with pytest.raises(CapacityBelowTaken):
        resized(28, 29)


ENROL = st.tuples(st.just("enrol"), st.booleans())
WITHDRAW = st.tuples(st.just("withdraw"), st.integers(min_value=0, max_value=30))
RAISE = st.tuples(st.just("raise"), st.integers(min_value=1, max_value=3))


@given(
    capacity=st.integers(min_value=1, max_value=5),
    steps=st.lists(st.one_of(ENROL, WITHDRAW, RAISE), max_size=60),
)
def test_any_story_keeps_within_the_seats_and_serves_the_queue_in_order(
    capacity: int, steps: list[tuple[str, int]]
) -> None:
    """Ids grow with the moment of enrolling, as in the product; some people can take no seat when called."""
    seats = replace(SEATS, capacity=capacity, taken=0, waitlist=True)
    placed: set[int] = set()
    waiting: list[int] = []
    stuck: set[int] = set()
    for number, (step, value) in enumerate(steps):
        if step == "enrol":
            if admit(seats, NOW) is EnrolmentState.PLACED:
                placed.add(number)
            else:
                waiting.append(number)
                stuck |= {number} if value else set()
        elif step == "raise":
            seats = replace(seats, capacity=resized(seats.capacity + value, seats.taken))
        elif placed | set(waiting):
            leaving = sorted(placed | set(waiting))[value % len(placed | set(waiting))]
            placed.discard(leaving)
            waiting = [one for one in waiting if one != leaving]

        hindered = {UUID(int=one): "clash" for one in stuck}
        outcome = promote(seats.capacity - len(placed), [UUID(int=one) for one in waiting], hindered)
        promoted = [one.int for one in outcome.promoted]
        left_behind = [one for one in waiting if one not in promoted]

        assert promoted == sorted(promoted)
        assert all(one in stuck for one in left_behind if promoted and one < max(promoted))
        placed |= set(promoted)
        waiting = left_behind
        assert 0 <= len(placed) <= seats.capacity
        assert len(placed) == seats.capacity or set(waiting) <= stuck
        seats = replace(seats, taken=len(placed))
