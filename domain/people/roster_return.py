"""A roster as our own export writes it: OneRoster 1.2, and in `metadata.yanxiu.*` what it has no column for.

Read by other rules than a stranger's: the school years come with it, a homeroom is a class of ours, and a
scheduled class is what is taught to one in a term. Known by a column that nobody else writes.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from domain.imports import Sheet
from domain.people import roster_rows
from domain.people.roster_rows import Errors, Roster, Row, checked_row

MARK = "metadata.yanxiu.name"
"""The column of users.csv that only our export has."""

_USER: Mapping[str, tuple[str, roster_rows.Check]] = {
    "employee_no": ("identifier", roster_rows.code),
    "name": (MARK, roster_rows.name),
    "phone": ("phone", roster_rows.phone),
    "email": ("email", roster_rows.email),
    "title": ("metadata.yanxiu.title", roster_rows.line_of_text),
    "position": ("metadata.yanxiu.position", roster_rows.line_of_text),
    "subject_group": ("metadata.yanxiu.subjectGroup", roster_rows.code),
    "grade_group": ("metadata.yanxiu.gradeGroup", roster_rows.code),
    "status": ("metadata.yanxiu.status", roster_rows.status),
    "born_on": ("metadata.yanxiu.bornOn", roster_rows.day),
    "hired_on": ("metadata.yanxiu.hiredOn", roster_rows.day),
    "left_on": ("metadata.yanxiu.leftOn", roster_rows.day),
    "platform_id": ("metadata.yanxiu.platformId", roster_rows.code),
    "source_id": ("metadata.yanxiu.sourceId", roster_rows.line_of_text),
}
_GROUP: Mapping[str, tuple[str, roster_rows.Check]] = {
    "code": ("identifier", roster_rows.code),
    "name": ("name", roster_rows.line_of_text),
    "leader": ("metadata.yanxiu.leader", roster_rows.code),
}
_CLASS: Mapping[str, tuple[str, roster_rows.Check]] = {
    "code": ("classCode", roster_rows.code),
    "name": ("title", roster_rows.line_of_text),
    "grade_group": ("grades", roster_rows.code),
    "source_id": ("metadata.yanxiu.sourceId", roster_rows.line_of_text),
}
_YEAR: Mapping[str, tuple[str, roster_rows.Check]] = {
    "start_year": ("schoolYear", roster_rows.ending_year),
    "starts_on": ("startDate", roster_rows.day),
    "ends_on": ("endDate", roster_rows.day),
}
_TERM: Mapping[str, tuple[str, roster_rows.Check]] = {
    **_YEAR,
    "number": ("metadata.yanxiu.number", roster_rows.term_number),
    "first_monday": ("metadata.yanxiu.firstMonday", roster_rows.day),
}
_OPTIONAL = frozenset(_USER) - {"employee_no", "name", "status"} | {"leader"}


def is_ours(files: Mapping[str, Sheet]) -> bool:
    return MARK in files["users"].header


def read_return(files: Mapping[str, Sheet], staff: Iterable[str], errors: Errors) -> Roster:
    """`staff` are the ids of this school's people in `users`."""
    wanted, users = set(staff), files["users"].rows
    teachers = _read(files, "users", _USER, errors, lambda cells: cells.get("sourcedId") in wanted)
    years = _read(files, "academicsessions", _YEAR, errors, lambda cells: cells.get("type") == "schoolYear")
    terms = _read(files, "academicsessions", _TERM, errors, lambda cells: cells.get("type") == "term")
    classes = _read(files, "classes", _CLASS, errors, lambda cells: cells.get("classType") == "homeroom")
    lessons, heads = _enrolled(files, teachers, terms, classes, errors)
    return Roster(
        school_years=list(years.values()),
        terms=list(terms.values()),
        grade_groups=_groups(files, "gradeGroup", errors),
        subject_groups=_groups(files, "subjectGroup", errors),
        teachers=list(teachers.values()),
        classes=list(classes.values()),
        teaching_assignments=lessons,
        homeroom_assignments=heads,
        ignored=len(users) - len(teachers),
        columns=_headings(files),
    )


def _headings(files: Mapping[str, Sheet]) -> dict[str, dict[str, str]]:
    """What each file calls our fields, so that an error names the column it stands in."""
    said = {
        "users": _USER,
        "orgs": _GROUP,
        "classes": _CLASS,
        "academicsessions": _TERM,
    }
    return {
        files[name].name: {field: heading for field, (heading, _) in columns.items()}
        for name, columns in said.items()
        if name in files
    }


def _read(
    files: Mapping[str, Sheet],
    name: str,
    columns: Mapping[str, tuple[str, roster_rows.Check]],
    errors: Errors,
    meant: Any,
) -> dict[str, Row]:
    """The rows that are meant, by their id."""
    if name not in files:
        return {}
    required = tuple(field for field in columns if field not in _OPTIONAL)
    found = {}
    for line, cells in files[name].rows:
        if meant(cells):
            said = {field: (cells.get(heading, ""), check) for field, (heading, check) in columns.items()}
            row = checked_row(files[name], line, said, required, errors)
            if row is not None:
                found[cells.get("sourcedId", "")] = row
    return found


def _groups(files: Mapping[str, Sheet], kind: str, errors: Errors) -> list[Row]:
    rows = _read(files, "orgs", _GROUP, errors, lambda cells: cells.get("metadata.yanxiu.kind") == kind)
    return list(rows.values())


def _enrolled(
    files: Mapping[str, Sheet],
    teachers: Mapping[str, Row],
    terms: Mapping[str, Row],
    classes: Mapping[str, Row],
    errors: Errors,
) -> tuple[list[Row], list[Row]]:
    """What is taught, and whose homerooms; a class or teacher the bundle lacks stays named by its id."""
    subjects = {cells.get("sourcedId", ""): cells.get("title", "") for _, cells in _lines(files, "courses")}
    taught = {cells.get("sourcedId", ""): cells for _, cells in _lines(files, "classes")}
    numbers = {one: row.values["employee_no"] for one, row in teachers.items()}
    lessons, heads = [], []
    for line, cells in _lines(files, "enrollments"):
        sheet, class_id = files["enrollments"], cells.get("classSourcedId", "")
        user_id = cells.get("userSourcedId", "")
        values: dict[str, Any] = {"teacher": numbers.get(user_id, user_id)}
        if class_id in classes:
            days = {"from_day": "beginDate", "until_day": "endDate"}
            said = {field: (cells.get(heading, ""), roster_rows.day) for field, heading in days.items()}
            row = checked_row(sheet, line, said, ("from_day",), errors)
            if row is not None:
                heads.append(
                    Row(sheet.name, line, {"class": classes[class_id].values["code"]} | values | row.values)
                )
            continue
        about = taught.get(class_id, {})
        term = terms.get(about.get("termSourcedIds", ""))
        periods = {
            "subject": (subjects.get(about.get("courseSourcedId", ""), ""), roster_rows.line_of_text),
            "weekly_periods": (cells.get("metadata.yanxiu.weeklyPeriods", ""), roster_rows.weekly_periods),
        }
        row = checked_row(sheet, line, periods, tuple(periods), errors)
        if row is not None:
            values |= {
                "class": about.get("classCode", class_id),
                "term": "" if term is None else term_name(term),
            }
            lessons.append(Row(sheet.name, line, values | row.values))
    return lessons, heads


def term_name(row: Row) -> str:
    """`2020-1`: the first term of 2020学年."""
    return f"{row.values['start_year']}-{row.values['number']}"


def _lines(files: Mapping[str, Sheet], name: str) -> list[tuple[int, dict[str, str]]]:
    return files[name].rows if name in files else []
