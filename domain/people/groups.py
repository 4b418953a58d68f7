"""Grade groups 年级组, subject groups 教研组 and classes 班级."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol
from uuid import UUID

from domain.identity.actions import Action
from domain.paging import Page, Window
from domain.people.changes import Things, UnknownReference, change


@dataclass(frozen=True, slots=True)
class GradeGroup:
    """The teachers of one grade 年级组."""

    changed_by: ClassVar = Action.PEOPLE_WRITE

    id: UUID
    code: str
    name: str
    head_id: UUID | None
    """The grade head 年级组长, a teacher of the school."""

    version: int
    allowed_actions: tuple[str, ...] = ()

    def steps(self) -> tuple[str, ...]:
        return ("update",)


@dataclass(frozen=True, slots=True)
class SubjectGroup:
    """The teachers of one subject 教研组."""

    changed_by: ClassVar = Action.PEOPLE_WRITE

    id: UUID
    code: str
    name: str
    leader_id: UUID | None
    """The subject group leader 教研组长, a teacher of the school."""

    version: int
    allowed_actions: tuple[str, ...] = ()

    def steps(self) -> tuple[str, ...]:
        return ("update",)


@dataclass(frozen=True, slots=True)
class SchoolClass:
    """A class of pupils 班级."""

    changed_by: ClassVar = Action.PEOPLE_WRITE

    id: UUID
    code: str
    """What people write, such as 702."""

    name: str
    grade_group_id: UUID
    source_id: str | None
    """Its id in the roster it came from."""

    version: int
    allowed_actions: tuple[str, ...] = ()

    def steps(self) -> tuple[str, ...]:
        return ("update",)


class GradeGroups(Things[GradeGroup], Protocol):
    async def listed(self, window: Window) -> Page[GradeGroup]: ...

    async def known_teacher(self, teacher_id: UUID) -> bool: ...


class SubjectGroups(Things[SubjectGroup], Protocol):
    async def listed(self, window: Window) -> Page[SubjectGroup]: ...

    async def known_teacher(self, teacher_id: UUID) -> bool: ...


class Classes(Things[SchoolClass], Protocol):
    async def listed(self, grade_group_id: UUID | None, window: Window) -> Page[SchoolClass]: ...


async def add_grade(groups: GradeGroups, values: Mapping[str, Any]) -> GradeGroup:
    await _led_by_one_of_ours(groups, values, "head_id")
    return await groups.add(values)


async def change_grade(
    groups: GradeGroups, group_id: UUID, values: Mapping[str, Any], *, expected: int
) -> GradeGroup:
    await _led_by_one_of_ours(groups, values, "head_id")
    return await change(groups, group_id, values, expected=expected)


async def add_subject(groups: SubjectGroups, values: Mapping[str, Any]) -> SubjectGroup:
    await _led_by_one_of_ours(groups, values, "leader_id")
    return await groups.add(values)


async def change_subject(
    groups: SubjectGroups, group_id: UUID, values: Mapping[str, Any], *, expected: int
) -> SubjectGroup:
    await _led_by_one_of_ours(groups, values, "leader_id")
    return await change(groups, group_id, values, expected=expected)


async def _led_by_one_of_ours(
    groups: GradeGroups | SubjectGroups, values: Mapping[str, Any], field: str
) -> None:
    # Teachers point at their groups, so the database cannot also hold a key the other way round.
    leader = values.get(field)
    if leader is not None and not await groups.known_teacher(leader):
        raise UnknownReference(field=field)
