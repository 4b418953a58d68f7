"""What bodies of this room have in common."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from api.shapes import Body, Line, safe
from domain.extension.course import ExtensionSlot
from domain.extension.materials import Content

SEVERAL = "Repeat for any of several."

Weekday = Annotated[int, Field(strict=True, ge=1, le=7)]
PeriodNo = Annotated[int, Field(strict=True, ge=1, le=20)]
SessionNo = Annotated[int, Field(strict=True, ge=1, le=200)]
Pupils = Annotated[int, Field(strict=True, ge=0, le=1000)]
Capacity = Annotated[int, Field(strict=True, ge=1, le=1000)]
Writing = Annotated[
    str, StringConstraints(min_length=1, max_length=12_000, strip_whitespace=True), AfterValidator(safe)
]
FileIds = Annotated[tuple[UUID, ...], Field(max_length=30)]


class ExtensionSlotBody(Body):
    weekday: Weekday
    """ISO: 1 is Monday."""

    period_no: PeriodNo


SlotBodies = Annotated[tuple[ExtensionSlotBody, ...], Field(max_length=20)]
SomeSlotBodies = Annotated[tuple[ExtensionSlotBody, ...], Field(min_length=1, max_length=20)]


class ExtensionContentBody(Body):
    """A text, uploaded files of one's own, or both."""

    title: Line | None = None
    text: Writing | None = None
    file_ids: FileIds = ()

    @property
    def content(self) -> Content:
        return Content(self.title, self.text, self.file_ids)


def slots_of(bodies: Sequence[ExtensionSlotBody]) -> tuple[ExtensionSlot, ...]:
    return tuple(ExtensionSlot(one.weekday, one.period_no) for one in bodies)
