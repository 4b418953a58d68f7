"""What is counted of a group, and whose names are shown."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.themes.facts import Counted, Excused, Missed, facts_of, rate

AT = datetime(2021, 3, 10, tzinfo=UTC)
TERM, GROUP = UUID(int=1), (UUID(int=2), "数学组")


def missed(number: int) -> Missed:
    return Missed(UUID(int=9), "评课", AT, UUID(int=number), f"教师{number}")


def excused(number: int) -> Excused:
    return Excused(UUID(int=9), "评课", AT, UUID(int=number), f"教师{number}", "就诊", None)


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        pytest.param(0, 0, None, id="of nobody"),
        pytest.param(0, 3, Decimal("0.00"), id="none"),
        pytest.param(2, 3, Decimal("66.67"), id="rounded up"),
        pytest.param(1, 8, Decimal("12.50"), id="exactly"),
        pytest.param(1, 800, Decimal("0.13"), id="a half goes up"),
    ],
)
def test_a_rate_is_in_per_cent(part: int, whole: int, expected: Decimal | None) -> None:
    assert rate(part, whole) == expected


def test_who_is_excused_counts_neither_way() -> None:
    counted = Counted(themes=1, activities=2, expected=10, attended=6, late=1, slots=9, accepted=3)

    facts = facts_of(TERM, GROUP, counted, [missed(1), missed(2)], [excused(3), excused(4)])

    assert (facts.excused, facts.absent, facts.attendance_rate) == (2, 2, Decimal("75.00"))
    assert facts.nine_ones_rate == Decimal("33.33")
    assert [one.teacher_name for one in facts.missed] == ["教师1", "教师2"]


def test_a_line_is_counted_whether_or_not_its_name_may_be_shown() -> None:
    counted = Counted(activities=1, expected=3, attended=0)

    facts = facts_of(
        TERM, GROUP, counted, [missed(1), missed(2)], [excused(3)], named=lambda one: one == UUID(int=2)
    )

    assert (facts.absent, facts.excused) == (2, 1)
    assert [one.teacher_id for one in facts.missed] == [UUID(int=2)]
    assert facts.excuses == ()


@given(
    attended=st.integers(0, 200),
    absent=st.integers(0, 30),
    excuses=st.integers(0, 30),
    more=st.integers(1, 9),
)
def test_an_absence_never_raises_the_rate(attended: int, absent: int, excuses: int, more: int) -> None:
    def of(absences: int) -> Decimal:
        counted = Counted(expected=attended + absences + excuses, attended=attended)
        facts = facts_of(TERM, GROUP, counted, [missed(1)] * absences, [excused(2)] * excuses)
        return facts.attendance_rate or Decimal(0)

    assert of(absent + more) <= of(absent) or attended == 0
    assert 0 <= of(absent) <= 100
