"""Titles on the way to a 名师: 教坛新秀, 骨干教师, 学科带头人, 名师, each given by a level on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from domain.errors import Conflict, NotFound
from domain.files import Files
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.lifecycle import match
from domain.mentoring.logs import check_files
from domain.mentoring.words import GrowthTitleKind
from domain.paging import Page, Window
from domain.works.work import WorkLevel


class TitleGiven(Conflict):
    """The teacher has this title of this level."""

    code = "title_given"


class TitleVoided(Conflict):
    """It was voided before; facts: `reason`."""

    code = "title_voided"


@dataclass(frozen=True, slots=True)
class GrowthTitle:
    """A title a teacher was given; voided, where it was entered in error."""

    id: UUID
    teacher_id: UUID
    teacher_name: str
    kind: GrowthTitleKind
    level: WorkLevel
    issuer: str
    awarded_on: date
    certificate_id: UUID | None
    voided_because: str | None
    account_id: UUID
    entered_at: datetime
    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TitleFilter:
    teacher_id: tuple[UUID, ...] = ()
    kind: tuple[GrowthTitleKind, ...] = ()
    level: tuple[WorkLevel, ...] = ()
    voided: bool | None = None


class Titles(Protocol):
    """Those of the teachers whose growth a caller may see."""

    async def page(self, filters: TitleFilter, window: Window) -> Page[GrowthTitle]:
        """The latest first."""
        ...

    async def get(self, title_id: UUID) -> GrowthTitle | None: ...

    async def for_update(self, title_id: UUID) -> GrowthTitle | None: ...

    async def add(self, values: Mapping[str, Any]) -> GrowthTitle:
        """Raises TitleGiven, UnknownReference."""
        ...

    async def change(self, title_id: UUID, changes: Mapping[str, Any]) -> GrowthTitle: ...


def title_actions(voided_because: str | None, caller: Caller) -> tuple[str, ...]:
    return ("void",) if voided_because is None and caller.may(Action.MENTORING_WRITE) else ()


async def give_title(
    titles: Titles, files: Files, values: Mapping[str, Any], *, caller: Caller, now: datetime
) -> GrowthTitle:
    """Raises TitleGiven, UnknownReference."""
    if values.get("certificate_id") is not None:
        await check_files(files, [values["certificate_id"]], caller)
    return await titles.add({**values, "account_id": caller.account_id, "entered_at": now})


async def void_title(titles: Titles, title_id: UUID, reason: str, *, expected: int) -> GrowthTitle:
    """Raises NotFound, Stale, TitleVoided."""
    found = await titles.for_update(title_id)
    if found is None:
        raise NotFound()
    match(found.version, expected)
    if found.voided_because is not None:
        raise TitleVoided(reason=found.voided_because)
    return await titles.change(title_id, {"voided_because": reason})
