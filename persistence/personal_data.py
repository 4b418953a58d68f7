"""What is held of one person, across all tables: found as `personal_data.toml` says of each.

A new table is in it by its foreign key to `teacher`, or by what a failing test makes its author say there.
"""

import tomllib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Table, Uuid, false, func, or_, select, union
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ColumnElement

from persistence.identity.tables import role_grant
from persistence.platform.tables import stored_file
from persistence.tables import metadata

DECLARED = Path(__file__).with_name("personal_data.toml")
PART = 1_000


@dataclass(frozen=True, slots=True)
class Person:
    """A teacher of a school, with the accounts that act as them there."""

    school_id: UUID
    teacher_id: UUID
    account_ids: tuple[UUID, ...]

    @property
    def ids(self) -> frozenset[UUID]:
        return frozenset((self.teacher_id, *self.account_ids))


@dataclass(frozen=True, slots=True)
class Holding:
    """What a table holds of people, and how a person's rows are found in it."""

    room: str
    table: Table
    said: Mapping[str, str]

    def words(self, key: str) -> tuple[str, ...]:
        return tuple(self.said.get(key, "").split())

    @property
    def teachers(self) -> tuple[str, ...]:
        """Columns with a teacher's id."""
        keys = self.table.foreign_key_constraints
        linked = (key.column_keys[-1] for key in keys if key.referred_table.name == "teacher")
        return (*sorted(linked), *self.words("teachers"))

    @property
    def acts(self) -> tuple[str, ...]:
        """Columns with the account that did something to a row which is not its own."""
        named = {*self.words("owners"), *self.words("teachers")}
        return tuple(one for one in self.words("personal") if one not in named and self._is_free_id(one))

    @property
    def naming(self) -> frozenset[str]:
        return frozenset((*self.teachers, *self.words("owners"), *self.acts))

    @property
    def is_found(self) -> bool:
        return bool(self.teachers or self.words("owners") or self.words("of") or self.words("by"))

    @property
    def told(self) -> tuple[str, ...]:
        """The columns of an export: what is personal or about the work, and the ids rows hang together by."""
        said = {"id", *self.words("personal"), *self.words("work")} - {*self.words("withheld")}
        ids = {one.name for one in self.table.c if isinstance(one.type, Uuid)} - {"school_id"}
        return tuple(one.name for one in self.table.c if one.name in said | ids)

    def _is_free_id(self, column: str) -> bool:
        one = self.table.c[column]
        return isinstance(one.type, Uuid) and not one.foreign_keys


@cache
def holdings() -> Mapping[str, Holding]:
    """By table, room after room."""
    rooms = tomllib.loads(DECLARED.read_text())
    return {
        name: Holding(room, metadata.tables[name], said)
        for room, one in rooms.items()
        if isinstance(one, dict)
        for name, said in one["tables"].items()
    }


async def person_of(connection: AsyncConnection, school_id: UUID, teacher_id: UUID) -> Person:
    granted = role_grant.c
    accounts = (
        select(granted.account_id)
        .where(granted.school_id == school_id, granted.teacher_id == teacher_id)
        .distinct()
        .order_by(granted.account_id)
    )
    return Person(school_id, teacher_id, tuple(await connection.scalars(accounts)))


def theirs(one: Holding, person: Person) -> ColumnElement[bool]:
    """Which rows of the table are the person's."""
    table = one.table
    ways: list[ColumnElement[bool]] = [table.c[name] == person.teacher_id for name in one.teachers]
    ways += [table.c[name].in_(person.account_ids) for name in one.words("owners")]
    ways += [table.c[name].in_(_parents(table, name, person)) for name in one.words("of")]
    ways += [table.c.id.in_(_namers(named, person)) for named in one.words("by")]
    mine = or_(false(), *ways)
    if "school_id" in table.c:
        mine &= table.c.school_id == person.school_id
    return mine & _is_told(one, person) if one.words("only") else mine


def _parents(table: Table, column: str, person: Person) -> Any:
    """What rows of a parent that are the person's are pointed at by."""
    target = next(
        link.column
        for key in table.foreign_key_constraints
        for link in key.elements
        if link.parent.name == column
    )
    return select(target).where(theirs(holdings()[target.table.name], person))


def _namers(named: str, person: Person) -> Any:
    table, column = named.split(".")
    other = holdings()[table]
    return select(other.table.c[column]).where(theirs(other, person))


def _is_told(one: Holding, person: Person) -> ColumnElement[bool]:
    key, named, *values = one.words("only")
    table, column = named.split(".")
    parent = metadata.tables[table].c
    told = select(parent.id).where(parent.school_id == person.school_id, parent[column].in_(values))
    return one.table.c[key].in_(told)


async def rows_of(
    connection: AsyncConnection, one: Holding, person: Person
) -> AsyncIterator[Sequence[dict[str, Any]]]:
    """Some at a time. Who else is named in a row is left out: it is not this person's to be told."""
    table, names = one.table, one.told
    asked = select(*(table.c[name] for name in names)).where(theirs(one, person)).order_by(table.c.id)
    async with connection.stream(asked, execution_options={"yield_per": PART}) as found:
        async for part in found.mappings().partitions():
            yield [
                {
                    name: row[name] if name not in one.naming or row[name] in person.ids else None
                    for name in names
                }
                for row in part
            ]


async def acts_of(connection: AsyncConnection, person: Person) -> AsyncIterator[tuple[str, str, int]]:
    """Table, column, in how many rows: what the person did to rows that are not their own."""
    for name, one in holdings().items():
        for column in one.acts:
            by = one.table.c[column].in_(person.account_ids) & (one.table.c.school_id == person.school_id)
            if rows := await connection.scalar(select(func.count()).select_from(one.table).where(by)):
                yield name, column, rows


async def files_of(connection: AsyncConnection, person: Person) -> Sequence[tuple[UUID, str, str]]:
    """Id, name and key of each file of the person's rows, once."""
    kept = stored_file.c
    named = (
        select(one.table.c[column]).where(theirs(one, person))
        for one in holdings().values()
        for column in one.words("files")
    )
    asked = (
        select(kept.id, kept.filename, kept.key)
        .where(kept.school_id == person.school_id, kept.id.in_(union(*named)))
        .order_by(kept.id)
    )
    return [(row.id, row.filename, row.key) for row in await connection.execute(asked)]
