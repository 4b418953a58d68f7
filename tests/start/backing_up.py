"""Running `yanxiu backup` and `yanxiu restore` as an operator does."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import psycopg
import typer
from httpx2 import AsyncClient
from typer.testing import CliRunner, Result

from cli.backup import backup
from cli.restore import restore
from gateways.backup_checks import checked, opened
from gateways.backups import Manifest
from persistence.embedded import EmbeddedServer
from persistence.provision import DatabaseUrls, libpq_url
from tests.deployment import SECRET
from tests.scene import Scene

FILES = "/api/v1/schools/shimen/files"
LOST = "lost/2021/x"

commands = typer.Typer()  # without the signals of the whole, which belong to the main thread
commands.command()(backup)
commands.command()(restore)


@dataclass(frozen=True, slots=True)
class Deployment:
    data_dir: Path
    server: EmbeddedServer
    urls: DatabaseUrls
    client: AsyncClient
    office: dict[str, str]
    scene: Scene
    """The school with a row in every table."""

    async def upload(self, content: bytes) -> str:
        sent = {"file": ("体会.pdf", content, "application/pdf")}
        answer = await self.client.post(FILES, files=sent, headers=self.office)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def stored(self) -> int:
        with psycopg.connect(libpq_url(self.urls.owner)) as connection:
            (count,) = connection.execute("SELECT count(*) FROM stored_file").fetchone() or (0,)
            return int(count)


async def yanxiu(*arguments: object, **environment: str | None) -> Result:
    words = [str(one) for one in arguments]
    given = {"YANXIU_SECRET": SECRET, **environment}
    return await asyncio.to_thread(CliRunner().invoke, commands, words, env=given)


def manifest_of(place: Path) -> Manifest:
    with opened(place) as backup:
        return checked(backup)


def everything(folder: Path) -> dict[str, bytes]:
    """What lies below a folder: for seeing that nothing was touched."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
