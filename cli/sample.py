"""`yanxiu sample`: a school to try everything on."""

import asyncio
from typing import Annotated

import typer
from pwdlib import PasswordHash
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from cli.console import console, stop
from cli.migrate import is_behind
from cli.wiring import DataDir, database, plain_reasons, settings_from
from gateways.holidays import ChineseCalendar
from gateways.pinyin import Pinyin
from persistence.provision import DatabaseUrls
from persistence.sample.load import Means, Outcome, load
from persistence.sample.many import FEWEST_TEACHERS, MOST_TEACHERS, Made, Many, code_of, load_many
from persistence.sample.rows import read_toml

PASSWORD = "yanxiu-2021"
"""Of every sample account; printed, since there is nothing to protect in an invented school."""

SAID = {
    Outcome.LOADED: "Loaded the sample district.",
    Outcome.THERE: "The sample is loaded already: nothing was changed.",
    Outcome.OTHER: "There are other schools already: nothing was changed.",
}


Schools = Annotated[
    int | None,
    typer.Option(
        help="Make so many schools of one pattern, to measure on.",
        min=1,
        max=99_999,
        show_default="the sample district",
    ),
]
Teachers = Annotated[
    int, typer.Option(help="Of each of those schools.", min=FEWEST_TEACHERS, max=MOST_TEACHERS)
]
Seed = Annotated[int, typer.Option(help="The same seed makes the same schools.")]


def sample(
    data_dir: DataDir = None, schools: Schools = None, teachers: Teachers = 60, seed: Seed = 1
) -> None:
    """Load the sample district into an empty database; with --schools, a district or a province."""
    with database(settings_from(data_dir=data_dir)) as urls, plain_reasons():
        if is_behind(urls.owner):
            stop("the schema is not the newest: run `yanxiu migrate`")
        if schools is not None:
            _say_made(load_schools(urls, Many(schools, teachers, seed)), schools)
            return
        outcome = load_sample(urls)
    console.print(SAID[outcome])
    if outcome is not Outcome.OTHER:
        console.print(accounts())


def load_sample(urls: DatabaseUrls) -> Outcome:
    """Loads the sample where there is no school yet."""
    return asyncio.run(load(urls.owner, _means))


def has_sample(urls: DatabaseUrls) -> bool:
    """Whether the sample is there, which it is at once where there was no school."""
    return load_sample(urls) is not Outcome.OTHER


def load_schools(urls: DatabaseUrls, asked: Many) -> Made:
    """Makes those of the schools that are not there; may be ended and begun again."""
    shown = (TextColumn("schools"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*shown, TextColumn("{task.fields[rows]:,} rows"), console=console) as progress:
        task = progress.add_task("schools", total=None, rows=0)

        def report(done: int, total: int, rows: int) -> None:
            progress.update(task, completed=done, total=total, rows=rows)

        return asyncio.run(load_many(urls.owner, _means(), asked, report))


def _say_made(made: Made, schools: int) -> None:
    if made.outcome is Outcome.OTHER:
        console.print(SAID[made.outcome])
        return
    if made.differing:
        stop(f"{made.differing} sums are not those of the ledger: this sample is of no use")
    console.print(f"Made {made.schools:,} schools, {made.rows:,} rows; sums and ledgers agree.")
    console.print(
        f"Sign in as office@{code_of(1)} … office@{code_of(schools)}, password [bold]{PASSWORD}[/bold]"
    )


def _means() -> Means:
    return Means(PasswordHash.recommended().hash(PASSWORD), Pinyin(), ChineseCalendar())


def usernames() -> list[str]:
    """Of every account that the sample brings."""
    shared = read_toml("district.toml")
    own = (read_toml(f"{code}/school.toml") for code in shared["schools"])
    return [shared["officer"]["username"], *(one["username"] for school in own for one in school["accounts"])]


def accounts() -> Table:
    """Who can sign in, with what, as what: for a person at a terminal."""
    table = Table(title=f"Sample accounts · password [bold]{PASSWORD}[/bold]", title_justify="left")
    for heading in ("username", "school", "roles"):
        table.add_column(heading)
    shared = read_toml("district.toml")
    for code in shared["schools"]:
        own = read_toml(f"{code}/school.toml")
        for entry in own["accounts"]:
            table.add_row(entry["username"], own["name"], ", ".join(entry["roles"]))
    table.add_row(shared["officer"]["username"], shared["name"], "district_officer")
    return table
