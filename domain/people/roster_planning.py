"""What committing a roster would do: pure planning, row by row, against what the school has."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from domain.imports import Tally
from domain.people.naming import Speller
from domain.people.roster_calendar import plan_years
from domain.people.roster_plan import CALENDAR, FIELDS, KINDS, Changes, Known, Plan, Present, Settings
from domain.people.roster_rows import Errors, Roster, Row
from domain.people.teacher import TeacherStatus

_BLANK_TEACHER: Mapping[str, Any] = {
    **dict.fromkeys(FIELDS["teachers"]),
    "status": TeacherStatus.ACTIVE,
}


def plan(
    roster: Roster,
    present: Present,
    settings: Settings,
    *,
    speller: Speller,
    new_id: Callable[[], UUID],
    errors: Errors | None = None,
) -> Plan:
    """The changes and their counts; the errors of reading the file, if any, and those found here."""
    planning = _Planning(present, settings, speller, new_id, errors or Errors(), roster.columns)
    planning.calendar(roster)
    planning.name_groups(roster)
    planning.teachers(roster.teachers)
    planning.groups("grade_groups", "head_id", roster.grade_groups)
    planning.groups("subject_groups", "leader_id", roster.subject_groups)
    planning.classes(roster.classes)
    planning.lessons(roster.teaching_assignments)
    planning.homerooms(roster.homeroom_assignments)
    shown = KINDS if roster.school_years else [kind for kind in KINDS if kind not in CALENDAR]
    counts = {kind: planning.kinds[kind].tally() for kind in shown}
    return Plan(
        counts | {"others": Tally(ignored=roster.ignored)},
        Changes(
            {kind: planning.kinds[kind].adds for kind in KINDS},
            {kind: planning.kinds[kind].updates for kind in KINDS},
        ),
        planning.errors.found,
    )


@dataclass(slots=True)
class _Kind:
    known: Sequence[Known]
    adds: list[dict[str, Any]] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)
    unchanged: int = 0
    left: int = 0

    def settle(
        self, known: Known | None, new_id: UUID, said: Mapping[str, Any], blank: Mapping[str, Any]
    ) -> None:
        if known is None:
            self.adds.append({"id": new_id, **blank, **said})
        elif any(known.values[name] != value for name, value in said.items()):
            self.updates.append({"id": known.id, **known.values, **said})
        else:
            self.unchanged += 1

    def tally(self) -> Tally:
        return Tally(len(self.adds), len(self.updates) - self.left, self.unchanged, self.left)


class _Planning:
    """One pass over a roster; later kinds point at what earlier ones found or made."""

    def __init__(
        self,
        present: Present,
        settings: Settings,
        speller: Speller,
        new_id: Callable[[], UUID],
        errors: Errors,
        columns: Mapping[str, Mapping[str, str]],
    ) -> None:
        self.columns = columns
        self.kinds = {kind: _Kind(present.get(kind, ())) for kind in KINDS}
        self.settings, self.speller, self.new_id, self.errors = settings, speller, new_id, errors
        self.group_ids: dict[str, dict[str, UUID]] = {}
        self.term_ids: dict[str, UUID] = {}
        self.teacher_ids = {known.values["employee_no"]: known.id for known in self.kinds["teachers"].known}
        self.class_ids = {known.values["code"]: known.id for known in self.kinds["classes"].known}

    def wrong(self, row: Row, column: str, code: str, **facts: str) -> None:
        self.errors.add(row.file, row.line, self.called(row.file, column), code, **facts)

    def called(self, file: str, column: str) -> str:
        return self.columns.get(file, {}).get(column, column)

    def once(self, rows: Sequence[Row], *fields: str) -> list[Row]:
        """The rows but those that repeat an earlier one's key; those are errors."""
        first: dict[tuple[Any, ...], int] = {}
        kept = []
        for row in rows:
            key = tuple([row.values.get(name) for name in fields])
            if key in first:
                self.wrong(row, fields[0], "duplicate", first_line=str(first[key]))
            else:
                first[key] = row.line
                kept.append(row)
        return kept

    def calendar(self, roster: Roster) -> None:
        """Raises what `plan_years` does."""
        years, terms = self.kinds["school_years"], self.kinds["terms"]
        rows = self.once(roster.school_years, "start_year"), self.once(roster.terms, "start_year", "number")
        made = plan_years(*rows, years.known, terms.known, self.new_id)
        years.adds, terms.adds = made.years, made.terms
        years.unchanged, terms.unchanged = made.known_years, made.known_terms
        self.term_ids = made.term_ids

    def name_groups(self, roster: Roster) -> None:
        """Every group of the school and the file, by code and by name; a code goes before a name."""
        for kind, rows in (("grade_groups", roster.grade_groups), ("subject_groups", roster.subject_groups)):
            by_code = {known.values["code"]: known.id for known in self.kinds[kind].known}
            by_name = {known.values["name"]: known.id for known in self.kinds[kind].known}
            for row in rows:
                known_id = by_code.get(row.values["code"])
                if known_id is None and row.implied:
                    known_id = by_name.get(row.values["code"])
                by_code[row.values["code"]] = known_id or self.new_id()
                by_name[row.values["name"]] = by_code[row.values["code"]]
            self.group_ids[kind] = by_name | by_code

    def point(self, said: dict[str, Any], row: Row, kind: str, column: str) -> None:
        """The group the row names, in the column that points at it; nothing when it names none."""
        named = row.values.get(column)
        if named is None:
            return
        found = self.group_ids[kind].get(named)
        if found is None:
            self.wrong(row, column, f"unknown_{column}")
        else:
            said[f"{column}_id"] = found

    def groups(self, kind: str, leader_column: str, rows: Sequence[Row]) -> None:
        known = {one.id: one for one in self.kinds[kind].known}
        for row in self.once(rows, "code"):
            group_id = self.group_ids[kind][row.values["code"]]
            standing = known.get(group_id)
            said = {"code": row.values["code"], "name": row.values["name"]}
            leader = self.teacher(row, "leader")
            if leader is not None:
                said[leader_column] = leader
            if standing is not None and row.implied:
                said = {}
            self.kinds[kind].settle(standing, group_id, said, {leader_column: None})

    def teacher(self, row: Row, column: str) -> UUID | None:
        number = row.values.get(column)
        found = self.teacher_ids.get(number) if number is not None else None
        if number is not None and found is None:
            self.wrong(row, column, "unknown_teacher")
        return found

    def teachers(self, rows: Sequence[Row]) -> None:
        kind = self.kinds["teachers"]
        if not rows:
            if not self.errors.found:  # else those say why
                self.errors.add(next(iter(self.columns), ""), 1, "", "no_teachers")
            return
        held = {
            name: {one.values[name]: one for one in kind.known if one.values[name] is not None}
            for name in ("employee_no", "source_id", "platform_id")
        }
        for name in ("source_id", "platform_id"):
            self.once([row for row in rows if name in row.values], name)
        seen: set[UUID] = set()
        for row in self.once(rows, "employee_no"):
            by_number = held["employee_no"].get(row.values["employee_no"])
            by_source = held["source_id"].get(row.values.get("source_id"))
            if by_number and by_source and by_number.id != by_source.id:
                self.wrong(row, "employee_no", "two_teachers")
                continue
            known = by_number or by_source
            on_platform = held["platform_id"].get(row.values.get("platform_id"))
            if on_platform is not None and on_platform != known:
                owner = on_platform.values["employee_no"]
                self.wrong(row, "platform_id", "platform_id_taken", owner=owner)
                continue
            teacher_id = known.id if known else self.new_id()
            self.teacher_ids[row.values["employee_no"]] = teacher_id
            if known is not None and row.values.get("status") == TeacherStatus.LEFT:
                # Said to have left: whether that is so here, `mark_leavers` decides.
                stays = known.values["status"] != TeacherStatus.LEFT
                kind.unchanged += not (stays and self.settings.mark_leavers)
                continue
            seen.add(teacher_id)
            kind.settle(known, teacher_id, self.said_of_teacher(row, known), _BLANK_TEACHER)
        if self.settings.mark_leavers:
            self.leavers(kind, seen)

    def said_of_teacher(self, row: Row, known: Known | None) -> dict[str, Any]:
        said = {name: value for name, value in row.values.items() if name in _BLANK_TEACHER}
        for name in ("born_on", "hired_on", "left_on"):
            if name in said:
                said[name] = date.fromisoformat(said[name])
        spelling = self.speller.spell(said["name"])
        said["name_pinyin"], said["name_initials"] = spelling.pinyin, spelling.initials
        self.point(said, row, "subject_groups", "subject_group")
        self.point(said, row, "grade_groups", "grade_group")
        if known is None:
            return said
        for name in ("status", "left_on"):  # of whom the school knows, it knows that too
            said.pop(name, None)
        if known.values["status"] == TeacherStatus.LEFT:  # on the roster again: back
            said |= {"status": TeacherStatus.ACTIVE, "left_on": None}
        return said

    def leavers(self, kind: _Kind, seen: set[UUID]) -> None:
        for known in kind.known:
            if known.id not in seen and known.values["status"] != TeacherStatus.LEFT:
                gone = {"status": TeacherStatus.LEFT, "left_on": self.settings.today}
                kind.updates.append({"id": known.id, **known.values, **gone})
                kind.left += 1

    def classes(self, rows: Sequence[Row]) -> None:
        kind = self.kinds["classes"]
        by_code = {one.values["code"]: one for one in kind.known}
        by_source = {one.values["source_id"]: one for one in kind.known if one.values["source_id"]}
        for row in self.once(rows, "code"):
            coded, sourced = by_code.get(row.values["code"]), by_source.get(row.values.get("source_id"))
            if coded and sourced and coded.id != sourced.id:
                self.wrong(row, "code", "two_classes")
                continue
            known = coded or sourced
            class_id = known.id if known else self.new_id()
            self.class_ids[row.values["code"]] = class_id
            said: dict[str, Any] = {
                name: row.values[name] for name in ("code", "name", "source_id") if name in row.values
            }
            self.point(said, row, "grade_groups", "grade_group")
            kind.settle(known, class_id, said, {"name": row.values["code"], "source_id": None})

    def taught(self, row: Row) -> tuple[UUID, UUID] | None:
        """The class and the teacher the row names; None, with errors, when one is unknown."""
        teacher_id, class_id = self.teacher(row, "teacher"), self.class_ids.get(row.values["class"])
        if class_id is None:
            self.wrong(row, "class", "unknown_class")
        return None if teacher_id is None or class_id is None else (class_id, teacher_id)

    def lessons(self, rows: Sequence[Row]) -> None:
        kind = self.kinds["teaching_assignments"]
        named = ("class_id", "teacher_id", "subject", "term_id")
        held = {tuple(one.values[name] for name in named): one for one in kind.known}
        for row in self.once(rows, "class", "subject", "teacher", "term"):
            pair = self.taught(row)
            term_id = None if pair is None else self.term(row)
            if pair is None or term_id is None:
                continue
            said: dict[str, Any] = {"term_id": term_id, "subject": row.values["subject"]}
            said |= {"class_id": pair[0], "teacher_id": pair[1]}
            if "weekly_periods" in row.values:
                said["weekly_periods"] = row.values["weekly_periods"]
            known = held.get((*pair, said["subject"], term_id))
            kind.settle(known, self.new_id(), said, {"weekly_periods": 0})

    def term(self, row: Row) -> UUID | None:
        """The term the row names, or else the one that is meant; None, with an error, when there is none."""
        if "term" in row.values:
            found = self.term_ids.get(row.values["term"])
            if found is None:
                self.wrong(row, "classSourcedId", "unknown_term")
            return found
        if self.settings.term is None:
            self.wrong(row, "", "no_term")
            return None
        return self.settings.term.id

    def homerooms(self, rows: Sequence[Row]) -> None:
        kind, term = self.kinds["homeroom_assignments"], self.settings.term
        open_now = {one.values["class_id"]: one for one in kind.known if one.values["until_day"] is None}
        self.past_homerooms([row for row in rows if "until_day" in row.values])
        for row in self.once([row for row in rows if "until_day" not in row.values], "class"):
            pair = self.taught(row)
            if pair is None:
                continue
            known = open_now.get(pair[0])
            if known is not None and known.values["teacher_id"] == pair[1]:
                kind.unchanged += 1
                continue
            said = row.values.get("from_day")
            if said is None and term is None:
                self.wrong(row, "from_day", "no_term")
                continue
            from_day = date.fromisoformat(said) if said else term.starts_on  # type: ignore[union-attr]
            if known is not None:
                last = max(known.values["from_day"], from_day - timedelta(days=1))
                kind.updates.append({"id": known.id, **known.values, "until_day": last})
            new = {"class_id": pair[0], "teacher_id": pair[1], "from_day": from_day, "until_day": None}
            kind.adds.append({"id": self.new_id(), **new})

    def past_homerooms(self, rows: Sequence[Row]) -> None:
        """Those that have ended are entered as they were, each once."""
        kind = self.kinds["homeroom_assignments"]
        named = ("class_id", "teacher_id", "from_day")
        held = {tuple(one.values[name] for name in named) for one in kind.known}
        for row in self.once(rows, "class", "teacher", "from_day"):
            pair = self.taught(row)
            if pair is None:
                continue
            first, last = (date.fromisoformat(row.values[name]) for name in ("from_day", "until_day"))
            if (*pair, first) in held:
                kind.unchanged += 1
                continue
            new = {"class_id": pair[0], "teacher_id": pair[1], "from_day": first, "until_day": last}
            kind.adds.append({"id": self.new_id(), **new})
