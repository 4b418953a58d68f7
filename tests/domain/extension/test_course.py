"""The lifecycle of an extension course, and who may take which step."""

from itertools import product
from uuid import UUID

import pytest

from domain.errors import InvalidState
from domain.extension.course import DECISIONS, LIFECYCLE, PUBLIC, ExtensionState, course_actions, may, tends
from domain.identity.access import Caller
from domain.identity.actions import Action, Role, Scope
from domain.lifecycle import advance

ONE, OTHER = UUID(int=1), UUID(int=2)
STEPS = sorted({step for steps in LIFECYCLE.values() for step in steps})


def caller(*roles: Role, teacher_id: UUID | None = None) -> Caller:
    return Caller(ONE, ONE, 1, ONE, teacher_id, frozenset(roles), None, Scope.OWN)


OFFICE, TEACHER = caller(Role.RESEARCH_OFFICE), caller(Role.TEACHER, teacher_id=ONE)
COLLEAGUE, PRINCIPAL = caller(Role.TEACHER, teacher_id=OTHER), caller(Role.PRINCIPAL)


@pytest.mark.parametrize(("state", "step"), [*product(ExtensionState, STEPS)])
def test_each_step_leads_where_the_table_says_or_is_refused(state: ExtensionState, step: str) -> None:
    if step in LIFECYCLE[state]:
        assert advance(LIFECYCLE, state, step) is LIFECYCLE[state][step]
    else:
        with pytest.raises(InvalidState):
            advance(LIFECYCLE, state, step)


def test_every_state_is_reached_from_a_draft() -> None:
    reached, ahead = {ExtensionState.DRAFT}, [ExtensionState.DRAFT]
    while ahead:
        for state in LIFECYCLE[ahead.pop()].values():
            if state not in reached:
                reached.add(state)
                ahead.append(state)

    assert reached == set(ExtensionState)


@pytest.mark.parametrize(("state", "step"), [*product(ExtensionState, STEPS)])
def test_the_office_decides_and_its_teachers_work_on_it(state: ExtensionState, step: str) -> None:
    decided = step in DECISIONS or (step == "update" and state in PUBLIC)

    assert may(OFFICE, state, step, [ONE])
    assert may(TEACHER, state, step, [ONE]) is not decided
    assert not may(COLLEAGUE, state, step, [ONE])
    assert not may(PRINCIPAL, state, step, [ONE])


@pytest.mark.parametrize("state", ExtensionState)
def test_what_is_offered_is_what_the_table_has_for_the_caller(state: ExtensionState) -> None:
    for who in (OFFICE, TEACHER, COLLEAGUE):
        offered = course_actions(state, [ONE], who, registered=False)
        assert set(offered) == {one for one in LIFECYCLE[state] if may(who, state, one, [ONE])}
    again = course_actions(state, [ONE], OFFICE, registered=True)
    assert set(again) == LIFECYCLE[state].keys() - {"register_work"}


def test_a_script_tends_nothing_it_was_not_given_leave_for() -> None:
    given = frozenset({Action.EXTENSION_READ})
    script = Caller(ONE, ONE, 1, ONE, None, frozenset({Role.SERVICE_CLIENT}), given, Scope.OWN)

    assert not tends(script, [ONE])
