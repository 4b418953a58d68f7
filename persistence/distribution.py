"""Spreading the tables over a Citus cluster: the plan, in the order that was found to work, and its doing.

Tables of the whole deployment become reference tables, the school among them (its code is unique, which a
table spread by id could not keep); every other table is spread by school_id, and a school's rows lie
together. The queue's tables stay where they are. What is spread already is left alone, so the plan after a
migration has the new tables only.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow

from persistence.provision import APP
from persistence.schema import DISTRICT_WIDE
from persistence.tables import metadata

Connection = psycopg.Connection[TupleRow]

REFERENCE = [table.name for table in metadata.sorted_tables if DISTRICT_WIDE in table.info]
SPREAD = [table.name for table in metadata.sorted_tables if DISTRICT_WIDE not in table.info]
MARKER = "tx_marker"
"""Touched in a transaction it makes Citus commit in two phases: a job is there when its change is."""


class NotACluster(RuntimeError):
    """The citus extension is not in this database."""


class NotAllowed(RuntimeError):
    """The role would be bound by row-level security, and the rows could not be moved."""


class CountsDiffer(RuntimeError):
    """A table has not the rows it had; everything was rolled back."""


@dataclass(frozen=True, slots=True)
class ForeignKey:
    table: str
    name: str
    target: str
    definition: str

    @property
    def drop(self) -> str:
        return f"ALTER TABLE {self.table} DROP CONSTRAINT {self.name}"

    @property
    def add(self) -> str:
        return f"ALTER TABLE {self.table} ADD CONSTRAINT {self.name} {self.definition}"


@dataclass(frozen=True, slots=True)
class Plan:
    tables: tuple[str, ...]
    """What is to be spread or copied; empty when all is."""

    moving: tuple[str, ...]
    """In one transaction."""

    finishing: tuple[str, ...]
    """Each by itself, and as often as one likes."""


def plan(connection: Connection, shards: int) -> Plan:
    there = _spread_already(connection)
    reference = [name for name in REFERENCE if name not in there]
    spread = [name for name in SPREAD if name not in there]
    keys = _foreign_keys(connection, {*reference, *spread})
    anchor = next((name for name in SPREAD if name in there), SPREAD[0])
    moving: list[str] = []
    if reference or spread or MARKER not in there:
        moving = [
            "SET LOCAL citus.multi_shard_modify_mode = 'sequential'",
            "SET LOCAL lock_timeout = '30s'",
            *(key.drop for key in keys),
            *(f"SELECT create_reference_table('{name}')" for name in reference),
            *(_spreading(name, anchor, shards) for name in spread),
            *(key.add for key in keys if key.target in REFERENCE),
            *(key.add for key in keys if key.target not in REFERENCE),
            *(_marking() if MARKER not in there else ()),
        ]
    finishing = [
        f"SELECT truncate_local_data_after_distributing_table('{name}')" for name in reference + spread
    ]
    finishing.append(f"ALTER ROLE {APP} SET citus.propagate_set_commands = 'local'")
    return Plan((*reference, *spread), tuple(moving), tuple(finishing))


def distribute(connection: Connection, plan: Plan) -> None:
    """Carries the plan out; NotACluster, NotAllowed or CountsDiffer, and nothing is changed.

    The connection must be in autocommit.
    """
    check(connection)
    with connection.transaction():
        before = _counts(connection, plan.tables)
        _run(connection, plan.moving)
        after = _counts(connection, plan.tables)
        if after != before:
            differing = [name for name in plan.tables if before[name] != after[name]]
            raise CountsDiffer(f"rows before and after differ in {', '.join(differing)}: nothing was changed")
    _run(connection, plan.finishing)


def check(connection: Connection) -> None:
    if _one(connection, "SELECT to_regproc('create_distributed_table')") is None:
        raise NotACluster(
            "the citus extension is not in this database: CREATE EXTENSION citus on every node, and"
            " citus_set_coordinator_host and citus_add_node here, come first (docs/SCALE.md)"
        )
    if not _one(connection, "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"):
        raise NotAllowed(
            "this role is bound by row-level security, and would move no rows:"
            " let YANXIU_OWNER_DATABASE_URL name a superuser, or an owner with BYPASSRLS"
        )


def _spreading(name: str, anchor: str, shards: int) -> str:
    how = f"shard_count := {shards}" if name == anchor else f"colocate_with := '{anchor}'"
    return f"SELECT create_distributed_table('{name}', 'school_id', {how})"


def _marking() -> Sequence[str]:
    return (
        f"CREATE TABLE {MARKER} (id integer CONSTRAINT pk_{MARKER} PRIMARY KEY, n bigint)",
        f"SELECT citus_add_local_table_to_metadata('{MARKER}')",
        f"GRANT SELECT, UPDATE ON {MARKER} TO {APP}",
    )


def _spread_already(connection: Connection) -> set[str]:
    if _one(connection, "SELECT to_regclass('pg_dist_partition')") is None:
        return set()
    found = connection.execute("SELECT logicalrel::regclass::text FROM pg_dist_partition").fetchall()
    return {str(name) for (name,) in found}


def _foreign_keys(connection: Connection, tables: Iterable[str]) -> list[ForeignKey]:
    """Those from or to these tables, as PostgreSQL itself spells them."""
    found = connection.execute(
        """
        SELECT conrelid::regclass::text, conname::text, confrelid::regclass::text, pg_get_constraintdef(oid)
          FROM pg_constraint
         WHERE contype = 'f' AND connamespace = 'public'::regnamespace
           AND (conrelid::regclass::text = ANY(%(tables)s) OR confrelid::regclass::text = ANY(%(tables)s))
         ORDER BY 1, 2
        """,
        {"tables": list(tables)},
    ).fetchall()
    return [ForeignKey(*map(str, row)) for row in found]


def _counts(connection: Connection, tables: Iterable[str]) -> dict[str, int]:
    counting = sql.SQL("SELECT count(*) FROM {}")
    found = {}
    for name in tables:
        row = connection.execute(counting.format(sql.Identifier(name))).fetchone()
        found[name] = int(row[0]) if row else 0
    return found


def _run(connection: Connection, statements: Iterable[str]) -> None:
    """One by one: Citus sends a whole query string on as the SET that it holds."""
    for statement in statements:
        connection.execute(statement.encode())


def _one(connection: Connection, statement: str) -> object:
    row = connection.execute(statement.encode()).fetchone()
    return row[0] if row else None
