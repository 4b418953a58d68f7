"""`python -m bench.exports`: a long table as a workbook and as CSV, beside xlsxwriter on the same rows.

Each in a process of its own, which has everything imported and takes rows as they come; memory is the peak
above what the process held before. Asked for: 60,000 rows a second, and 100 MiB.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import xlsxwriter

from domain.reports.listing import day, decimal, text, time, whole, word
from domain.training.catalogue import CourseKind
from gateways.documents.long_sheets import Words, write_csv, write_workbook

ROWS = 100_000
COLUMNS = (
    text("employee_no", "工号"),
    text("name", "姓名"),
    word("kind", "类别", CourseKind),
    text("title", "项目", 36),
    day("day", "日期"),
    decimal("credits", "学分"),
    whole("lessons", "节数"),
    time("at", "登记时间"),
)
WORDS: Words = {CourseKind: {kind.value: f"培训{kind.value}" for kind in CourseKind}}


def rows(count: int) -> Iterator[tuple[Any, ...]]:
    """As a cursor would give them: every row is made anew, and nobody keeps it."""
    first, moment = date(2020, 9, 1), datetime(2021, 3, 1, tzinfo=UTC)
    for number in range(count):
        title = f"=初中数学“{number}”题教学研讨"
        hundredths = Decimal(number % 9000).scaleb(-2)
        on, at = first + timedelta(days=number % 300), moment + timedelta(minutes=number)
        yield f"T{number % 500:04}", "欧阳晓明", "short", title, on, hundredths, number, at


def ours(path: Path, count: int) -> None:
    write_workbook(path, "台账", COLUMNS, rows(count), WORDS)


def as_csv(path: Path, count: int) -> None:
    write_csv(path, COLUMNS, rows(count), WORDS, byte_order_mark=True)


def by_xlsxwriter(path: Path, count: int) -> None:
    """In its mode for long tables, with the same cells."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        page = book.add_worksheet("台账")
        figure, on = book.add_format({"num_format": "0.00"}), book.add_format({"num_format": "yyyy-mm-dd"})
        at = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        formats = (None, None, None, None, on, figure, None, at)
        for line, row in enumerate(rows(count)):
            for column, (cell, form) in enumerate(zip(row, formats, strict=True)):
                naive = cell.replace(tzinfo=None) if isinstance(cell, datetime) else cell
                page.write(line, column, naive, form)


def nothing(path: Path, count: int) -> None:
    """What making the rows costs in all of them."""
    path.touch()
    for _ in islice(rows(count), count):
        pass


WRITERS: dict[str, Callable[[Path, int], None]] = {
    "workbook": ours,
    "csv": as_csv,
    "xlsxwriter": by_xlsxwriter,
    "no writer": nothing,
}


def memory(which: str) -> float:
    """MiB, as Linux counts a process: VmRSS now, or VmHWM at its most."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(which)) / 1024


def child(name: str, count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, idle, began = Path(folder) / "list", memory("VmRSS"), perf_counter()
        WRITERS[name](path, count)
        took = perf_counter() - began
        print(count / took, memory("VmHWM") - idle, path.stat().st_size / (1 << 20))


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m bench.exports", description=__doc__)
    options.add_argument("--rows", type=int, default=ROWS)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--child", choices=list(WRITERS), help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.child:
        child(given.child, given.rows)
        return
    found: dict[str, list[list[float]]] = {name: [] for name in WRITERS}
    for _ in range(given.rounds):
        for name in WRITERS:
            command = [sys.executable, "-m", "bench.exports", "--rows", str(given.rows), "--child", name]
            said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            found[name].append([float(figure) for figure in said.split()])
    print(f"{given.rows:,} rows of {len(COLUMNS)} columns, median of {given.rounds} interleaved rounds:")
    for name, rounds in found.items():
        speed, above, size = (median(figures) for figures in zip(*rounds, strict=True))
        print(f"  {name:12}{speed:10,.0f} rows/s{above:8.1f} MiB above idle{size:8.1f} MiB written")


if __name__ == "__main__":
    main()
