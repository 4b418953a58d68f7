"""`yanxiu export roster`, and the sample school once around: out of it, into an empty one, the same."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from pwdlib import PasswordHash
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import create_async_engine
from typer.testing import CliRunner, Result

from cli.exports import exports
from gateways.holidays import ChineseCalendar
from gateways.pinyin import Pinyin
from persistence.embedded import EmbeddedServer
from persistence.identity.tables import account, role_grant
from persistence.ids import new_id
from persistence.people.tables import school_day, school_year, teacher, term
from persistence.platform.tables import school
from persistence.provision import provision
from persistence.sample.load import Means, load
from tests.conftest import migrate
from tests.pooler import Reach
from tests.roster_scene import ROSTER, empty_school, state_of
from tests.scene import Scene
from tests.start.importing import run

NOBODY = cast(Any, None)
OFFICE = "office@shimen"


@pytest.fixture(scope="module")
async def shimen(server: EmbeddedServer, reach: Reach) -> AsyncIterator[tuple[Scene, str]]:
    """The sample school in a database of its own, and the service's address of that."""
    urls = provision(server, f"export_{new_id().hex}")  # a process may come back to this module
    migrate(urls.owner)
    means = Means(PasswordHash.recommended().hash("x"), Pinyin(), ChineseCalendar())
    await load(urls.owner, lambda: means)
    owner = create_async_engine(urls.owner)
    async with owner.connect() as connection:
        named = select(school.c.id, school.c.district_id).where(school.c.code == "shimen")
        school_id, district_id = (await connection.execute(named)).one()
    yield Scene(owner, NOBODY, NOBODY, school_id, "shimen", district_id), reach(urls).app
    await owner.dispose()


@pytest.fixture
def here(shimen: tuple[Scene, str], monkeypatch: pytest.MonkeyPatch) -> Scene:
    monkeypatch.setenv("YANXIU_DATABASE_URL", shimen[1])
    return shimen[0]


async def export(*arguments: object) -> Result:
    words = [str(one) for one in arguments]
    return await asyncio.to_thread(CliRunner().invoke, exports, ["roster", *words])


async def test_the_sample_school_is_the_same_in_an_empty_school(here: Scene, tmp_path: Path) -> None:
    empty = await empty_school(here)
    async with here.owner.begin() as connection:
        account_id = await connection.scalar(select(account.c.id).where(account.c.username == OFFICE))
        grant = {"account_id": account_id, "role": "research_office", "granted_at": datetime.now(UTC)}
        await connection.execute(insert(role_grant).values(id=new_id(), school_id=empty.school_id, **grant))
    path = tmp_path / "名册.zip"

    out = await export(path, "--school", "shimen")
    done = await run("roster", path, "--school", empty.code, "--as", OFFICE, "--commit")

    assert (out.exit_code, done.exit_code) == (0, 0), out.output + done.output
    assert f"teachers {len(await here.rows(teacher))}" in out.stdout
    assert "学年" in done.stdout
    for tables in (ROSTER, (school_year, term), (school_day,)):
        before, after = await state_of(here, *tables), await state_of(empty, *tables)
        assert after == before
        assert all(before.values())


async def test_a_school_nobody_knows_is_said_so(here: Scene, tmp_path: Path) -> None:
    path = tmp_path / "x.zip"

    out = await export(path, "--school", "nowhere")

    assert out.exit_code == 1
    assert "nowhere" in out.stderr
    assert "shimen" in out.stderr
    assert not path.exists()
