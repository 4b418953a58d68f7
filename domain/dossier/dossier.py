"""One teacher's file: its head, its timeline, and the whole of it as one document."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from domain.dossier.entries import SUMMED, DossierEntry, DossierKind, EntryFilter
from domain.errors import NotFound
from domain.paging import Page, Window
from domain.people.teacher import TeacherStatus


@dataclass(frozen=True, slots=True)
class DossierTeacher:
    """Whose file it is."""

    id: UUID
    employee_no: str
    name: str
    title: str | None
    """职称."""

    position: str | None
    """职务."""

    status: TeacherStatus
    hired_on: date | None
    left_on: date | None
    subject_group: str | None
    """教研组, by its name."""

    grade_group: str | None
    leads: tuple[str, ...]
    """The subject groups led and the grade groups headed, by name."""


@dataclass(frozen=True, slots=True)
class KindSum:
    """How many entries of a kind a file holds."""

    kind: DossierKind
    count: int
    first_day: date
    last_day: date
    amounts: dict[str, Decimal]
    """Of these of the entries' facts the sums: credits and hours, lessons covered."""

    link: str
    """The entries counted: a path below the school."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """The head of a file."""

    teacher: DossierTeacher
    first_day: date | None
    """Of the earliest entry; null: there is none."""

    last_day: date | None
    sums: tuple[KindSum, ...]
    """Of each kind there is, in the order of the kinds."""


@dataclass(frozen=True, slots=True)
class DossierFile:
    """A file as one document."""

    school: str
    made_at: datetime
    from_day: date | None
    until_day: date | None
    dossier: Dossier
    entries: tuple[DossierEntry, ...]
    """The latest first."""


class Dossiers(Protocol):
    """The files a caller may read."""

    async def teacher(self, teacher_id: UUID) -> DossierTeacher | None: ...

    async def entries(self, teacher_id: UUID, filters: EntryFilter) -> list[DossierEntry]:
        """All of them, the latest first."""
        ...

    async def page(self, teacher_id: UUID, filters: EntryFilter, window: Window) -> Page[DossierEntry]: ...

    async def school_name(self) -> str: ...


def headed(teacher: DossierTeacher, entries: Iterable[DossierEntry]) -> Dossier:
    of_kind: dict[DossierKind, list[DossierEntry]] = defaultdict(list)
    for one in entries:
        of_kind[one.kind].append(one)
    sums = tuple(_sum(teacher.id, kind, of_kind[kind]) for kind in DossierKind if kind in of_kind)
    first = min((one.first_day for one in sums), default=None)
    return Dossier(teacher, first, max((one.last_day for one in sums), default=None), sums)


def _sum(teacher_id: UUID, kind: DossierKind, entries: list[DossierEntry]) -> KindSum:
    days = [one.day for one in entries]
    amounts = {
        name: sum((Decimal(one.facts[name]) for one in entries), Decimal(0)) for name in SUMMED.get(kind, ())
    }
    link = f"dossiers/{teacher_id}/entries?kind={kind}"
    return KindSum(kind, len(entries), min(days), max(days), amounts, link)


async def whose(dossiers: Dossiers, teacher_id: UUID) -> DossierTeacher:
    """Raises NotFound."""
    found = await dossiers.teacher(teacher_id)
    if found is None:
        raise NotFound()
    return found


async def read_dossier(dossiers: Dossiers, teacher_id: UUID) -> Dossier:
    """Raises NotFound."""
    teacher = await whose(dossiers, teacher_id)
    return headed(teacher, await dossiers.entries(teacher_id, EntryFilter()))


async def list_entries(
    dossiers: Dossiers, teacher_id: UUID, filters: EntryFilter, window: Window
) -> Page[DossierEntry]:
    """Raises NotFound, InvalidCursor."""
    await whose(dossiers, teacher_id)
    return await dossiers.page(teacher_id, filters, window)


async def whole_file(
    dossiers: Dossiers, teacher_id: UUID, *, from_day: date | None, until_day: date | None, now: datetime
) -> DossierFile:
    """Raises NotFound."""
    teacher = await whose(dossiers, teacher_id)
    filters = EntryFilter(first=from_day or EntryFilter().first, last=until_day or EntryFilter().last)
    entries = await dossiers.entries(teacher_id, filters)
    school = await dossiers.school_name()
    return DossierFile(school, now, from_day, until_day, headed(teacher, entries), tuple(entries))
