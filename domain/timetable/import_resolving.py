"""Whom and what a row of a timetable names: the teachers, classes, rooms and periods of this school."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

from domain.people.roster_rows import BadCell, Errors, code, name
from domain.timetable.import_facts import KnownPlace, KnownTeacher, Present
from domain.timetable.import_rows import LessonRow, TimetableFile, period_number
from domain.timetable.lessons import ClassPart, Lesson, LessonKind, Period, Weeks

HOMEROOM = ("班会", "班会课", "班队", "班队课", "班队活动")
"""Held by the homeroom teacher when nobody is named."""


class Resolver:
    """Finds what is named, and notes by line what is not to be found."""

    def __init__(
        self,
        file: TimetableFile,
        present: Present,
        periods: Sequence[Period],
        new_id: Callable[[], UUID],
        errors: Errors,
    ) -> None:
        self._columns, self._present, self._periods = file.columns, present, periods
        self._new_id, self._errors = new_id, errors
        self._numbers = {one.employee_no: one for one in present.teachers}
        self._names: dict[str, list[KnownTeacher]] = defaultdict(list)
        for one in present.teachers:
            if not one.left:
                self._names[one.name].append(one)
        self._classes = _by_code_and_name(present.classes)
        self._rooms = _by_code_and_name(present.rooms)
        self.new_rooms: list[KnownPlace] = []

    def lesson(self, row: LessonRow) -> Lesson | None:
        """None, with an error, when something of it is not to be found."""
        before = len(self._errors.found)
        number = period_number(row.period, self._periods)
        if number is None:
            self._refuse(row, "period_no", "unknown_period", period=row.period)
        classes = [one for said in row.classes if (one := self._class(row, said)) is not None]
        teachers = self._teachers(row, classes)
        room_id = self._room(row) if row.room else None
        if not (classes or teachers or room_id or len(self._errors.found) > before):
            self._refuse(row, "teachers", "lesson_of_nobody")
        if number is None or len(self._errors.found) > before:
            return None
        return Lesson(
            self._new_id(),
            row.weekday,
            number,
            Weeks(row.weeks),
            LessonKind(row.kind),
            row.subject,
            room_id,
            tuple(dict.fromkeys(teachers)),
            tuple(dict.fromkeys(classes)),
        )

    def column(self, row: LessonRow, field: str) -> str:
        return row.column or self._columns.get(row.file, {}).get(field, field)

    def names(self) -> dict[UUID, str]:
        """Of teachers, classes and rooms."""
        places = (*self._present.classes, *self._present.rooms, *self.new_rooms)
        return {one.id: one.name for one in self._present.teachers} | {one.id: one.code for one in places}

    def _class(self, row: LessonRow, said: Sequence[str]) -> ClassPart | None:
        named, part = said
        found = self._classes.get(named)
        if found is None:
            self._refuse(row, "classes", "unknown_class_code", given=named)
            return None
        return ClassPart(found.id, part)

    def _teachers(self, row: LessonRow, classes: Sequence[ClassPart]) -> list[UUID]:
        if row.teachers is None:
            return self._assigned(row, classes)
        found = [self._teacher(row, said) for said in row.teachers]
        return [one.id for one in found if one is not None]

    def _assigned(self, row: LessonRow, classes: Sequence[ClassPart]) -> list[UUID]:
        """Whoever is assigned; a class that several teach in the subject does not say who of them it is."""
        found: list[UUID] = []
        for one in classes:
            known = list(self._present.assigned.get((one.class_id, row.subject), ()))
            if not known and row.subject in HOMEROOM and one.class_id in self._present.homerooms:
                known = [self._present.homerooms[one.class_id]]
            if len(known) != 1:
                problem = "several_assigned" if known else "nobody_assigned"
                self._refuse(row, "teachers", problem, subject=row.subject)
                return []
            found += known
        return found

    def _teacher(self, row: LessonRow, said: str) -> KnownTeacher | None:
        numbered = self._numbers.get(said)
        if numbered is not None:
            if numbered.left:
                self._refuse(row, "teachers", "teacher_left", name=numbered.name)
            return numbered
        named = self._names.get(said) or self._names.get(_unpadded(said)) or []
        if len(named) == 1:
            return named[0]
        if named:
            numbers = "、".join(sorted(one.employee_no for one in named))
            self._refuse(row, "teachers", "name_of_several", name=said, numbers=numbers)
        else:
            self._refuse(row, "teachers", "unknown_teacher_name", given=said)
        return None

    def _room(self, row: LessonRow) -> UUID | None:
        found = self._rooms.get(row.room)
        if found is None:
            try:
                found = KnownPlace(self._new_id(), code(row.room), row.room)
            except BadCell as bad:
                self._refuse(row, "room", bad.code)
                return None
            self._rooms[row.room] = found
            self.new_rooms.append(found)
        return found.id

    def _refuse(self, row: LessonRow, field: str, code: str, **facts: str) -> None:
        self._errors.add(row.file, row.line, self.column(row, field), code, **facts)


def _unpadded(said: str) -> str:
    try:
        return name(said)
    except BadCell:
        return said


def _by_code_and_name(places: Iterable[KnownPlace]) -> dict[str, KnownPlace]:
    """A code is unique; a name is good where only one has it, and it is nobody's code."""
    named: dict[str, list[KnownPlace]] = defaultdict(list)
    known = list(places)
    for one in known:
        named[one.name].append(one)
    return {text: found[0] for text, found in named.items() if len(found) == 1} | {
        one.code: one for one in known
    }
