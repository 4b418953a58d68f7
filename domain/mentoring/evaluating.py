"""A pair's evaluation at the end of a term 学期考核: the apprentice reports, the mentor remarks, the office
grades, with what was done of the targets before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from domain.errors import Conflict, Forbidden, NotFound, RuleViolation
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.lifecycle import Lifecycle, actions, advance, match
from domain.mentoring.logs import runs
from domain.mentoring.pair import MentorPair, Pairs, of_pair
from domain.mentoring.pairing import facts_of, two_of
from domain.mentoring.policy import MentoringRules, in_force
from domain.mentoring.targets import PairTargets, Tallies, Target, targets_of
from domain.mentoring.words import EvaluationState, PairGrade, PairSide
from domain.messages import Event, Messages
from domain.paging import Page, Window

EVALUATION_LIFECYCLE: Lifecycle[EvaluationState] = {
    EvaluationState.OPEN: {
        "report": EvaluationState.OPEN,
        "remark": EvaluationState.OPEN,
        "grade": EvaluationState.GRADED,
    },
    EvaluationState.GRADED: {"reopen": EvaluationState.OPEN},
}


class TermOutsidePair(RuleViolation):
    """A pair is evaluated for a term in which it runs."""

    code = "term_outside_pair"


class EvaluationOpened(Conflict):
    """The pair's evaluation of this term is there."""

    code = "evaluation_opened"


class EvaluationIncomplete(Conflict):
    """The apprentice's report and the mentor's remark come before the grade; facts: `missing`."""

    code = "evaluation_incomplete"


class TargetsNotSeen(Conflict):
    """The mark is not that of the targets as they stand: look at them, then grade."""

    code = "targets_not_seen"


@dataclass(frozen=True, slots=True)
class PairEvaluation:
    """A pair's evaluation of one term."""

    id: UUID
    pair_id: UUID
    mentor_name: str
    apprentice_id: UUID
    apprentice_name: str
    term_id: UUID
    state: EvaluationState
    self_report: str | None
    """The apprentice's."""

    reported_at: datetime | None
    mentor_remark: str | None
    remarked_at: datetime | None
    grade: PairGrade | None
    office_remark: str | None
    graded_at: datetime | None
    targets: tuple[Target, ...] | None
    """As they stood when it was graded."""

    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EvaluationFilter:
    pair_id: tuple[UUID, ...] = ()
    term_id: tuple[UUID, ...] = ()
    teacher_id: tuple[UUID, ...] = ()
    """The apprentice."""

    state: tuple[EvaluationState, ...] = ()
    grade: tuple[PairGrade, ...] = ()


class Evaluations(Protocol):
    """Those of the pairs a caller may see."""

    async def page(self, filters: EvaluationFilter, window: Window) -> Page[PairEvaluation]:
        """The latest first."""
        ...

    async def get(self, evaluation_id: UUID) -> PairEvaluation | None: ...

    async def for_update(self, evaluation_id: UUID) -> PairEvaluation | None: ...

    async def add(self, pair_id: UUID, term_id: UUID) -> PairEvaluation:
        """Raises EvaluationOpened."""
        ...

    async def change(self, evaluation_id: UUID, changes: Mapping[str, Any]) -> PairEvaluation: ...


@dataclass(frozen=True, slots=True)
class EvaluationDesk:
    """What an evaluation is made from."""

    pairs: Pairs
    evaluations: Evaluations
    tallies: Tallies
    rules: MentoringRules


def evaluation_actions(state: EvaluationState, side: PairSide | None, caller: Caller) -> tuple[str, ...]:
    """Each side for itself; the office for either, and alone the grade."""
    office = caller.may(Action.MENTORING_WRITE)
    may = {
        "report": office or side is PairSide.APPRENTICE,
        "remark": office or side is PairSide.MENTOR,
        "grade": office,
        "reopen": office,
    }
    return tuple(step for step in actions(EVALUATION_LIFECYCLE, state) if may[step])


async def open_evaluation(
    desk: EvaluationDesk, *, pair_id: UUID, term_id: UUID, caller: Caller
) -> PairEvaluation:
    """By either side or the office. Raises NotFound, Forbidden, PairNotRunning, TermOutsidePair,
    EvaluationOpened."""
    pair, _ = await of_pair(desk.pairs, pair_id, caller)
    runs(pair)
    term = await desk.tallies.term(term_id)
    if term is None:
        raise NotFound()
    if term.ends_on < pair.from_day or pair.until_day < term.starts_on:
        raise TermOutsidePair()
    return await desk.evaluations.add(pair_id, term_id)


async def write_part(
    desk: EvaluationDesk, evaluation_id: UUID, step: str, text: str, *, expected: int, now: datetime
) -> PairEvaluation:
    """`report` the apprentice's, `remark` the mentor's; again, until it is graded.

    Raises NotFound, Stale, InvalidState, Forbidden.
    """
    _, found = await _held(desk, evaluation_id, expected)
    _may(found, step)
    own = {
        "report": {"self_report": text, "reported_at": now},
        "remark": {"mentor_remark": text, "remarked_at": now},
    }
    return await desk.evaluations.change(evaluation_id, own[step])


async def grade(
    desk: EvaluationDesk,
    messages: Messages,
    evaluation_id: UUID,
    given: PairGrade,
    remark: str | None,
    *,
    targets_mark: str,
    expected: int,
    now: datetime,
) -> PairEvaluation:
    """Whether the targets are met or not, but never without having seen them; both are told.

    Raises NotFound, Stale, InvalidState, Forbidden, EvaluationIncomplete, TargetsNotSeen.
    """
    pair, found = await _held(desk, evaluation_id, expected)
    state = _may(found, "grade")
    parts = {"self_report": found.self_report, "mentor_remark": found.mentor_remark}
    missing = [name for name, text in parts.items() if text is None]
    if missing:
        raise EvaluationIncomplete(missing=missing)
    stood = await read_targets(desk.tallies, desk.rules, pair.id, found.term_id)
    if stood.mark != targets_mark:
        raise TargetsNotSeen()
    values = {"state": state, "grade": given, "office_remark": remark, "graded_at": now}
    graded = await desk.evaluations.change(evaluation_id, values | {"targets": stood.targets})
    await _tell(messages, pair, graded, given, now)
    return graded


async def reopen(desk: EvaluationDesk, evaluation_id: UUID, *, expected: int) -> PairEvaluation:
    """The grade is taken back; what the two wrote stays. Raises NotFound, Stale, InvalidState."""
    _, found = await _held(desk, evaluation_id, expected)
    state = _may(found, "reopen")
    gone = dict.fromkeys(("grade", "office_remark", "graded_at", "targets"))
    return await desk.evaluations.change(evaluation_id, gone | {"state": state})


async def read_targets(tallies: Tallies, rules: MentoringRules, pair_id: UUID, term_id: UUID) -> PairTargets:
    """Of a pair that is seen. Raises NotFound: no such term."""
    term = await tallies.term(term_id)
    if term is None:
        raise NotFound()
    (tally,) = await tallies.of_term(term, pair_id)
    return targets_of(tally, term_id, in_force(await rules.every(), term.starts_on))


def _may(found: PairEvaluation, step: str) -> EvaluationState:
    state = advance(EVALUATION_LIFECYCLE, found.state, step)
    if step not in found.allowed_actions:
        raise Forbidden()
    return state


async def _held(
    desk: EvaluationDesk, evaluation_id: UUID, expected: int
) -> tuple[MentorPair, PairEvaluation]:
    seen = await desk.evaluations.get(evaluation_id)
    if seen is None:
        raise NotFound()
    pair = await desk.pairs.for_update(seen.pair_id)
    found = await desk.evaluations.for_update(evaluation_id)
    assert pair is not None
    assert found is not None
    match(found.version, expected)
    return pair, found


async def _tell(
    messages: Messages, pair: MentorPair, graded: PairEvaluation, given: PairGrade, now: datetime
) -> None:
    to: Sequence[UUID] = two_of(pair)
    facts = facts_of(pair) | {"pair_grade": given.value}
    link = f"mentor-evaluations/{graded.id}"
    await messages.tell(Event.MENTOR_PAIR_EVALUATED, about=graded.id, to=to, facts=facts, link=link, at=now)
