"""`yanxiu keys`: the keys access tokens are signed with."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, TypeVar

import typer
from rich.table import Table
from sqlalchemy.ext.asyncio import AsyncEngine

from api.wiring.secret import secret_of
from cli.console import console
from cli.wiring import DataDir, database, settings_from
from gateways import tokens
from persistence.engine import create_engine
from persistence.identity import keys as kept

Result = TypeVar("Result")

keys = typer.Typer(no_args_is_help=True, help="The keys access tokens are signed with.")

Distrust = Annotated[
    bool,
    typer.Option(
        "--distrust", help="A key has leaked: refuse, within a minute, whatever the old keys signed."
    ),
]


@keys.command("list")
def list_keys(data_dir: DataDir = None) -> None:
    """Show every key, the newest first."""
    settings = settings_from(data_dir=data_dir)
    with database(settings) as urls:
        found = asyncio.run(_with_engine(urls.app, kept.every))
    table = Table("kid", "state", "made", "since")
    for key in found:
        since = key.retired_at or key.activated_at or key.created_at
        table.add_row(str(key.id), key.state, f"{key.created_at:%Y-%m-%d}", f"{since:%Y-%m-%d}")
    console.print(table)


@keys.command()
def rotate(distrust: Distrust = False, data_dir: DataDir = None) -> None:
    """Let the next key sign, and publish another to follow it; nobody needs to sign in again.

    What the old key signed is believed until it expires, unless --distrust says otherwise.
    """
    settings = settings_from(data_dir=data_dir)
    secret = secret_of(settings)
    rotated = partial(
        kept.rotate,
        make=partial(tokens.make_key, secret),
        opens=partial(tokens.opens, secret=secret),
        distrust=distrust,
    )
    with database(settings) as urls, console.status("Making a key …"):
        key = asyncio.run(_with_engine(urls.app, rotated))
    console.print(f"[bold]{key.id}[/bold] signs from now on; running services follow within a minute.")


async def _with_engine(url: str, work: Callable[[AsyncEngine], Awaitable[Result]]) -> Result:
    engine = create_engine(url, pool_size=1, behind_pooler=True)  # there may be one
    try:
        return await work(engine)
    finally:
        await engine.dispose()
