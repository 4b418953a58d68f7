"""Who is told when cover is arranged: who covers, who is away, and the homeroom teachers, each once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.messages import Event, Notice
from domain.timetable.cover_ground import Missed
from domain.timetable.covers import Cover, Homeroom

SHOWN = 8
"""Lessons a message names; how many there are it says besides."""


@dataclass(frozen=True, slots=True)
class Arranged:
    """A lesson missed and who gives it; None where it needs nobody."""

    id: UUID
    """Of the cover; of what needs nobody, the cause of its change."""

    missed: Missed
    to_teacher_id: UUID | None


def tidings(
    arranged: Sequence[Arranged],
    *,
    about: UUID,
    link: str,
    names: Mapping[UUID, str],
    classes: Mapping[UUID, str],
    homerooms: Iterable[Homeroom],
    waits: bool,
) -> list[Notice]:
    """`waits`: who covers is asked, and may decline."""
    in_time = sorted(arranged, key=lambda one: (one.missed.slot.day, one.missed.slot.period_no, one.id))
    told: dict[tuple[Event, UUID], list[Arranged]] = {}
    homeroom = list(homerooms)
    for one in in_time:
        for event, recipient_id in _recipients(one, homeroom, waits):
            told.setdefault((event, recipient_id), []).append(one)
    return [
        Notice(event, about, recipient_id, _facts(some, names, classes), link)
        for (event, recipient_id), some in told.items()
    ]


def _recipients(one: Arranged, homerooms: Sequence[Homeroom], waits: bool) -> Iterator[tuple[Event, UUID]]:
    if one.to_teacher_id is not None:
        yield (Event.COVER_ASKED if waits else Event.COVER_GIVEN), one.to_teacher_id
    yield Event.COVER_ARRANGED, one.missed.teacher_id
    for teacher_id in sorted(
        {
            room.teacher_id
            for room in homerooms
            for part in one.missed.classes
            if room.class_id == part.class_id and _is(room, one.missed.slot.day)
        }
        - {one.missed.teacher_id}
    ):
        yield Event.COVER_IN_CLASS, teacher_id


def _is(room: Homeroom, day: date) -> bool:
    return room.from_day <= day and (room.until_day is None or day <= room.until_day)


def _facts(
    some: Sequence[Arranged], names: Mapping[UUID, str], classes: Mapping[UUID, str]
) -> dict[str, str]:
    lines = []
    for one in some[:SHOWN]:
        missed, to = one.missed, one.to_teacher_id
        where = "、".join(classes[part.class_id] + part.part for part in missed.classes)
        who = f"{names[missed.teacher_id]} → {'—' if to is None else names[to]}"
        lines.append(f"{missed.slot.day} #{missed.slot.period_no} {where} {missed.subject} ({who})")
    return _counted(lines, len(some))


def _counted(lines: Sequence[str], count: int) -> dict[str, str]:
    return {"lessons": str(count), "which": "; ".join(lines) + ("; …" if count > len(lines) else "")}


def taken_back(event: Event, covers: Sequence[Cover], to: Iterable[UUID], reason: str | None) -> list[Notice]:
    """The same about several covers for each recipient, in one message.

    It is about the first of them: a cover ends once, so each is told of once.
    """
    if not covers:
        return []
    lines = [
        f"{one.day} #{one.period_no} {'、'.join(part.code + part.part for part in one.classes)} "
        f"{one.subject} ({one.absent_name} → {one.name})"
        for one in covers[:SHOWN]
    ]
    facts = _counted(lines, len(covers)) | ({} if reason is None else {"reason": reason})
    first = covers[0]
    return [Notice(event, first.id, one, facts, f"covers/{first.id}") for one in to]
