"""`yanxiu import`: rosters, catalogues and timetables from files, looked over first."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from api.imports import worded
from cli.console import errors, stop
from cli.errands import CatalogueErrand, Errand, RosterErrand, TimetableErrand
from cli.import_files import catalogue_format, content, named, roster_format, timetable_format
from cli.import_report import show
from cli.import_texts import CannotImport, refusal, word
from cli.importing import Outcome, bring_in
from cli.migrate import is_behind
from cli.wiring import DataDir, database, plain_reasons, settings_from
from domain.errors import DomainError
from domain.people import roster
from domain.people.roster_rows import RosterFormat
from domain.timetable import importing
from domain.timetable.importing import TimetableFormat
from domain.training import catalogue_import
from domain.training.catalogue_import import CatalogueFormat


class Lang(StrEnum):
    ZH = "zh"
    EN = "en"


imports = typer.Typer(
    no_args_is_help=True, help="Bring in a roster, a catalogue or a timetable, looked over first."
)

File = Annotated[Path, typer.Argument(help="The file.", show_default=False)]
FileOrFolder = Annotated[
    Path, typer.Argument(help="The file; of a bundle its ZIP or its folder.", show_default=False)
]
School = Annotated[str, typer.Option(help="The school's code, such as shimen, or its id.")]
As = Annotated[
    str | None,
    typer.Option(
        "--as",
        metavar="USERNAME",
        help="Whose import it is.",
        show_default="the school's first account of the office in charge",
    ),
]
Commit = Annotated[bool, typer.Option("--commit", help="Write it; without, it is only looked over.")]
Language = Annotated[Lang, typer.Option("--lang", help="Of what is said about the file.")]
Org = Annotated[str | None, typer.Option(help="Of a bundle: which org is this school.")]
Leavers = Annotated[
    bool, typer.Option("--mark-leavers", help="The roster is complete: mark whoever is not on it as left.")
]
RosterKind = Annotated[
    RosterFormat | None, typer.Option("--format", help="What kind of file it is.", show_default="by its name")
]
CatalogueKind = Annotated[
    CatalogueFormat | None,
    typer.Option("--format", help="What kind of file it is.", show_default="by its name"),
]

FirstDay = Annotated[
    datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="The first day it is in force.")
]
TimetableKind = Annotated[
    TimetableFormat | None,
    typer.Option("--format", help="What kind of file it is; fet must be said.", show_default="by its name"),
]
VersionName = Annotated[str | None, typer.Option("--name", help="What the version is called.")]
Bells = Annotated[
    str | None, typer.Option("--periods", help="Bell times, where the file has none: 08:00-08:45, …")
]


@imports.command("roster")
def import_roster(
    file: FileOrFolder,
    school: School,
    format: RosterKind = None,
    org: Org = None,
    mark_leavers: Leavers = False,
    commit: Commit = False,
    username: As = None,
    lang: Language = Lang.ZH,
    data_dir: DataDir = None,
) -> None:
    """Look over a roster of teachers, groups, classes and assignments, or bring it in with --commit.

    A workbook of our template, a CSV of its first sheet, or a bundle: OneRoster 1.2 or School Data Sync.
    """

    def errand() -> Errand:
        data = content(file)
        kind = format or roster_format(file, data)
        return RosterErrand(roster.Upload(kind, named(file), data, org, None, mark_leavers))

    outcome = _run(errand, school, username, commit=commit, lang=lang, data_dir=data_dir)
    show(outcome, worded(outcome.made, lang), english=lang is Lang.EN)


@imports.command("catalogue")
def import_catalogue(
    file: File,
    school: School,
    format: CatalogueKind = None,
    commit: Commit = False,
    username: As = None,
    lang: Language = Lang.ZH,
    data_dir: DataDir = None,
) -> None:
    """Look over a catalogue of courses and sessions, or bring it in with --commit."""

    def errand() -> Errand:
        data = content(file)
        return CatalogueErrand(catalogue_import.Upload(format or catalogue_format(file), named(file), data))

    outcome = _run(errand, school, username, commit=commit, lang=lang, data_dir=data_dir)
    show(outcome, worded(outcome.made, lang), english=lang is Lang.EN)


@imports.command("timetable")
def import_timetable(
    file: File,
    school: School,
    effective_from: FirstDay,
    format: TimetableKind = None,
    name: VersionName = None,
    periods: Bells = None,
    commit: Commit = False,
    username: As = None,
    lang: Language = Lang.ZH,
    data_dir: DataDir = None,
) -> None:
    """Look over a timetable, or bring it in with --commit: a workbook of classes, a CSV, or FET's CSV."""

    def errand() -> Errand:
        data, kind = content(file), format or timetable_format(file)
        first = effective_from.date()
        return TimetableErrand(importing.Upload(kind, named(file), data, first, name, periods))

    outcome = _run(errand, school, username, commit=commit, lang=lang, data_dir=data_dir)
    show(outcome, worded(outcome.made, lang), english=lang is Lang.EN)


def _run(
    errand: Callable[[], Errand],
    school: str,
    username: str | None,
    *,
    commit: bool,
    lang: Lang,
    data_dir: Path | None,
) -> Outcome:
    """What became of it; what cannot be done ends the command with one sentence."""
    settings = settings_from(data_dir=data_dir)
    english = lang is Lang.EN
    try:
        with _progress(4 if commit else 3, english) as step:
            step("reading")
            made = errand()
            step("opening")
            with database(settings) as urls, plain_reasons():
                if is_behind(urls.app):
                    stop("the schema is not the newest: run `yanxiu migrate`")
                work = bring_in(urls.app, made, school=school, username=username, commit=commit, step=step)
                return asyncio.run(work)
    except (CannotImport, DomainError) as error:
        stop(refusal(error, english))


@contextmanager
def _progress(steps: int, english: bool) -> Iterator[Callable[[str], None]]:
    """A bar on stderr that is gone when the work is done: what is printed stays fit for a pipe."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as progress:
        task = progress.add_task(word("reading", english), total=steps)
        begun = -1

        def step(name: str) -> None:
            nonlocal begun
            begun += 1
            progress.update(task, description=word(name, english), completed=begun)

        yield step
