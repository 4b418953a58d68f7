"""What a transaction changes, noted while it runs, for the programs outside that asked to be told.

Whoever writes rows of a table in the catalogue does so through `write`. Where the school has a webhook, the
statement gives back which rows it touched and they are noted with the transaction's connection object; a
transaction that is rolled back takes its notes with it. Where it has none, a write costs nothing more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Delete, Insert, Result, bindparam, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.webhooks.catalogue import Resource
from persistence.engine import core_of
from persistence.ids import new_id
from persistence.queue import enqueue
from persistence.statements import Statement, Write, concerned, set_columns

NOTED = "yanxiu_noted"
"""The execution option of a statement that came through `write`; tests let no other into the catalogue."""

_NOTES = "yanxiu_notes"
_MARK = {NOTED: True}

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
    core = connection.sync_connection
    assert core is not None
    core.execution_options(**{_NOTES: Notes(school_id)})


def _notes_of(connection: AsyncConnection) -> Notes | None:
    core = core_of(connection)
    notes: Notes | None = None if core is None else core.get_execution_options().get(_NOTES)
    return notes


async def write(connection: AsyncConnection, statement: Write) -> Result[Any]:
    """Executes an INSERT, UPDATE or DELETE; its result is buffered, and has the columns it asked for."""
    notes = _notes_of(connection)
    resource = None if notes is None else concerned(statement)
    if notes is None or resource is None:
        return await connection.execute(statement, execution_options=_MARK)
    return await _noted(connection, statement, resource, notes)


class Together:
    """Writes of one row each, sent as one statement, compiled once; which runs first is PostgreSQL's choice.

    What it changes in the catalogue is noted as by `write`.
    """

    def __init__(self, first: Write, *others: Write) -> None:
        parts = [_telling(one).cte(f"part_{number}") for number, one in enumerate((first, *others))]
        shown = [parts[0].c[name] for name in _asked(first)]
        self._shown = slice(len(shown))
        self._concerned: list[_Concerned] = []
        for part, one in zip(parts, (first, *others), strict=True):
            if (resource := concerned(one)) is not None:
                begin = len(shown)
                shown += [part.c[name].label(f"{part.name}_{name}") for name in _needed(resource)]
                its = slice(begin, len(shown))
                self._concerned.append(_Concerned(one, resource, set_columns(one), its))
        self.statement = Statement(select(*shown).add_cte(*parts), noted=True)

    async def run(self, connection: AsyncConnection, **parameters: Any) -> Sequence[Any]:
        """What the first statement gives back."""
        (row,) = await self.statement.rows(connection, **parameters)
        notes = _notes_of(connection)
        if notes is not None:
            for one in self._concerned:
                subject_id, version, *state = row[one.its]
                events = _events(one.statement, one.resource, one.columns, version, *state)
                notes.note(events, subject_id, version)
        return row[self._shown]  # type: ignore[no-any-return]  # asyncpg types a slice as one value


@dataclass(frozen=True, slots=True)
class _Concerned:
    """A part of several writes that the webhooks hear of, and where in the row stands what they hear."""

    statement: Write
    resource: Resource
    columns: set[str]
    its: slice


def _telling(statement: Write) -> Write:
    """The same, giving back what is needed besides; something at least, or a cluster might copy its rows."""
    resource = concerned(statement)
    needed = ["id"] if resource is None else _needed(resource)
    asked = _asked(statement)
    return statement.returning(*(statement.table.c[name] for name in needed if name not in asked))


def _asked(statement: Write) -> list[str]:
    """What it gives back. Of a copy: SQLAlchemy remembers the answer, also when more is asked for later."""
    return [column.name for column in statement.returning().exported_columns]


def _needed(resource: Resource) -> list[str]:
    return ["id", "version", *([resource.state_column] if resource.states else [])]


async def _noted(
    connection: AsyncConnection, statement: Write, resource: Resource, notes: Notes
) -> Result[Any]:
    asked = [column.name for column in statement.exported_columns]
    needed = _needed(resource)
    more = [statement.table.c[name] for name in needed if name not in asked]
    telling = statement.returning(*more) if more else statement
    frozen = (await connection.execute(telling, execution_options=_MARK)).freeze()
    places = [([*asked, *(column.name for column in more)]).index(name) for name in needed]
    changed = set_columns(statement)
    for row in frozen().all():
        subject_id, version, *state = (row[place] for place in places)
        notes.note(_events(statement, resource, changed, version, *state), subject_id, version)
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


async def tell(connection: AsyncConnection) -> None:
    """At the end of a transaction: what it changed, to each subscription that wants it, and to the worker."""
    notes = _notes_of(connection)
    if notes is None or not notes.versions:
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
