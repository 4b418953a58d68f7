"""What committing a timetable would do: pure planning against what the school has."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from domain.imports import Tally
from domain.people.roster_rows import MOST_ERRORS, Errors
from domain.timetable.clashes import Taken, week_clashes
from domain.timetable.import_facts import KnownPlace, Present, Standing
from domain.timetable.import_resolving import Resolver
from domain.timetable.import_rows import LessonRow, TimetableFile, default_day
from domain.timetable.lessons import Lesson, Period


@dataclass(slots=True)
class Changes:
    """Rows to add and to take away, and the whole week as it will be."""

    timetable_id: UUID
    effective_from: date
    name: str
    is_new: bool
    renamed: bool = False
    periods: Sequence[Period] | None = None
    """Where they change: all of them."""

    add_rooms: list[KnownPlace] = field(default_factory=list)
    add_lessons: list[Lesson] = field(default_factory=list)
    remove_lessons: list[UUID] = field(default_factory=list)
    week: list[Lesson] = field(default_factory=list)
    counts: dict[str, Tally] = field(default_factory=dict)

    @property
    def moves(self) -> bool:
        """Whether a day is taught otherwise than before."""
        return self.is_new or bool(self.add_lessons or self.remove_lessons)


def plan(
    file: TimetableFile,
    present: Present,
    *,
    effective_from: date,
    name: str | None,
    new_id: Callable[[], UUID],
    errors: Errors,
) -> Changes:
    """Adds to `errors` what cannot be done, each by its line."""
    same = present.same
    given = _periods(file, errors)
    periods = given or (same.periods if same else ()) or present.periods_before or default_day()
    resolver = Resolver(file, present, periods, new_id, errors)
    lessons = [(row, one) for row in file.lessons if (one := resolver.lesson(row)) is not None]
    if not file.lessons and not errors.found:
        errors.add("", 1, "", "no_lessons")
    title = name or (same.name if same else f"{effective_from.isoformat()} 课表")
    changes = Changes(same.timetable_id if same else new_id(), effective_from, title, same is None)
    changes.renamed = same is not None and same.name != title
    changes.periods = None if same and list(same.periods) == list(periods) else periods
    changes.add_rooms = resolver.new_rooms
    kept = _difference(lessons, same.lessons if same else (), changes)
    _name_clashes(kept, resolver, errors)
    changes.counts = _counts(changes, same, len(present.rooms), len(periods))
    return changes


def _periods(file: TimetableFile, errors: Errors) -> list[Period]:
    """Those the file names, in order of their numbers, which is the order of the day."""
    rows = sorted(file.periods, key=lambda row: row.period_no)
    seen: dict[int, int] = {}
    names: dict[str, int] = {}
    last = None
    for row in rows:
        one = row.period
        if seen.setdefault(one.period_no, row.line) != row.line:
            errors.add(row.file, row.line, "节次", "duplicate", first_line=str(seen[one.period_no]))
        if names.setdefault(one.name, row.line) != row.line:
            errors.add(row.file, row.line, "名称", "duplicate", first_line=str(names[one.name]))
        if one.starts_at >= one.ends_at:
            errors.add(row.file, row.line, "结束", "ends_before_start")
        elif last is not None and one.starts_at < last.period.ends_at:
            errors.add(row.file, row.line, "开始", "overlaps", first_line=str(last.line))
        last = row
    return [row.period for row in rows]


def _key(one: Lesson) -> tuple[Any, ...]:
    """What makes a lesson the same lesson in the next file."""
    slot = one.weekday, one.period_no, one.weeks, one.kind, one.subject, one.room_id
    return (*slot, frozenset(one.teacher_ids), frozenset(one.classes))


def _difference(
    lessons: Iterable[tuple[LessonRow, Lesson]], standing: Sequence[Lesson], changes: Changes
) -> list[tuple[LessonRow, Lesson]]:
    """The lessons with the ids they have, or will have."""
    there = {_key(one): one for one in standing}
    found = []
    for row, one in lessons:
        known = there.pop(_key(one), None)
        if known is None:
            changes.add_lessons.append(one)
        found.append((row, known or one))
    changes.remove_lessons = [one.id for one in there.values()]
    changes.week = [one for _, one in found]
    return found


_CLASH = {Taken.TEACHER: "teacher_twice", Taken.CLASS: "class_twice", Taken.ROOM: "room_twice"}
_FIELD = {Taken.TEACHER: "teachers", Taken.CLASS: "classes", Taken.ROOM: "room"}


def _name_clashes(lessons: Sequence[tuple[LessonRow, Lesson]], resolver: Resolver, errors: Errors) -> None:
    """At the later of the two rows, naming the earlier."""
    names = resolver.names()
    rows = {one.id: (number, row) for number, (row, one) in enumerate(lessons)}
    for clash in week_clashes((one for _, one in lessons), most=MOST_ERRORS):
        (_, first), (_, second) = sorted((rows[clash.first], rows[clash.second]), key=lambda found: found[0])
        errors.add(
            second.file,
            second.line,
            resolver.column(second, _FIELD[clash.what]),
            _CLASH[clash.what],
            name=names[clash.id],
            first_file=first.file,
            first_line=str(first.line),
            first_subject=first.subject,
        )


def _counts(changes: Changes, same: Standing | None, rooms: int, periods: int) -> dict[str, Tally]:
    added = len(changes.add_lessons)
    said = changes.periods is not None
    return {
        "timetables": Tally(
            created=int(changes.is_new),
            updated=int(changes.renamed),
            unchanged=int(not changes.is_new and not changes.renamed),
        ),
        "periods": Tally(
            created=periods if said and same is None else 0,
            updated=periods if said and same is not None else 0,
            unchanged=0 if said else periods,
        ),
        "rooms": Tally(created=len(changes.add_rooms), unchanged=rooms),
        "lessons": Tally(
            created=added, unchanged=len(changes.week) - added, left=len(changes.remove_lessons)
        ),
    }
