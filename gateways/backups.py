"""A backup as it lies on a disk: a folder, or one .tar, told whole by its manifest.

    database.dump      the database, by pg_dump
    files/<key>        every file it names
    manifest.json      written last: name, bytes and SHA-256 of the others, and its own digest

It is written under another name beside its place, brought to the disk, and renamed when it is whole.
"""

import fcntl
import hashlib
import json
import os
import re
import secrets
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

FORMAT = 1
DUMP, MANIFEST, FILES = "database.dump", "manifest.json", "files/"
PARTIAL = ".partial-"
CHUNK = 1 << 20
NAME = re.compile(r"database\.dump|files(/[A-Za-z0-9][A-Za-z0-9._-]*)+")


class BackupError(RuntimeError):
    """The backup cannot be written or used as asked."""


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    product: str
    """The version that made it."""

    made_at: str
    heads: list[str]
    """The migrations the database stood at."""

    postgres: int
    """The major version a server and its programs need to load it."""

    rows: dict[str, int]
    """How many each table had."""

    parts: list[Part]
    lost: list[str]
    """Keys of files the database names that were gone, or other than it says, when this was made."""

    format: int = FORMAT

    def rendered(self) -> bytes:
        told = asdict(self)
        digest = hashlib.sha256(_json(told)).hexdigest()
        return _json(told | {"digest": digest})


def is_key(key: str) -> bool:
    """Whether a file of this key can lie in a backup."""
    return NAME.fullmatch(FILES + key) is not None


@contextmanager
def written(place: Path) -> Iterator["Writing"]:
    """What is written becomes the backup `place` when the block ends well, and vanishes otherwise.

    Raises BackupError when something is there already.
    """
    if os.path.lexists(place):
        raise BackupError(f"{place} is there already")
    aside = place.with_name(f".{place.name}{PARTIAL}{secrets.token_hex(8)}")
    place.parent.mkdir(parents=True, exist_ok=True)
    backup: Writing = TarWriting(aside) if place.suffix == ".tar" else FolderWriting(aside)
    try:
        with backup:
            yield backup
        _durable(place.parent)
        aside.rename(place)
        _durable(place.parent)
    finally:
        _remove(aside)


class FolderWriting:
    def __init__(self, place: Path) -> None:
        self._place, self.parts = place, list[Part]()
        place.mkdir(mode=0o700)
        self._hold = _locked(place)

    def __enter__(self) -> "FolderWriting":
        return self

    def __exit__(self, failed: object, *_: object) -> None:
        os.close(self._hold)
        if failed is None:
            for folder in os.walk(self._place):
                _durable(Path(folder[0]))

    @contextmanager
    def part(self, name: str) -> Iterator[IO[bytes]]:
        path = self._place / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(path, "x+b", opener=_private) as file:
            yield file
            self.parts.append(_measured(name, file))
            os.fsync(file.fileno())


class TarWriting:
    def __init__(self, place: Path) -> None:
        self._beside, self.parts = place.parent, list[Part]()
        self._file = open(place, "x+b", opener=_private)  # noqa: SIM115  # closed on leaving
        fcntl.flock(self._file, fcntl.LOCK_EX)
        self._tar = tarfile.TarFile(fileobj=self._file, mode="w", format=tarfile.PAX_FORMAT)

    def __enter__(self) -> "TarWriting":
        return self

    def __exit__(self, failed: object, *_: object) -> None:
        with self._file:
            if failed is None:
                self._tar.close()
                self._file.flush()
                os.fsync(self._file.fileno())

    @contextmanager
    def part(self, name: str) -> Iterator[IO[bytes]]:
        with tempfile.TemporaryFile(dir=self._beside) as file:
            yield file
            told = _measured(name, file)
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = told.bytes, 0o600
            file.seek(0)
            self._tar.addfile(entry, file)
            self.parts.append(told)


Writing = FolderWriting | TarWriting


def finish(backup: Writing, manifest: Manifest) -> None:
    with backup.part(MANIFEST) as file:
        file.write(manifest.rendered())


def leftovers(folder: Path) -> Iterator[Path]:
    """What backups that were killed have left in a folder; not what one is writing just now."""
    for path in folder.glob(f".*{PARTIAL}*"):
        with suppress(OSError):
            os.close(_locked(path))
            yield path


def remove(place: Path) -> None:
    """Renamed first, so that a removal cut short leaves nothing that looks whole."""
    aside = place.with_name(f".{place.name}{PARTIAL}{secrets.token_hex(8)}")
    place.rename(aside)
    _remove(aside)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _measured(name: str, file: IO[bytes]) -> Part:
    file.flush()
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return Part(name, file.tell(), digest.hexdigest())


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _locked(path: Path) -> int:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _durable(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
