"""A roster as Microsoft School Data Sync v1 sends it: School, Teacher, Section, TeacherRoster.

Older exports head the id columns `SIS ID`, others `ID` and `DfE Number`. Students are only counted.
"""

from collections.abc import Mapping

from domain.imports import Sheet
from domain.people import roster_rows
from domain.people.roster_bundle import (
    UNGRADED,
    choose_org,
    first_fit,
    full_name,
    implied_grades,
)
from domain.people.roster_rows import Errors, Roster, Row, checked_row

SDS_FILES = ("school", "teacher", "section", "teacherroster", "student")
_ID = ("SIS ID", "ID")
_SCHOOL = ("School SIS ID", "School DfE Number", "School ID")


def read_sds(files: Mapping[str, Sheet], org: str | None, errors: Errors) -> Roster:
    """`files` by their lower-case name without `.csv`.

    Raises RosterOrgNeeded, RosterOrgUnknown, UnreadableFile.
    """
    named = {first_fit(cells, "SIS ID", "DfE Number", "ID"): cells for _, cells in _rows(files, "school")}
    active = [
        (line, cells)
        for line, cells in _rows(files, "teacher")
        if cells.get("Status", "Active").lower() in ("active", "")
    ]
    holders = {first_fit(cells, *_SCHOOL) for _, cells in active}
    chosen = choose_org({one: named.get(one, {}).get("Name", "") for one in holders}, org)
    teachers = {
        first_fit(cells, *_ID): row
        for line, cells in active
        if first_fit(cells, *_SCHOOL) == chosen and (row := _teacher(files["teacher"], line, cells, errors))
    }
    sections = {
        first_fit(cells, *_ID): row
        for line, cells in _rows(files, "section")
        if first_fit(cells, *_SCHOOL) == chosen and (row := _section(files["section"], line, cells, errors))
    }
    return Roster(
        grade_groups=implied_grades(sections.values()),
        teachers=list(teachers.values()),
        classes=list(sections.values()),
        teaching_assignments=_lessons(files, teachers, sections),
        ignored=len(_rows(files, "teacher")) - len(teachers) + len(_rows(files, "student")),
    )


def _rows(files: Mapping[str, Sheet], name: str) -> list[tuple[int, dict[str, str]]]:
    return files[name].rows if name in files else []


def _teacher(sheet: Sheet, line: int, cells: Mapping[str, str], errors: Errors) -> Row | None:
    said = {
        "employee_no": (first_fit(cells, "Teacher Number", *_ID), roster_rows.code),
        "source_id": (first_fit(cells, *_ID), roster_rows.line_of_text),
        "name": (full_name(cells.get("Last Name", ""), cells.get("First Name", "")), roster_rows.name),
        "email": (cells.get("Secondary Email", ""), roster_rows.email),
        "title": (cells.get("Title", ""), roster_rows.line_of_text),
    }
    return checked_row(sheet, line, said, ("employee_no", "source_id", "name"), errors)


def _section(sheet: Sheet, line: int, cells: Mapping[str, str], errors: Errors) -> Row | None:
    said = {
        "code": (first_fit(cells, *_ID), roster_rows.code),
        "source_id": (first_fit(cells, *_ID), roster_rows.line_of_text),
        "name": (cells.get("Section Name", ""), roster_rows.line_of_text),
        "grade_group": (UNGRADED[0], roster_rows.code),
        "subject": (
            first_fit(cells, "Course Subject", "Course Name", "Section Name"),
            roster_rows.line_of_text,
        ),
    }
    return checked_row(sheet, line, said, tuple(said), errors)


def _lessons(
    files: Mapping[str, Sheet], teachers: Mapping[str, Row], sections: Mapping[str, Row]
) -> list[Row]:
    found = []
    for line, cells in _rows(files, "teacherroster"):
        section = sections.get(first_fit(cells, "Section SIS ID", "Section ID"))
        teacher = teachers.get(first_fit(cells, *_ID))
        if section is not None and teacher is not None:
            values = {
                "class": section.values["code"],
                "teacher": teacher.values["employee_no"],
                "subject": section.values["subject"],
            }
            found.append(Row(files["teacherroster"].name, line, values))
    return found
