"""A teacher's growth record 成长档案, towards 骨干 and 名师: what there is, day by day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.errors import NotFound
from domain.mentoring.competitions import CompetitionEntry, CompetitionFilter, Competitions
from domain.mentoring.evaluating import EvaluationFilter, Evaluations, PairEvaluation
from domain.mentoring.lessons import LessonFilter, Lessons, ReportLesson
from domain.mentoring.pair import MentorPair, PairFilter, Pairs
from domain.mentoring.titles import GrowthTitle, TitleFilter, Titles
from domain.mentoring.words import CompetitionState, LogField, PairState, ReportLessonState
from domain.paging import MAX_LIMIT, Window
from domain.people.calendar import day_of


class GrowthStepKind(StrEnum):
    """What happened on a day of a growth record; those of one day stand in this order."""

    HIRED = "hired"
    PAIR_BEGUN = "pair_begun"
    REPORT_LESSON = "report_lesson"
    COMPETITION = "competition"
    EVALUATION = "evaluation"
    PAIR_CLOSED = "pair_closed"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class GrowthStep:
    """One thing of one day."""

    day: date
    kind: GrowthStepKind
    about: UUID
    """The pair, lesson, entry, evaluation or title; of being hired, the teacher."""

    words: str | None
    """The thing's own: a lesson's title, a competition's, the mentor's name; else a member's value."""


@dataclass(frozen=True, slots=True)
class FieldCount:
    """How much of one's logs is of a field."""

    field: LogField
    confirmed: int
    awaiting: int


@dataclass(frozen=True, slots=True)
class GrowthRecord:
    """All there is of a teacher's growth that the caller may see: of each kind the latest 200."""

    teacher_id: UUID
    name: str
    title: str | None
    """职称."""

    hired_on: date | None
    timeline: tuple[GrowthStep, ...]
    pairs: tuple[MentorPair, ...]
    """As apprentice or as mentor."""

    logs: tuple[FieldCount, ...]
    """Of the pairs in which they are the apprentice, all time."""

    report_lessons: tuple[ReportLesson, ...]
    competitions: tuple[CompetitionEntry, ...]
    evaluations: tuple[PairEvaluation, ...]
    titles: tuple[GrowthTitle, ...]


@dataclass(frozen=True, slots=True)
class Grown:
    """The teacher it is about."""

    id: UUID
    name: str
    title: str | None
    hired_on: date | None


class GrowthFacts(Protocol):
    async def teacher(self, teacher_id: UUID) -> Grown | None:
        """None too where their growth is not the caller's to see."""
        ...

    async def field_counts(self, teacher_id: UUID) -> Sequence[FieldCount]:
        """Of every field, in their order."""
        ...


@dataclass(frozen=True, slots=True)
class GrowthShelf:
    """Where the parts of a growth record are."""

    facts: GrowthFacts
    pairs: Pairs
    lessons: Lessons
    competitions: Competitions
    evaluations: Evaluations
    titles: Titles


async def growth_record(shelf: GrowthShelf, teacher_id: UUID) -> GrowthRecord:
    """In as many statements however long it is. Raises NotFound."""
    grown = await shelf.facts.teacher(teacher_id)
    if grown is None:
        raise NotFound()
    one, window = (teacher_id,), Window(MAX_LIMIT)
    pairs = (await shelf.pairs.page(PairFilter(teacher_id=one), window)).items
    lessons = (await shelf.lessons.page(LessonFilter(teacher_id=one), window)).items
    entries = (await shelf.competitions.page(CompetitionFilter(teacher_id=one), window)).items
    graded = (await shelf.evaluations.page(EvaluationFilter(teacher_id=one), window)).items
    titles = (await shelf.titles.page(TitleFilter(teacher_id=one), window)).items
    marks = [
        *hired(grown),
        *of_pairs(pairs),
        *of_lessons(lessons),
        *of_entries(entries),
        *of_evaluations(graded),
        *of_titles(titles),
    ]
    return GrowthRecord(
        grown.id,
        grown.name,
        grown.title,
        grown.hired_on,
        in_order(marks),
        tuple(pairs),
        tuple(await shelf.facts.field_counts(teacher_id)),
        tuple(lessons),
        tuple(entries),
        tuple(graded),
        tuple(titles),
    )


def in_order(marks: Iterable[GrowthStep]) -> tuple[GrowthStep, ...]:
    kinds = list(GrowthStepKind)
    return tuple(sorted(marks, key=lambda one: (one.day, kinds.index(one.kind), one.about)))


def hired(grown: Grown) -> Iterable[GrowthStep]:
    if grown.hired_on is not None:
        yield GrowthStep(grown.hired_on, GrowthStepKind.HIRED, grown.id, None)


def of_pairs(pairs: Iterable[MentorPair]) -> Iterable[GrowthStep]:
    """Those both have signed, once they began."""
    for one in pairs:
        signed = one.mentor_signed_at is not None and one.apprentice_signed_at is not None
        if not signed or one.state is PairState.SIGNED:
            continue
        yield GrowthStep(one.from_day, GrowthStepKind.PAIR_BEGUN, one.id, one.mentor_name)
        if one.closed_at is not None:
            yield GrowthStep(day_of(one.closed_at), GrowthStepKind.PAIR_CLOSED, one.id, one.mentor_name)


def of_lessons(lessons: Iterable[ReportLesson]) -> Iterable[GrowthStep]:
    for one in lessons:
        if one.state is ReportLessonState.HELD:
            yield GrowthStep(one.day, GrowthStepKind.REPORT_LESSON, one.id, one.title)


def of_entries(entries: Iterable[CompetitionEntry]) -> Iterable[GrowthStep]:
    for one in entries:
        if one.state is CompetitionState.CONFIRMED:
            yield GrowthStep(one.held_on, GrowthStepKind.COMPETITION, one.id, one.title)


def of_evaluations(graded: Iterable[PairEvaluation]) -> Iterable[GrowthStep]:
    for one in graded:
        if one.graded_at is not None and one.grade is not None:
            yield GrowthStep(day_of(one.graded_at), GrowthStepKind.EVALUATION, one.id, one.grade.value)


def of_titles(titles: Iterable[GrowthTitle]) -> Iterable[GrowthStep]:
    for one in titles:
        if one.voided_because is None:
            yield GrowthStep(one.awarded_on, GrowthStepKind.TITLE, one.id, one.kind.value)
