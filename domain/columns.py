"""Tables that other people and programs send, by the Chinese names of their columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.imports import Sheet, TemplateColumn, TemplateSheet
from domain.people.roster_rows import Check, Errors


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its Chinese name; `field`, its name in the API, is understood as well."""

    name: str
    field: str
    check: Check
    note: str
    required: bool = False
    example: str = ""
    choices: tuple[str, ...] = ()

    @property
    def aliases(self) -> tuple[str, str]:
        return self.name, self.field


def template_sheet(name: str, columns: Sequence[Column], note: str = "") -> TemplateSheet:
    explained = (
        TemplateColumn(one.name, one.note, one.required, one.choices, one.example) for one in columns
    )
    return TemplateSheet(name, tuple(explained), note)


def read_cells(
    sheet: Sheet, columns: Sequence[Column], errors: Errors
) -> list[tuple[int, Mapping[str, Any]]]:
    """Each row's values by field; rows that lack what is required are left out, with an error."""
    known = {alias: column for column in columns for alias in column.aliases}
    for header in sheet.header:
        if header not in known:
            errors.add(sheet.name, 1, header, "unknown_column")
    present = {known[header].field for header in sheet.header if header in known}
    absent = [column for column in columns if column.required and column.field not in present]
    for column in absent:
        errors.add(sheet.name, 1, column.name, "missing_column")
    if absent:
        return []
    read = [(line, _values(sheet, line, cells, known, errors)) for line, cells in sheet.rows]
    required = {column.field for column in columns if column.required}
    return [(line, values) for line, values in read if required <= values.keys()]


def _values(
    sheet: Sheet, line: int, cells: Mapping[str, str], columns: Mapping[str, Column], errors: Errors
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for header, column in columns.items():
        text = cells.get(header, "")
        if text:
            value = errors.cell(sheet, line, header, text, column.check)
            if value is not None:
                values[column.field] = value
        elif column.required and header in sheet.header:
            errors.add(sheet.name, line, header, "required")
    return values
