"""What a subject group's theme research came to in a term 主题研修数据: who was there, what was handed in.

Read by the group's own page and by the assessment of groups 教研组考核, which quotes its lines as evidence.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol
from uuid import UUID

_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Missed:
    """An activity somebody was expected at, and missed without excuse 无故缺席. It stays to the end."""

    activity_id: UUID
    title: str
    starts_at: datetime
    teacher_id: UUID
    teacher_name: str


@dataclass(frozen=True, slots=True)
class Excused:
    """An activity somebody was expected at and let off 准假: by a person, or by an absence that stands."""

    activity_id: UUID
    title: str
    starts_at: datetime
    teacher_id: UUID
    teacher_name: str
    reason: str | None
    """What the leader or the office said; of an absence, its own reason."""

    absence_id: UUID | None
    """The absence that excuses; null when a person did."""


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """One subject group's theme research in one term, counted."""

    term_id: UUID
    subject_group_id: UUID
    subject_group_name: str
    themes: int
    """How many of the term's themes the group takes part in."""

    activities: int
    """Held: those that are over. One still to come counts for nothing here."""

    expected: int
    """Places at activities held: each member expected at each."""

    attended: int
    """Of these, signed in, late or not."""

    late: int
    excused: int
    absent: int
    """Neither signed in nor excused; `missed` names each, as far as who reads may know."""

    attendance_rate: Decimal | None
    """Attended of those expected and not excused, in per cent; null when there was nobody to count."""

    slots: int
    """Of the nine ones, over the group's themes."""

    accepted: int
    nine_ones_rate: Decimal | None
    """Accepted of all, in per cent; null without a theme."""

    missed: tuple[Missed, ...] = ()
    excuses: tuple[Excused, ...] = ()


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted of one group, before any rate."""

    themes: int = 0
    activities: int = 0
    expected: int = 0
    attended: int = 0
    late: int = 0
    slots: int = 0
    accepted: int = 0


class GroupThemeFacts(Protocol):
    """The facts of a school's subject groups."""

    async def of_term(self, term_id: UUID, subject_group_ids: Sequence[UUID] = ()) -> Sequence[GroupFacts]:
        """Of the groups named, or of all there are, in the order of their codes: as many statements whatever
        their number. A group without a theme is there with zeros."""
        ...


def rate(part: int, whole: int) -> Decimal | None:
    """In per cent, two decimals, halves up; None of nothing."""
    if whole == 0:
        return None
    return (Decimal(100 * part) / whole).quantize(_HUNDREDTH, ROUND_HALF_UP)


def facts_of(
    term_id: UUID,
    group: tuple[UUID, str],
    counted: Counted,
    missed: Sequence[Missed] = (),
    excuses: Sequence[Excused] = (),
    *,
    named: Callable[[UUID], bool] = lambda _: True,
) -> GroupFacts:
    """`group` is (id, name); `missed` and `excuses` have a line for each who was expected and not there.

    Everybody is counted; only the lines of teachers who may be `named` to who reads are shown.
    """
    group_id, name = group
    return GroupFacts(
        term_id,
        group_id,
        name,
        counted.themes,
        counted.activities,
        counted.expected,
        counted.attended,
        counted.late,
        len(excuses),
        len(missed),
        rate(counted.attended, counted.expected - len(excuses)),
        counted.slots,
        counted.accepted,
        rate(counted.accepted, counted.slots),
        tuple(one for one in missed if named(one.teacher_id)),
        tuple(one for one in excuses if named(one.teacher_id)),
    )
