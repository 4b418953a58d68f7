"""Hints of an audit where nothing, or only online training, is in the way; and a session changed twice."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from domain.errors import Stale
from domain.identity.actions import Role
from domain.people.calendar import SchoolYearSpan
from domain.training.audit_hints import Auditor, days_of
from domain.training.audit_view import AuditFacts, Booking, Held, HintCode, Person, SchoolClass
from domain.training.auditing import decisions
from domain.training.catalogue import CourseKind, SessionState
from domain.training.cycle import YearSums
from domain.training.enrolment import EnrolmentState
from domain.training.holding import Catalogue, revise_session
from domain.training.selection import RoundState, SelectionRound, round_actions
from domain.training.sessions import Block, TrainingSession
from domain.training.standing import Ground, Member
from tests.domain.training.callers import a_caller

MONDAY = datetime(2021, 4, 5, 0, 0, tzinfo=UTC)
ROUND = SelectionRound(UUID(int=1), "R", "选课", MONDAY, MONDAY, 3, RoundState.CLOSED, 1)
WEI, LI = UUID(int=11), UUID(int=12)
YEARS = [SchoolYearSpan(2020, date(2020, 9, 1), date(2021, 8, 31))]
DAY = timedelta(days=1)


def held(kind: CourseKind = CourseKind.SHORT, hours: int = 8) -> Held:
    blocks = [Block(MONDAY, MONDAY + timedelta(hours=hours))]
    return Held("S", "课程", kind, Decimal(8), ROUND.id, blocks)


def facts(*sessions: Held, sums: YearSums | None = None) -> AuditFacts:
    """One teacher has applied for all of the sessions; another shares a class and is at school."""
    bookings = [
        Booking(UUID(int=50 + n), UUID(int=20 + n), WEI, EnrolmentState.APPLIED, MONDAY, 2020, 1)
        for n in range(len(sessions))
    ]
    people = {one: Person(Member(one, "张伟", "1", None, None, None, None), None, None) for one in (WEI, LI)}
    return AuditFacts(
        ROUND,
        bookings,
        {UUID(int=20 + n): session for n, session in enumerate(sessions)},
        people,
        [SchoolClass("七（2）班", frozenset({WEI, LI}))],
        frozenset({WEI}),
        {},
        Ground([], YEARS, {}),
        {} if sums is None else {WEI: {2020: sums}},
    )


def codes(found: AuditFacts) -> set[HintCode]:
    auditor = Auditor(found, MONDAY.date())
    return {hint.code for one in found.bookings for hint in auditor.audited(one, ()).hints}


def test_who_owes_nothing_and_meets_nobody_has_no_hint() -> None:
    assert codes(facts(held(), sums=YearSums(confirmed=Decimal(400), long_courses=1))) == set()


def test_who_owes_credits_has_a_hint_for_the_year_and_for_the_cycle() -> None:
    assert codes(facts(held())) == {HintCode.CREDITS_OWED, HintCode.CYCLE_OWED}


def test_online_training_clashes_with_nothing_and_takes_nobody_away() -> None:
    assert HintCode.DATE_CLASH in codes(facts(held(), held()))
    assert HintCode.DATE_CLASH not in codes(facts(held(), held(CourseKind.ONLINE)))
    assert days_of(held(CourseKind.ONLINE)) == []


@pytest.mark.parametrize(
    ("hours", "days"),
    [
        pytest.param(16, 1, id="until midnight of the school's clock, and not a day longer"),
        pytest.param(17, 2, id="into the next day"),
        pytest.param(24 * 4000, 366, id="nonsense is cut short"),
    ],
)
def test_a_block_takes_its_days(hours: int, days: int) -> None:
    assert len(days_of(held(hours=hours))) == days


OFFICE = a_caller(Role.RESEARCH_OFFICE)


@pytest.mark.parametrize(
    ("state", "caller", "expected"),
    [
        pytest.param(RoundState.CLOSED, OFFICE, ("approve", "reject"), id="the office, while it is closed"),
        pytest.param(RoundState.OPEN, OFFICE, (), id="not while it is open"),
        pytest.param(RoundState.CLOSED, a_caller(Role.PRINCIPAL), (), id="the principal looks"),
    ],
)
def test_who_may_decide_and_when(state: RoundState, caller: Any, expected: tuple[str, ...]) -> None:
    assert decisions(state, EnrolmentState.APPLIED, caller) == expected


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (RoundState.DRAFT, ("audit", "update", "open")),
        (RoundState.OPEN, ("audit", "update", "close")),
        (RoundState.CLOSED, ("audit", "update", "decide", "submit")),
        (RoundState.SUBMITTED, ("audit", "record_results", "finish")),
        (RoundState.FINISHED, ("audit",)),
    ],
)
def test_what_the_office_may_do_with_a_round(state: RoundState, expected: tuple[str, ...]) -> None:
    assert round_actions(state, OFFICE) == expected
    assert round_actions(state, a_caller(Role.TEACHER)) == ()


SESSION = TrainingSession(
    id=UUID(int=7),
    course_id=UUID(int=8),
    code="S",
    place=None,
    capacity=1,
    taken=0,
    seats_left=1,
    waitlist=False,
    state=SessionState.DRAFT,
    enrolment_opens_at=None,
    enrolment_closes_at=None,
    starts_at=MONDAY,
    ends_at=MONDAY + DAY,
    blocks=[],
    platform_id=None,
    round_id=None,
    promotes_until=MONDAY,
    version=2,
)


class TwoSessions:
    """A session that joins a round between the look at it and the lock."""

    async def get(self, session_id: UUID) -> TrainingSession:
        return SESSION

    async def for_update(self, session_id: UUID) -> TrainingSession:
        return replace(SESSION, round_id=UUID(int=99))


class OpenRounds:
    async def for_share(self, round_ids: Any) -> dict[UUID, SelectionRound]:
        return {one: replace(ROUND, id=one, state=RoundState.OPEN) for one in round_ids}


async def test_a_session_that_joined_another_round_in_between_is_stale() -> None:
    nothing: Any = None
    catalogue = Catalogue(nothing, TwoSessions(), nothing, nothing, OpenRounds(), nothing)  # type: ignore[arg-type]

    with pytest.raises(Stale):
        await revise_session(
            catalogue,
            SESSION.id,
            expected=2,
            changes={"round_id": ROUND.id},
            blocks=None,
            now=MONDAY,
        )
