"""A term's extension courses in figures, for the term's summary: what counts, and what it counts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from domain.extension.course import ExtensionKind, ExtensionState
from domain.extension.gaps import ExtensionRunState, RunFacts, gaps
from domain.timetable.cover_policy import TermSpan


@dataclass(frozen=True, slots=True)
class ExtensionCount:
    kind: ExtensionKind
    state: ExtensionState
    courses: int


@dataclass(frozen=True, slots=True)
class ExtensionRunLine:
    """A course that ran in the term."""

    run_id: UUID
    course_id: UUID
    title: str
    kind: ExtensionKind
    state: ExtensionRunState
    teachers: tuple[str, ...]
    grades: tuple[str, ...]
    students: int
    sessions_planned: int
    sessions_taught: int
    lesson_plans: int
    complete: bool
    """Nothing is missing of its materials and sessions."""


@dataclass(frozen=True, slots=True)
class ExtensionFigures:
    """One term's."""

    term_id: UUID
    counts: tuple[ExtensionCount, ...]
    """Courses that ran in the term or were applied for in it. Of one that ran: its state in that term."""

    applied: int
    """Applied for in the term 申报."""

    courses: int
    """That ran in the term."""

    complete: int
    students: int
    sessions_planned: int
    sessions_taught: int
    lesson_plans: int
    lines: tuple[ExtensionRunLine, ...]


@dataclass(frozen=True, slots=True)
class OfTerm:
    """A course that ran in the term or was applied for in it."""

    kind: ExtensionKind
    state: ExtensionState
    applied: bool
    """In the term."""


class FiguresGround(Protocol):
    async def term(self, term_id: UUID | None) -> TermSpan | None:
        """Where none is named, the one that runs today or began last."""
        ...

    async def courses(self, term: TermSpan) -> Sequence[OfTerm]: ...

    async def runs(self, term_id: UUID) -> Sequence[RunFacts]: ...


async def figures_of(ground: FiguresGround, term: TermSpan) -> ExtensionFigures:
    return figures(term.id, await ground.courses(term), await ground.runs(term.id))


def figures(term_id: UUID, courses: Sequence[OfTerm], runs: Iterable[RunFacts]) -> ExtensionFigures:
    lines = [_line(one) for one in runs]
    counted = Counter((one.kind, one.state) for one in courses)
    return ExtensionFigures(
        term_id,
        tuple(
            ExtensionCount(kind, state, counted[kind, state])
            for kind in ExtensionKind
            for state in ExtensionState
            if (kind, state) in counted
        ),
        sum(one.applied for one in courses),
        len(lines),
        sum(one.complete for one in lines),
        sum(one.students for one in lines),
        sum(one.sessions_planned for one in lines),
        sum(one.sessions_taught for one in lines),
        sum(one.lesson_plans for one in lines),
        tuple(lines),
    )


def _line(one: RunFacts) -> ExtensionRunLine:
    found = gaps(one)
    return ExtensionRunLine(
        one.run_id,
        one.course_id,
        one.title,
        one.kind,
        one.state,
        one.teachers,
        one.grades,
        one.students,
        found.sessions_planned,
        found.sessions_taught,
        found.lesson_plans,
        found.complete,
    )
