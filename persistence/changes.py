"""What a transaction changes, noted while it runs, for the programs outside that asked to be told.

Whoever writes rows of a table in the catalogue does so through `write`. Where the school has a webhook, the
statement gives back which rows it touched and they are noted with the transaction's connection object; a
transaction that is rolled back takes its notes with it. Where it has none, a write costs nothing more.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Delete, Insert, Result, Table, Update, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.webhooks.catalogue import BY_TABLE, Resource
from persistence.ids import new_id
from persistence.queue import enqueue

NOTED = "yanxiu_noted"
"""The execution option of a statement that came through `write`; tests let no other into the catalogue."""

_NOTES = "yanxiu_notes"
_MARK = {NOTED: True}

Write = Insert | Update | Delete

# One event a subscription concerned. `gen_random_uuid`, since Python does not know how many those are.
_TELL = text(
    "INSERT INTO webhook_delivery (school_id, id, subscription_id, event_id, event, subject_id,"
    " subject_version, occurred_at, state, attempts, next_at, version)"
    " SELECT told.school_id, gen_random_uuid(), told.id, given.event_id, given.event, given.subject_id,"
    " given.subject_version, :at, 'queued', 0, :at, 1"
    " FROM unnest(CAST(:ids AS uuid[]), CAST(:events AS text[]), CAST(:subjects AS uuid[]),"
    " CAST(:versions AS int[])) AS given(event_id, event, subject_id, subject_version)"
    " JOIN webhook_subscription told ON told.school_id = :school AND told.enabled"
    " AND (told.events IS NULL OR given.event = ANY(told.events))"
    " ORDER BY told.id, given.event_id"
    " RETURNING subscription_id"
)


@dataclass(slots=True)
class Notes:
    """The events of one transaction: the highest version of each (event, id)."""

    school_id: UUID
    versions: dict[tuple[str, UUID], int] = field(default_factory=dict)

    def note(self, events: tuple[str, ...], subject_id: UUID, version: int) -> None:
        for event in events:
            key = (event, subject_id)
            if version > self.versions.get(key, 0):
                self.versions[key] = version


def take_notes(connection: AsyncConnection, school_id: UUID) -> None:
    """From now on, until this connection object is given back."""
    _opened(connection).execution_options(**{_NOTES: Notes(school_id)})


def _notes_of(connection: AsyncConnection) -> Notes | None:
    notes: Notes | None = _opened(connection).get_execution_options().get(_NOTES)
    return notes


def _opened(connection: AsyncConnection) -> Connection:
    opened = connection.sync_connection
    assert opened is not None
    return opened


async def write(connection: AsyncConnection, statement: Write) -> Result[Any]:
    """Executes an INSERT, UPDATE or DELETE; its result is buffered, and has the columns it asked for."""
    notes = _notes_of(connection)
    resource = None if notes is None else concerned(statement)
    if notes is None or resource is None:
        return await connection.execute(statement, execution_options=_MARK)
    return await _noted(connection, statement, resource, notes)


def concerned(statement: Write) -> Resource | None:
    """Of which resource of the catalogue it changes what others see.

    An UPDATE that counts no version changes nothing of the kind.
    """
    if isinstance(statement, Update) and "version" not in _set_columns(statement):
        return None
    table = statement.table
    return BY_TABLE.get(table.name) if isinstance(table, Table) else None


async def _noted(
    connection: AsyncConnection, statement: Write, resource: Resource, notes: Notes
) -> Result[Any]:
    asked = [column.name for column in statement.exported_columns]
    needed = ["id", "version", *([resource.state_column] if resource.states else [])]
    more = [statement.table.c[name] for name in needed if name not in asked]
    telling = statement.returning(*more) if more else statement
    frozen = (await connection.execute(telling, execution_options=_MARK)).freeze()
    places = [([*asked, *(column.name for column in more)]).index(name) for name in needed]
    set_columns = _set_columns(statement)
    for row in frozen().all():
        subject_id, version, *state = (row[place] for place in places)
        notes.note(_events(statement, resource, set_columns, version, *state), subject_id, version)
    return frozen().columns(*range(len(asked))) if asked and more else frozen()


def _events(
    statement: Write, resource: Resource, columns: set[str], version: int, state: str | None = None
) -> tuple[str, ...]:
    if isinstance(statement, Delete):
        return resource.removed()
    if isinstance(statement, Insert):
        # One that met the row already there has changed it, and its state for all we know.
        return resource.entered(state) if version == 1 else resource.changed({resource.state_column}, state)
    return resource.changed(columns, state)


def _set_columns(statement: Write) -> set[str]:
    """SQLAlchemy has no public name for it; a test pins this one."""
    values = statement._values if isinstance(statement, Update) else None
    return {str(getattr(column, "name", column)) for column in values or ()}


async def tell(connection: AsyncConnection) -> None:
    """At the end of a transaction: what it changed, to each subscription that wants it, and to the worker."""
    notes = _notes_of(connection)
    if notes is None or not notes.versions or not connection.in_transaction():  # it was taken back inside
        return
    found = await connection.execute(_tell(notes, datetime.now(UTC)))
    for subscription_id in sorted(set(found.scalars())):
        await wake(connection, notes.school_id, subscription_id)


def _tell(notes: Notes, at: datetime) -> Any:
    return _TELL.bindparams(
        bindparam("school", notes.school_id),
        bindparam("at", at),
        bindparam("ids", sorted(new_id() for _ in notes.versions)),
        bindparam("events", [event for event, _ in notes.versions]),
        bindparam("subjects", [subject_id for _, subject_id in notes.versions]),
        bindparam("versions", list(notes.versions.values())),
    )


async def wake(
    connection: AsyncConnection, school_id: UUID, subscription_id: UUID, *, at: datetime | None = None
) -> None:
    """A job that sends what waits for the subscription; those of one subscription run one after another."""
    job = {"school_id": str(school_id), "subscription_id": str(subscription_id)}
    await enqueue(connection, "deliver_webhooks", job, lock=f"webhook:{subscription_id}", at=at)
