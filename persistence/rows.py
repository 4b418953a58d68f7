"""What every adapter does with the rows of one tenant table, each one statement."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import RowMapping, Table, bindparam, delete, func, insert, select, text, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import NULLTYPE

from persistence.changes import write
from persistence.ids import new_id

View = TypeVar("View")
MANY = 50
"""Fewer rows go as they are: one text of SQL for all, which stays prepared."""

_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


async def fetch(
    connection: AsyncConnection, table: Table, school_id: UUID, row_id: UUID, *, lock: bool = False
) -> RowMapping | None:
    statement = select(table).where(table.c.school_id == school_id, table.c.id == row_id)
    found = await connection.execute(statement.with_for_update() if lock else statement)
    row: RowMapping | None = found.mappings().one_or_none()
    return row


async def add(
    connection: AsyncConnection, table: Table, school_id: UUID, values: Mapping[str, Any]
) -> RowMapping:
    statement = insert(table).values(school_id=school_id, id=new_id(), **values).returning(table)
    row: RowMapping = (await write(connection, statement)).mappings().one()
    return row


async def change(
    connection: AsyncConnection, table: Table, school_id: UUID, row_id: UUID, values: Mapping[str, Any]
) -> RowMapping:
    """Sets columns of one row and counts its version on."""
    statement = (
        update(table)
        .where(table.c.school_id == school_id, table.c.id == row_id)
        .values(version=table.c.version + 1, **_touched(table), **values)
        .returning(table)
    )
    row: RowMapping = (await write(connection, statement)).mappings().one()
    return row


async def remove(connection: AsyncConnection, table: Table, school_id: UUID, row_id: UUID) -> None:
    await write(connection, delete(table).where(table.c.school_id == school_id, table.c.id == row_id))


async def add_all(
    connection: AsyncConnection, table: Table, school_id: UUID, rows: Sequence[Mapping[str, Any]]
) -> None:
    """One statement for all: arrays of columns, unnested. The rows carry the same keys, `id` among them."""
    if rows:
        await write(connection, unnested(table, school_id, rows))


def unnested(table: Table, school_id: UUID, rows: Sequence[Mapping[str, Any]]) -> Any:
    """INSERT … SELECT from unnest; RETURNING, because a cluster plans such a statement only with it.

    What all of many rows say alike is sent once: blank columns above all, half of those of most files.
    """
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    alike = {name: its[0] for name, its in columns.items() if _are_alike(its)}
    each = [name for name in columns if name not in alike]
    arrays = ", ".join(f"CAST(:{name} AS {sql_type(table, name)}[])" for name in each)
    values = "".join(f", CAST(:{name} AS {sql_type(table, name)})" for name in alike)
    # Of our own words only: `sql_type` knows no name that is not a column's.
    asked = f"SELECT CAST(:the_school AS uuid), given.*{values} FROM unnest({arrays}) AS given"  # nosec B608
    statement = text(asked).bindparams(
        bindparam("the_school", school_id),
        *(bindparam(name, columns[name]) for name in each),
        *(bindparam(name, said, type_=NULLTYPE) for name, said in alike.items()),  # sent as it is in an array
    )
    names = [*each, *alike]
    source = statement.columns(table.c.school_id, *(table.c[name] for name in names))
    return insert(table).from_select(["school_id", *names], source).returning(table.c.id)


def _are_alike(values: Sequence[Any]) -> bool:
    first = values[0]
    return len(values) >= MANY and values[-1] == first and values.count(first) == len(values)


def sql_type(table: Table, name: str) -> str:
    return str(table.c[name].type.compile(dialect=_DIALECT))


def view(kind: type[View], row: Any, /, **more: Any) -> View:
    """The dataclass from the columns named like its fields."""
    names: Iterable[str] = kind.__dataclass_fields__  # type: ignore[attr-defined]
    return kind(**{name: row[name] for name in names if name in row} | more)


async def change_all(
    connection: AsyncConnection, table: Table, school_id: UUID, rows: Sequence[Mapping[str, Any]]
) -> None:
    """One statement for all: each row's columns set by its `id`, its version counted on."""
    if not rows:
        return
    names = [name for name in rows[0] if name != "id"]
    given = ", ".join(f"CAST(:{name} AS {sql_type(table, name)}[])" for name in ("id", *names))
    new = (
        text(f"SELECT * FROM unnest({given}) AS given({', '.join(('id', *names))})")  # nosec B608: as above
        .bindparams(*(bindparam(name, [row[name] for row in rows]) for name in ("id", *names)))
        .columns(table.c.id, *(table.c[name] for name in names))
        .subquery("new")
    )
    await write(
        connection,
        update(table)
        .where(table.c.school_id == school_id, table.c.id == new.c.id)
        .values({name: new.c[name] for name in names} | {"version": table.c.version + 1} | _touched(table)),
    )


def _touched(table: Table) -> dict[str, Any]:
    """The moment of the change, for a table that keeps it."""
    return {"changed_at": func.now()} if "changed_at" in table.c else {}
