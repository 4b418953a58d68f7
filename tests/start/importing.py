"""Running `yanxiu import` as an operator does."""

import asyncio
from pathlib import Path

from sqlalchemy import select
from typer.testing import CliRunner, Result

from cli.imports import imports
from persistence.identity.tables import account
from tests.scene import Caller, Scene

GOOD = "工号,姓名\nT1,张伟\nT2,单国强\n"


async def run(*arguments: object) -> Result:
    words = [str(one) for one in arguments]
    return await asyncio.to_thread(CliRunner().invoke, imports, words)


async def username(scene: Scene, someone: Caller) -> str:
    statement = select(account.c.username).where(account.c.id == someone.principal.account_id)
    async with scene.owner.connect() as connection:
        return str(await connection.scalar(statement))


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path
