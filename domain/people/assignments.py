"""Who teaches which class 任课, whose class it is 班主任, and who teaches a class together 搭班教师."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar, Protocol
from uuid import UUID

from domain.errors import Conflict, InvalidState, NotFound
from domain.identity.actions import Action
from domain.paging import Page, Window
from domain.people.changes import Lockable, Readable, Removable, in_order, locked


class AssignmentTaken(Conflict):
    """The teacher teaches this class this subject in this term already."""

    code = "assignment_taken"


class HomeroomTaken(Conflict):
    """The class has a homeroom teacher; end that assignment first."""

    code = "homeroom_taken"


@dataclass(frozen=True, slots=True)
class TeachingAssignment:
    """A teacher teaches a class a subject for a term 任课."""

    changed_by: ClassVar = Action.PEOPLE_WRITE

    id: UUID
    term_id: UUID
    teacher_id: UUID
    class_id: UUID
    subject: str
    weekly_periods: int
    version: int
    allowed_actions: tuple[str, ...] = ()

    def steps(self) -> tuple[str, ...]:
        return ("update", "delete")


@dataclass(frozen=True, slots=True)
class HomeroomAssignment:
    """A teacher looks after a class 班主任."""

    changed_by: ClassVar = Action.PEOPLE_WRITE

    id: UUID
    class_id: UUID
    teacher_id: UUID
    from_day: date
    until_day: date | None
    """The last day; null while it goes on."""

    version: int
    allowed_actions: tuple[str, ...] = ()

    def steps(self) -> tuple[str, ...]:
        return ("end",) if self.until_day is None else ()


@dataclass(frozen=True, slots=True)
class AssignmentFilter:
    term_id: UUID | None = None
    teacher_id: UUID | None = None
    class_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class HomeroomFilter:
    teacher_id: UUID | None = None
    class_id: UUID | None = None
    on: date | None = None


class TeachingAssignments(Removable[TeachingAssignment], Protocol):
    async def listed(self, filters: AssignmentFilter, window: Window) -> Page[TeachingAssignment]: ...


class HomeroomAssignments(Readable[HomeroomAssignment], Lockable[HomeroomAssignment], Protocol):
    async def add(self, values: Mapping[str, Any]) -> HomeroomAssignment:
        """Raises HomeroomTaken, UnknownReference."""
        ...

    async def change(self, thing_id: UUID, values: Mapping[str, Any]) -> HomeroomAssignment: ...

    async def listed(self, filters: HomeroomFilter, window: Window) -> Page[HomeroomAssignment]: ...


async def end_homeroom(
    homerooms: HomeroomAssignments, assignment_id: UUID, *, until_day: date, expected: int
) -> HomeroomAssignment:
    """Raises InvalidState when it has ended, DaysOutOfOrder."""
    found = await locked(homerooms, assignment_id, expected)
    if found.until_day is not None:
        raise InvalidState(state="ended", action="end", allowed=[])
    in_order(found, {"until_day": until_day}, "from_day", "until_day")
    return await homerooms.change(assignment_id, {"until_day": until_day})


@dataclass(frozen=True, slots=True)
class SharedClass:
    """A class both teach."""

    class_id: UUID
    class_code: str
    subjects: tuple[str, ...]
    """What the partner teaches there."""


@dataclass(frozen=True, slots=True)
class Partner:
    """A teacher who teaches a class one teaches too 搭班教师."""

    teacher_id: UUID
    name: str
    employee_no: str
    shared: tuple[SharedClass, ...]


@dataclass(frozen=True, slots=True)
class PartnerLesson:
    """One assignment of somebody in a class the teacher teaches."""

    teacher_id: UUID
    name: str
    employee_no: str
    class_id: UUID
    class_code: str
    subject: str


class Partnerships(Protocol):
    async def known_teacher(self, teacher_id: UUID) -> bool: ...

    async def term_on(self, day: date) -> UUID | None:
        """The term that holds the day or, between terms, the last that began before it."""
        ...

    async def lessons_beside(self, teacher_id: UUID, term_id: UUID) -> list[PartnerLesson]:
        """Of teachers who have not left, ordered by name, class and subject."""
        ...


async def partners(
    partnerships: Partnerships, teacher_id: UUID, *, term_id: UUID | None, on: date
) -> Page[Partner]:
    """Those who teach a common class in the term, each with the classes; all on one page."""
    if not await partnerships.known_teacher(teacher_id):
        raise NotFound()
    term = term_id or await partnerships.term_on(on)
    lessons = [] if term is None else await partnerships.lessons_beside(teacher_id, term)
    return Page(gathered(lessons), None, False)


def gathered(lessons: Iterable[PartnerLesson]) -> list[Partner]:
    found: dict[UUID, Partner] = {}
    for lesson in lessons:
        partner = found.get(lesson.teacher_id) or Partner(
            lesson.teacher_id, lesson.name, lesson.employee_no, ()
        )
        last = partner.shared[-1] if partner.shared else None
        if last is not None and last.class_id == lesson.class_id:
            both = replace(last, subjects=(*last.subjects, lesson.subject))
            shared = (*partner.shared[:-1], both)
        else:
            shared = (*partner.shared, SharedClass(lesson.class_id, lesson.class_code, (lesson.subject,)))
        found[lesson.teacher_id] = replace(partner, shared=shared)
    return list(found.values())
