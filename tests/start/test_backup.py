"""`yanxiu backup`: whole and consistent while people work, or not there at all."""

import asyncio
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
from obstore.store import MemoryStore

from cli.backing_up import back_up, prune
from domain.files import StorageAway
from gateways.backups import DUMP, MANIFEST
from gateways.files import StoredBytes, file_store
from persistence.dump_programs import DumpError, clients, signed_in
from persistence.dumps import snapshot
from persistence.schema import DISTRICT_WIDE
from persistence.tables import metadata
from tests.api.platform.contents import PDF
from tests.deployment import SECRET
from tests.start.backing_up import Deployment, everything, manifest_of, yanxiu
from tests.start.processes import ROOT, kill, until


async def test_it_holds_every_row_and_every_file_and_no_secret(deployment: Deployment, backup: Path) -> None:
    manifest = manifest_of(backup)

    fenced = [table.name for table in metadata.sorted_tables if DISTRICT_WIDE not in table.info]
    assert [table for table in fenced if manifest.rows[table] == 0] == []
    assert manifest.rows["teacher"] > 70
    assert len([part for part in manifest.parts if part.name.startswith("files/")]) >= 3
    everywhere = b"".join(everything(backup).values())
    assert SECRET.encode() not in everywhere
    assert "secret" not in os.listdir(backup)


async def test_a_file_that_was_lost_before_is_named_and_does_not_hinder(
    deployment: Deployment, tmp_path: Path
) -> None:
    made = await yanxiu("backup", tmp_path / "one.tar", "--data-dir", deployment.data_dir)

    assert made.exit_code == 3
    assert "Lost: files/lost/2021/x is gone" in made.stderr
    assert manifest_of(tmp_path / "one.tar").lost == ["lost/2021/x"]


async def test_checking_says_whole_or_names_the_file(backup: Path, tmp_path: Path) -> None:
    whole = await yanxiu("backup", "--check", backup)
    shutil.copytree(backup, tmp_path / "copy")
    content = bytearray((tmp_path / "copy" / DUMP).read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / "copy" / DUMP).write_bytes(content)
    damaged = await yanxiu("backup", "--check", tmp_path / "copy")

    assert (whole.exit_code, damaged.exit_code) == (0, 1)
    assert "is whole" in whole.stdout
    assert f"{DUMP} is damaged" in damaged.stderr


async def test_what_is_added_after_the_snapshot_belongs_to_the_next_backup(
    deployment: Deployment, tmp_path: Path
) -> None:
    with snapshot(deployment.urls.owner) as moment:
        before = moment.rows()["stored_file"]
        await deployment.upload(PDF + b"later")

        assert deployment.stored() == before + 1
        assert moment.rows()["stored_file"] == len(list(moment.files())) == before


async def test_files_and_rows_agree_while_people_go_on_working(
    deployment: Deployment, tmp_path: Path
) -> None:
    before = deployment.stored()
    making = asyncio.create_task(yanxiu("backup", tmp_path / "one", "--data-dir", deployment.data_dir))
    while not making.done():
        await deployment.upload(PDF + b"meanwhile")

    assert (await making).exit_code == 3
    manifest = manifest_of(tmp_path / "one")
    files = [part for part in manifest.parts if part.name.startswith("files/")]
    assert deployment.stored() > before
    assert manifest.rows["stored_file"] == len(files) + len(manifest.lost)
    assert manifest.lost == ["lost/2021/x"]


async def test_files_are_fetched_by_the_port_whatever_lies_behind_it(
    deployment: Deployment, tmp_path: Path
) -> None:
    bucket, folder = StoredBytes(MemoryStore()), file_store(deployment.data_dir, None)
    async for page in folder.pages():
        for key in page:
            content = b"".join([chunk async for chunk in await folder.read(key)])
            (tmp_path / "bytes").write_bytes(content)
            with (tmp_path / "bytes").open("rb") as file:
                await bucket.keep(key, file)

    manifest = await back_up(deployment.urls.owner, bucket, tmp_path / "one.tar")

    assert manifest.lost == ["lost/2021/x"]
    assert manifest_of(tmp_path / "one.tar") == manifest


async def test_a_store_that_is_away_ends_it_with_nothing_written(
    deployment: Deployment, tmp_path: Path
) -> None:
    class Away(StoredBytes):
        async def read(self, key: str) -> Any:
            raise StorageAway

    with pytest.raises(StorageAway):
        await back_up(deployment.urls.owner, Away(MemoryStore()), tmp_path / "one")

    assert os.listdir(tmp_path) == []


async def test_only_so_many_whole_backups_are_kept(deployment: Deployment, tmp_path: Path) -> None:
    old = [f"yanxiu-2026010{day}T000000Z" for day in (1, 2, 3)]
    with_files = await back_up(deployment.urls.owner, StoredBytes(MemoryStore()), tmp_path / old[0])
    for name in old[1:]:
        shutil.copytree(tmp_path / old[0], tmp_path / name)
    (tmp_path / old[1] / MANIFEST).unlink()
    (tmp_path / "mine").mkdir()
    (tmp_path / ".yanxiu-x.partial-00").mkdir()

    made = await yanxiu("backup", tmp_path, "--keep", 2, "--data-dir", deployment.data_dir)

    assert with_files.rows
    kept = sorted(os.listdir(tmp_path))
    assert made.exit_code == 3
    assert old[0] not in kept
    assert {old[1], old[2], "mine"} < set(kept)  # a damaged one is for somebody to look at
    assert len(kept) == 4
    assert prune(tmp_path, 2) == []


async def test_a_role_that_row_level_security_binds_is_refused_before_it_leaves_rows_out(
    deployment: Deployment, tmp_path: Path
) -> None:
    with psycopg.connect(deployment.server.url("postgres", "yanxiu", driver=""), autocommit=True) as inside:
        inside.execute("CREATE ROLE bound LOGIN IN ROLE yanxiu_owner")
    bound = deployment.server.url("bound", "yanxiu")

    as_bound = {"YANXIU_DATABASE_URL": deployment.urls.app, "YANXIU_OWNER_DATABASE_URL": bound}
    made = await yanxiu("backup", tmp_path / "one", **as_bound)
    as_service = await yanxiu("backup", tmp_path / "one", YANXIU_DATABASE_URL=deployment.urls.app)

    assert (made.exit_code, as_service.exit_code) == (1, 1)
    assert "binds the role bound" in made.stderr
    assert "binds the role yanxiu_app" in as_service.stderr
    assert os.listdir(tmp_path) == []


async def test_a_folder_without_a_database_is_not_backed_up_nor_made(tmp_path: Path) -> None:
    made = await yanxiu("backup", tmp_path / "one", "--data-dir", tmp_path / "mistyped")

    assert made.exit_code == 1
    assert "nothing to back up" in made.stderr
    assert os.listdir(tmp_path) == []


def killed(command: list[str], folder: Path) -> None:
    """As soon as it has begun to write."""
    with subprocess.Popen(command, cwd=ROOT) as process:
        until(lambda: bool(os.listdir(folder)), within=120)
        kill(process.pid)
        process.wait()


@pytest.mark.slow
async def test_killed_half_way_it_leaves_nothing_that_looks_whole(
    deployment: Deployment, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", "from cli.main import app; app()", "backup", str(tmp_path / "one")]
    await asyncio.to_thread(killed, [*command, "--data-dir", str(deployment.data_dir)], tmp_path)

    assert not (tmp_path / "one").exists()
    (left,) = os.listdir(tmp_path)
    checked = await yanxiu("backup", "--check", tmp_path / left)
    assert checked.exit_code == 1
    assert f"{MANIFEST} is missing: this is no whole backup" in checked.stderr
    prune(tmp_path, 1)
    assert os.listdir(tmp_path) == []


def test_programs_that_are_too_old_are_passed_over_or_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("pg_dump", "pg_restore", "psql"):
        (tmp_path / name).write_text("#!/bin/sh\necho pg_dump '(PostgreSQL)' 12.3\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")

    assert clients(12) == tmp_path
    assert clients(18) != tmp_path
    with pytest.raises(DumpError, match=r"PostgreSQL 99 or newer are needed.*12 in .*postgresql-client-99"):
        clients(99)


def test_a_password_is_not_put_on_a_command_line() -> None:
    address, environment = signed_in("postgresql+asyncpg://owner:p%40ss@db:5433/yanxiu?ssl=require")

    assert address == "postgresql://owner@db:5433/yanxiu?sslmode=require"
    assert environment["PGPASSWORD"] == "p@ss"
