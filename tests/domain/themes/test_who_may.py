"""Who is offered what on a group's theme."""

from uuid import UUID

import pytest

from domain.identity.access import Caller
from domain.identity.actions import Role, Scope
from domain.themes.group_theme import SlotState, group_actions, leads, slot_actions
from domain.themes.hints import HintState, hint_actions
from domain.themes.theme import ThemeState, theme_actions
from tests.domain.training.callers import a_caller

LEADER = UUID(int=7)
OFFICE = a_caller(Role.RESEARCH_OFFICE)
LEADS = a_caller(Role.TEACHER, Role.GROUP_LEADER, teacher_id=LEADER, reach=Scope.GROUP)
LEADS_ANOTHER = a_caller(Role.GROUP_LEADER, teacher_id=UUID(int=8), reach=Scope.GROUP)
MEMBER = a_caller(Role.TEACHER, teacher_id=LEADER, reach=Scope.OWN)
PRINCIPAL = a_caller(Role.PRINCIPAL)


@pytest.mark.parametrize(
    ("caller", "leader", "may"),
    [
        pytest.param(OFFICE, LEADER, True, id="the office"),
        pytest.param(OFFICE, None, True, id="the office, of a group without leader"),
        pytest.param(LEADS, LEADER, True, id="its leader"),
        pytest.param(LEADS, None, False, id="a leader, of a group without leader"),
        pytest.param(LEADS_ANOTHER, LEADER, False, id="another group's leader"),
        pytest.param(MEMBER, LEADER, False, id="named as leader, without the role"),
        pytest.param(PRINCIPAL, LEADER, False, id="the principal reads"),
    ],
)
def test_who_writes_for_a_group(caller: Caller, leader: UUID | None, may: bool) -> None:
    assert leads(caller, leader) is may
    assert hint_actions(HintState.OPEN, leader, caller) == (("dismiss",) if may else ())


@pytest.mark.parametrize(
    ("state", "caller", "offered"),
    [
        pytest.param(ThemeState.DRAFT, LEADS, ("update", "plan_activity", "check"), id="planning"),
        pytest.param(
            ThemeState.RUNNING, LEADS, ("update", "plan_activity", "check", "hand_in"), id="running"
        ),
        pytest.param(ThemeState.CLOSED, LEADS, (), id="closed"),
        pytest.param(ThemeState.RUNNING, MEMBER, (), id="a member"),
    ],
)
def test_what_a_group_is_offered(state: ThemeState, caller: Caller, offered: tuple[str, ...]) -> None:
    assert group_actions(state, LEADER, caller) == offered


@pytest.mark.parametrize(
    ("state", "caller", "offered"),
    [
        pytest.param(SlotState.OPEN, LEADS, ("hand_in",), id="open, its leader"),
        pytest.param(SlotState.HANDED_IN, LEADS, ("hand_in",), id="handed in, its leader"),
        pytest.param(SlotState.HANDED_IN, OFFICE, ("hand_in", "accept", "return"), id="the office"),
        pytest.param(SlotState.ACCEPTED, LEADS, (), id="accepted, its leader"),
        pytest.param(SlotState.ACCEPTED, OFFICE, ("return",), id="accepted, the office"),
        pytest.param(SlotState.RETURNED, MEMBER, (), id="a member"),
    ],
)
def test_what_a_slot_is_offered(state: SlotState, caller: Caller, offered: tuple[str, ...]) -> None:
    assert slot_actions(state, ThemeState.RUNNING, LEADER, caller) == offered


@pytest.mark.parametrize(
    ("state", "caller", "offered"),
    [
        pytest.param(ThemeState.RUNNING, OFFICE, ("update", "close", "enter"), id="the office"),
        pytest.param(ThemeState.RUNNING, LEADS, ("enter",), id="a leader"),
        pytest.param(ThemeState.CLOSED, LEADS, (), id="a leader, too late"),
        pytest.param(ThemeState.DRAFT, PRINCIPAL, (), id="the principal"),
    ],
)
def test_what_a_theme_is_offered(state: ThemeState, caller: Caller, offered: tuple[str, ...]) -> None:
    assert theme_actions(state, caller) == offered
