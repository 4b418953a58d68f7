"""An organiser's list of results as a file: a row for each entry, by its number or its title and author."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.contests.entry import ContestEntry, EntryState
from domain.imports import Sheet, Tally, TemplateColumn, TemplateSheet
from domain.people.roster_rows import BadCell, Errors, line_of_text
from domain.works.award import Prize

NO_PRIZE = "未获奖"
PRIZES: dict[str, Prize | None] = {
    "特等奖": Prize.SPECIAL,
    "一等奖": Prize.FIRST,
    "二等奖": Prize.SECOND,
    "三等奖": Prize.THIRD,
    "优秀奖": Prize.MERIT,
    "优胜奖": Prize.MERIT,
    "鼓励奖": Prize.MERIT,
    NO_PRIZE: None,
}
SHEET = "评比结果"
ALIAS, TITLE, AUTHOR, PRIZE = "编号", "题目", "作者", "奖项"
FIELDS = {ALIAS: "alias", TITLE: "title", AUTHOR: "author", PRIZE: "prize"}
"""Columns by their Chinese names, and how the API calls them: both are understood."""

TEMPLATE = [
    TemplateSheet(
        SHEET,
        (
            TemplateColumn(ALIAS, "报送时的编号；填了编号，题目和作者可以不填。", example="007"),
            TemplateColumn(TITLE, "没有编号时，按题目和作者查找。", example="生本课堂中的追问"),
            TemplateColumn(AUTHOR, "第一作者姓名。", example="张伟"),
            TemplateColumn(PRIZE, "从列表中选一项。", True, tuple(PRIZES), "一等奖"),
        ),
        "每行一件报送作品。再次导入同一结果不会重复登记；与已登记结果不同的，请在系统中逐件更正。",
    )
]


@dataclass(frozen=True, slots=True)
class Plan:
    """What committing a list would do."""

    results: list[tuple[ContestEntry, Prize | None]]
    """Entries whose first result this is."""

    counts: dict[str, Tally]


def planned(sheet: Sheet, standing: Iterable[ContestEntry], errors: Errors) -> Plan:
    """Each row against the entries of the contest as they stand."""
    entries, results, unchanged = list(standing), list[tuple[ContestEntry, Prize | None]](), 0
    lines: dict[UUID, int] = {}
    for line, cells in _rows(sheet, errors):
        prize = errors.cell(sheet, line, PRIZE, cells.get(PRIZE, ""), _prize)
        entry = _entry(sheet, line, cells, entries, errors)
        if prize is None or entry is None:
            continue
        if lines.setdefault(entry.id, line) != line:
            errors.add(sheet.name, line, ALIAS, "duplicate", first_line=str(lines[entry.id]))
        elif entry.state is EntryState.SENT:
            results.append((entry, prize.of))
        elif entry.state not in (EntryState.AWARDED, EntryState.UNPLACED):
            errors.add(sheet.name, line, ALIAS, "entry_not_sent", title=entry.title)
        elif entry.prize is prize.of:
            unchanged += 1
        else:
            errors.add(sheet.name, line, PRIZE, "result_differs", title=entry.title)
    return Plan(results, {"results": Tally(created=len(results), unchanged=unchanged)})


@dataclass(frozen=True, slots=True)
class _Prize:
    of: Prize | None


def _prize(text: str) -> _Prize:
    if not text:
        raise BadCell("required")
    known: dict[str, Prize | None] = {**PRIZES, **{one.value: one for one in Prize}}
    if text not in known:
        raise BadCell("bad_prize")
    return _Prize(known[text])


def _rows(sheet: Sheet, errors: Errors) -> list[tuple[int, dict[str, Any]]]:
    """Each row by our Chinese names for its columns."""
    names = {alias: name for name, field in FIELDS.items() for alias in (name, field)}
    for header in sheet.header:
        if header not in names:
            errors.add(sheet.name, 1, header, "unknown_column")
    if not {PRIZE, FIELDS[PRIZE]} & set(sheet.header):
        errors.add(sheet.name, 1, PRIZE, "missing_column")
        return []
    return [
        (line, {names[header]: text for header, text in cells.items() if header in names})
        for line, cells in sheet.rows
    ]


def _entry(
    sheet: Sheet, line: int, cells: Mapping[str, str], entries: Sequence[ContestEntry], errors: Errors
) -> ContestEntry | None:
    """The entry a row is about; None, with an error, when that is not plain."""
    alias, title, author = (cells.get(name, "") for name in (ALIAS, TITLE, AUTHOR))
    if alias:
        found = [one for one in entries if one.alias is not None and _same_number(one.alias, alias)]
    elif title and author:
        title = errors.cell(sheet, line, TITLE, title, line_of_text) or ""
        found = [one for one in entries if one.title == title and _by(one, author)]
    else:
        errors.add(sheet.name, line, ALIAS, "entry_unnamed")
        return None
    if len(found) != 1:
        code = "entry_ambiguous" if found else "entry_unknown"
        errors.add(sheet.name, line, ALIAS if alias else TITLE, code)
        return None
    if alias and title and found[0].title != title:
        errors.add(sheet.name, line, TITLE, "title_differs", title=found[0].title)
        return None
    return found[0]


def _same_number(alias: str, written: str) -> bool:
    """7, 07 and 007 are one number: a spreadsheet drops leading zeros."""
    return alias.lstrip("0") == written.lstrip("0")


def _by(entry: ContestEntry, author: str) -> bool:
    return any(one.teacher_id == entry.author_id and one.name == author for one in entry.authors)
