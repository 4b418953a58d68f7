"""A batch's lifecycle, walked whole; and who may take which step, given who took the earlier ones."""

from dataclasses import replace
from datetime import date
from itertools import product
from uuid import UUID

import pytest

from domain.bonus.batch import (
    LIFECYCLE,
    BatchKind,
    BatchState,
    BonusBatch,
    allowed_actions,
)
from domain.bonus.table import yuan
from domain.errors import InvalidState
from domain.identity.access import Caller
from domain.identity.actions import Role, Scope
from domain.lifecycle import advance
from domain.works.award import LIFECYCLE as AWARDS
from domain.works.award import WorkAwardState

LEADS = {
    ("draft", "update"): "draft",
    ("draft", "check"): "checked",
    ("draft", "cancel"): "cancelled",
    ("checked", "approve"): "approved",
    ("checked", "reject"): "draft",
    ("approved", "pay"): "paid",
    ("approved", "reject"): "draft",
    ("paid", "correct"): "paid",
}
STEPS = sorted({action for _, action in LEADS})
DRAFTER, CHECKER, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)
BATCH = BonusBatch(
    id=UUID(int=9),
    kind=BatchKind.AWARD,
    title="奖金",
    school_year=2020,
    from_day=date(2020, 9, 1),
    until_day=date(2021, 8, 31),
    corrects_id=None,
    reason=None,
    state=BatchState.DRAFT,
    edition_id=UUID(int=8),
    edition_no=1,
    line_count=1,
    total_fen=1,
    passed_over=[],
    proposed_by=DRAFTER,
    checked_by=None,
    approved_by=None,
    paid_by=None,
    paid_at=None,
    steps=[],
)


@pytest.mark.parametrize(("state", "action"), list(product(BatchState, STEPS)))
def test_only_the_steps_of_the_table_are_taken(state: BatchState, action: str) -> None:
    if (state.value, action) in LEADS:
        assert advance(LIFECYCLE, state, action) == LEADS[state.value, action]
    else:
        with pytest.raises(InvalidState):
            advance(LIFECYCLE, state, action)


@pytest.mark.parametrize(("state", "action"), list(product(WorkAwardState, ["update", "confirm", "void"])))
def test_an_award_that_is_void_stays_so_and_a_confirmed_one_is_only_voided(
    state: WorkAwardState, action: str
) -> None:
    allowed = {WorkAwardState.REPORTED: ("update", "confirm", "void"), WorkAwardState.CONFIRMED: ("void",)}
    if action in allowed.get(state, ()):
        advance(AWARDS, state, action)
    else:
        with pytest.raises(InvalidState):
            advance(AWARDS, state, action)


def caller(account_id: UUID, *roles: Role) -> Caller:
    return Caller(account_id, UUID(int=0), 1, UUID(int=0), None, frozenset(roles), None, Scope.SCHOOL)


EVERY_ROLE = (Role.RESEARCH_OFFICE, Role.PRINCIPAL, Role.FINANCE)


@pytest.mark.parametrize(
    ("state", "who", "offered"),
    [
        pytest.param("draft", caller(DRAFTER, *EVERY_ROLE), ("update", "cancel"), id="drafter"),
        pytest.param("draft", caller(OTHER, Role.FINANCE), ("check",), id="finance checks"),
        pytest.param("checked", caller(DRAFTER, *EVERY_ROLE), ("reject",), id="drafter of a checked one"),
        pytest.param("checked", caller(CHECKER, *EVERY_ROLE), ("reject",), id="checker"),
        pytest.param("checked", caller(OTHER, Role.PRINCIPAL), ("approve", "reject"), id="principal"),
        pytest.param("approved", caller(CHECKER, Role.FINANCE), ("pay", "reject"), id="finance pays"),
        pytest.param("paid", caller(DRAFTER, Role.RESEARCH_OFFICE), ("correct",), id="office corrects"),
        pytest.param("paid", caller(OTHER, Role.PRINCIPAL), (), id="nothing for the principal"),
        pytest.param("cancelled", caller(DRAFTER, *EVERY_ROLE), (), id="nothing for anybody"),
    ],
)
def test_each_is_offered_what_they_may_do(state: str, who: Caller, offered: tuple[str, ...]) -> None:
    signed = None if state == "draft" else CHECKER

    assert allowed_actions(replace(BATCH, state=BatchState(state), checked_by=signed), who) == offered


@pytest.mark.parametrize(
    ("fen", "written"), [(0, "0.00"), (5, "0.05"), (123_456, "1234.56"), (-1_250, "-12.50")]
)
def test_fen_are_said_in_yuan(fen: int, written: str) -> None:
    assert yuan(fen) == written
