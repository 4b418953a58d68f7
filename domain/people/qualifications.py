"""Qualifications 资格证书, such as 心理健康教育C证: with a level, a number and an expiry."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Protocol
from uuid import UUID

from domain.errors import Conflict
from domain.identity.actions import Action
from domain.paging import Page, Window
from domain.people.changes import Things, change, in_order, locked


class QualificationTaken(Conflict):
    """The teacher's qualification of this kind and number is on record already."""

    code = "qualification_taken"


@dataclass(frozen=True, slots=True)
class Qualification:
    changed_by: ClassVar = Action.PEOPLE_WRITE

    id: UUID
    teacher_id: UUID
    kind: str
    """What it is for, such as 心理健康教育."""

    level: str | None
    number: str
    issued_on: date | None
    expires_on: date | None
    """The last day it is good for; null when it does not expire."""

    version: int
    allowed_actions: tuple[str, ...] = ()

    def steps(self) -> tuple[str, ...]:
        return ("update",)


@dataclass(frozen=True, slots=True)
class QualificationFilter:
    teacher_id: UUID | None = None
    valid_on: date | None = None


class Qualifications(Things[Qualification], Protocol):
    async def listed(self, filters: QualificationFilter, window: Window) -> Page[Qualification]: ...


async def add_qualification(kept: Qualifications, values: Mapping[str, Any]) -> Qualification:
    in_order(None, values, "issued_on", "expires_on")
    return await kept.add(values)


async def change_qualification(
    kept: Qualifications, qualification_id: UUID, values: Mapping[str, Any], *, expected: int
) -> Qualification:
    in_order(await locked(kept, qualification_id, expected), values, "issued_on", "expires_on")
    return await change(kept, qualification_id, values, expected=expected)
