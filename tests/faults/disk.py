"""A disk of a few megabytes, which a test may fill."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True, slots=True)
class Disk:
    path: Path

    def fill(self, *, but: int = 0) -> None:
        """To the last byte, or nearly."""
        with suppress_full(), (self.path / "ballast").open("ab", buffering=0) as ballast:
            for size in (1 << 20, 1 << 12):
                with suppress_full():
                    while self.room() > but:
                        ballast.write(bytes(size))

    def empty(self) -> None:
        (self.path / "ballast").unlink()

    def room(self) -> int:
        found = os.statvfs(self.path)
        return found.f_bavail * found.f_frsize

    def files(self) -> list[Path]:
        """But for the ballast."""
        return sorted(one for one in self.path.rglob("*") if one.is_file() and one.name != "ballast")


@contextmanager
def suppress_full() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if "No space" not in str(error):
            raise


@contextmanager
def small_disk(megabytes: int, *, owner: str | None = None) -> Iterator[Disk]:
    """A file system in memory; skips where none may be mounted."""
    path = Path(tempfile.mkdtemp(prefix="yanxiu-disk-"))
    options = f"size={megabytes}m,mode=0700" + (f",uid={owner},gid={owner}" if owner else "")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(path)], capture_output=True, text=True
    )
    try:
        if mounted.returncode:
            pytest.skip(f"a small disk cannot be mounted here: {mounted.stderr.strip()}")
        yield Disk(path)
    finally:
        if not mounted.returncode:
            subprocess.run(["umount", "--lazy", str(path)], check=True)
        path.rmdir()
