"""An enrolment's steps, and who is offered which."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from domain.errors import InvalidState
from domain.identity.access import Caller
from domain.identity.actions import Role, Scope
from domain.lifecycle import advance
from domain.people.calendar import SchoolYearSpan
from domain.training.enrolling import DateClash, refuse_clash
from domain.training.enrolment import LIFECYCLE, EnrolmentState, allowed_actions
from domain.training.places import Clash, Move, Planned, Standing, gained, planned_for
from tests.domain.training.callers import a_caller

SELF, OTHER = UUID(int=7), UUID(int=8)
TEACHER = a_caller(Role.TEACHER, teacher_id=SELF, reach=Scope.OWN)
LEADER = a_caller(Role.GROUP_LEADER, teacher_id=SELF, reach=Scope.GROUP)
OFFICE = a_caller(Role.RESEARCH_OFFICE)


@pytest.mark.parametrize(
    ("state", "teacher_id", "caller", "expected"),
    [
        pytest.param(EnrolmentState.PLACED, SELF, TEACHER, ("withdraw",), id="one's own seat"),
        pytest.param(EnrolmentState.PLACED, OTHER, TEACHER, (), id="another's"),
        pytest.param(EnrolmentState.PLACED, OTHER, LEADER, (), id="a group leader only looks"),
        pytest.param(EnrolmentState.PLACED, OTHER, OFFICE, ("withdraw", "result"), id="the office"),
        pytest.param(EnrolmentState.WAITLISTED, OTHER, OFFICE, ("withdraw",), id="no result for one waiting"),
        pytest.param(EnrolmentState.PASSED, OTHER, OFFICE, ("reopen",), id="a result can be reopened"),
        pytest.param(EnrolmentState.PASSED, SELF, TEACHER, (), id="not by oneself"),
        pytest.param(EnrolmentState.CANCELLED, OTHER, OFFICE, (), id="what is over is over"),
    ],
)
def test_a_caller_is_offered_what_state_and_role_allow(
    state: EnrolmentState, teacher_id: UUID, caller: Caller, expected: tuple[str, ...]
) -> None:
    assert allowed_actions(state, teacher_id, caller) == expected


@pytest.mark.parametrize(
    ("state", "step"),
    [
        pytest.param(EnrolmentState.WAITLISTED, "pass", id="one who waits does not pass"),
        pytest.param(EnrolmentState.PASSED, "withdraw", id="one who passed does not withdraw"),
        pytest.param(EnrolmentState.PASSED, "cancel", id="a result is not cancelled"),
        pytest.param(EnrolmentState.WITHDRAWN, "promote", id="one who left is not promoted"),
        pytest.param(EnrolmentState.PLACED, "promote", id="a seat is taken once"),
    ],
)
def test_a_step_out_of_turn_is_refused(state: EnrolmentState, step: str) -> None:
    with pytest.raises(InvalidState):
        advance(LIFECYCLE, state, step)


def test_credits_are_planned_for_the_school_year_of_the_last_moment_in_china() -> None:
    years = [
        SchoolYearSpan(year, datetime(year, 9, 1).date(), datetime(year + 1, 8, 31).date())  # noqa: DTZ001
        for year in (2020, 2021)
    ]
    last = datetime(2021, 8, 31, 15, 59, 59, tzinfo=UTC)

    assert planned_for(Decimal("7.30"), last, years) == Planned(2020, Decimal("7.30"))
    assert planned_for(Decimal("7.30"), last + timedelta(seconds=1), years).year == 2021


@pytest.mark.parametrize(
    ("before", "after", "seats"),
    [
        pytest.param(EnrolmentState.WAITLISTED, EnrolmentState.PLACED, 1, id="promoted"),
        pytest.param(EnrolmentState.PLACED, EnrolmentState.WITHDRAWN, -1, id="withdrawn"),
        pytest.param(EnrolmentState.PLACED, EnrolmentState.PASSED, 0, id="passed: the seat was used"),
        pytest.param(EnrolmentState.WAITLISTED, EnrolmentState.CANCELLED, 0, id="called off while waiting"),
    ],
)
def test_a_step_takes_or_frees_a_seat(before: EnrolmentState, after: EnrolmentState, seats: int) -> None:
    planned = Planned(2020, Decimal(0))
    assert gained([Move(Standing(UUID(int=1), SELF, before, planned), after, planned)]) == seats


def test_a_clash_is_named_by_the_schools_own_clock() -> None:
    refuse_clash(None)
    with pytest.raises(DateClash) as refused:
        refuse_clash(Clash("心理健康教育课", "XL-1", datetime(2021, 4, 1, 16, 0, tzinfo=UTC)))
    assert str(refused.value.facts["starts_at"]) == "2021-04-02 00:00:00+08:00"
