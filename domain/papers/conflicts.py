"""Who may review a paper 评审人资格与回避: experienced, and near to none of its authors.

Asked before every assignment, single, bulk or in another's place; and again whenever a reviewer looks at a
paper or hands a review in, since people change groups, pairs and roles meanwhile.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.errors import Conflict, RuleViolation
from domain.papers.policy import PaperPolicy


class ConflictKind(StrEnum):
    """Why somebody must not review a paper blind. Told to those who arrange reviews only."""

    AUTHOR = "author"
    """Of the paper, now or of any of its versions."""

    SAME_GROUP = "same_group"
    """As one of the authors: their subject group."""

    MENTOR_PAIR = "mentor_pair"
    """With one of the authors, either way, now or lately."""

    CO_AUTHOR = "co_author"
    """Of any other work with one of the authors, lately."""

    SEES_NAMES = "sees_names"
    """By their role they can look up who wrote what."""


class ReviewerInConflict(Conflict):
    """Facts: `name`, `conflicts` (kinds)."""

    code = "reviewer_in_conflict"


class ReviewerUnfit(RuleViolation):
    """Not at work, or not experienced by the policy; facts: `name`, `years`, `titles`."""

    code = "reviewer_unfit"


class ReviewerAssigned(Conflict):
    """They review this version already; facts: `name`."""

    code = "reviewer_assigned"


@dataclass(frozen=True, slots=True)
class Nearness:
    """From which day on shared work and pairs keep somebody from reviewing."""

    works_since: date
    pairs_since: date


@dataclass(frozen=True, slots=True)
class ReviewerFacts:
    """A teacher, as a possible reviewer of one paper."""

    paper_id: UUID
    teacher_id: UUID
    name: str
    subject_group_name: str | None
    title: str | None
    hired_on: date | None
    active: bool
    load: int
    """Reviews they have still to hand in, of any paper."""

    reviewing: bool
    """This paper's version handed in last, or have."""

    declined: bool
    """To review it."""

    conflicts: tuple[ConflictKind, ...]


@dataclass(frozen=True, slots=True)
class ReviewerCandidate:
    """Somebody who may review the paper."""

    teacher_id: UUID
    name: str
    subject_group_name: str | None
    title: str | None
    load: int
    """Reviews they have still to hand in."""


class ReviewerPool(Protocol):
    async def facts(
        self, pairs: Sequence[tuple[UUID, UUID]], near: Nearness
    ) -> dict[tuple[UUID, UUID], ReviewerFacts]:
        """Of (paper, teacher), those there are; however many in one statement."""
        ...

    async def candidates(self, paper_id: UUID, near: Nearness) -> Sequence[ReviewerFacts]:
        """Every teacher at work, as a reviewer of the paper."""
        ...


def nearness(policy: PaperPolicy, today: date) -> Nearness:
    return Nearness(
        _years_before(today, policy.conflict_work_years.value),
        _years_before(today, policy.conflict_pair_years.value),
    )


def is_experienced(facts: ReviewerFacts, policy: PaperPolicy, today: date) -> bool:
    """By years or by title; where both are switched off everybody is."""
    years, titles = policy.reviewer_years.value, policy.reviewer_titles.value
    if years is None and titles is None:
        return True
    if years is not None and facts.hired_on is not None and facts.hired_on <= _years_before(today, years):
        return True
    return titles is not None and facts.title in titles


def check_reviewer(facts: ReviewerFacts, policy: PaperPolicy, today: date) -> None:
    """Raises ReviewerInConflict, ReviewerUnfit, ReviewerAssigned."""
    if facts.conflicts:
        raise ReviewerInConflict(name=facts.name, conflicts=list(facts.conflicts))
    if not facts.active or not is_experienced(facts, policy, today):
        years, titles = policy.reviewer_years.written, policy.reviewer_titles.written
        raise ReviewerUnfit(name=facts.name, years=years, titles=titles)
    if facts.reviewing:
        raise ReviewerAssigned(name=facts.name)


def suggested(found: Iterable[ReviewerFacts], policy: PaperPolicy, today: date) -> list[ReviewerCandidate]:
    """Those who may be assigned and have not declined, who has least to do first."""
    fit = [
        one
        for one in found
        if not (one.conflicts or one.reviewing or one.declined)
        and one.active
        and is_experienced(one, policy, today)
    ]
    return [
        ReviewerCandidate(one.teacher_id, one.name, one.subject_group_name, one.title, one.load)
        for one in sorted(fit, key=lambda one: (one.load, one.name, one.teacher_id))
    ]


def _years_before(day: date, years: int) -> date:
    if (day.month, day.day) == (2, 29):
        day = day.replace(day=28)
    return day.replace(year=day.year - years)
