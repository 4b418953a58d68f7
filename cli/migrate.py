"""`yanxiu migrate`: brings the database to the newest schema."""

import asyncio
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

from cli.console import console
from cli.wiring import DataDir, database, plain_reasons, settings_from
from persistence.migrations import head
from persistence.provision import APP, DatabaseUrls, can_sign_in, libpq_url, provision_app_role

ROOT = Path(__file__).resolve().parent.parent
ONE_AT_A_TIME = 7_203_611_955  # advisory lock: two processes started together would both migrate


def migrate(data_dir: DataDir = None) -> None:
    """Bring the database to the newest schema, as the role that owns the tables."""
    settings = settings_from(data_dir=data_dir)
    with database(settings) as urls, plain_reasons():
        ensure_service_can_sign_in(urls)
        upgrade(urls.owner)
        console.print(f"The schema is at [bold]{head()}[/bold].")


def upgrade(owner_url: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config(ROOT / "alembic.ini")
    config.attributes["url"] = owner_url
    with psycopg.connect(libpq_url(owner_url), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        command.upgrade(config, "head")


def is_behind(url: str) -> bool:
    with psycopg.connect(libpq_url(url)) as connection:
        known = connection.execute("SELECT to_regclass('alembic_version')").fetchone()
        if known == (None,):
            return True
        at = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    return {revision for (revision,) in at} != {head()}


def known() -> list[str]:
    """Every migration this version has."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    return [
        one.revision for one in ScriptDirectory.from_config(Config(ROOT / "alembic.ini")).walk_revisions()
    ]


def ensure_service_can_sign_in(urls: DatabaseUrls) -> None:
    """On a fresh server nobody has made the role of the service; its address carries the password."""
    service = make_url(urls.app)
    if service.username == APP and service.password and not can_sign_in(urls.app):
        asyncio.run(provision_app_role(urls.owner, str(service.password)))
