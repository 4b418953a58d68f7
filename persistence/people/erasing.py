"""Erasing a leaver: each table as `personal_data.toml` says of its columns, in one transaction."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, String, Text, cast, delete, func, literal, or_, select, union_all, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.people.erasing import MOST_AT_ONCE, Leaver, Pseudonym, pseudonym
from domain.people.teacher import TeacherStatus
from persistence.changes import write
from persistence.identity.tables import account
from persistence.people.tables import teacher
from persistence.personal_data import Holding, Person, holdings, person_of, theirs
from persistence.platform.files import drop_bytes
from persistence.platform.tables import stored_file
from persistence.schema import DISTRICT_WIDE
from persistence.tables import metadata

BLANK = "（已清除）"


class SqlErasures:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def gone_before(self, day: date, only: Collection[UUID]) -> Sequence[Leaver]:
        gone = select(teacher).where(_is_gone(self._school_id, day))
        gone = gone.order_by(teacher.c.left_on, teacher.c.id).limit(MOST_AT_ONCE)
        if only:
            gone = gone.where(teacher.c.id.in_(only))
        return [await self._leaver(row) for row in (await self._connection.execute(gone)).all()]

    async def _leaver(self, row: Row[Any]) -> Leaver:
        counts = await _counts(self._connection, await _reach(self._connection, self._school_id, row.id))
        return Leaver(
            row.id,
            row.employee_no,
            row.name,
            row.left_on,
            row.version,
            removed={name: count for name, count in counts.items() if _goes(holdings()[name])},
            changed={name: count for name, count in counts.items() if _changes(holdings()[name])},
            kept={
                name: count
                for name, count in counts.items()
                if not (_goes(holdings()[name]) or _changes(holdings()[name]))
            },
        )


def _is_gone(school_id: UUID, day: date) -> Any:
    one = teacher.c
    return (
        (one.school_id == school_id)
        & (one.status == TeacherStatus.LEFT)
        & (one.left_on < day)
        & one.erased_at.is_(None)
    )


def _goes(one: Holding) -> bool:
    return one.said.get("on_erasure") == "remove"


def _changes(one: Holding) -> bool:
    return any(key in one.said for key in ("clear", "blank", "pseudonym", "drops"))


class Reach:
    """Whose rows are met: of a table of the whole district only an account's that acts nowhere else."""

    def __init__(self, person: Person, sole: tuple[UUID, ...]) -> None:
        self.person, self._alone = person, replace(person, account_ids=sole)

    def rows(self, one: Holding) -> Any:
        is_shared = DISTRICT_WIDE in one.table.info and "school_id" not in one.table.c
        return theirs(one, self._alone if is_shared else self.person)


async def _reach(connection: AsyncConnection, school_id: UUID, teacher_id: UUID) -> Reach:
    person, one = await person_of(connection, school_id, teacher_id), account.c
    alone = select(one.id).where(one.id.in_(person.account_ids), ~func.held_elsewhere(one.id, school_id))
    return Reach(person, tuple(await connection.scalars(alone)))


async def _counts(connection: AsyncConnection, reach: Reach) -> dict[str, int]:
    """How many rows each table holds of the person, in one statement; those without any are left out."""
    asked = [
        select(literal(name, String), func.count()).select_from(one.table).where(reach.rows(one))
        for name, one in holdings().items()
        if one.is_found
    ]
    return {name: count for name, count in await connection.execute(union_all(*asked)) if count}


async def erase(
    connection: AsyncConnection, school_id: UUID, teacher_id: UUID, *, day: date, now: datetime
) -> Pseudonym | None:
    """What they are called from now on; None when they did not leave before the day, or were erased."""
    locked = select(teacher).where(_is_gone(school_id, day), teacher.c.id == teacher_id).with_for_update()
    was = (await connection.execute(locked)).mappings().one_or_none()
    if was is None:
        return None
    erased = select(func.count()).where(teacher.c.school_id == school_id, teacher.c.erased_at.is_not(None))
    called = pseudonym((await connection.scalar(erased) or 0) + 1)
    reach = await _reach(connection, school_id, teacher_id)
    await connection.execute(
        update(account)
        .where(account.c.id.in_(reach.person.account_ids))
        .values(access_version=account.c.access_version + 1)
    )
    for table in reversed(metadata.sorted_tables):  # what points at a row goes before it
        one = holdings()[table.name]
        if _goes(one):
            await write(connection, delete(table).where(reach.rows(one)))
        elif _changes(one):
            await _change(connection, one, reach, was, called, now)
    return called


async def _change(
    connection: AsyncConnection,
    one: Holding,
    reach: Reach,
    was: Mapping[Any, Any],
    called: Pseudonym,
    now: datetime,
) -> None:
    table, mine = one.table, reach.rows(one)
    for column in one.words("drops"):
        named = select(table.c[column]).where(mine)
        await _drop(connection, reach.person.school_id, named, was["name"], called)
    new = {name: None for name in one.words("clear")} | {name: BLANK for name in one.words("blank")}
    new |= {name: _renamed(table.c[name], was, called) for name in one.words("pseudonym")}
    if not new:
        return
    touched = or_(*(table.c[name].is_distinct_from(value) for name, value in new.items()))
    values = new | _besides(table.name, now)
    if "version" in table.c:
        values["version"] = table.c.version + 1
    if "changed_at" in table.c:
        values["changed_at"] = func.now()
    await write(connection, update(table).where(mine, touched).values(values))


def _renamed(column: Any, was: Mapping[Any, Any], called: Pseudonym) -> Any:
    """The pseudonym where the column is a name or a number of the person's; else the text with it inside."""
    if column.table is teacher:
        return asdict(called)[column.name]
    if column.table is account:
        return called.name if column.name == "display_name" else _username()
    if column.name == "number":
        return cast(column.table.c.id, Text)
    if not isinstance(column.type, JSONB):
        return func.replace(column, was["name"], called.name)
    renamed = func.replace(cast(column, Text), _quoted(was["name"])[1:-1], called.name)
    number = '"employee_no": '
    told = func.replace(renamed, number + _quoted(was["employee_no"]), number + _quoted(called.employee_no))
    return cast(told, JSONB)


def _username() -> Any:
    """Unique in the deployment, as every account's."""
    return "erased-" + func.right(cast(account.c.id, Text), 12)


def _quoted(said: str) -> str:
    """As the database writes it within a document."""
    return json.dumps(said, ensure_ascii=False)


def _besides(table: str, now: datetime) -> dict[str, Any]:
    if table == "teacher":
        return {"erased_at": now}
    if table == "account":
        return {"disabled_at": func.coalesce(account.c.disabled_at, now)}
    return {}


async def _drop(
    connection: AsyncConnection, school_id: UUID, named: Any, name: str, called: Pseudonym
) -> None:
    """The bytes of these files, and the name in what they are called."""
    which = stored_file.c.id.in_(named)
    await drop_bytes(connection, school_id, which)
    await connection.execute(
        update(stored_file)
        .where(stored_file.c.school_id == school_id, which)
        .values(filename=func.replace(stored_file.c.filename, name, called.name))
    )


async def erased_among(connection: AsyncConnection, school_id: UUID, teacher_ids: Sequence[UUID]) -> int:
    one = teacher.c
    erased = select(func.count()).where(
        one.school_id == school_id, one.id.in_(teacher_ids), one.erased_at.is_not(None)
    )
    return await connection.scalar(erased) or 0
