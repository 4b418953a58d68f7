"""Bringing a backup into an empty place: looked over whole before anything is touched."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from gateways import tokens
from gateways.backup_checks import Backup, FolderBackup
from gateways.backups import DUMP, FILES, BackupError, Manifest
from gateways.files import StoredBytes
from persistence.dump_programs import clients
from persistence.dumps import column_of, load, server_ready_for

SIGNING = "active", "next"


def refuse_newer(manifest: Manifest, known: Sequence[str]) -> None:
    """Raises BackupError for a backup of migrations this code does not have."""
    if newer := sorted(set(manifest.heads) - set(known)):
        raise BackupError(
            f"it was made by yanxiu {manifest.product}, whose database stands at {', '.join(newer)}, which"
            " this version does not know: restore it with that version or a newer one"
        )


@contextmanager
def dump_of(backup: Backup) -> Iterator[Path]:
    """The dump as a file of its own, which PostgreSQL's programs want."""
    if isinstance(backup, FolderBackup):
        yield backup.place / DUMP
        return
    with tempfile.NamedTemporaryFile(prefix="yanxiu-") as aside, backup.part(DUMP) as dump:
        shutil.copyfileobj(dump, aside)
        aside.flush()
        yield Path(aside.name)


def opens_keys(dump: Path, manifest: Manifest, secret: str | None) -> bool:
    """Whether the secret is the one that sealed what the backup holds."""
    keys = column_of(dump, clients(manifest.postgres), table="signing_key", columns=("state", "private_pem"))
    sealed = [pem for state, pem in keys if state in SIGNING]
    return not sealed or (secret is not None and all(tokens.opens(pem, secret=secret) for pem in sealed))


async def refuse_strangers(store: StoredBytes, manifest: Manifest) -> set[str]:
    """The keys there already. Raises BackupError when the store holds what this backup does not bring.

    What it does bring may lie there: a restore that was killed has left it, or the bucket outlived the
    database. It is written again.
    """
    ours, there = {part.name for part in manifest.parts}, set[str]()
    async for page in store.pages():
        for key in page:
            if FILES + key not in ours:
                raise BackupError(f"there are files already, such as {key}: nothing was changed")
        there.update(page)
    return there


async def bring_in(
    backup: Backup, manifest: Manifest, dump: Path, owner_url: str, store: StoredBytes
) -> None:
    """Files first, then the database in one transaction: what the database names is there.

    Raises BackupError, DumpError, StorageAway, StorageFull; what was brought is then taken away again.
    """
    programs = clients(max(manifest.postgres, server_ready_for(owner_url)))
    there = await refuse_strangers(store, manifest)
    brought: list[str] = []
    try:
        for part in manifest.parts:
            if part.name.startswith(FILES):
                key = part.name.removeprefix(FILES)
                brought.append(key)
                with backup.part(part.name) as file:
                    await store.keep(key, file)  # type: ignore[arg-type]  # IO[bytes] is all it reads
        load(owner_url, dump, manifest.rows, programs)
    except BaseException:
        if gone := sorted(set(brought) - there):
            await store.remove(gone)
        raise
