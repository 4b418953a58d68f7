"""What may be done to contests and entries when, and by whom."""

from itertools import product
from uuid import UUID, uuid4

import pytest

from domain.contests.contest import LIFECYCLE, ContestState, contest_actions, sees_all
from domain.contests.entry import LIFECYCLE as OF_ENTRIES
from domain.contests.entry import EntryState, entry_actions
from domain.contests.judging import Circle, Circles, expected_judges, to_judge
from domain.contests.policy import ContestRule, ContestRuleKey, in_force
from domain.contests.running import drawn
from domain.errors import InvalidState
from domain.identity.access import Caller, reach
from domain.identity.actions import Action, Role, Scope
from domain.lifecycle import advance
from tests.domain.contests.test_quota import DAY

STEPS = sorted({step for steps in LIFECYCLE.values() for step in steps})
ENTRY_STEPS = sorted({step for steps in OF_ENTRIES.values() for step in steps})


@pytest.mark.parametrize(("state", "step"), list(product(ContestState, STEPS)))
def test_every_other_step_of_a_contest_is_refused(state: ContestState, step: str) -> None:
    if step in LIFECYCLE.get(state, {}):
        assert advance(LIFECYCLE, state, step) in ContestState
    else:
        with pytest.raises(InvalidState):
            advance(LIFECYCLE, state, step)


@pytest.mark.parametrize(("state", "step"), list(product(EntryState, ENTRY_STEPS)))
def test_every_other_step_of_an_entry_is_refused(state: EntryState, step: str) -> None:
    if step in OF_ENTRIES.get(state, {}):
        assert advance(OF_ENTRIES, state, step) in EntryState
    else:
        with pytest.raises(InvalidState):
            advance(OF_ENTRIES, state, step)


def caller(*roles: Role, teacher_id: UUID | None = None) -> Caller:
    widest = reach(Action.CONTEST_READ, roles) or Scope.OWN
    return Caller(uuid4(), uuid4(), 1, uuid4(), teacher_id, frozenset(roles), None, widest)


def test_a_judge_is_offered_scoring_and_an_author_entering() -> None:
    teacher = caller(Role.TEACHER, teacher_id=uuid4())

    assert contest_actions(ContestState.CLOSED, teacher, judges=True) == ("score",)
    assert contest_actions(ContestState.CLOSED, teacher, judges=False) == ()
    assert contest_actions(ContestState.OPEN, teacher, judges=False) == ("enter",)
    assert contest_actions(ContestState.CANCELLED, caller(Role.RESEARCH_OFFICE), judges=False) == ()
    assert contest_actions(ContestState.OPEN, caller(Role.FINANCE), judges=False) == ()


@pytest.mark.parametrize(
    ("state", "contest", "office", "author"),
    [
        pytest.param("entered", "open", ("update", "withdraw"), ("update", "withdraw"), id="open"),
        pytest.param("entered", "closed", ("withdraw",), ("withdraw",), id="closed"),
        pytest.param("sent", "ranked", ("withdraw",), (), id="ranked"),
        pytest.param("sent", "submitted", ("record",), (), id="submitted"),
        pytest.param("not_sent", "submitted", (), (), id="not sent"),
        pytest.param("awarded", "results_in", ("record",), (), id="results in"),
        pytest.param("withdrawn", "open", (), (), id="withdrawn"),
        pytest.param("entered", "cancelled", (), (), id="cancelled"),
    ],
)
def test_what_is_offered_of_an_entry(
    state: str, contest: str, office: tuple[str, ...], author: tuple[str, ...]
) -> None:
    mine = uuid4()

    def offered(who: Caller) -> tuple[str, ...]:
        return entry_actions(EntryState(state), ContestState(contest), who, author_id=mine)

    assert offered(caller(Role.RESEARCH_OFFICE)) == office
    assert offered(caller(Role.TEACHER, teacher_id=mine)) == author
    assert offered(caller(Role.TEACHER, teacher_id=uuid4())) == ()
    assert offered(caller(Role.PRINCIPAL)) == ()


def test_who_sees_all_entries() -> None:
    assert sees_all(caller(Role.RESEARCH_OFFICE))
    assert sees_all(caller(Role.PRINCIPAL))
    assert not sees_all(caller(Role.TEACHER, Role.GROUP_LEADER, Role.GRADE_HEAD, Role.ACADEMIC_AFFAIRS))
    assert not sees_all(caller(Role.FINANCE))


def test_nobody_judges_their_own_and_as_set_their_group_s() -> None:
    me, colleague, other, maths, chinese = (uuid4() for _ in range(5))
    judge = Circle(uuid4(), frozenset({me}), frozenset({maths}))
    mine = Circle(uuid4(), frozenset({me, other}), frozenset({chinese}))
    ours = Circle(uuid4(), frozenset({colleague}), frozenset({maths}))
    theirs = Circle(uuid4(), frozenset({other}), frozenset({chinese}))
    off = ContestRule(uuid4(), ContestRuleKey.OWN_GROUP_EXCLUDED, "off", DAY)
    entries = (mine, ours, theirs)

    assert to_judge(judge, entries, in_force([], DAY)) == {theirs.id}
    assert to_judge(judge, entries, in_force([off], DAY)) == {ours.id, theirs.id}
    assert expected_judges(Circles((judge,), entries), in_force([], DAY)) == {
        mine.id: frozenset(),
        ours.id: frozenset(),
        theirs.id: {judge.id},
    }


def test_numbers_are_drawn_the_same_way_each_time() -> None:
    ids = [uuid4() for _ in range(20)]

    assert drawn(ids) == drawn(reversed(ids))
    assert set(drawn(ids)) == set(ids)
    assert drawn(ids) != ids
