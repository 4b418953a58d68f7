"""Keeping bytes: whole or not at all, on a disk and in an S3."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest

from domain.errors import NotFound
from domain.files import StorageAway
from gateways.files import file_store

ROOT = Path(__file__).parents[2]
ON_A_FULL_DISK = """
import asyncio, sys
from io import BytesIO
from pathlib import Path
from domain.files import StorageFull
from gateways.files import file_store

async def fill() -> None:
    folder = Path(sys.argv[1])
    store = file_store(folder, None)
    await store.keep("school/2021/small", BytesIO(b"x" * 1000))
    try:
        await store.keep("school/2021/large", BytesIO(b"x" * (4 << 20)))
    except StorageFull:
        print("full", sorted(path.name for path in folder.rglob("*") if path.is_file()))

asyncio.run(fill())
"""


async def test_what_is_kept_is_read_again(tmp_path: Path) -> None:
    store, content = file_store(tmp_path, None), b"0123456789" * 300_000

    await store.keep("school/2021/a", BytesIO(content))

    assert b"".join([chunk async for chunk in await store.read("school/2021/a")]) == content
    assert (tmp_path / "files").stat().st_mode & 0o077 == 0


async def test_what_is_not_there_is_said_before_the_first_chunk(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        await file_store(tmp_path, None).read("school/2021/a")


async def test_a_folder_that_cannot_be_written_is_away(tmp_path: Path) -> None:
    store = file_store(tmp_path, None)
    (tmp_path / "files" / "school").write_text("a file stands where a folder should")

    with pytest.raises(StorageAway):
        await store.keep("school/2021/a", BytesIO(b"x"))


async def test_an_s3_that_does_not_answer_is_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (
        ("AWS_ENDPOINT", "http://127.0.0.1:9"),
        ("AWS_ALLOW_HTTP", "true"),
        ("AWS_ACCESS_KEY_ID", "x"),
        ("AWS_SECRET_ACCESS_KEY", "x"),
        ("AWS_REGION", "cn"),
    ):
        monkeypatch.setenv(name, value)

    with pytest.raises(StorageAway):
        await file_store(tmp_path, "s3://bucket/files").keep("school/2021/a", BytesIO(b"x"))


def may_mount() -> bool:
    try:
        return subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


@pytest.mark.skipif(not may_mount(), reason="a disk of one mebibyte cannot be made here")
def test_a_full_disk_says_so_and_leaves_no_half_file(tmp_path: Path) -> None:
    mounted = f'mount -t tmpfs -o size=1m tmpfs "{tmp_path}" && exec "$0" "$@"'

    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", mounted, sys.executable, "-c", ON_A_FULL_DISK, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == "full ['small']\n"
