"""What classes lost 班级影响: lessons not given by a teacher of their subject (MISSION §2)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from domain.errors import NotFound, RuleViolation
from domain.paging import Page, Window
from domain.timetable.cover_ground import CoverGround
from domain.timetable.cover_plan import check_days
from domain.timetable.cover_policy import TermSpan


class StretchUnclear(RuleViolation):
    """One day alone was named, or a term and days."""

    code = "stretch_unclear"


MOST_DAYS = 200
"""More than any term has."""


@dataclass(frozen=True, slots=True)
class ClassImpact:
    """One class and subject in a stretch of days."""

    class_id: UUID
    code: str
    subject: str
    covered: int
    """Lessons given by another teacher of the subject."""

    covered_otherwise: int
    """Given by a teacher of another subject."""

    not_covered: int
    """Given by nobody: no cover was needed, or none was arranged until the day was past."""

    lost: int
    """`covered_otherwise` and `not_covered` together."""


@dataclass(frozen=True, slots=True)
class Affected:
    """A lesson that was changed for want of its teacher, as it was then."""

    subject: str
    class_ids: Set[UUID]
    to_teacher_id: UUID | None
    """Who gave it; None: nobody in the absent teacher's place."""

    beside: bool
    """Another of its teachers was there."""


class ClassImpacts(Protocol):
    async def term(self, term_id: UUID | None) -> TermSpan | None:
        """The term named or, where none is, the present one."""
        ...

    async def page(self, days: tuple[date, date] | None, window: Window) -> Page[ClassImpact]:
        """From the first to the last day, by class and subject."""
        ...


async def stretch(
    found: ClassImpacts, term_id: UUID | None, first: date | None, last: date | None
) -> tuple[date, date] | None:
    """The days asked for: those named, or a term's; None where there is no term yet.

    Raises NotFound, StretchUnclear, DaysOutOfOrder, StretchTooLong.
    """
    if first is None and last is None:
        whole = await found.term(term_id)
        if whole is None and term_id is not None:
            raise NotFound()
        return None if whole is None else (whole.starts_on, whole.ends_on)
    if term_id is not None or first is None or last is None:
        raise StretchUnclear()
    check_days(first, last, at_most=MOST_DAYS)
    return first, last


def impacts(
    affected: Iterable[Affected], ground: CoverGround, codes: Mapping[UUID, str], today: date
) -> list[ClassImpact]:
    """Of lessons changed, and of those of days past whose teacher was away and nobody arranged anything."""
    counted: Counter[tuple[UUID, str, str]] = Counter()
    for one in (*affected, *_unarranged(ground, today)):
        for class_id in one.class_ids:
            counted[class_id, one.subject, _fate(one, ground)] += 1
    keys = {(codes[class_id], subject, class_id) for class_id, subject, fate in counted if fate != "held"}
    return [
        ClassImpact(
            class_id,
            code,
            subject,
            covered=counted[class_id, subject, "covered"],
            covered_otherwise=counted[class_id, subject, "otherwise"],
            not_covered=counted[class_id, subject, "not_covered"],
            lost=counted[class_id, subject, "otherwise"] + counted[class_id, subject, "not_covered"],
        )
        for code, subject, class_id in sorted(keys)
    ]


def _fate(one: Affected, ground: CoverGround) -> str:
    if one.beside:
        return "held"
    if one.to_teacher_id is None:
        return "not_covered"
    colleague = ground.colleagues.get(one.to_teacher_id)
    return "covered" if colleague is not None and one.subject in colleague.subjects else "otherwise"


def _unarranged(ground: CoverGround, today: date) -> Iterator[Affected]:
    for missed in ground.missed:
        if missed.slot.day < today:
            classes = frozenset(part.class_id for part in missed.classes)
            yield Affected(missed.subject, classes, None, bool(missed.present))
