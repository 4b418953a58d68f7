"""The composition root of the commands: settings, and the database they lead to."""

import asyncio
import hmac
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated

import psycopg
import typer
from pydantic import ValidationError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from api.settings import Settings
from api.tracing import TracingMissing
from cli.console import stop
from persistence.dump_programs import DumpError
from persistence.embedded import EmbeddedServerError, running
from persistence.provision import APP, DatabaseUrls, UnboundRole, asyncpg_url, provision, provision_app_role

DATABASE = "yanxiu"

DataDir = Annotated[
    Path | None,
    typer.Option(
        help="Where the embedded PostgreSQL and its log live.", show_default="YANXIU_DATA_DIR, else var"
    ),
]


def settings_from(*, data_dir: Path | None = None, log_format: str | None = None) -> Settings:
    """The YANXIU_* variables, where the command line does not say otherwise."""
    said = {"data_dir": data_dir, "log_format": log_format}
    try:
        return Settings.model_validate(
            Settings().model_dump() | {name: value for name, value in said.items() if value is not None}
        )
    except ValidationError as error:
        stop("; ".join(f"YANXIU_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()))


@contextmanager
def database(settings: Settings) -> Iterator[DatabaseUrls]:
    """The database of these settings, with its roles: a server of the school's own, or the embedded one."""
    with ExitStack() as stack:
        with plain_reasons():
            if settings.database_url is None:
                urls = provision(stack.enter_context(running(settings.data_dir)), DATABASE)
            else:
                urls = _given(settings.database_url, settings.owner_database_url)
        yield urls


@contextmanager
def plain_reasons() -> Iterator[None]:
    """What an operator can mend ends the command with its reason, not with a traceback."""
    try:
        yield
    except DBAPIError as error:
        stop(error.orig)
    except (
        DumpError,
        EmbeddedServerError,
        TracingMissing,
        UnboundRole,
        psycopg.Error,
        OSError,
    ) as error:
        stop(error)


def _given(database_url: str, owner_url: str | None) -> DatabaseUrls:
    """One address alone is the service's when it names the service's role, which then cannot migrate.

    Any other role is the owner's, and the service gets a role of its own on that server.
    """
    given = asyncpg_url(database_url)
    if owner_url is not None:
        return DatabaseUrls(owner=asyncpg_url(owner_url), app=given)
    if make_url(given).username == APP:
        return DatabaseUrls(owner=given, app=given)
    return DatabaseUrls(owner=given, app=asyncio.run(provision_app_role(given, _derived_password(given))))


def _derived_password(owner_url: str) -> str:
    """Every process that knows the owner's address comes to the same one, and none has to keep it."""
    secret = make_url(owner_url).password or owner_url
    return hmac.digest(str(secret).encode(), b"the service's role", "sha256").hex()
