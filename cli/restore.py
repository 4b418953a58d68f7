"""`yanxiu restore`: a backup into an empty place, brought on to this version's schema."""

import asyncio
import os
from pathlib import Path
from typing import Annotated

import typer

from api.settings import Settings
from cli.console import console, errors, stop
from cli.migrate import ensure_service_can_sign_in, known, upgrade
from cli.restoring import bring_in, dump_of, opens_keys, refuse_newer, refuse_strangers
from cli.wiring import DataDir, database, plain_reasons, settings_from
from domain.files import StorageAway, StorageFull
from gateways.backup_checks import Backup, checked, opened
from gateways.backups import BackupError, Manifest
from gateways.files import file_store
from persistence.dumps import analyze

Place = Annotated[Path, typer.Argument(help="The backup: a folder, or a .tar.", show_default=False)]
SecretLost = Annotated[
    bool,
    typer.Option(
        "--secret-lost",
        help="The secret is gone: restore all the same; people sign in again, channels are set up anew.",
    ),
]


def restore(place: Place, secret_lost: SecretLost = False, data_dir: DataDir = None) -> None:
    """Restore a backup into an empty database and an empty store of files.

    Everything is verified first: of a damaged backup, or into a place that is not empty, nothing is brought.
    """
    settings = settings_from(data_dir=data_dir)
    try:
        with opened(place) as backup, plain_reasons():
            with console.status("Reading every byte …"):
                manifest = checked(backup)
            refuse_newer(manifest, known())
            _restore(settings, backup, manifest, secret_lost=secret_lost)
    except BackupError as error:
        stop(error)
    except StorageFull:
        stop("there is no room for the files: nothing was kept")
    except StorageAway:
        stop("the files cannot be kept just now: look at YANXIU_FILES_URL and its credentials")
    console.print(f"Restored what was backed up at [bold]{manifest.made_at}[/bold].")
    for key in manifest.lost:
        errors.print(f"[yellow]Lost before[/yellow]: files/{key}", soft_wrap=True)


def _restore(settings: Settings, backup: Backup, manifest: Manifest, *, secret_lost: bool) -> None:
    with dump_of(backup) as dump:
        if not opens_keys(dump, manifest, _secret_there(settings)) and not secret_lost:
            raise BackupError(
                "the secret does not open the backup's signing keys: set YANXIU_SECRET, or the file `secret`"
                " of the data directory, to that of the deployment it was made of; if it is gone for good,"
                " --secret-lost restores without"
            )
        asyncio.run(_refuse_files(settings, manifest))
        with database(settings) as urls, console.status("Restoring …"):
            ensure_service_can_sign_in(urls)
            store = file_store(settings.data_dir, settings.files_url)
            asyncio.run(bring_in(backup, manifest, dump, urls.owner, store))
            upgrade(urls.owner)
            analyze(urls.owner)
            os.sync()  # the files: their store leaves that to the system
    if secret_lost:
        errors.print("Run `yanxiu keys rotate` before serving, then set channels and connections up anew.")


async def _refuse_files(settings: Settings, manifest: Manifest) -> None:
    """Before a server is started, and without making the folder."""
    if settings.files_url is not None or (settings.data_dir / "files").exists():
        await refuse_strangers(file_store(settings.data_dir, settings.files_url), manifest)


def _secret_there(settings: Settings) -> str | None:
    """The secret, where there is one; none is made here, since it would open nothing."""
    if settings.secret is not None:
        return settings.secret.get_secret_value()
    kept = settings.data_dir / "secret"
    return kept.read_text("ascii").strip() if kept.exists() else None
