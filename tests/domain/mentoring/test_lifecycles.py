"""Every lifecycle of the room walked: what its table does not name is refused, and who may what."""

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

import pytest

from domain.errors import InvalidState
from domain.identity.access import Caller
from domain.identity.actions import Action, Role, Scope
from domain.lifecycle import Lifecycle, advance
from domain.mentoring import competitions, evaluating, lessons, logs, pair
from domain.mentoring.competitions import ENTRY_LIFECYCLE as ENTRIES
from domain.mentoring.titles import title_actions
from domain.mentoring.words import (
    CompetitionState,
    EvaluationState,
    LogState,
    PairSide,
    PairState,
    ReportLessonState,
)

LIFECYCLES: Mapping[str, tuple[type[StrEnum], Lifecycle]] = {  # type: ignore[type-arg]
    "pair": (PairState, pair.LIFECYCLE),
    "log": (LogState, logs.LOG_LIFECYCLE),
    "lesson": (ReportLessonState, lessons.LESSON_LIFECYCLE),
    "evaluation": (EvaluationState, evaluating.EVALUATION_LIFECYCLE),
    "entry": (CompetitionState, ENTRIES),
}
ME, OTHER, THIRD = UUID(int=1), UUID(int=2), UUID(int=3)


def caller(*roles: Role, teacher_id: UUID | None = ME) -> Caller:
    return Caller(UUID(int=9), UUID(int=8), 1, UUID(int=7), teacher_id, frozenset(roles), None, Scope.OWN)


TEACHER, OFFICE = caller(Role.TEACHER), caller(Role.RESEARCH_OFFICE, teacher_id=None)
PRINCIPAL = caller(Role.PRINCIPAL, teacher_id=None)


@pytest.mark.parametrize("name", LIFECYCLES)
def test_every_step_the_table_does_not_name_is_refused(name: str) -> None:
    states, table = LIFECYCLES[name]
    steps = {step for named in table.values() for step in named}
    for state in states:
        for step in steps:
            if step in table.get(state, {}):
                assert isinstance(advance(table, state, step), states)
            else:
                with pytest.raises(InvalidState):
                    advance(table, state, step)


def test_a_side_is_the_caller_s_own_or_the_office_s() -> None:
    assert pair.side_of(OTHER, ME, TEACHER) is PairSide.APPRENTICE
    assert pair.side_of(ME, OTHER, TEACHER) is PairSide.MENTOR
    assert pair.side_of(OTHER, THIRD, TEACHER) is None
    assert pair.side_of(None, THIRD, OFFICE) is PairSide.OFFICE
    assert pair.side_of(None, THIRD, PRINCIPAL) is None


@pytest.mark.parametrize("state", PairState)
def test_what_may_be_done_to_a_pair_is_what_its_table_names(state: PairState) -> None:
    named = set(pair.LIFECYCLE.get(state, {})) | (set(pair.KEEPING) if state is PairState.RUNNING else set())

    assert set(pair.pair_actions(state, PairSide.OFFICE, (), OFFICE)) == named
    assert pair.pair_actions(state, None, (), PRINCIPAL) == ()
    for side in (PairSide.MENTOR, PairSide.APPRENTICE):
        assert set(pair.pair_actions(state, side, (), TEACHER)) <= named
        assert "sign" not in pair.pair_actions(state, side, (side,), TEACHER)


def test_an_entry_is_confirmed_by_the_other_side_and_voided_by_its_own() -> None:
    entered, mentor, apprentice = LogState.ENTERED, PairSide.MENTOR, PairSide.APPRENTICE

    assert logs.log_actions(entered, mentor, TEACHER.account_id, mentor, TEACHER) == ("void",)
    assert logs.log_actions(entered, apprentice, THIRD, mentor, TEACHER) == ("confirm",)
    assert logs.log_actions(LogState.CONFIRMED, mentor, TEACHER.account_id, mentor, TEACHER) == ()
    assert logs.log_actions(entered, mentor, THIRD, None, PRINCIPAL) == ()
    assert logs.log_actions(LogState.CONFIRMED, mentor, THIRD, PairSide.OFFICE, OFFICE) == ("void",)


@pytest.mark.parametrize("state", CompetitionState)
def test_an_entry_in_a_competition_is_one_s_own_until_it_is_confirmed(state: CompetitionState) -> None:
    own = ("update", "void") if state is CompetitionState.REPORTED else ()

    assert competitions.entry_actions(state, ME, TEACHER) == own
    assert competitions.entry_actions(state, OTHER, TEACHER) == ()
    assert competitions.entry_actions(state, OTHER, OFFICE) == tuple(ENTRIES.get(state, {}))


def test_titles_are_voided_by_the_office_once() -> None:
    assert title_actions(None, OFFICE) == ("void",)
    assert title_actions("录错", OFFICE) == ()
    assert title_actions(None, TEACHER) == ()


def test_the_office_and_nobody_else_runs_pairs() -> None:
    assert OFFICE.may(Action.MENTORING_WRITE)
    assert not PRINCIPAL.may(Action.MENTORING_WRITE)
