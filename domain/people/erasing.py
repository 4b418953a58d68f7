"""Erasing a leaver 注销: who may be, what is left of them, and the two steps it takes.

Ledgers, awards and pay stay and name the same row; the row no longer says who it was. There is no way back.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from domain.errors import Conflict, RuleViolation
from domain.people.policy import PEOPLE_POLICY, PeopleRules

MOST_AT_ONCE = 50


class NotDueForErasure(RuleViolation):
    """Who is named has not left, or not long enough ago, or was erased before; facts: `people` (how many)."""

    code = "not_due_for_erasure"


class ErasureOutdated(Conflict):
    """Something changed since the preview that is confirmed."""

    code = "erasure_outdated"


@dataclass(frozen=True, slots=True)
class Leaver:
    """Who left, and what erasing them would touch."""

    teacher_id: UUID
    employee_no: str
    name: str
    left_on: date
    version: int
    removed: Mapping[str, int]
    """Rows that go, by table."""

    changed: Mapping[str, int]
    """Rows that stay with something emptied or the name replaced, by table."""

    kept: Mapping[str, int]
    """Rows that stay as they are, by table: ledgers, histories, what is shared with others."""


@dataclass(frozen=True, slots=True)
class ErasurePreview:
    """Who is due, by their last day; confirm with `fingerprint`."""

    years: int | None
    """Kept after the last day, by the policy of today; null: nobody is erased."""

    rule_id: UUID | None
    """The policy's row; null: the shipped default."""

    people: tuple[Leaver, ...]
    fingerprint: str
    """Of these people as they stand now."""


@dataclass(frozen=True, slots=True)
class Pseudonym:
    """What an erased person is called from then on; unique in the school."""

    name: str
    name_pinyin: str
    name_initials: str
    employee_no: str


class Erasures(Protocol):
    async def gone_before(self, day: date, only: Collection[UUID]) -> Sequence[Leaver]:
        """Who left before the day and was not erased, the earliest first, `MOST_AT_ONCE` at most."""
        ...


def pseudonym(number: int) -> Pseudonym:
    """The school's so many-th erased person's."""
    count = f"{number:04d}"
    return Pseudonym(
        f"已注销教师 {count}", f"yi zhu xiao jiao shi {count}", f"yzxjs{count}", f"erased-{count}"
    )


def years_before(today: date, years: int) -> date:
    """Who left before this day has been gone for so many years; 29 February counts as the 28th."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return today.replace(year=today.year - years, day=28)


def fingerprint(people: Iterable[Leaver], years: int | None) -> str:
    said = "\n".join(sorted(f"{one.teacher_id} {one.version} {one.left_on}" for one in people))
    return hashlib.sha256(f"{years}\n{said}".encode()).hexdigest()[:32]


async def preview(
    erasures: Erasures, rules: PeopleRules, only: Collection[UUID], *, today: date
) -> ErasurePreview:
    """Of everybody who is due, or of these."""
    figure = PEOPLE_POLICY.in_force(await rules.every(), today).erased_after_years
    if figure.value is None:
        return ErasurePreview(None, figure.id, (), fingerprint((), None))
    people = await erasures.gone_before(years_before(today, figure.value), only)
    return ErasurePreview(figure.value, figure.id, tuple(people), fingerprint(people, figure.value))


async def confirm(
    erasures: Erasures, rules: PeopleRules, teacher_ids: Collection[UUID], seen: str, *, today: date
) -> None:
    """Raises NotDueForErasure, ErasureOutdated."""
    found = await preview(erasures, rules, teacher_ids, today=today)
    missing = set(teacher_ids) - {one.teacher_id for one in found.people}
    if missing:
        raise NotDueForErasure(people=len(missing))
    if found.fingerprint != seen:
        raise ErasureOutdated()
