"""What every table of one school's rows has in common, so that no table can forget it."""

from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.schema import SchemaItem

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "pk": "pk_%(table_name)s",
    }
)

DISTRICT_WIDE = "district_wide"
"""Marks, with its reason, a table whose rows belong to no single school."""

APPEND_ONLY = "append_only"
"""Marks a table the service may add to and read, never change."""


def tenant_table(name: str, *items: SchemaItem, append_only: bool = False) -> Table:
    """A table keyed (school_id, id); its migration fences it by row-level security (`fence` there).

    The school leads every key: PostgreSQL itself then refuses a row that points into another school,
    and the table can be distributed by school_id as it stands.
    """
    return Table(
        name,
        metadata,
        Column("school_id", Uuid, nullable=False),
        Column("id", Uuid, nullable=False),
        *items,
        PrimaryKeyConstraint("school_id", "id"),
        ForeignKeyConstraint(["school_id"], ["school.id"], name=f"fk_{name}_school"),
        info={APPEND_ONLY: append_only},
    )


def district_table(name: str, *items: SchemaItem, because: str, append_only: bool = False) -> Table:
    """A table of the whole deployment, a reference table on a cluster; `because` says why."""
    return Table(
        name,
        metadata,
        Column("id", Uuid, nullable=False),
        *items,
        PrimaryKeyConstraint("id"),
        info={DISTRICT_WIDE: because, APPEND_ONLY: append_only},
    )


def rule_table(name: str, keys: type) -> Table:
    """A table of dated policy: one figure a row, from one day on (`persistence/policy.py` reads it)."""
    return tenant_table(
        name,
        Column("key", Text, nullable=False),
        Column("value", Text, nullable=False),
        Column("effective_from", Date, nullable=False),
        Column("note", Text),
        Column("account_id", Uuid),
        Column("entered_at", DateTime(timezone=True), nullable=False),
        one_of("key", keys),
        Index(f"ix_{name}_key", "school_id", "key", "effective_from", "id"),
        append_only=True,
    )


def within_school(table: str, column: str, target: str) -> ForeignKeyConstraint:
    """A foreign key from `table` that cannot leave the school."""
    return ForeignKeyConstraint(
        ["school_id", column], [f"{target}.school_id", f"{target}.id"], name=f"fk_{table}_{column}"
    )


def version_column() -> Column[int]:
    """Counts the changes of a row; what an ETag quotes."""
    return Column("version", Integer, nullable=False, server_default=text("1"))


def changed_column() -> Column[Any]:
    """When a row was entered or last changed; `persistence.rows` keeps it with the version.

    Only where another program asks for what changed since: OneRoster's `dateLastModified`.
    """
    return Column("changed_at", DateTime(timezone=True), nullable=False, server_default=text("now()"))


def one_of(column: str, values: type) -> CheckConstraint:
    """A check that a text column holds one of an enumeration's values."""
    quoted = ", ".join(f"'{value}'" for value in values)  # type: ignore[attr-defined]
    return CheckConstraint(f"{column} IN ({quoted})", name=f"{column}_known")
