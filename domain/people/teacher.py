"""A teacher 教师 as the school knows them: entered, changed, on leave, gone, back again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, Protocol
from uuid import UUID

from domain.errors import Conflict
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.lifecycle import Lifecycle, actions, advance
from domain.paging import Page, Window
from domain.people.changes import Things, change, in_order, locked, read
from domain.people.contacts import CONCERNED, masked_email, masked_phone
from domain.people.naming import Speller
from domain.people.shown import shown, shown_page

PHONE = r"^\+?[0-9][0-9 \-]{4,23}$"
EMAIL = r'^[^\s\x85\ufeff@,;<>"]{1,64}@[^\s\x85\ufeff@,;<>"]{1,120}\.[^\s\x85\ufeff@,;<>".]{2,60}$'
"""Blanks are \\s and two more: what reads patterns differs over these."""

NAME_LENGTH = 60


class TeacherStatus(StrEnum):
    ACTIVE = "active"
    ON_LEAVE = "on_leave"
    """长假: long leave, counted pro rata."""

    LEFT = "left"
    """Left the school; the history stays."""


class LeaveKind(StrEnum):
    """What a teacher's leaving is."""

    LONG_LEAVE = "long_leave"
    DEPARTURE = "departure"


LIFECYCLE: Lifecycle[TeacherStatus] = {
    TeacherStatus.ACTIVE: {"leave": TeacherStatus.LEFT, "take_leave": TeacherStatus.ON_LEAVE},
    TeacherStatus.ON_LEAVE: {"leave": TeacherStatus.LEFT, "return": TeacherStatus.ACTIVE},
    TeacherStatus.LEFT: {"return": TeacherStatus.ACTIVE},
}


class EmployeeNoTaken(Conflict):
    code = "employee_no_taken"


class PlatformIdTaken(Conflict):
    code = "platform_id_taken"


class TeacherErased(Conflict):
    """What is left of them stands for ledgers alone."""

    code = "teacher_erased"


class SourceIdTaken(Conflict):
    """Another teacher, or class, of the school came from a roster with this id."""

    code = "source_id_taken"


@dataclass(frozen=True, slots=True)
class Teacher:
    changed_by: ClassVar = Action.PEOPLE_WRITE

    id: UUID
    employee_no: str
    """工号: the school's own number, unique in it."""

    platform_id: str | None
    """The id on the district's training platform."""

    name: str
    name_pinyin: str
    name_initials: str
    phone: str | None
    """Whole for the teacher, the offices, the principal and service clients; 138****1234 to the rest."""

    email: str | None
    """Whole for the teacher, the offices, the principal and service clients; z***@school.cn to the rest."""

    title: str | None
    """职称."""

    position: str | None
    """职务."""

    born_on: date | None
    """For the teacher, the offices, the principal and service clients; null for colleagues."""

    hired_on: date | None
    left_on: date | None
    status: TeacherStatus
    subject_group_id: UUID | None
    grade_group_id: UUID | None
    source_id: str | None
    """The id in the roster the teacher came from."""

    version: int
    erased_at: datetime | None = None
    """注销: when a leaver's data was erased; the name is a pseudonym, and nothing may be done any more."""

    allowed_actions: tuple[str, ...] = ()

    def steps(self) -> tuple[str, ...]:
        return () if self.erased_at else ("update", *actions(LIFECYCLE, self.status))


def seen_by(teacher: Teacher, caller: Caller) -> Teacher:
    """Telephone and mail masked, and no birthday, for whom they do not concern; one's own are one's own."""
    seen = shown(teacher, caller)
    if caller.teacher_id == teacher.id or caller.roles & CONCERNED:
        return seen
    return replace(
        seen,
        phone=None if teacher.phone is None else masked_phone(teacher.phone),
        email=None if teacher.email is None else masked_email(teacher.email),
        born_on=None,
    )


def page_seen_by(page: Page[Teacher], caller: Caller) -> Page[Teacher]:
    seen = shown_page(page, caller)
    return replace(seen, items=[seen_by(teacher, caller) for teacher in seen.items])


@dataclass(frozen=True, slots=True)
class TeacherFilter:
    q: str | None = None
    statuses: tuple[TeacherStatus, ...] = ()
    subject_group_id: UUID | None = None
    grade_group_id: UUID | None = None


class Teachers(Things[Teacher], Protocol):
    """Writing raises EmployeeNoTaken, PlatformIdTaken, SourceIdTaken, UnknownReference."""

    async def listed(self, filters: TeacherFilter, window: Window) -> Page[Teacher]: ...


async def enter(teachers: Teachers, values: Mapping[str, Any], *, speller: Speller) -> Teacher:
    in_order(None, values, "born_on", "hired_on")
    return await teachers.add({**spelt(values, speller), "status": TeacherStatus.ACTIVE})


async def _standing(teachers: Teachers, teacher_id: UUID, expected: int) -> Teacher:
    """Locked. Raises NotFound, Stale, TeacherErased."""
    found = await locked(teachers, teacher_id, expected)
    if found.erased_at is not None:
        raise TeacherErased()
    return found


async def amend(
    teachers: Teachers, teacher_id: UUID, values: Mapping[str, Any], *, expected: int, speller: Speller
) -> Teacher:
    in_order(await _standing(teachers, teacher_id, expected), values, "born_on", "hired_on")
    return await change(teachers, teacher_id, spelt(values, speller), expected=expected)


def spelt(values: Mapping[str, Any], speller: Speller) -> dict[str, Any]:
    """The values and, when a name is among them, its spelling."""
    if "name" not in values:
        return dict(values)
    spelling = speller.spell(values["name"])
    return {**values, "name_pinyin": spelling.pinyin, "name_initials": spelling.initials}


async def leave(teachers: Teachers, teacher_id: UUID, *, kind: LeaveKind, on: date, expected: int) -> Teacher:
    """For a while, or for good; `on` is then the last day. Raises InvalidState, DaysOutOfOrder."""
    found = await _standing(teachers, teacher_id, expected)
    if kind is LeaveKind.LONG_LEAVE:
        return await teachers.change(teacher_id, {"status": advance(LIFECYCLE, found.status, "take_leave")})
    status = advance(LIFECYCLE, found.status, "leave")
    in_order(found, {"left_on": on}, "hired_on", "left_on")
    return await teachers.change(teacher_id, {"status": status, "left_on": on})


async def come_back(teachers: Teachers, teacher_id: UUID, *, expected: int) -> Teacher:
    found = await _standing(teachers, teacher_id, expected)
    status = advance(LIFECYCLE, found.status, "return")
    return await teachers.change(teacher_id, {"status": status, "left_on": None})


async def read_as(teachers: Teachers, teacher_id: UUID, caller: Caller) -> Teacher:
    return seen_by(await read(teachers, teacher_id), caller)
