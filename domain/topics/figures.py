"""A school year's, or a term's, topics in numbers, as a term summary tells them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from domain.errors import NotFound
from domain.works.work import WorkLevel


@dataclass(frozen=True, slots=True)
class TopicLevelFigures:
    """How many topics of one level; each work counts once, at the highest level it was approved at."""

    level: WorkLevel
    approved: int
    """立项 within the span."""

    running: int
    """Running within it, whenever they began: those carried over 结转 too."""

    carried_over: int
    """Of these, begun before it."""

    overdue: int
    """Of these, overdue today."""

    concluded: int
    """结题 within it."""

    terminated: int
    """撤项 within it."""


@dataclass(frozen=True, slots=True)
class TopicFigures:
    school_year: int
    term: int | None
    """1 or 2; null: the whole year."""

    from_day: date
    until_day: date
    as_of: date
    """The day by which something is overdue."""

    levels: tuple[TopicLevelFigures, ...]
    """All levels, the lowest first."""


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day, both included."""

    first: date
    last: date


class TopicCounts(Protocol):
    """The school's topics, counted."""

    async def span(self, start_year: int, number: int | None) -> Span | None:
        """Of the year, or of its first or second term."""
        ...

    async def by_level(self, span: Span, today: date) -> Sequence[TopicLevelFigures]:
        """Of every level that has a topic; in one statement."""
        ...


async def figures(counts: TopicCounts, school_year: int, term: int | None, *, today: date) -> TopicFigures:
    """Raises NotFound: the calendar knows no such year or term."""
    span = await counts.span(school_year, term)
    if span is None:
        raise NotFound()
    found = {one.level: one for one in await counts.by_level(span, today)}
    levels = tuple(found.get(level, TopicLevelFigures(level, 0, 0, 0, 0, 0, 0)) for level in WorkLevel)
    return TopicFigures(school_year, term, span.first, span.last, today, levels)
