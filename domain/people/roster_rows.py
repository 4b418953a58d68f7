"""A roster 花名册 as rows of plain values, whatever file it came in, and how a cell is read.

A value left blank is not said, and what stands stays. Students, guardians and demographics are left out on
purpose: the office has no need of them, so it does not keep them.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from domain.imports import RowError, Sheet
from domain.people.contacts import MASK, MaskedContact, without_numbers
from domain.people.teacher import EMAIL, NAME_LENGTH, PHONE, TeacherStatus

MOST_ERRORS = 1_000
"""Kept of one file: whoever has more has sent another file than they meant to."""

LINE_LENGTH = 200
FIRST_YEAR, LAST_YEAR = 1900, 2199
_CODE = re.compile(r"[\w.\-]{1,64}")
_DAY = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))")
HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_HAN_GAP = re.compile(rf"(?<={HAN.pattern})\s+(?={HAN.pattern})")


class RosterFormat(StrEnum):
    """What kind of file a roster comes in."""

    XLSX = "xlsx"
    CSV = "csv"
    ONEROSTER = "oneroster"
    SDS = "sds"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing a roster says; `values` holds text and numbers only, days as YYYY-MM-DD."""

    file: str
    line: int
    values: dict[str, Any]
    implied: bool = False
    """Named in passing: made when it is missing, else left as it is."""


@dataclass(frozen=True, slots=True)
class Roster:
    """Groups and classes are named by code or name, teachers by employee number."""

    school_years: list[Row] = field(default_factory=list)
    """Only a bundle that we wrote has them, and its lessons then name their term."""

    terms: list[Row] = field(default_factory=list)
    grade_groups: list[Row] = field(default_factory=list)
    subject_groups: list[Row] = field(default_factory=list)
    teachers: list[Row] = field(default_factory=list)
    classes: list[Row] = field(default_factory=list)
    teaching_assignments: list[Row] = field(default_factory=list)
    homeroom_assignments: list[Row] = field(default_factory=list)
    ignored: int = 0
    """People in the file who are none of this school's teachers."""

    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    """By file, what it calls the fields whose own names it does not use."""


class BadCell(Exception):
    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


Check = Callable[[str], Any]


def line_of_text(text: str) -> str:
    if len(text) > LINE_LENGTH:
        raise BadCell("too_long", limit=str(LINE_LENGTH))
    return text


def name(text: str) -> str:
    """Chinese names are written without the spaces that lists are padded with (张　伟)."""
    joined = _HAN_GAP.sub("", text)
    if len(joined) > NAME_LENGTH:
        raise BadCell("too_long", limit=str(NAME_LENGTH))
    return joined


def code(text: str) -> str:
    if _CODE.fullmatch(text) is None:
        raise BadCell("bad_code")
    return text


def _whole(text: str) -> None:
    if MASK in text:
        raise BadCell(MaskedContact.code)


def phone(text: str) -> str:
    _whole(text)
    if re.fullmatch(PHONE, text) is None:
        raise BadCell("bad_phone")
    return text


def email(text: str) -> str:
    _whole(text)
    if re.fullmatch(EMAIL, text) is None:
        raise BadCell("bad_email")
    return text


def day(text: str) -> str:
    """2020-09-01, 2020/9/1, 2020.9.1, 2020年9月1日 or 20200901."""
    found = _DAY.fullmatch(text)
    if found is None:
        raise BadCell("bad_day")
    year, month, of_month = (int(part) for part in found.groups() if part is not None)
    try:
        read = date(year, month, of_month)
    except ValueError as error:
        raise BadCell("bad_day") from error
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadCell("bad_day")
    return read.isoformat()


def weekly_periods(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 3 and int(text) <= 60):
        raise BadCell("bad_weekly_periods")
    return int(text)


def status(text: str) -> str:
    if text not in list(TeacherStatus):
        raise BadCell("bad_status", known=", ".join(TeacherStatus))
    return text


def ending_year(text: str) -> int:
    """OneRoster names a school year by the calendar year it ends in, we by the one it starts in."""
    if not (text.isascii() and text.isdigit() and FIRST_YEAR < int(text[:5]) <= LAST_YEAR):
        raise BadCell("bad_school_year")
    return int(text) - 1


def term_number(text: str) -> int:
    if text not in ("1", "2"):
        raise BadCell("bad_term_number")
    return int(text)


class Errors:
    """Row errors as they are found, the first `MOST_ERRORS` of them."""

    def __init__(self) -> None:
        self.found: list[RowError] = []

    def add(self, file: str, line: int, column: str, code: str, **facts: str) -> None:
        if len(self.found) < MOST_ERRORS:
            # Where a line of the file is taken for its headings, a column is called what somebody is.
            self.found.append(RowError(file, line, without_numbers(column[:100]), code, facts))

    def cell(self, sheet: Sheet, line: int, column: str, text: str, check: Check) -> Any:
        """The cell's value; None, with an error, when it is not one."""
        try:
            return check(text)
        except BadCell as bad:
            self.add(sheet.name, line, column, bad.code, **bad.facts)
            return None


def checked_row(
    sheet: Sheet,
    line: int,
    said: Mapping[str, tuple[str, Check]],
    required: tuple[str, ...],
    errors: Errors,
) -> Row | None:
    """The row, its cells checked; None when one it cannot do without is missing or bad."""
    values: dict[str, Any] = {}
    for column, (text, check) in said.items():
        if text:
            value = errors.cell(sheet, line, column, text, check)
            if value is not None:
                values[column] = value
        elif column in required:
            errors.add(sheet.name, line, column, "required")
    return Row(sheet.name, line, values) if all(column in values for column in required) else None
