"""Telling people: into the inbox, and into the queue of what goes out, in the transaction of the news."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from asyncpg import Record
from sqlalchemy import ARRAY, DateTime, Text, Uuid, cast, column, exists, func, select
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.messages import IN_CONFIDENCE, DeliveryState, Event, Notice, missing_facts
from persistence.ids import new_id
from persistence.platform.tables import message, message_delivery, notification_channel
from persistence.queue import enqueue
from persistence.rows import add_all
from persistence.statements import Statement, as_json, parameter

_COLUMNS = ("id", "recipient_id", "event", "about", "facts", "link", "created_at")


def _telling() -> Statement:
    """New messages, of which those told before are none; with each whether any channel is open."""
    given = func.unnest(
        *(parameter(name, ARRAY(kind)) for name, kind in (("ids", Uuid), ("recipients", Uuid))),
        *(parameter(name, ARRAY(kind)) for name, kind in (("events", Text), ("abouts", Uuid))),
        *(parameter(name, ARRAY(Text)) for name in ("facts", "links")),
    ).table_valued(
        column("id", Uuid),
        column("recipient_id", Uuid),
        column("event", Text),
        column("about", Uuid),
        column("facts", Text),
        column("link", Text),
    )
    one, school = given.render_derived(name="given").c, parameter("school", Uuid)
    source = select(
        school, one.id, one.recipient_id, one.event, one.about, cast(one.facts, JSONB), one.link
    ).add_columns(parameter("at", DateTime(timezone=True)))
    added = (
        insert(message)
        .from_select(["school_id", *_COLUMNS], source)
        .on_conflict_do_nothing(constraint="uq_message_once")
        .returning(message.c.id, message.c.event)
        .cte("added")
    )
    channel = notification_channel.c
    goes_out = exists().where(channel.school_id == school, channel.enabled)
    return Statement(select(added.c.id, added.c.event, goes_out.label("goes_out")))


_TELL = _telling()


class SqlMessages:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection = connection
        self._school_id = school_id

    async def tell(
        self,
        event: Event,
        *,
        about: UUID,
        to: Sequence[UUID],
        facts: Mapping[str, str],
        link: str | None = None,
        at: datetime,
    ) -> None:
        await self.tell_all([Notice(event, about, recipient_id, facts, link) for recipient_id in to], at=at)

    async def tell_all(self, notices: Sequence[Notice], *, at: datetime) -> None:
        for notice in notices:
            assert not missing_facts(notice), f"{notice.event} needs {missing_facts(notice)}"
        if notices:
            new = await self._put(notices, at)
            if any(row["goes_out"] for row in new):
                await self._send_out([(row["id"], Event(row["event"])) for row in new], at)

    async def _put(self, notices: Iterable[Notice], at: datetime) -> list[Record]:
        """The new messages; two tellers of the same things take them in one order, and never deadlock."""
        ordered = sorted(notices, key=lambda one: (one.recipient_id, one.event, one.about))
        return await _TELL.rows(
            self._connection,
            school=self._school_id,
            at=at,
            ids=[new_id() for _ in ordered],
            recipients=[one.recipient_id for one in ordered],
            events=[one.event.value for one in ordered],
            abouts=[one.about for one in ordered],
            facts=[as_json(dict(one.facts)) for one in ordered],
            links=[one.link for one in ordered],
        )

    async def _send_out(self, new: Sequence[tuple[UUID, Event]], at: datetime) -> None:
        """Rows to be delivered for each channel that wants the event, and one job for each such channel."""
        for channel_id, events in await self._channels():
            wanted = [one for one, event in new if event in events and event not in IN_CONFIDENCE]
            await add_all(
                self._connection,
                message_delivery,
                self._school_id,
                [_queued(message_id, channel_id, at) for message_id in wanted],
            )
            if wanted:
                await queue_deliveries(self._connection, self._school_id, channel_id)

    async def _channels(self) -> list[tuple[UUID, list[str]]]:
        table = notification_channel.c
        enabled = (
            select(table.id, table.events)
            .where(table.school_id == self._school_id, table.enabled)
            .order_by(table.id)
        )
        return [(row.id, row.events) for row in await self._connection.execute(enabled)]


def _queued(message_id: UUID, channel_id: UUID, at: datetime) -> dict[str, object]:
    return {
        "id": new_id(),
        "message_id": message_id,
        "channel_id": channel_id,
        "state": DeliveryState.QUEUED.value,
        "attempts": 0,
        "created_at": at,
    }


async def queue_deliveries(connection: AsyncConnection, school_id: UUID, channel_id: UUID) -> None:
    """A job that sends whatever waits for the channel; the jobs of one channel run one after another."""
    job = {"school_id": str(school_id), "channel_id": str(channel_id)}
    await enqueue(connection, "deliver", job, lock=f"channel:{channel_id}")
