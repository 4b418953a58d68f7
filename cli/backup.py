"""`yanxiu backup`: the database and every file it names, in one place that tells whether it is whole."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from api.settings import Settings
from cli.backing_up import STAMP, back_up, prune
from cli.console import console, errors, stop
from cli.wiring import DataDir, database, plain_reasons, settings_from
from domain.files import StorageAway
from gateways.backup_checks import checked, opened
from gateways.backups import BackupError, Manifest
from gateways.files import file_store

LOST = 3  # the exit code of a backup that is whole, of a deployment that is not

Place = Annotated[
    Path, typer.Argument(help="A new folder, or a new file that ends in .tar.", show_default=False)
]
Check = Annotated[bool, typer.Option("--check", help="Write nothing: read that backup and verify it.")]
Keep = Annotated[
    int | None,
    typer.Option(
        help="PLACE is a folder of backups: add one named by the time, and keep this many.",
        min=1,
        show_default=False,
    ),
]


def backup(place: Place, check: Check = False, keep: Keep = None, data_dir: DataDir = None) -> None:
    """Back up the database and all files while the service runs; YANXIU_SECRET is not in it.

    The code is 0 for a whole backup, 1 when there is none, 3 for a whole backup of a deployment that had
    lost files already: they are named.
    """
    if check:
        return verify(place)
    settings = settings_from(data_dir=data_dir)
    target = place if keep is None else place / f"{datetime.now(UTC):{STAMP}}"
    manifest = _made(settings, target)
    console.print(f"Backed up to [bold]{target}[/bold]: {_told(manifest)}.", soft_wrap=True)
    if keep is not None:
        for gone in prune(place, keep):
            console.print(f"Removed {gone}.", soft_wrap=True)
    if manifest.lost:
        for key in manifest.lost:
            errors.print(
                f"[red]Lost[/red]: files/{key} is gone, or other than the database says", soft_wrap=True
            )
        raise typer.Exit(LOST)


def verify(place: Path) -> None:
    try:
        with opened(place) as found, console.status("Reading every byte …"):
            manifest = checked(found)
    except (BackupError, OSError) as error:
        stop(error)
    console.print(f"[bold]{place}[/bold] is whole: {_told(manifest)}.", soft_wrap=True)


def _made(settings: Settings, target: Path) -> Manifest:
    if settings.database_url is None and not (settings.data_dir / "postgres").exists():
        stop(f"there is no embedded database in {settings.data_dir}: nothing to back up")
    try:
        with database(settings) as urls, plain_reasons(), console.status("Backing up …"):
            store = file_store(settings.data_dir, settings.files_url)
            return asyncio.run(back_up(urls.owner, store, target))
    except StorageAway:
        stop("the files cannot be read just now: look at YANXIU_FILES_URL and its credentials")
    except BackupError as error:
        stop(error)


def _told(manifest: Manifest) -> str:
    size = sum(part.bytes for part in manifest.parts)
    return (
        f"{sum(manifest.rows.values()):,} rows in {len(manifest.rows)} tables,"
        f" {len(manifest.parts) - 1:,} files, {size / 1_000_000:,.1f} MB,"
        f" {manifest.made_at}, yanxiu {manifest.product} at {', '.join(manifest.heads)}"
    )
