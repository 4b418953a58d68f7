"""Walks every table there is: what a school's rows are promised holds for each of them, or names the one."""

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import ForeignKeyConstraint, Table, UniqueConstraint, text
from sqlalchemy.ext.asyncio import AsyncEngine

from persistence.embedded import EmbeddedServer
from persistence.provision import provision
from persistence.schema import APPEND_ONLY, DISTRICT_WIDE
from persistence.tables import metadata
from tests.conftest import ROOT, migrate

LONGEST_NAME = 54
"""A cluster appends a shard number; PostgreSQL cuts a name at 63 bytes."""

TABLES = list(metadata.tables.values())
TENANT = [table for table in TABLES if DISTRICT_WIDE not in table.info]


def named(tables: list[Table]) -> list[object]:
    return [pytest.param(table, id=table.name) for table in tables]


@pytest.mark.parametrize("table", named(TENANT))
def test_the_school_leads_every_key(table: Table) -> None:
    leads = [next(iter(table.primary_key.columns)).name]
    leads += [next(iter(c.columns)).name for c in table.constraints if isinstance(c, UniqueConstraint)]
    leads += [c.column_keys[0] for c in table.constraints if isinstance(c, ForeignKeyConstraint)]
    leads += [next(iter(index.columns)).name for index in table.indexes]
    assert set(leads) == {"school_id"}


@pytest.mark.parametrize("table", named(TENANT))
def test_no_foreign_key_leaves_the_school(table: Table) -> None:
    for key in table.foreign_key_constraints:
        targets = [element.target_fullname for element in key.elements]
        assert targets == ["school.id"] or targets[0].endswith(".school_id")
        assert key.ondelete is None
        assert not key.deferrable


@pytest.mark.parametrize("table", named([table for table in TABLES if DISTRICT_WIDE in table.info]))
def test_a_table_without_a_school_says_why(table: Table) -> None:
    assert len(table.info[DISTRICT_WIDE]) > 10
    assert "school_id" not in [next(iter(table.primary_key.columns)).name]


@pytest.mark.parametrize("table", named(TABLES))
def test_every_constraint_is_named_and_short(table: Table) -> None:
    names = [str(thing.name) for thing in table.constraints if thing.name]
    names += [str(index.name) for index in table.indexes if index.name]
    assert len(names) == len(table.constraints) + len(table.indexes)
    assert max(map(len, names)) <= LONGEST_NAME


async def facts(owner: AsyncEngine, sql: str) -> dict[str, object]:
    async with owner.connect() as connection:
        return {row[0]: row[1] for row in await connection.execute(text(sql))}


async def test_row_level_security_is_forced_on_every_tenant_table(owner: AsyncEngine) -> None:
    forced = await facts(
        owner,
        "SELECT relname::text, relrowsecurity AND relforcerowsecurity FROM pg_class WHERE relkind = 'r'",
    )
    policies = await facts(
        owner, "SELECT tablename::text, qual FROM pg_policies WHERE policyname = 'own_school'"
    )

    assert {table.name for table in TENANT if not forced[table.name]} == set()
    assert set(policies) == {table.name for table in TENANT}
    assert {sql for sql in policies.values() if "SELECT" in str(sql).upper()} == set()


async def test_what_an_account_holds_in_a_school_is_fenced_once_a_school_is_entered(
    owner: AsyncEngine,
) -> None:
    holding = {table.name for table in TABLES if DISTRICT_WIDE in table.info and "school_id" in table.columns}
    policies = await facts(
        owner, "SELECT tablename::text, qual FROM pg_policies WHERE policyname = 'entered_school'"
    )

    assert set(policies) == holding


async def test_what_is_append_only_can_be_neither_changed_nor_deleted(owner: AsyncEngine) -> None:
    granted = await facts(
        owner,
        "SELECT table_name::text, string_agg(privilege_type, ' ') FROM information_schema.table_privileges"
        " WHERE grantee = 'yanxiu_app' GROUP BY table_name",
    )

    for table in TABLES:
        given = set(str(granted[table.name]).split())
        wanted = {"SELECT", "INSERT"} if table.info[APPEND_ONLY] else {"SELECT", "INSERT", "UPDATE", "DELETE"}
        assert given == wanted, table.name


async def test_there_are_no_triggers_views_or_serials_of_ours(owner: AsyncEngine) -> None:
    async with owner.connect() as connection:
        triggers = await connection.scalars(
            text(
                "SELECT tgname::text FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
                " WHERE NOT tgisinternal AND relname NOT LIKE 'procrastinate%'"
            )
        )
        views = await connection.scalars(text("SELECT matviewname::text FROM pg_matviews"))
        assert [*triggers, *views] == []


@pytest.fixture
def empty_database(server: EmbeddedServer, worker_id: str) -> str:
    return provision(server, f"stairs_{worker_id}").owner


def test_migrations_go_up_down_and_up_again_and_match_the_tables(empty_database: str) -> None:
    config = Config(ROOT / "alembic.ini")
    config.attributes["url"] = empty_database
    migrate(empty_database)
    command.downgrade(config, "base")
    migrate(empty_database)
    command.check(config)
