"""What is planned follows the calendar; what is missing is a difference of sets."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.extension.course import ExtensionKind, ExtensionSlot
from domain.extension.gaps import (
    ExtensionGap,
    ExtensionIncomplete,
    ExtensionRunState,
    PlannedSession,
    RunFacts,
    gaps,
    named_gaps,
    planned_sessions,
)
from domain.timetable.lessons import TeachingDay

MONDAY = date(2021, 3, 1)
numbers = st.frozensets(st.integers(1, 20))
slots = st.sets(st.builds(ExtensionSlot, st.integers(1, 5), st.integers(1, 8)), max_size=4)
weekdays = st.lists(st.sampled_from([1, 2, 3, 4, 5, None]), max_size=40)


def school_days(followed: list[int | None]) -> list[TeachingDay]:
    """Days in a row, whatever weekday each follows."""
    return [TeachingDay(MONDAY + timedelta(no), weekday, 1) for no, weekday in enumerate(followed)]


def facts(planned: int, taught: frozenset[int], plans: frozenset[int], *, textbook: bool = True) -> RunFacts:
    return RunFacts(
        UUID(int=1),
        UUID(int=2),
        "趣味阅读",
        ExtensionKind.KNOWLEDGE,
        ExtensionRunState.RUNNING,
        (UUID(int=3), UUID(int=4)),
        ("沈建芳", "张伟"),
        ("七年级组",),
        None,
        28,
        date(2021, 7, 6),
        None,
        textbook,
        tuple(PlannedSession(no, MONDAY + timedelta(7 * no), 6) for no in range(1, planned + 1)),
        {no: MONDAY + timedelta(7 * no) for no in taught},
        plans,
    )


@given(weekdays, slots, st.integers(1, 60))
def test_planned_sessions_are_the_first_periods_of_the_days_that_follow_their_weekday(
    followed: list[int | None], wanted: set[ExtensionSlot], most: int
) -> None:
    days = school_days(followed)

    found = planned_sessions(days, wanted, most)

    all_there = [
        (one.day, slot.period_no) for one in days for slot in sorted(wanted) if slot.weekday == one.weekday
    ]
    assert [(one.day, one.period_no) for one in found] == all_there[:most]
    assert [one.session_no for one in found] == list(range(1, len(found) + 1))


def test_a_make_up_day_nobody_has_spoken_for_holds_no_session() -> None:
    slot = ExtensionSlot(5, 6)

    found = planned_sessions(school_days([5, None, 5, 4]), [slot, slot], 9)

    assert [one.day.day for one in found] == [1, 3]


@given(st.integers(0, 20), numbers, numbers, st.booleans())
def test_gaps_are_exactly_the_differences_and_meet_nowhere(
    planned: int, taught: frozenset[int], plans: frozenset[int], textbook: bool
) -> None:
    due = frozenset(range(1, planned + 1))

    found = gaps(facts(planned, taught, plans, textbook=textbook))

    named = [set(one) for one in (found.without_plan, found.never_taught, found.not_held)]
    assert named == [taught - plans, plans - taught, due - taught - plans]
    assert sum(map(len, named)) == len(set.union(*named))
    assert set.union(*named) == (due | taught | plans) - (taught & plans)
    assert found.complete is (textbook and not any(named))
    assert found.complete is (not named_gaps(found))


def test_a_refusal_names_each_gap_with_its_sessions() -> None:
    found = gaps(facts(4, frozenset({1, 2}), frozenset({2, 3}), textbook=False))

    refused = ExtensionIncomplete(named_gaps(found))

    assert refused.facts["gaps"] == list(ExtensionGap)
    assert [(pointer, one.facts["sessions"]) for pointer, one in refused.refusals] == [
        ("/no_textbook", "—"),
        ("/without_plan", "1"),
        ("/never_taught", "3"),
        ("/not_held", "4"),
    ]
