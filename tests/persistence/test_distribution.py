"""`yanxiu distribute` on plain PostgreSQL, where functions stand in for Citus's: they note their calls, and
refuse what Citus was seen to refuse."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import event
from sqlalchemy.engine import make_url
from typer.testing import CliRunner

from cli.main import app
from gateways.holidays import ChineseCalendar
from gateways.pinyin import Pinyin
from persistence.distribution import (
    REFERENCE,
    SPREAD,
    CountsDiffer,
    NotACluster,
    NotAllowed,
    distribute,
    plan,
)
from persistence.embedded import EmbeddedServer
from persistence.engine import create_engine
from persistence.ids import new_id
from persistence.provision import APP, DatabaseUrls, clone_database, libpq_url, provision
from persistence.queue import enqueue
from persistence.sample.load import Means
from persistence.sample.many import Many, load_many
from persistence.transaction import in_school
from tests.conftest import migrate
from tests.pooler import POOLED, Reach

STAND_INS = """
CREATE TABLE calls (no bigint GENERATED ALWAYS AS IDENTITY, call text);
CREATE TABLE pg_dist_partition (logicalrel regclass);
GRANT SELECT ON pg_dist_partition TO PUBLIC;

CREATE FUNCTION noted(call text, name regclass) RETURNS void LANGUAGE sql AS $$
    INSERT INTO calls (call) VALUES (call || ' ' || name);
    INSERT INTO pg_dist_partition VALUES (name)
$$;
CREATE FUNCTION no_keys(name regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM pg_constraint WHERE contype = 'f' AND name IN (conrelid, confrelid)) THEN
        RAISE EXCEPTION 'relation % has a foreign key', name;
    END IF;
END $$;
CREATE FUNCTION create_reference_table(name regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM no_keys(name);
    PERFORM noted('reference', name);
END $$;
CREATE FUNCTION create_distributed_table(
    name regclass, by text, kind text DEFAULT 'hash', colocate_with text DEFAULT 'default',
    shard_count int DEFAULT NULL
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM no_keys(name);
    IF current_setting('citus.multi_shard_modify_mode') <> 'sequential' THEN
        RAISE EXCEPTION 'there was a parallel operation on a distributed table in the transaction';
    END IF;
    IF EXISTS (
        SELECT FROM pg_index WHERE indrelid = name AND indisunique AND NOT EXISTS (
            SELECT FROM pg_attribute WHERE attrelid = name AND attname = by AND attnum = ANY (indkey))
    ) THEN
        RAISE EXCEPTION 'creating unique indexes on non-partition columns is currently unsupported';
    END IF;
    PERFORM noted(concat_ws(' ', by, shard_count, colocate_with), name);
END $$;
CREATE FUNCTION citus_add_local_table_to_metadata(name regclass) RETURNS void LANGUAGE sql AS $$
    SELECT noted('local', name)
$$;
CREATE FUNCTION truncate_local_data_after_distributing_table(name regclass) RETURNS void LANGUAGE sql AS $$
    INSERT INTO calls (call) VALUES ('truncate ' || name)
$$;
"""
KEYS = """
    SELECT conrelid::regclass::text, conname::text, pg_get_constraintdef(oid) FROM pg_constraint
     WHERE contype = 'f' ORDER BY 1, 2
"""

Connection = psycopg.Connection[Any]


@pytest.fixture(scope="module")
async def filled(server: EmbeddedServer, worker_id: str) -> DatabaseUrls:
    """A database with a school in it, to be copied."""
    urls = provision(server, f"whole_{worker_id}")
    migrate(urls.owner)
    means = Means("not a hash", Pinyin(), ChineseCalendar())
    await load_many(urls.owner, means, Many(schools=1, teachers=8), lambda *_: None)
    return urls


@pytest.fixture
def urls(filled: DatabaseUrls, reach: Reach) -> DatabaseUrls:
    return reach(clone_database(filled, f"cluster_{new_id().hex}"))


@pytest.fixture
def superuser(urls: DatabaseUrls) -> str:
    return make_url(libpq_url(urls.owner)).set(username="postgres").render_as_string(hide_password=False)


@pytest.fixture
def plain(superuser: str) -> Iterator[Connection]:
    """A database without Citus."""
    with psycopg.connect(superuser, autocommit=True) as connection:
        yield connection
        connection.execute(f"ALTER ROLE {APP} RESET citus.propagate_set_commands".encode())


@pytest.fixture
def cluster(plain: Connection) -> Connection:
    plain.execute(STAND_INS.encode())
    return plain


def calls(connection: Connection) -> list[str]:
    return [call for (call,) in connection.execute("SELECT call FROM calls ORDER BY no").fetchall()]


def test_the_tables_go_in_the_order_that_works_and_the_keys_come_back_as_they_were(
    cluster: Connection,
) -> None:
    keys = cluster.execute(KEYS).fetchall()

    distribute(cluster, plan(cluster, shards=48))

    assert cluster.execute(KEYS).fetchall() == keys
    assert len(keys) > 300
    assert calls(cluster) == [
        *(f"reference {name}" for name in REFERENCE),
        f"school_id 48 default {SPREAD[0]}",
        *(f"school_id {SPREAD[0]} {name}" for name in SPREAD[1:]),
        "local tx_marker",
        *(f"truncate {name}" for name in REFERENCE + SPREAD),
    ]
    assert {"school", "district", "account"} <= set(REFERENCE)


def test_keys_to_reference_tables_come_back_first(cluster: Connection) -> None:
    added = [line for line in plan(cluster, 32).moving if " ADD CONSTRAINT " in line]
    first = [any(f"REFERENCES {name}(" in line for name in REFERENCE) for line in added]

    assert first == sorted(first, reverse=True)


def test_sets_of_the_service_reach_the_workers_from_then_on(cluster: Connection) -> None:
    distribute(cluster, plan(cluster, 32))

    told = cluster.execute("SELECT rolconfig FROM pg_roles WHERE rolname = %s", [APP]).fetchone()
    assert told == (["citus.propagate_set_commands=local"],)


def test_what_is_spread_is_left_alone(cluster: Connection) -> None:
    distribute(cluster, plan(cluster, 32))
    again = plan(cluster, 32)
    distribute(cluster, again)

    assert (again.tables, again.moving) == ((), ())


def test_a_table_of_a_later_migration_joins_the_others(cluster: Connection) -> None:
    distribute(cluster, plan(cluster, 32))
    cluster.execute("DELETE FROM pg_dist_partition WHERE logicalrel = 'session_block'::regclass")

    later = plan(cluster, 32)

    assert later.moving[2:] == (
        "ALTER TABLE session_block DROP CONSTRAINT fk_session_block_school",
        "ALTER TABLE session_block DROP CONSTRAINT fk_session_block_session_id",
        f"SELECT create_distributed_table('session_block', 'school_id', colocate_with := '{SPREAD[0]}')",
        "ALTER TABLE session_block ADD CONSTRAINT fk_session_block_school FOREIGN KEY (school_id)"
        " REFERENCES school(id)",
        "ALTER TABLE session_block ADD CONSTRAINT fk_session_block_session_id FOREIGN KEY"
        " (school_id, session_id) REFERENCES training_session(school_id, id)",
    )


def test_a_lost_row_undoes_everything(cluster: Connection) -> None:
    cluster.execute(
        b"CREATE OR REPLACE FUNCTION citus_add_local_table_to_metadata(name regclass) RETURNS void"
        b" LANGUAGE sql AS 'DELETE FROM session_block WHERE id = (SELECT id FROM session_block LIMIT 1)'"
    )
    keys = cluster.execute(KEYS).fetchall()

    with pytest.raises(CountsDiffer, match="session_block"):
        distribute(cluster, plan(cluster, 32))

    assert cluster.execute(KEYS).fetchall() == keys
    assert calls(cluster) == []


def test_a_database_that_is_no_coordinator_is_left_as_it_is(plain: Connection) -> None:
    keys = plain.execute(KEYS).fetchall()

    with pytest.raises(NotACluster):
        distribute(plain, plan(plain, 32))

    assert plain.execute(KEYS).fetchall() == keys


def test_a_role_that_is_fenced_is_refused(cluster: Connection, urls: DatabaseUrls) -> None:
    with psycopg.connect(libpq_url(urls.app), autocommit=True) as fenced, pytest.raises(NotAllowed):
        distribute(fenced, plan(fenced, 32))


@pytest.fixture
def deployment(urls: DatabaseUrls, superuser: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YANXIU_DATABASE_URL", urls.app)
    monkeypatch.setenv("YANXIU_OWNER_DATABASE_URL", superuser)


def run(*arguments: str) -> tuple[int, str]:
    outcome = CliRunner().invoke(app, ["distribute", *arguments])
    return outcome.exit_code, outcome.output


@pytest.mark.usefixtures("deployment")
def test_the_command_shows_the_plan_and_stops_there_when_told_to(cluster: Connection) -> None:
    code, said = run("--plan", "--shards", "64")

    assert code == 0
    assert f"SELECT create_distributed_table('{SPREAD[0]}', 'school_id', shard_count := 64);" in said
    assert calls(cluster) == []


@pytest.mark.usefixtures("deployment", "plain")
def test_the_command_shows_the_plan_before_it_refuses_for_want_of_citus() -> None:
    code, said = run("--yes")

    assert code == 1
    assert said.index("COMMIT;") < said.index("citus extension is not in this database")


@pytest.mark.usefixtures("deployment")
def test_the_command_spreads_once_and_says_so_the_second_time(cluster: Connection) -> None:
    first, again = run("--yes"), run()

    assert (first[0], again[0]) == (0, 0)
    assert "YANXIU_DISTRIBUTED=true" in first[1]
    assert "spread already" in again[1]


@pytest.mark.parametrize("distributed", [True, False])
async def test_a_job_is_queued_in_two_phases_on_a_cluster_only(
    cluster: Connection, urls: DatabaseUrls, distributed: bool
) -> None:
    distribute(cluster, plan(cluster, 32))
    engine = create_engine(urls.app, behind_pooler=POOLED, distributed=distributed)
    said: list[str] = []
    event.listen(engine.sync_engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    async with in_school(engine, new_id()) as connection:
        await enqueue(connection, "rebuild_standings", {})
    await engine.dispose()

    touching = [statement for statement in said if statement == "UPDATE tx_marker SET n = n WHERE id = -1"]
    assert len(touching) == distributed
    assert cluster.execute("SELECT count(*) FROM procrastinate_jobs").fetchone() == (1,)
