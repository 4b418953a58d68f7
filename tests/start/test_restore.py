"""`yanxiu restore`: whole into an empty place, or refused with the reason and nothing changed."""

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from gateways.backups import DUMP, MANIFEST, Part
from persistence.provision import libpq_url, provision
from tests.start.backing_up import LOST, Deployment, everything, manifest_of, yanxiu


@pytest.fixture
def empty(deployment: Deployment, tmp_path: Path) -> dict[str, str]:
    """An empty database on a server of the school's own, and an empty folder for files: their settings."""
    urls = provision(deployment.server, f"empty_{tmp_path.name}"[:60].lower().replace("-", "_"))
    return {
        "YANXIU_OWNER_DATABASE_URL": libpq_url(urls.owner),
        "YANXIU_DATABASE_URL": libpq_url(urls.app),
        "YANXIU_DATA_DIR": str(tmp_path / "new"),
    }


def part_of(content: bytes) -> Part:
    return Part(DUMP, len(content), hashlib.sha256(content).hexdigest())


def counted(empty: dict[str, str], query: str) -> int:
    with psycopg.connect(empty["YANXIU_OWNER_DATABASE_URL"]) as connection:
        (count,) = connection.execute(query.encode()).fetchone() or (0,)
        return int(count)


TABLES = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"


def damaged(backup: Path, copy: Path, how: str) -> str:
    """A copy with one thing wrong, and the name that must be told."""
    shutil.copytree(backup, copy)
    (file, *_) = sorted(path for path in (copy / "files").rglob("*") if path.is_file())
    name = file.relative_to(copy).as_posix()
    match how:
        case "a flipped byte in the dump" | "a flipped byte in a file":
            path = copy / DUMP if how.endswith("dump") else file
            content = bytearray(path.read_bytes())
            content[len(content) // 2] ^= 1
            path.write_bytes(content)
            return DUMP if how.endswith("dump") else name
        case "a missing file":
            file.unlink()
            return name
        case "a file too many":
            (copy / "files" / "more").write_bytes(b"x")
            return "files/more"
        case "a manifest cut off":
            content = bytearray((copy / MANIFEST).read_bytes())
            (copy / MANIFEST).write_bytes(content[: len(content) // 2])
            return MANIFEST
        case "a manifest that leads out":
            told = (copy / MANIFEST).read_text().replace(name, "files/../../outside")
            (copy / MANIFEST).write_text(told)
            return MANIFEST
    raise AssertionError(how)


@pytest.mark.parametrize(
    "how",
    [
        "a flipped byte in the dump",
        "a flipped byte in a file",
        "a missing file",
        "a file too many",
        "a manifest cut off",
        "a manifest that leads out",
    ],
)
async def test_a_damaged_backup_is_refused_by_name_and_nothing_is_touched(
    backup: Path, tmp_path: Path, how: str
) -> None:
    name = damaged(backup, tmp_path / "copy", how)

    refused = await yanxiu("restore", tmp_path / "copy", "--data-dir", tmp_path / "new")

    assert refused.exit_code == 1
    assert name in refused.stderr
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("secret", [None, "another"])
async def test_without_the_secret_nothing_is_restored_unless_it_is_lost(
    backup: Path, tmp_path: Path, secret: str | None
) -> None:
    refused = await yanxiu("restore", backup, "--data-dir", tmp_path / "new", YANXIU_SECRET=secret)

    assert refused.exit_code == 1
    assert "does not open the backup's signing keys" in refused.stderr
    assert not (tmp_path / "new").exists()


async def test_a_backup_of_a_newer_release_is_refused(backup: Path, tmp_path: Path) -> None:
    shutil.copytree(backup, tmp_path / "copy")
    newer = replace(manifest_of(backup), product="9.0.0", heads=["299901010000"])
    (tmp_path / "copy" / MANIFEST).write_bytes(newer.rendered())

    refused = await yanxiu("restore", tmp_path / "copy", "--data-dir", tmp_path / "new")

    assert refused.exit_code == 1
    assert "yanxiu 9.0.0, whose database stands at 299901010000" in " ".join(refused.stderr.split())
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("form", ["folder", "tar"])
async def test_it_is_whole_again_on_a_server_of_the_schools_own(
    deployment: Deployment, backup: Path, empty: dict[str, str], tmp_path: Path, form: str
) -> None:
    place = backup
    if form == "tar":
        place = tmp_path / "one.tar"
        await yanxiu("backup", place, "--data-dir", deployment.data_dir)

    restored = await yanxiu("restore", place, **empty)
    again = await yanxiu("backup", tmp_path / "again", **empty)

    assert restored.exit_code == 0, restored.output
    assert f"Lost before: files/{LOST}" in restored.stderr
    assert again.exit_code == 3
    before, after = manifest_of(place), manifest_of(tmp_path / "again")
    assert after.rows == before.rows
    assert [one for one in after.parts if one.name != DUMP] == [
        one for one in before.parts if one.name != DUMP
    ]


async def test_a_place_that_is_not_empty_is_refused_and_left_as_it_was(
    backup: Path, empty: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "new" / "files" / "s").mkdir(parents=True)
    (tmp_path / "new" / "files" / "s" / "theirs").write_bytes(b"x")
    over_files = await yanxiu("restore", backup, **empty)
    assert everything(tmp_path / "new") == {"files/s/theirs": b"x"}
    shutil.rmtree(tmp_path / "new")
    with psycopg.connect(empty["YANXIU_OWNER_DATABASE_URL"]) as connection:
        connection.execute("CREATE TABLE theirs (id int)")
    over_tables = await yanxiu("restore", backup, **empty)

    assert (over_files.exit_code, over_tables.exit_code) == (1, 1)
    assert "there are files already, such as s/theirs" in over_files.stderr
    assert "it has the table theirs" in over_tables.stderr
    assert counted(empty, TABLES) == 1
    assert everything(tmp_path / "new") == {}


async def test_what_a_killed_restore_left_of_the_same_backup_does_not_hinder(
    backup: Path, empty: dict[str, str], tmp_path: Path
) -> None:
    file, *_ = (part for part in manifest_of(backup).parts if part.name != DUMP)
    (tmp_path / "new" / file.name).parent.mkdir(parents=True)
    (tmp_path / "new" / file.name).write_bytes(b"half")

    restored = await yanxiu("restore", backup, **empty)

    assert restored.exit_code == 0, restored.output
    assert (tmp_path / "new" / file.name).read_bytes() == (backup / file.name).read_bytes()


@pytest.mark.parametrize("wrong", ["rows", "dump"])
async def test_what_does_not_load_whole_is_undone(
    backup: Path, empty: dict[str, str], tmp_path: Path, wrong: str
) -> None:
    shutil.copytree(backup, tmp_path / "copy")
    manifest = manifest_of(backup)
    if wrong == "rows":
        manifest = replace(manifest, rows={**manifest.rows, "teacher": 7})
        said = "teacher has"
    else:
        content = (backup / DUMP).read_bytes()
        content = content[: len(content) * 9 // 10]
        (tmp_path / "copy" / DUMP).write_bytes(content)
        parts = [part for part in manifest.parts if part.name != DUMP]
        manifest = replace(manifest, parts=[part_of(content), *parts])
        said = "pg_restore ended"
    (tmp_path / "copy" / MANIFEST).write_bytes(manifest.rendered())

    refused = await yanxiu("restore", tmp_path / "copy", **empty)

    assert refused.exit_code == 1
    assert said in refused.stderr
    assert counted(empty, TABLES) == 0
    assert everything(tmp_path / "new") == {}


async def test_with_the_secret_lost_it_is_restored_all_the_same(backup: Path, empty: dict[str, str]) -> None:
    restored = await yanxiu("restore", backup, "--secret-lost", **empty, YANXIU_SECRET="another")

    assert restored.exit_code == 0, restored.output
    assert "Run `yanxiu keys rotate` before serving" in restored.stderr
