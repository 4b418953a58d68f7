"""Writing a whole backup: the dump of one snapshot, and the files that snapshot names.

Files are never changed and their keys are generated, so those of a snapshot can be copied after it while
people go on working; what they add meanwhile belongs to the next backup.
"""

import hashlib
import re
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from domain.errors import NotFound
from gateways.backup_checks import opened, outlined
from gateways.backups import (
    DUMP,
    FILES,
    BackupError,
    Manifest,
    Writing,
    finish,
    is_key,
    leftovers,
    remove,
    written,
)
from gateways.files import StoredBytes
from persistence.dump_programs import clients, major_of
from persistence.dumps import Kept, snapshot

STAMP = "yanxiu-%Y%m%dT%H%M%SZ"
STAMPED = re.compile(r"yanxiu-\d{8}T\d{6}Z")


async def back_up(owner_url: str, store: StoredBytes, place: Path) -> Manifest:
    """Raises BackupError, DumpError, StorageAway; there is then nothing at that place."""
    with written(place) as backup, snapshot(owner_url) as moment:
        made_at = datetime.now(UTC)
        programs = clients(moment.server)
        heads, rows = moment.heads(), moment.rows()
        with backup.part(DUMP) as file:
            moment.dump(programs, file)
        lost = [kept.key for kept in moment.files() if not await _copied(kept, store, backup)]
        manifest = Manifest(
            product=version("yanxiu"),
            made_at=made_at.isoformat(timespec="seconds"),
            heads=heads,
            postgres=max(moment.server, major_of(programs)),
            rows=rows,
            parts=sorted(backup.parts, key=lambda part: part.name),
            lost=lost,
        )
        finish(backup, manifest)
    return manifest


def prune(folder: Path, keep: int) -> list[Path]:
    """Removes what lies in the folder beyond the newest `keep` whole backups, and what killed ones left.

    Only backups named as `--keep` names them, and only whole ones are counted: a damaged one neither pushes
    out a good one nor is removed, so that somebody looks at it.
    """
    for left in leftovers(folder):
        remove(left)
    whole = sorted(path for path in folder.iterdir() if STAMPED.fullmatch(path.name) and _is_whole(path))
    gone = whole[:-keep]
    for path in gone:
        remove(path)
    return gone


async def _copied(kept: Kept, store: StoredBytes, backup: Writing) -> bool:
    """Whether the store had the file as the row tells of it; whatever it had is in the backup."""
    if not is_key(kept.key):
        raise BackupError(f"the database names a file {kept.key!r}, which is no key of ours")
    try:
        chunks = await store.read(kept.key)
    except NotFound:
        return False
    digest = hashlib.sha256()
    with backup.part(FILES + kept.key) as file:
        async for chunk in chunks:
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest() == kept.sha256


def _is_whole(path: Path) -> bool:
    try:
        with opened(path) as backup:
            outlined(backup)
    except (BackupError, OSError):
        return False
    return True
