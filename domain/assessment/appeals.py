"""Appeals 申诉 against a published result: upheld into a new edition, or rejected with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.assessment.assessment import Assessment, answered, held, speaks_for, step
from domain.assessment.publishing import Office, recounted, told
from domain.assessment.result import (
    AppealCorrection,
    Basis,
    GroupResult,
    ScoreLine,
    hundredths,
    points_of,
    ranked,
)
from domain.errors import Conflict, NotFound, RuleViolation
from domain.identity.access import Caller
from domain.lifecycle import Lifecycle, advance, match
from domain.messages import Event
from domain.paging import Page, Window
from domain.people.changes import UnknownReference


class AppealState(StrEnum):
    OPEN = "open"
    UPHELD = "upheld"
    REJECTED = "rejected"


LIFECYCLE: Lifecycle[AppealState] = {
    AppealState.OPEN: {"uphold": AppealState.UPHELD, "reject": AppealState.REJECTED}
}


class AppealOpen(Conflict):
    """The group's appeal waits for its answer; facts: `group`."""

    code = "appeal_open"


class AppealChangesNothing(RuleViolation):
    """An appeal is upheld by what it changes: a score, or an adjustment taken back."""

    code = "appeal_changes_nothing"


@dataclass(frozen=True, slots=True)
class Appeal:
    """A group leader's word against the result of their group."""

    id: UUID
    assessment_id: UUID
    group_id: UUID
    edition_no: int
    """The edition it is against."""

    text: str
    state: AppealState
    created_at: datetime
    answer: str | None
    answered_at: datetime | None
    version: int = 1
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LineCorrection:
    indicator_id: UUID
    score: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the office says, and for an appeal it upholds what it changes."""

    text: str
    corrections: tuple[LineCorrection, ...] = ()
    lifted: tuple[UUID, ...] = ()
    """Deductions, or bonus points, that count no more."""


class Appeals(Protocol):
    """Those the caller may see: all, or those of the groups they lead."""

    async def page(
        self, assessment_id: UUID | None, window: Window, *, state: tuple[AppealState, ...]
    ) -> Page[Appeal]:
        """Of one assessment, or of all."""
        ...

    async def get(self, appeal_id: UUID, *, lock: bool = False) -> Appeal | None: ...

    async def any_open(self, assessment_id: UUID, *, but: UUID) -> bool: ...

    async def add(
        self, assessment: Assessment, group_id: UUID, text: str, *, at: datetime, taken: AppealOpen
    ) -> Appeal:
        """Raises `taken` when the group has one open."""
        ...

    async def answer(self, appeal: Appeal, state: AppealState, text: str, *, at: datetime) -> Appeal: ...


async def appeal(
    office: Office,
    appeals: Appeals,
    assessment_id: UUID,
    group_id: UUID,
    text: str,
    *,
    caller: Caller,
    now: datetime,
) -> Appeal:
    """Raises NotFound, InvalidState before publication, UnknownReference, NotGroupLeader, AppealOpen."""
    assessment = await held(office.assessments, assessment_id)
    state = step(assessment, "appeal")
    group = assessment.group(group_id)
    speaks_for(group, caller, office=False)
    made = await appeals.add(assessment, group_id, text, at=now, taken=AppealOpen(group=group.name))
    await office.assessments.change(assessment, {"state": state})
    return made


async def uphold(
    office: Office, appeals: Appeals, appeal_id: UUID, answer: Answer, *, expected: int, now: datetime
) -> Appeal:
    """Keeps a further edition with what it changes, every group ranked anew; the one before stays.

    Raises NotFound, Stale, InvalidState, UnknownReference, AppealChangesNothing.
    """
    found, assessment, state = await _opened(office, appeals, appeal_id, "uphold", expected)
    before = await office.results.edition(assessment)
    own = next(one for one in before if one.group_id == found.group_id)
    changed = recounted(revised(own, answer, appeal_id), assessment.policy)
    number = assessment.edition_no + 1
    anew = [
        replace(changed if one is own else one, edition_no=number, published_at=now, appeal_id=appeal_id)
        for one in before
    ]
    kept = await office.results.keep(ranked(anew))
    assessment = replace(assessment, edition_no=number)
    others = await appeals.any_open(assessment.id, but=appeal_id)
    after = answered(assessment, "uphold", others=others)
    await office.assessments.change(assessment, {"state": after, "edition_no": number, "published_at": now})
    await office.messages.tell_all(told(assessment, kept), at=now)
    return await _answered(office, appeals, found, assessment, state, answer.text, now)


async def reject(
    office: Office, appeals: Appeals, appeal_id: UUID, reason: str, *, expected: int, now: datetime
) -> Appeal:
    """The result stands. Raises NotFound, Stale, InvalidState."""
    found, assessment, state = await _opened(office, appeals, appeal_id, "reject", expected)
    others = await appeals.any_open(assessment.id, but=appeal_id)
    await office.assessments.change(assessment, {"state": answered(assessment, "reject", others=others)})
    return await _answered(office, appeals, found, assessment, state, reason, now)


def revised(result: GroupResult, answer: Answer, appeal_id: UUID) -> GroupResult:
    """The result with what the answer changes, its sums not yet counted anew."""
    corrections = {one.indicator_id: one for one in answer.corrections}
    if not corrections.keys() <= {one.indicator_id for one in result.lines}:
        raise UnknownReference(field="corrections")
    if not set(answer.lifted) <= {one.id for one in result.adjustments if one.lifted_by is None}:
        raise UnknownReference(field="lifted")
    lines = [_corrected(one, corrections.get(one.indicator_id), appeal_id) for one in result.lines]
    adjustments = [
        replace(one, lifted_by=appeal_id) if one.id in answer.lifted else one for one in result.adjustments
    ]
    if (lines, adjustments) == (result.lines, result.adjustments):
        raise AppealChangesNothing()
    return replace(result, lines=lines, adjustments=adjustments)


def _corrected(line: ScoreLine, given: LineCorrection | None, appeal_id: UUID) -> ScoreLine:
    """Its marks or its fact stay to be seen beside the correction."""
    if given is None or given.score == line.score:
        return line
    return replace(
        line,
        basis=Basis.CORRECTED,
        score=hundredths(given.score),
        points=points_of(given.score, line.share, line.weight),
        correction=AppealCorrection(appeal_id, line.score, given.reason),
    )


async def _opened(
    office: Office, appeals: Appeals, appeal_id: UUID, action: str, expected: int
) -> tuple[Appeal, Assessment, AppealState]:
    seen = await appeals.get(appeal_id)
    if seen is None:
        raise NotFound()
    assessment = await held(office.assessments, seen.assessment_id)
    found = await appeals.get(appeal_id, lock=True)
    assert found is not None
    match(found.version, expected)
    return found, assessment, advance(LIFECYCLE, found.state, action)


async def _answered(
    office: Office,
    appeals: Appeals,
    found: Appeal,
    assessment: Assessment,
    state: AppealState,
    text: str,
    now: datetime,
) -> Appeal:
    done = await appeals.answer(found, state, text, at=now)
    group = assessment.group(found.group_id)
    leaders: Sequence[UUID] = [] if group.leader_id is None else [group.leader_id]
    event = Event.APPEAL_UPHELD if state is AppealState.UPHELD else Event.APPEAL_REJECTED
    facts = {"title": assessment.title, "group": group.name, "reason": text}
    await office.messages.tell(
        event, about=found.id, to=leaders, facts=facts, link=f"assessment-appeals/{found.id}", at=now
    )
    return done
