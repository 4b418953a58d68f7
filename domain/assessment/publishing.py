"""Publishing a term's result: looked at beforehand, then frozen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from domain.assessment.assessment import AssessedGroup, Assessment, Assessments, held, sees_all, step
from domain.assessment.judges import Judge, Judges
from domain.assessment.policy import AssessmentPolicy
from domain.assessment.result import (
    AdjustmentLine,
    GroupInputs,
    GroupResult,
    Mark,
    hundredths,
    line,
    ranked,
    sums,
)
from domain.errors import Conflict, Forbidden, NotFound
from domain.identity.access import Caller
from domain.lifecycle import match
from domain.messages import Event, Messages, Notice
from domain.paging import Page, Window
from domain.themes.facts import GroupFacts, GroupThemeFacts


class ScoresMissing(Conflict):
    """Judges have not scored everything; facts: `missing` (how many scores), `which` (the first of them)."""

    code = "scores_missing"


class JudgeStaysBlind(Forbidden):
    """Who judges sees nothing of the others' scores before publication, whatever else they are."""

    code = "judge_stays_blind"


SHOWN = 5


@dataclass(frozen=True, slots=True)
class MissingScore:
    """A score that is still to be given."""

    group_id: UUID
    group_name: str
    indicator_id: UUID
    indicator_title: str
    judge_id: UUID | None
    """null: nobody is appointed who could judge this group."""

    judge_name: str | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be published now. Lines whose scores are missing count by those that are there."""

    id: UUID
    """The assessment's."""

    results: list[GroupResult]
    """Not kept yet: the `id` of each is its group's."""

    missing: list[MissingScore]
    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that was brought and given, by group, whoever asks."""

    evidence: Mapping[UUID, frozenset[UUID]]
    scores: Mapping[UUID, Mapping[UUID, Mapping[UUID, Decimal]]]
    """group → indicator → judge → score."""

    adjustments: Mapping[UUID, Sequence[AdjustmentLine]]
    """Those not taken back."""


@dataclass(frozen=True, slots=True)
class ResultFilter:
    assessment_id: UUID | None = None
    group_id: tuple[UUID, ...] = ()
    edition_no: int | None = None
    """None: of each assessment the latest."""


class Results(Protocol):
    """Published results the caller may see: all, or those of the groups they lead."""

    async def page(self, filters: ResultFilter, window: Window) -> Page[GroupResult]:
        """The latest assessment first, then by rank."""
        ...

    async def get(self, result_id: UUID) -> GroupResult | None: ...

    async def edition(self, assessment: Assessment) -> Sequence[GroupResult]:
        """All of the latest edition the caller may see, by rank."""
        ...

    async def gathered(self, assessment_id: UUID) -> Gathered: ...

    async def keep(self, results: Sequence[GroupResult]) -> Sequence[GroupResult]:
        """Keeps them as they are, under ids of their own."""
        ...


@dataclass(frozen=True, slots=True)
class Office:
    """Where results are made."""

    assessments: Assessments
    judges: Judges
    results: Results
    facts: GroupThemeFacts
    messages: Messages


async def preview(office: Office, assessment_id: UUID, *, caller: Caller, now: datetime) -> Preview:
    """Raises NotFound, Forbidden, AssessmentFrozen, JudgeStaysBlind."""
    assessment = await office.assessments.get(assessment_id)
    if assessment is None:
        raise NotFound()
    if not sees_all(caller):
        raise Forbidden()
    step(assessment, "publish")
    at_work = await office.judges.at_work(assessment_id)
    if any(one.teacher_id == caller.teacher_id for one in at_work):
        raise JudgeStaysBlind()
    results, missing = await _made(office, assessment, at_work, now)
    may = [one for one in assessment.allowed_actions if one == "publish" and not missing]
    return Preview(assessment_id, results, missing, assessment.version, tuple(may))


async def publish(office: Office, assessment_id: UUID, *, expected: int, now: datetime) -> Assessment:
    """Keeps the result as its first edition, and tells the groups' leaders.

    Who publishes a moment later waits for the assessment, and finds it Stale. Raises NotFound, Stale,
    AssessmentFrozen, InvalidState, ScoresMissing.
    """
    assessment = await held(office.assessments, assessment_id)
    match(assessment.version, expected)
    state = step(assessment, "publish")
    results, missing = await _made(office, assessment, await office.judges.at_work(assessment_id), now)
    if missing:
        raise ScoresMissing(missing=len(missing), which="、".join(map(_said, missing[:SHOWN])))
    kept = await office.results.keep(results)
    changes = {"state": state, "edition_no": assessment.edition_no + 1, "published_at": now}
    published = await office.assessments.change(assessment, changes)
    await office.messages.tell_all(told(published, kept), at=now)
    return published


async def _made(
    office: Office, assessment: Assessment, judges: Sequence[Judge], now: datetime
) -> tuple[list[GroupResult], list[MissingScore]]:
    gathered = await office.results.gathered(assessment.id)
    circles = await office.judges.circles([one.teacher_id for one in judges])
    ids = [group.id for group in assessment.groups]
    counted = {one.subject_group_id: one for one in await office.facts.of_term(assessment.term_id, ids)}
    policy, results, missing = assessment.policy, [], []
    for group in assessment.groups:
        eligible = [one for one in judges if group.id not in circles[one.teacher_id]]
        inputs = _inputs(gathered, group.id, judges, counted.get(group.id))
        results.append(_result(assessment, group, inputs, policy, now))
        missing += _missing(assessment, group, inputs, eligible)
    return ranked(results), missing


def _inputs(
    gathered: Gathered, group_id: UUID, judges: Sequence[Judge], facts: GroupFacts | None
) -> GroupInputs:
    """A score counts while its judge is at work, though they joined the group after giving it."""
    names = {one.id: one.name for one in judges}
    marks = {
        indicator_id: [Mark(judge, names[judge], score) for judge, score in given.items() if judge in names]
        for indicator_id, given in gathered.scores.get(group_id, {}).items()
    }
    evidence = gathered.evidence.get(group_id, frozenset())
    return GroupInputs(evidence, marks, facts, gathered.adjustments.get(group_id, ()))


def _missing(
    assessment: Assessment, group: AssessedGroup, inputs: GroupInputs, eligible: Sequence[Judge]
) -> list[MissingScore]:
    found = []
    for one in assessment.indicators:
        if one.fact is not None or (one.needs_evidence and one.id not in inputs.evidence):
            continue
        given = {mark.judge_id for mark in inputs.marks.get(one.id, ())}
        where = (group.id, group.name, one.id, one.title)
        found += [MissingScore(*where, judge.id, judge.name) for judge in eligible if judge.id not in given]
        if not eligible and not given:
            found.append(MissingScore(*where, None, None))
    return found


def _said(one: MissingScore) -> str:
    return f"{one.group_name}·{one.indicator_title}（{one.judge_name or '—'}）"


def _result(
    assessment: Assessment, group: AssessedGroup, inputs: GroupInputs, policy: AssessmentPolicy, now: datetime
) -> GroupResult:
    lines = [line(one, inputs, policy) for one in assessment.indicators]
    come = sums(lines, inputs.adjustments, policy)
    return GroupResult(
        id=group.id,
        assessment_id=assessment.id,
        edition_no=assessment.edition_no + 1,
        group_id=group.id,
        group_name=group.name,
        rank=0,
        groups=0,
        total=come.total,
        band=come.band,
        band_rule_id=policy.bands.id,
        dimensions=come.dimensions,
        bonus=come.bonus,
        bonus_counted=come.bonus_counted,
        bonus_cap=hundredths(policy.bonus_cap.value),
        bonus_rule_id=policy.bonus_cap.id,
        lines=lines,
        adjustments=list(inputs.adjustments),
        published_at=now,
        appeal_id=None,
    )


def told(assessment: Assessment, results: Sequence[GroupResult]) -> list[Notice]:
    """One message a group, for its leader."""
    leaders = {group.id: group.leader_id for group in assessment.groups}
    return [
        Notice(
            Event.ASSESSMENT_PUBLISHED,
            one.id,
            leader,
            {
                "title": assessment.title,
                "group": one.group_name,
                "total": str(one.total),
                "rank": str(one.rank),
            },
            f"assessment-results/{one.id}",
        )
        for one in results
        if (leader := leaders.get(one.group_id)) is not None
    ]


def recounted(result: GroupResult, policy: AssessmentPolicy) -> GroupResult:
    """With the sums its lines and adjustments come to now."""
    come = sums(result.lines, result.adjustments, policy)
    return replace(
        result,
        total=come.total,
        band=come.band,
        dimensions=come.dimensions,
        bonus=come.bonus,
        bonus_counted=come.bonus_counted,
    )
