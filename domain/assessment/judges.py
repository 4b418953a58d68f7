"""Judges 评委: appointed, and scoring, each blind to the others until the result is published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from domain.assessment.assessment import (
    FROZEN,
    AssessedGroup,
    Assessment,
    Assessments,
    AssessmentState,
    held,
    step,
)
from domain.assessment.evidence import EvidenceBook, check_judged
from domain.errors import Conflict, Forbidden, NotFound, RuleViolation
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.lifecycle import match
from domain.messages import Event, Messages
from domain.paging import Page, Window
from domain.people.changes import UnknownReference


class JudgeTaken(Conflict):
    """The teacher is one of its judges; facts: `name`."""

    code = "judge_taken"


class JudgeReleased(Conflict):
    """They are released from judging; facts: `name`."""

    code = "judge_released"


class NotAJudge(Forbidden):
    """The caller is none of its judges, or released."""

    code = "not_a_judge"


class JudgeConflict(Forbidden):
    """Nobody judges a group they belong to or lead; facts: `group`."""

    code = "judge_conflict"


class EvidenceMissing(RuleViolation):
    """No evidence, no score; facts: `indicator`, `group`."""

    code = "evidence_missing"


class AlreadyScored(Conflict):
    """The judge has scored this; facts: `indicator`, `group`."""

    code = "already_scored"


@dataclass(frozen=True, slots=True)
class Judge:
    """Somebody appointed to judge: every group but their own."""

    id: UUID
    assessment_id: UUID
    teacher_id: UUID
    name: str
    appointed_at: datetime
    released_at: datetime | None
    """From then on their scores do not count."""

    released_because: str | None
    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """What one judge gives one group for one indicator, out of 100."""

    id: UUID
    assessment_id: UUID
    judge_id: UUID
    group_id: UUID
    indicator_id: UUID
    score: Decimal
    remark: str | None
    scored_at: datetime
    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewScore:
    group_id: UUID
    indicator_id: UUID
    score: Decimal
    remark: str | None = None


class Judges(Protocol):
    """Those the caller may see: all, or themselves."""

    async def page(self, assessment_id: UUID, window: Window) -> Page[Judge]: ...

    async def get(self, judge_id: UUID, *, lock: bool = False) -> Judge | None: ...

    async def at_work(self, assessment_id: UUID) -> Sequence[Judge]:
        """Those who are not released, whoever asks."""
        ...

    async def name(self, teacher_id: UUID) -> str | None:
        """Of a teacher at work."""
        ...

    async def circles(self, teacher_ids: Sequence[UUID]) -> Mapping[UUID, frozenset[UUID]]:
        """The subject groups each belongs to or leads."""
        ...

    async def add(self, assessment_id: UUID, teacher_id: UUID, name: str, *, at: datetime) -> Judge:
        """Raises JudgeTaken."""
        ...

    async def release(self, judge: Judge, because: str, *, at: datetime) -> Judge: ...


class Scores(Protocol):
    """Those the caller may see: a judge before publication their own, whatever else they are."""

    async def page(
        self, assessment: Assessment, window: Window, *, group_ids: tuple[UUID, ...]
    ) -> Page[Score]: ...

    async def get(self, score_id: UUID, *, lock: bool = False) -> Score | None: ...

    async def add(self, judge: Judge, new: NewScore, *, at: datetime, taken: AlreadyScored) -> Score:
        """Raises `taken` when the judge has scored the indicator of the group."""
        ...

    async def change(self, score: Score, changes: Mapping[str, Any], *, at: datetime) -> Score: ...


async def appoint(
    assessments: Assessments,
    judges: Judges,
    messages: Messages,
    assessment_id: UUID,
    teacher_id: UUID,
    *,
    now: datetime,
) -> Judge:
    """Raises UnknownReference, JudgeTaken, JudgeConflict when there is no group they could judge."""
    assessment = await held(assessments, assessment_id)
    step(assessment, "appoint")
    name = await judges.name(teacher_id)
    if name is None:
        raise UnknownReference(field="teacher_id")
    own = (await judges.circles([teacher_id]))[teacher_id]
    if all(group.id in own for group in assessment.groups):
        raise JudgeConflict(group="、".join(group.name for group in assessment.groups))
    judge = await judges.add(assessment_id, teacher_id, name, at=now)
    link = f"assessments/{assessment_id}"
    facts = {"title": assessment.title}
    await messages.tell(
        Event.JUDGE_APPOINTED, about=judge.id, to=[teacher_id], facts=facts, link=link, at=now
    )
    return judge


async def release(
    assessments: Assessments, judges: Judges, judge_id: UUID, *, expected: int, because: str, now: datetime
) -> Judge:
    """Raises NotFound, Stale, AssessmentFrozen, JudgeReleased."""
    seen = await judges.get(judge_id)
    if seen is None:
        raise NotFound()
    step(await held(assessments, seen.assessment_id), "appoint")
    judge = await judges.get(judge_id, lock=True)
    assert judge is not None
    match(judge.version, expected)
    if judge.released_at is not None:
        raise JudgeReleased(name=judge.name)
    return await judges.release(judge, because, at=now)


@dataclass(frozen=True, slots=True)
class Bench:
    """Where judges work."""

    assessments: Assessments
    judges: Judges
    scores: Scores
    evidence: EvidenceBook


async def score(bench: Bench, assessment_id: UUID, new: NewScore, *, caller: Caller, now: datetime) -> Score:
    """Once for each indicator of each group but one's own.

    Raises AssessmentFrozen, NotAJudge, JudgeConflict, FilledIn, EvidenceMissing, AlreadyScored.
    """
    assessment = await held(bench.assessments, assessment_id, shared=True)
    step(assessment, "score")
    judge = await _judge(bench, assessment_id, caller)
    group, indicator = assessment.group(new.group_id), assessment.indicator(new.indicator_id)
    check_judged(indicator)
    await _impartial(bench, judge, group)
    where = {"indicator": indicator.title, "group": group.name}
    if indicator.needs_evidence and not await bench.evidence.there(assessment_id, group.id, indicator.id):
        raise EvidenceMissing(**where)
    return await bench.scores.add(judge, new, at=now, taken=AlreadyScored(**where))


async def revise_score(
    bench: Bench, score_id: UUID, changes: Mapping[str, Any], *, expected: int, caller: Caller, now: datetime
) -> Score:
    """One's own, until publication; another judge's is not there.

    Raises NotFound, Stale, AssessmentFrozen, NotAJudge, JudgeConflict.
    """
    seen = await bench.scores.get(score_id)
    if seen is None:
        raise NotFound()
    assessment = await held(bench.assessments, seen.assessment_id, shared=True)
    step(assessment, "score")
    judge = await _judge(bench, assessment.id, caller)
    found = await bench.scores.get(score_id, lock=True)
    if found is None or found.judge_id != judge.id:
        raise NotFound()
    await _impartial(bench, judge, assessment.group(found.group_id))
    match(found.version, expected)
    return await bench.scores.change(found, changes, at=now)


async def _judge(bench: Bench, assessment_id: UUID, caller: Caller) -> Judge:
    at_work = await bench.judges.at_work(assessment_id)
    own = next((one for one in at_work if one.teacher_id == caller.teacher_id), None)
    if own is None:
        raise NotAJudge()
    return own


async def _impartial(bench: Bench, judge: Judge, group: AssessedGroup) -> None:
    circles = await bench.judges.circles([judge.teacher_id])
    if group.id in circles[judge.teacher_id]:
        raise JudgeConflict(group=group.name)


def shown(judge: Judge, state: AssessmentState, caller: Caller) -> Judge:
    may = caller.may(Action.ASSESSMENT_WRITE) and state not in FROZEN and judge.released_at is None
    return replace(judge, allowed_actions=("release",) if may else ())
