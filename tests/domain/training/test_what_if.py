"""Looking ahead: another session never lowers anything, caps hold, and what is said to be possible is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import NotFound
from domain.people.calendar import SchoolYearSpan
from domain.training.catalogue import CourseKind, SessionState
from domain.training.credit import ReasonCode
from domain.training.cycle import YearSums
from domain.training.enrolling import TeacherRequired
from domain.training.outlook import Chosen, Record, WhatIf
from domain.training.policy import CreditRule, RuleKey
from domain.training.reaching import Deadline, Option, Reach, best_of, last_day
from domain.training.seats import SessionNotOpen
from domain.training.standing import Ground, Member, StandingState
from domain.training.what_if import look_ahead, what_if
from tests.domain.training.callers import a_caller

TEACHER = UUID(int=9)
YEARS = [SchoolYearSpan(year, date(year, 9, 1), date(year + 1, 8, 31)) for year in (2019, 2020)]
"""2016 to 2020 is a cycle: 2020 is its last year."""

START = datetime(2020, 10, 5, tzinfo=UTC)
TODAY = date(2020, 9, 20)
HOURS = timedelta(hours=8)


def rules(**values: str) -> list[CreditRule]:
    return [CreditRule(UUID(int=1), RuleKey(key), value, date(2000, 1, 1)) for key, value in values.items()]


def chosen(number: int, credits: int = 8, *, course: int | None = None, **rest: object) -> Chosen:
    at = START + timedelta(days=number)
    made = Chosen(
        UUID(int=100 + number),
        f"S{number}",
        "课程",
        UUID(int=1000 + (number if course is None else course)),
        CourseKind.SHORT,
        Decimal(credits),
        SessionState.OPEN,
        at,
        at + HOURS,
        Decimal(0),
    )
    return replace(made, **rest)  # type: ignore[arg-type]


def option(number: int, credits: int = 8, *, day: int, until: int | None = None, **rest: object) -> Option:
    at = START + timedelta(days=day)
    last = at if until is None else START + timedelta(days=until)
    ids = UUID(int=500 + number), UUID(int=1500 + number)
    made = Option(*ids, CourseKind.SHORT, Decimal(credits), 2020, at, at + HOURS, last)
    return replace(made, **rest)  # type: ignore[arg-type]


def record(*sessions: Chosen, options: Sequence[Option] = (), **given: object) -> Record:
    ground = Ground(given.pop("rules", []), YEARS, {})  # type: ignore[arg-type]
    member = Member(TEACHER, "张伟", "001", None, None, None, None)
    made = Record(ground, member, {}, {}, sessions, [], options)
    return replace(made, **given)  # type: ignore[arg-type]


def year_of(found: WhatIf) -> Decimal:
    return found.years[0].then.counted


def test_sessions_taken_and_passed_are_confirmed_at_the_years_end() -> None:
    found = what_if(record(chosen(1, 40), chosen(2, 40)), TODAY)

    (year,), (cycle,) = found.years, found.cycles
    assert (year.now.confirmed, year.now.state) == (Decimal(0), StandingState.BEHIND)
    assert (year.then.confirmed, year.then.state) == (Decimal(80), StandingState.MET)
    assert year.deadline == Deadline(Reach.REACHED, None, ())
    assert (cycle.now.counted, cycle.then.counted) == (Decimal(0), Decimal(80))
    assert cycle.deadline.reach is Reach.IMPOSSIBLE
    assert [one.adds for one in found.sessions] == [40, 40]


def test_a_place_that_is_planned_already_is_not_counted_twice() -> None:
    sums = {2020: YearSums(planned=Decimal(8))}

    year = what_if(record(chosen(1, planned=Decimal(8)), sums=sums), TODAY).years[0]

    assert (year.now.planned, year.then.planned, year.then.confirmed) == (Decimal(8), Decimal(0), Decimal(8))


def test_a_course_counts_once_in_a_cycle() -> None:
    award = UUID(int=77)
    counted = {(UUID(int=1001), 2016): award}

    found = what_if(record(chosen(1), chosen(2, course=5), chosen(3, course=5), counted=counted), TODAY)

    assert [one.adds for one in found.sessions] == [0, 8, 0]
    assert [one.reasons[0].code for one in found.sessions] == [
        ReasonCode.COURSE_ALREADY_COUNTED,
        ReasonCode.COURSE_CREDITS,
        ReasonCode.COURSE_ALREADY_COUNTED,
    ]
    assert found.sessions[0].reasons[0].value == str(award)


def test_a_long_course_and_the_schools_own_count_as_what_they_are() -> None:
    long = chosen(1, 90, kind=CourseKind.LONG_90)
    own = chosen(2, 200, kind=CourseKind.SCHOOL_BASED)

    cycle = what_if(record(long, own), TODAY).cycles[0]

    assert cycle.then.long_courses == 1
    assert cycle.then.counted == 90 + 120  # a third of 360


def test_sessions_of_two_years_are_seen_in_each() -> None:
    earlier = chosen(1, starts_at=START - timedelta(days=200), ends_at=START - timedelta(days=199))

    found = what_if(record(earlier, chosen(2)), TODAY)

    assert [one.then.school_year for one in found.years] == [2019, 2020]
    assert len(found.cycles) == 1


SESSIONS = st.lists(
    st.builds(
        lambda number, credits, course, kind: chosen(number, credits, course=course, kind=kind),
        st.integers(1, 200),
        st.integers(0, 120),
        st.integers(0, 6),
        st.sampled_from(CourseKind),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda one: one.session_id,
)


@given(sessions=SESSIONS, cap=st.sampled_from(["off", "50"]), more=st.integers(0, 120))
def test_another_session_never_lowers_and_the_caps_hold(sessions: list[Chosen], cap: str, more: int) -> None:
    policy = rules(yearly_cap=cap, school_based_share="1/3")
    before = what_if(record(*sessions, rules=policy), TODAY)
    after = what_if(record(*sessions, chosen(300, more), rules=policy), TODAY)

    assert year_of(after) >= year_of(before)
    assert after.cycles[0].then.counted >= before.cycles[0].then.counted
    assert after.cycles[0].then.long_courses >= before.cycles[0].then.long_courses
    assert cap == "off" or year_of(after) <= 50
    pairs = zip(sessions, before.sessions, strict=True)
    own = sum((what.adds for one, what in pairs if one.kind is CourseKind.SCHOOL_BASED), Decimal(0))
    every = sum((one.adds for one in before.sessions), Decimal(0))
    assert before.cycles[0].then.counted <= every - own + min(own, Decimal(120))


def test_one_waits_as_long_as_the_latest_sessions_that_do() -> None:
    options = [option(1, 40, day=20), option(2, 40, day=60), option(3, 40, day=100, until=90)]

    year = what_if(record(chosen(1, 0), options=options, sums={2020: YearSums()}), TODAY).years[0]

    assert year.deadline.reach is Reach.POSSIBLE
    assert year.deadline.last_day == date(2020, 12, 4)  # the evening before the 60th day, 8:00 there
    assert set(year.deadline.sessions) == {options[1].session_id, options[2].session_id}


@pytest.mark.parametrize(
    ("options", "reach"),
    [
        pytest.param([], Reach.IMPOSSIBLE, id="the catalogue is empty"),
        pytest.param([option(1, 72, day=20)], Reach.IMPOSSIBLE, id="one credit short"),
        pytest.param([option(1, 73, day=20)], Reach.POSSIBLE, id="just enough"),
        pytest.param(
            [option(1, 40, day=20), option(2, 40, day=20)], Reach.IMPOSSIBLE, id="enough, but at one time"
        ),
        pytest.param(
            [option(1, 40, day=20), option(2, 40, day=20, kind=CourseKind.ONLINE)],
            Reach.POSSIBLE,
            id="online training clashes with nothing",
        ),
        pytest.param([option(1, 80, day=1)], Reach.IMPOSSIBLE, id="when a chosen session is held"),
        pytest.param([option(1, 80, day=20, school_year=2019)], Reach.IMPOSSIBLE, id="of another year"),
        pytest.param(
            [option(1, 80, day=20, course_id=UUID(int=1001))], Reach.IMPOSSIBLE, id="of the chosen course"
        ),
    ],
)
def test_a_target_is_within_reach_or_it_is_not(options: list[Option], reach: Reach) -> None:
    year = what_if(record(chosen(1, 0), options=options), TODAY).years[0]

    assert year.deadline.reach is reach


def test_a_long_course_that_is_due_comes_before_more_credits() -> None:
    short, long = option(1, 350, day=20), option(2, 90, day=20, kind=CourseKind.LONG_90)
    sums = {2020: YearSums(confirmed=Decimal(300))}

    cycle = what_if(record(chosen(1, 0), options=[short, long], sums=sums), TODAY).cycles[0]

    assert cycle.deadline.sessions == (long.session_id,)


OPTIONS = st.lists(
    st.builds(
        lambda number, credits, day, until: option(number, credits, day=day, until=min(day, until)),
        st.integers(1, 12),
        st.integers(1, 60),
        st.integers(1, 8),
        st.integers(-20, 8),
    ),
    max_size=10,
    unique_by=lambda one: one.session_id,
)


@given(options=OPTIONS, needed=st.integers(1, 150))
def test_what_is_said_to_be_possible_can_be_done_from_that_day_on(options: list[Option], needed: int) -> None:
    def reaches(taken: Sequence[Option]) -> bool:
        return sum(one.credits for one in taken) >= needed

    found = last_day(options, reaches)

    taken = [one for one in options if one.session_id in found.sessions]
    held = sorted((one.starts_at, one.ends_at) for one in taken)
    assert all(first[1] <= second[0] for first, second in pairwise(held))
    if found.last_day is not None:
        assert reaches(taken)
        assert all(one.until.date() >= found.last_day for one in taken)
        assert not reaches(best_of([one for one in options if one.until > max(o.until for o in taken)]))
    else:
        assert not reaches(best_of(options))


class Reads:
    def __init__(self, found: Record | None) -> None:
        self._found = found

    async def record(self, teacher_id: UUID, session_ids: object, *, now: datetime) -> Record | None:
        return self._found


CALLED_OFF = record(chosen(1, state=SessionState.CANCELLED))


@pytest.mark.parametrize(
    ("found", "teacher_id", "refusal"),
    [
        pytest.param(record(chosen(1)), None, TeacherRequired, id="nobody named"),
        pytest.param(None, TEACHER, NotFound, id="no such teacher"),
        pytest.param(record(), TEACHER, NotFound, id="no such session"),
        pytest.param(CALLED_OFF, TEACHER, SessionNotOpen, id="called off"),
    ],
)
async def test_what_cannot_be_imagined(
    found: Record | None, teacher_id: UUID | None, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        await look_ahead(Reads(found), teacher_id, {UUID(int=101)}, caller=a_caller(), now=START)


async def test_one_asks_about_oneself_without_a_name() -> None:
    found = await look_ahead(
        Reads(record(chosen(1))), None, {UUID(int=101)}, caller=a_caller(teacher_id=TEACHER), now=START
    )
    assert found.teacher_id == TEACHER
