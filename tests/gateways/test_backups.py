"""A backup is whole, or says by name what it is not; half of one never looks like one."""

import hashlib
import json
import os
import tarfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateways.backup_checks import Damaged, checked, opened
from gateways.backups import (
    DUMP,
    MANIFEST,
    BackupError,
    Manifest,
    Part,
    finish,
    is_key,
    leftovers,
    remove,
    written,
)

KEY = "0190/2021/a"
PARTS = {DUMP: b"PGDMP and so on", f"files/{KEY}": b"%PDF-1.4 a file", "files/0190/2021/b": b""}


def manifest_of(parts: list[Part]) -> Manifest:
    return Manifest("0.1.0", "2026-11-26T00:00:00+00:00", ["202611230900"], 18, {"school": 1}, parts, [])


def a_backup(place: Path) -> Path:
    with written(place) as backup:
        for name, content in PARTS.items():
            with backup.part(name) as file:
                file.write(content)
        finish(backup, manifest_of(backup.parts))
    return place


def read(place: Path) -> Manifest:
    with opened(place) as backup:
        return checked(backup)


def refusal(place: Path) -> str:
    with pytest.raises(Damaged) as refused:
        read(place)
    return str(refused.value)


def flip(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


def rewrite(place: Path, **changes: Any) -> None:
    """A manifest that was changed by hand, its digest with it."""
    told = json.loads((place / MANIFEST).read_bytes())
    parts = [Part(**part) for part in changes.pop("parts", told["parts"])]
    manifest = Manifest(
        product=told["product"],
        made_at=told["made_at"],
        heads=told["heads"],
        postgres=told["postgres"],
        rows=changes.pop("rows", told["rows"]),
        parts=parts,
        lost=[],
        **changes,
    )
    (place / MANIFEST).write_bytes(manifest.rendered())


@pytest.mark.parametrize("name", ["one", "one.tar"])
def test_what_is_written_is_read_again(tmp_path: Path, name: str) -> None:
    place = a_backup(tmp_path / "backups" / name)

    manifest = read(place)

    assert {part.name: part.bytes for part in manifest.parts} == {k: len(v) for k, v in PARTS.items()}
    with opened(place) as backup, backup.part(f"files/{KEY}") as file:
        assert file.read() == PARTS[f"files/{KEY}"]
    assert place.stat().st_mode & 0o077 == 0
    assert [path.name for path in place.parent.iterdir()] == [name]


@pytest.mark.parametrize("name", PARTS)
def test_a_flipped_byte_is_told_by_the_file_it_is_in(tmp_path: Path, name: str) -> None:
    place = a_backup(tmp_path / "one")
    if PARTS[name]:
        flip(place / name, 3)
        assert f"{name} is damaged" in refusal(place)
    else:
        (place / name).write_bytes(b"x")
        assert f"{name} has 1 bytes, not 0" in refusal(place)


@settings(max_examples=60, deadline=None)
@given(where=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7), tar=st.booleans())
def test_no_flipped_bit_goes_unnoticed(
    tmp_path_factory: pytest.TempPathFactory, where: float, bit: int, tar: bool
) -> None:
    """Of a tar, in what is looked at: its headers' times and the padding mean nothing."""
    place = a_backup(tmp_path_factory.mktemp("flipped") / ("one.tar" if tar else "one"))
    path = place if tar else place / MANIFEST
    content = bytearray(path.read_bytes())
    if tar:
        start = content.index(PARTS[DUMP])
        at = start + int(where * len(PARTS[DUMP]))
    else:
        at = int(where * len(content))
    content[at] ^= 1 << bit
    path.write_bytes(content)

    assert (DUMP if tar else MANIFEST) in refusal(place)


@pytest.mark.parametrize("left", [0, 1, 100, -1])
def test_a_manifest_that_was_cut_off_is_named(tmp_path: Path, left: int) -> None:
    place = a_backup(tmp_path / "one")
    content = (place / MANIFEST).read_bytes()
    (place / MANIFEST).write_bytes(content[:left])

    assert f"{MANIFEST} is" in refusal(place)


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.9])
def test_a_tar_that_was_cut_off_is_refused(tmp_path: Path, cut: float) -> None:
    place = a_backup(tmp_path / "one.tar")
    content = place.read_bytes().rstrip(b"\0")
    place.write_bytes(content[: int(len(content) * cut)])

    assert refusal(place)


@pytest.mark.parametrize("name", [*PARTS, MANIFEST])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    place = a_backup(tmp_path / "one")
    (place / name).unlink()

    assert f"{name} is missing" in refusal(place)


@pytest.mark.parametrize("name", ["files/0190/2021/c", "note.txt", "files/.hidden"])
def test_a_file_too_many_is_named(tmp_path: Path, name: str) -> None:
    place = a_backup(tmp_path / "one")
    (place / name).write_bytes(b"x")

    assert f"{name} is not in the manifest" in refusal(place)


@pytest.mark.parametrize("directory", [False, True], ids=["file", "directory"])
def test_a_link_in_place_of_a_file_is_named(tmp_path: Path, directory: bool) -> None:
    place = a_backup(tmp_path / "one")
    if directory:
        (place / "files" / "0190").rename(tmp_path / "elsewhere")
        (place / "files" / "0190").symlink_to(tmp_path / "elsewhere")
        assert "files/0190 is no plain file" in refusal(place)
    else:
        (place / DUMP).rename(tmp_path / "elsewhere")
        (place / DUMP).symlink_to(tmp_path / "elsewhere")
        assert f"{DUMP} is no plain file" in refusal(place)


@pytest.mark.parametrize(
    "name",
    ["../outside", "files/../../outside", "/etc/passwd", "files/a/..", "files//a", "files\\a", "files/a\n"],
)
def test_a_manifest_that_names_a_way_out_is_refused(tmp_path: Path, name: str) -> None:
    place = a_backup(tmp_path / "one")
    (tmp_path / "outside").write_bytes(b"x")
    told = json.loads((place / MANIFEST).read_bytes())["parts"]
    sha256 = hashlib.sha256(b"x").hexdigest()
    rewrite(place, parts=[*told, {"name": name, "bytes": 1, "sha256": sha256}])

    assert f"{MANIFEST} names {name!r}" in refusal(place)
    assert not is_key(name.removeprefix("files/"))


def test_a_manifest_that_names_no_table_is_refused(tmp_path: Path) -> None:
    place = a_backup(tmp_path / "one")
    rewrite(place, rows={'school"; DROP TABLE school; --': 1})

    assert "can be no table" in refusal(place)


def test_another_format_is_told_from_damage(tmp_path: Path) -> None:
    place = a_backup(tmp_path / "one")
    rewrite(place, format=2)

    assert "is of format 2; this version reads format 1" in refusal(place)


def test_a_name_that_is_in_a_tar_twice_is_named(tmp_path: Path) -> None:
    place = a_backup(tmp_path / "one.tar")
    with tarfile.open(place, "a") as tar:
        tar.addfile(tarfile.TarInfo(DUMP), BytesIO())

    assert f"{DUMP} is no plain file, or there twice" in refusal(place)


def test_every_fault_is_named_up_to_a_screenful(tmp_path: Path) -> None:
    place = a_backup(tmp_path / "one")
    for number in range(30):
        (place / f"x{number}").write_bytes(b"")

    assert refusal(place).count("is not in the manifest") == 20
    assert "and 10 more" in refusal(place)


@pytest.mark.parametrize("name", ["one", "one.tar"])
def test_one_that_failed_half_way_leaves_nothing(tmp_path: Path, name: str) -> None:
    def fail() -> None:
        with written(tmp_path / name) as backup, backup.part(DUMP) as file:
            file.write(b"half")
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        fail()

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("there", [Path.mkdir, Path.touch], ids=["a folder", "a file"])
def test_nothing_is_written_over(tmp_path: Path, there: Callable[[Path], None]) -> None:
    there(tmp_path / "one")

    with pytest.raises(BackupError, match="is there already"):
        a_backup(tmp_path / "one")


@pytest.mark.parametrize("name", ["one", "one.tar"])
def test_what_is_being_written_is_no_leftover(tmp_path: Path, name: str) -> None:
    with written(tmp_path / name) as backup:
        with backup.part(DUMP) as file:
            file.write(b"half")
        assert list(leftovers(tmp_path)) == []
        assert not (tmp_path / name).exists()
        (half,) = tmp_path.iterdir()
        with pytest.raises(BackupError):
            read(half)
        finish(backup, manifest_of(backup.parts))
    assert read(tmp_path / name)


def test_what_nobody_writes_any_more_is_a_leftover(tmp_path: Path) -> None:
    left = tmp_path / ".one.partial-00"
    left.mkdir()

    assert list(leftovers(tmp_path)) == [left]
    remove(left)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("name", ["nowhere", "a text", "a text.tar"])
def test_what_is_no_backup_is_said_to_be_none(tmp_path: Path, name: str) -> None:
    if name != "nowhere":
        (tmp_path / name).write_text("text")

    with pytest.raises(BackupError, match=r"is not there|is no backup"):
        read(tmp_path / name)
