"""Entries of a file, and what its head makes of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar
from uuid import UUID

from domain.dossier.dossier import DossierTeacher, headed
from domain.dossier.entries import (
    ROOM_OF,
    DossierEntry,
    DossierKind,
    DossierRoom,
    EntryFilter,
    entry,
    gathered,
)
from domain.people.teacher import TeacherStatus

WHO = UUID(int=1)


def credits(number: int, day: date, amount: str) -> DossierEntry:
    return entry(
        DossierKind.CREDITS,
        number,
        WHO,
        day,
        "培训",
        f"credit-awards/{number}",
        credits=amount,
        hours="8",
        absent=None,
    )


@dataclass
class Told:
    """A room that says what it is told to, and remembers being asked."""

    kinds: ClassVar[frozenset[DossierKind]] = frozenset({DossierKind.CREDITS, DossierKind.DUTY})
    entries_told: list[DossierEntry]
    asked: list[tuple[date, date]] = field(default_factory=list)

    async def entries(self, teacher_ids: Collection[UUID], first: date, last: date) -> Sequence[DossierEntry]:
        self.asked.append((first, last))
        return self.entries_told


def test_every_kind_is_a_rooms_and_every_room_has_kinds() -> None:
    assert set(ROOM_OF) == set(DossierKind)
    assert set(ROOM_OF.values()) == set(DossierRoom)


def test_an_entry_leaves_out_what_is_not_known() -> None:
    made = credits(3, date(2021, 3, 1), "8.00")

    assert made.key == "credits-3"
    assert made.room is DossierRoom.TRAINING
    assert made.facts == {"credits": "8.00", "hours": "8"}


async def test_what_is_gathered_is_the_latest_first_and_of_the_kinds_asked_for() -> None:
    duty = entry(DossierKind.DUTY, 1, WHO, date(2021, 3, 2), "", "duties/1")
    source = Told([credits(1, date(2021, 3, 1), "1"), credits(2, date(2021, 3, 1), "1"), duty])

    every = await gathered([source], [WHO], EntryFilter())
    only = await gathered([source], [WHO], EntryFilter((DossierKind.CREDITS,)))
    none = await gathered([source], [WHO], EntryFilter((DossierKind.PAPER,)))

    assert [one.key for one in every] == ["duty-1", "credits-2", "credits-1"]
    assert [one.key for one in only] == ["credits-2", "credits-1"]
    assert none == []
    assert len(source.asked) == 2  # a room that has nothing of the kind is not asked


def test_the_head_counts_and_sums_up() -> None:
    teacher = DossierTeacher(WHO, "1", "王芳", None, None, TeacherStatus.ACTIVE, None, None, None, None, ())

    head = headed(teacher, [credits(1, date(2021, 3, 1), "7.50"), credits(2, date(2020, 3, 1), "1.25")])
    empty = headed(teacher, [])

    (one,) = head.sums
    assert (one.count, str(one.amounts["credits"]), one.first_day) == (2, "8.75", date(2020, 3, 1))
    assert (head.first_day, head.last_day) == (date(2020, 3, 1), date(2021, 3, 1))
    assert one.link == f"dossiers/{WHO}/entries?kind=credits"
    assert (empty.first_day, empty.sums) == (None, ())
