"""Reading a backup, and finding every way in which it is not what was written.

Nothing is unpacked to where a name says: parts are opened by name, and names are of one form.
"""

import hashlib
import json
import os
import re
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from pydantic import TypeAdapter, ValidationError

from gateways.backups import CHUNK, DUMP, FORMAT, MANIFEST, NAME, BackupError, Manifest, Part

SHOWN = 20
LONGEST_MANIFEST = 1 << 30
_TABLE = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_SHAPE = TypeAdapter(Manifest)


@dataclass(frozen=True, slots=True)
class Fault:
    name: str
    why: str

    def __str__(self) -> str:
        return f"{self.name} {self.why}"


class Damaged(BackupError):
    """It is not what was written; names every part that differs."""

    def __init__(self, place: Path, faults: list[Fault]) -> None:
        told = [str(fault) for fault in faults[:SHOWN]]
        if len(faults) > SHOWN:
            told.append(f"and {len(faults) - SHOWN} more")
        super().__init__(f"{place} cannot be used: {'; '.join(told)}")
        self.faults = faults


@contextmanager
def opened(place: Path) -> Iterator["Backup"]:
    """Raises BackupError when there is no backup of either make."""
    if place.is_dir():
        yield FolderBackup(place)
    elif place.is_file():
        try:
            tar = tarfile.open(place, mode="r:")  # noqa: SIM115  # closed below
        except (tarfile.TarError, OSError) as error:
            raise Damaged(place, [Fault(place.name, f"is no backup ({error})")]) from error
        with tar:
            yield TarBackup(place, tar)
    else:
        raise BackupError(f"{place} is not there")


class FolderBackup:
    def __init__(self, place: Path) -> None:
        self.place = place

    def contents(self) -> Iterator[tuple[str, int | None]]:
        """Name and size of all that lies in it; no size for what is no plain file."""
        for folder, below, files in os.walk(self.place, onerror=_raised):
            here = Path(folder)
            for name in files + [name for name in below if (here / name).is_symlink()]:
                path = here / name
                plain = path.is_file() and not path.is_symlink()
                yield path.relative_to(self.place).as_posix(), path.stat().st_size if plain else None

    @contextmanager
    def part(self, name: str) -> Iterator[IO[bytes]]:
        with open(self.place / name, "rb") as file:
            yield file


class TarBackup:
    def __init__(self, place: Path, tar: tarfile.TarFile) -> None:
        self.place, self._tar = place, tar

    def contents(self) -> Iterator[tuple[str, int | None]]:
        seen = set()
        try:
            for entry in self._tar:
                plain = entry.isreg() and not entry.issparse() and entry.name not in seen
                seen.add(entry.name)
                yield entry.name, entry.size if plain else None
        except (tarfile.TarError, OSError) as error:
            raise Damaged(self.place, [Fault(self.place.name, f"is cut off or damaged ({error})")]) from error

    @contextmanager
    def part(self, name: str) -> Iterator[IO[bytes]]:
        try:
            file = self._tar.extractfile(name)
        except (KeyError, tarfile.TarError, OSError) as error:
            raise Damaged(self.place, [Fault(name, "is missing")]) from error
        assert file is not None  # `contents` tells what is no plain file
        with file:
            yield file


Backup = FolderBackup | TarBackup


def checked(backup: Backup) -> Manifest:
    """Its manifest, once every byte has been read and is what was written. Raises Damaged."""
    manifest = outlined(backup)
    faults = [fault for part in manifest.parts if (fault := _fault(backup, part)) is not None]
    if faults:
        raise Damaged(backup.place, faults)
    return manifest


def outlined(backup: Backup) -> Manifest:
    """Its manifest, once all parts are there and none besides, by their sizes. Raises Damaged."""
    there = dict(backup.contents())
    odd = [Fault(name, "is no plain file, or there twice") for name, size in there.items() if size is None]
    if odd:
        raise Damaged(backup.place, odd)
    if MANIFEST not in there:
        raise Damaged(backup.place, [Fault(MANIFEST, "is missing: this is no whole backup")])
    manifest = _manifest(backup)
    told = {part.name: part.bytes for part in manifest.parts}
    faults = [Fault(name, "is missing") for name in told if name not in there]
    faults += [Fault(name, "is not in the manifest") for name in there if name not in told | {MANIFEST: 0}]
    faults += [
        Fault(name, f"has {there[name]} bytes, not {size}")
        for name, size in told.items()
        if there.get(name, size) != size
    ]
    if faults:
        raise Damaged(backup.place, faults)
    return manifest


def _manifest(backup: Backup) -> Manifest:
    with backup.part(MANIFEST) as file:
        raw = file.read(LONGEST_MANIFEST)
    try:
        told: dict[str, Any] = json.loads(raw)
        if told.get("format") != FORMAT:
            raise _refused(backup, f"is of format {told.get('format')}; this version reads format {FORMAT}")
        told.pop("digest", None)
        manifest = _SHAPE.validate_python(told, extra="forbid")
    except (ValueError, AttributeError, ValidationError) as error:
        raise _refused(backup, "is cut off or damaged") from error
    names = [part.name for part in manifest.parts]
    for name in names:
        if not NAME.fullmatch(name):
            raise _refused(backup, f"names {name!r}, which can be no part of a backup")
    for table in manifest.rows:
        if not _TABLE.fullmatch(table):
            raise _refused(backup, f"names {table!r}, which can be no table")
    if manifest.rendered() != raw or len(set(names)) != len(names) or DUMP not in names:
        raise _refused(backup, "is not as it was written")
    return manifest


def _fault(backup: Backup, part: Part) -> Fault | None:
    digest = hashlib.sha256()
    try:
        with backup.part(part.name) as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
    except (OSError, tarfile.TarError) as error:
        return Fault(part.name, f"cannot be read ({error})")
    if digest.hexdigest() != part.sha256:
        return Fault(part.name, "is damaged: its SHA-256 is another")
    return None


def _refused(backup: Backup, why: str) -> Damaged:
    return Damaged(backup.place, [Fault(MANIFEST, why)])


def _raised(error: OSError) -> None:
    raise error
