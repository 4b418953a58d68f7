"""`yanxiu doctor`: whether this deployment may hold a school's data, and what to do where it may not."""

import os
import tempfile
from pathlib import Path

import psycopg
import typer
from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from rich.console import Console
from rich.markup import escape

from api.settings import Settings
from cli.console import console, errors, stop
from cli.migrate import is_behind
from cli.sample import PASSWORD, usernames
from cli.wiring import DataDir, database, settings_from
from domain.deployment import Check, Connection, Surroundings, Verdict, examine, refusals
from persistence.deployment import look_at
from persistence.provision import DatabaseUrls

COLOURS = {Verdict.OK: "green", Verdict.WARNING: "yellow", Verdict.REFUSED: "red"}


def doctor(data_dir: DataDir = None) -> None:
    """Check the settings and what is around them; ends with 1 where production is refused."""
    settings = settings_from(data_dir=data_dir)
    checks = diagnosis(settings)
    _show(checks, console)
    if found := refusals(checks):
        errors.print(f"[red]{len(found)} refused[/red]: a production service would not start.")
        raise typer.Exit(1)


def diagnosis(settings: Settings) -> list[Check]:
    """Every check of a deployment whose database may be away, and is started when it is the embedded one."""
    mode = _mode(settings.data_dir)  # before the embedded server makes it
    try:
        with database(settings) as urls:
            return examined(settings, urls, mode=mode)
    except typer.Exit:  # the reason is told already
        return examine(_surroundings(settings, "it cannot be reached", mode))


def assert_safe(settings: Settings, urls: DatabaseUrls) -> None:
    """Ends the command where production would be unsafe, and says why."""
    found = refusals(examined(settings, urls, mode=_mode(settings.data_dir)))
    if found:
        _show(found, errors)
        stop("this is no production deployment yet: mend what is refused; `yanxiu doctor` shows every check")


def examined(settings: Settings, urls: DatabaseUrls, *, mode: int | None) -> list[Check]:
    return examine(_surroundings(settings, _looked_at(urls), mode))


def _looked_at(urls: DatabaseUrls) -> Connection | str:
    try:
        return look_at(urls.app, behind=is_behind, sample=usernames(), printed=_is_printed)
    except psycopg.Error as error:
        return str(error).strip()


def _surroundings(settings: Settings, found: Connection | str, mode: int | None) -> Surroundings:
    token = settings.metrics_token
    return Surroundings(
        own_database=settings.database_url is not None,
        secret=None if settings.secret is None else settings.secret.get_secret_value(),
        public_url=settings.public_url,
        cors_origins=settings.cors_origins,
        metrics_token=None if token is None else token.get_secret_value(),
        log_level=settings.log_level,
        data_dir_mode=mode,
        files_writable=None if settings.files_url else _is_writable(settings.data_dir / "files"),
        database=found,
    )


def _mode(folder: Path) -> int | None:
    return folder.stat().st_mode & 0o777 if folder.exists() else None


def _is_writable(folder: Path) -> bool:
    """By writing there; a folder that is not there yet, by where it would be made."""
    there = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    try:
        with tempfile.TemporaryFile(dir=there):
            return os.access(there, os.X_OK)
    except OSError:
        return False


def _is_printed(kept: str) -> bool:
    try:
        return PasswordHash.recommended().verify(PASSWORD, kept)
    except UnknownHashError:
        return False


def _show(checks: list[Check], to: Console) -> None:
    for one in checks:
        colour = COLOURS[one.verdict]
        to.print(f"[{colour}]{one.verdict:8}[/] {one.name}: {escape(one.said)}", soft_wrap=True)
        if one.do:
            to.print(f"{'':8} → {escape(one.do)}", soft_wrap=True)
