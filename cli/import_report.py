"""What became of an import, told to a person."""

from collections.abc import Sequence

import typer
from rich.cells import cell_len, set_cell_size
from rich.table import Table
from rich.text import Text

from cli.console import console
from cli.import_texts import printable, word
from cli.importing import Outcome
from domain.imports import FileImport, ImportState, RowError, Tally
from domain.people import roster_plan

KINDS = (*roster_plan.KINDS, "others", "courses", "sessions", "timetables", "periods", "rooms", "lessons")
"""In the order they are shown; the database keeps none."""

TALLIES = ("created", "updated", "unchanged", "left", "ignored")


def show(outcome: Outcome, worded: FileImport, *, english: bool) -> None:
    """Its counts, every error by its place, and what comes next; code 1 when there are errors."""
    console.print(
        Text.assemble((outcome.school.name, "bold"), f" · {printable(worded.filename)} ({worded.format})")
    )
    if any(tally != Tally() for tally in worded.counts.values()):
        console.print(_counts(worded, english))
    for line in _places(worded.row_errors, english):
        console.print(line, soft_wrap=True)  # one line each, however narrow the window: fit for grep
    if worded.row_errors:
        console.print(f"[red]{word('errors', english, count=len(worded.row_errors))}[/red]")
        raise typer.Exit(1)
    said = "committed" if worded.state is ImportState.COMMITTED else "clean"
    console.print(Text(word(said, english, username=outcome.username), "green"))


def _counts(made: FileImport, english: bool) -> Table:
    """Kinds the file says nothing of are left out, and columns that are empty throughout."""
    counted = {kind: made.counts[kind] for kind in KINDS if made.counts.get(kind, Tally()) != Tally()}
    shown = [name for name in TALLIES if any(getattr(tally, name) for tally in counted.values())]
    table = Table(word("kind", english))
    for name in shown:
        table.add_column(word(name, english), justify="right")
    for kind, tally in counted.items():
        figures = (getattr(tally, name) for name in shown)
        table.add_row(word(kind, english), *(str(figure) if figure else "[dim]·[/dim]" for figure in figures))
    return table


def _places(found: Sequence[RowError], english: bool) -> list[Text]:
    """File, line, column and sentence, file by file, in columns: a Chinese character is two wide."""
    files = list(dict.fromkeys(error.file for error in found))
    ordered = sorted(found, key=lambda error: (files.index(error.file), error.line))
    rows = [
        (printable(one.file), word("line", english, line=one.line), printable(one.column)) for one in ordered
    ]
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row, error in zip(rows, ordered, strict=True):
        file, line, column = (set_cell_size(cell, width) for cell, width in zip(row, widths, strict=True))
        lines.append(
            Text.assemble(
                f"{file}  ", (line, "bold"), "  ", (column, "cyan"), f"  {printable(error.message)}"
            )
        )
    return lines
