"""Evidence 佐证: what a group brings for an indicator. No evidence, no score."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.assessment.assessment import Assessments, held, speaks_for, step
from domain.assessment.scheme import Indicator
from domain.errors import Conflict, NotFound, RuleViolation
from domain.files import Files
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.lifecycle import match
from domain.paging import Page, Window
from domain.people.changes import UnknownReference


class EvidenceRequired(RuleViolation):
    """A text or a file is needed."""

    code = "evidence_required"


class EvidenceInUse(Conflict):
    """It is the last evidence of what a judge has scored by it."""

    code = "evidence_in_use"


class FilledIn(RuleViolation):
    """The system fills this indicator in: nobody scores it or brings evidence; facts: `indicator`."""

    code = "indicator_filled_in"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A text, a file, or both, that a group brings for an indicator."""

    id: UUID
    assessment_id: UUID
    group_id: UUID
    indicator_id: UUID
    text: str | None
    file_id: UUID | None
    """Fetched by `…/link`."""

    account_id: UUID
    """Who brought it."""

    created_at: datetime
    version: int = 1
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewEvidence:
    group_id: UUID
    indicator_id: UUID
    text: str | None = None
    file_id: UUID | None = None


class EvidenceBook(Protocol):
    """What the caller may see: all; as a judge all of the assessment; as a leader their group's."""

    async def page(
        self,
        assessment_id: UUID,
        window: Window,
        *,
        group_ids: tuple[UUID, ...],
        indicator_ids: tuple[UUID, ...],
    ) -> Page[Evidence]: ...

    async def get(self, evidence_id: UUID) -> Evidence | None: ...

    async def there(self, assessment_id: UUID, group_id: UUID, indicator_id: UUID) -> Sequence[UUID]:
        """The ids of all there is for one indicator of one group, whoever asks."""
        ...

    async def scored(self, evidence: Evidence) -> bool:
        """Whether any judge has scored what it is brought for."""
        ...

    async def add(
        self, assessment_id: UUID, new: NewEvidence, *, account_id: UUID, at: datetime
    ) -> Evidence: ...

    async def remove(self, evidence: Evidence) -> None: ...


def check_judged(indicator: Indicator) -> None:
    if indicator.fact is not None:
        raise FilledIn(indicator=indicator.title)


async def check_ground(files: Files, text: str | None, file_id: UUID | None, caller: Caller) -> None:
    """EvidenceRequired without either; UnknownReference of a file that is not the caller's to show."""
    if text is None and file_id is None:
        raise EvidenceRequired()
    if file_id is not None:
        file = await files.get(file_id)
        office = caller.may(Action.ASSESSMENT_WRITE)
        if file is None or not (office or file.account_id == caller.account_id):
            raise UnknownReference(field="file_id")


async def bring(
    assessments: Assessments,
    book: EvidenceBook,
    files: Files,
    assessment_id: UUID,
    new: NewEvidence,
    *,
    caller: Caller,
    now: datetime,
) -> Evidence:
    """Raises NotFound, AssessmentFrozen, NotGroupLeader, FilledIn, EvidenceRequired, UnknownReference."""
    assessment = await held(assessments, assessment_id, shared=True)
    step(assessment, "submit")
    speaks_for(assessment.group(new.group_id), caller, office=True)
    check_judged(assessment.indicator(new.indicator_id))
    await check_ground(files, new.text, new.file_id, caller)
    return await book.add(assessment_id, new, account_id=caller.account_id, at=now)


async def take_back(
    assessments: Assessments, book: EvidenceBook, evidence_id: UUID, *, expected: int, caller: Caller
) -> None:
    """Nobody scores meanwhile. Raises NotFound, Stale, AssessmentFrozen, NotGroupLeader, EvidenceInUse."""
    seen = await book.get(evidence_id)
    if seen is None:
        raise NotFound()
    assessment = await held(assessments, seen.assessment_id)
    step(assessment, "submit")
    speaks_for(assessment.group(seen.group_id), caller, office=True)
    match(seen.version, expected)
    there = await book.there(assessment.id, seen.group_id, seen.indicator_id)
    if list(there) == [seen.id] and await book.scored(seen):
        raise EvidenceInUse()
    await book.remove(seen)
