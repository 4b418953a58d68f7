"""`yanxiu export`: what a school's own programs may take along."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from cli.console import console, stop
from cli.import_texts import CannotImport, refusal
from cli.importing import place_named
from cli.migrate import is_behind
from cli.wiring import DataDir, database, plain_reasons, settings_from
from domain.oneroster.bundle import bundle
from gateways.oneroster import write_bundle
from persistence.engine import create_engine
from persistence.oneroster.records import SqlRecords
from persistence.transaction import in_school

exports = typer.Typer(no_args_is_help=True, help="Take a school's roster along.")

Out = Annotated[Path, typer.Argument(help="The ZIP to write; an older one is replaced.", show_default=False)]
School = Annotated[str, typer.Option(help="The school's code, such as shimen, or its id.")]


@exports.callback()
def export() -> None:
    """Take a school's roster along."""


@exports.command("roster")
def export_roster(file: Out, school: School, data_dir: DataDir = None) -> None:
    """Write the roster as a OneRoster 1.2 bundle; `yanxiu import roster` brings it into an empty school."""
    with database(settings_from(data_dir=data_dir)) as urls, plain_reasons():
        if is_behind(urls.app):
            stop("the schema is not the newest: run `yanxiu migrate`")
        try:
            people, content = asyncio.run(taken_out(urls.app, school))
        except CannotImport as error:
            stop(refusal(error, True))
        file.write_bytes(content)
    console.print(f"[green]{file}[/green]: teachers {people}, bytes {len(content)}")


async def taken_out(app_url: str, school: str) -> tuple[int, bytes]:
    """How many teachers it has, and the bundle. Raises CannotImport."""
    engine = create_engine(app_url, pool_size=1, behind_pooler=True)  # there may be one
    try:
        async with engine.connect() as connection:
            place = await place_named(connection, school)
        async with in_school(engine, place.id) as connection:
            tables = await bundle(SqlRecords(connection, place.id))
    finally:
        await engine.dispose()
    people = next(len(table.rows) for table in tables if table.name == "users")
    return people, await write_bundle(tables)
