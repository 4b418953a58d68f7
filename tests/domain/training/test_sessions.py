"""A session's times, and what may be done with it."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.errors import InvalidState
from domain.identity.access import Caller
from domain.identity.actions import Action, Role, Scope
from domain.training.catalogue import SessionState
from domain.training.sessions import (
    Block,
    BlockBackwards,
    BlocksOverlap,
    WindowBackwards,
    check_window,
    in_order,
    refuse_over,
    session_actions,
)
from tests.domain.training.callers import a_caller

EIGHT = datetime(2021, 4, 1, 0, 0, tzinfo=UTC)


def block(start: float, end: float) -> Block:
    return Block(EIGHT + timedelta(hours=start), EIGHT + timedelta(hours=end))


def test_blocks_stand_in_the_order_of_time() -> None:
    assert in_order([block(24, 27), block(0, 3)]) == (block(0, 3), block(24, 27))


def test_one_block_may_begin_the_moment_another_ends() -> None:
    assert in_order([block(0, 3), block(3, 6)]) == (block(0, 3), block(3, 6))


@pytest.mark.parametrize(
    ("blocks", "refusal"),
    [
        pytest.param([block(3, 0)], BlockBackwards, id="backwards"),
        pytest.param([block(3, 3)], BlockBackwards, id="of no length"),
        pytest.param([block(0, 3), block(2.99, 6)], BlocksOverlap, id="overlapping"),
        pytest.param([block(0, 9), block(1, 2)], BlocksOverlap, id="one within another"),
        pytest.param([block(0, 3), block(0, 3)], BlocksOverlap, id="the same twice"),
    ],
)
def test_impossible_blocks_are_refused(blocks: list[Block], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        in_order(blocks)


def test_enrolment_closes_after_it_opens_where_both_are_said() -> None:
    check_window(EIGHT, None)
    check_window(None, EIGHT)
    check_window(EIGHT, EIGHT + timedelta(seconds=1))
    with pytest.raises(WindowBackwards):
        check_window(EIGHT, EIGHT)


@pytest.mark.parametrize("state", [SessionState.COMPLETED, SessionState.CANCELLED])
def test_what_is_over_is_changed_no_more(state: SessionState) -> None:
    with pytest.raises(InvalidState):
        refuse_over(state)


OFFICE = a_caller(Role.RESEARCH_OFFICE)
TEACHER = a_caller(Role.TEACHER, reach=Scope.OWN)
SCRIPT = a_caller(Role.SERVICE_CLIENT, scopes=frozenset({Action.COURSE_READ}))


@pytest.mark.parametrize(
    ("state", "caller", "expected"),
    [
        pytest.param(SessionState.DRAFT, OFFICE, ("update", "open", "cancel"), id="the office on a draft"),
        pytest.param(SessionState.OPEN, OFFICE, ("enrol", "update", "close", "cancel"), id="the office"),
        pytest.param(SessionState.COMPLETED, OFFICE, (), id="nobody on what is over"),
        pytest.param(SessionState.DRAFT, TEACHER, (), id="a teacher on a draft"),
        pytest.param(SessionState.OPEN, TEACHER, ("enrol",), id="a teacher on an open session"),
        pytest.param(SessionState.OPEN, SCRIPT, (), id="a script that may only read"),
    ],
)
def test_a_caller_is_offered_what_state_and_role_allow(
    state: SessionState, caller: Caller, expected: tuple[str, ...]
) -> None:
    assert session_actions(state, caller) == expected
