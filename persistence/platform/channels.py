"""Channels with their addresses sealed, and what is on its way through them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, RowMapping, and_, case, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.channels import Channel, ChannelNameTaken, Delivery, DeliveryFilter
from domain.messages import ChannelKind, DeliveryState, Event
from domain.paging import Page, Window
from persistence import rows
from persistence.identity.tables import account
from persistence.paging import page
from persistence.people.tables import teacher
from persistence.platform.tables import message, message_delivery, notification_channel
from persistence.refusals import refusing
from persistence.rows import view

_CHANNEL, _DELIVERY = notification_channel.c, message_delivery.c


class SqlChannels:
    def __init__(
        self,
        connection: AsyncConnection,
        school_id: UUID,
        *,
        seal: Callable[[str], str],
        mask: Callable[[str], str],
    ) -> None:
        """`seal` makes of an address what lies in the table; `mask` makes of that what is shown."""
        self._connection, self._school_id = connection, school_id
        self._seal, self._mask = seal, mask

    async def page(self, window: Window) -> Page[Channel]:
        return await page(
            self._connection,
            select(notification_channel).where(_CHANNEL.school_id == self._school_id),
            window,
            by=[_CHANNEL.name, _CHANNEL.id],
            filters=None,
            view=lambda row: self._channel(row._mapping),
        )

    async def get(self, channel_id: UUID) -> Channel | None:
        row = await rows.fetch(self._connection, notification_channel, self._school_id, channel_id)
        return None if row is None else self._channel(row)

    async def for_update(self, channel_id: UUID) -> Channel | None:
        row = await rows.fetch(self._connection, notification_channel, self._school_id, channel_id, lock=True)
        return None if row is None else self._channel(row)

    async def add(self, values: Mapping[str, Any]) -> Channel:
        with refusing(uq_notification_channel_name=ChannelNameTaken()):
            given = self._columns(values)
            row = await rows.add(self._connection, notification_channel, self._school_id, given)
        return self._channel(row)

    async def change(self, channel_id: UUID, values: Mapping[str, Any]) -> Channel:
        with refusing(uq_notification_channel_name=ChannelNameTaken()):
            given = self._columns(values)
            row = await rows.change(
                self._connection, notification_channel, self._school_id, channel_id, given
            )
        return self._channel(row)

    async def remove(self, channel_id: UUID) -> None:
        sent = (_DELIVERY.school_id == self._school_id, _DELIVERY.channel_id == channel_id)
        await self._connection.execute(delete(message_delivery).where(*sent))
        await rows.remove(self._connection, notification_channel, self._school_id, channel_id)

    async def deliveries(self, filters: DeliveryFilter, window: Window) -> Page[Delivery]:
        statement = (
            select(message_delivery, message.c.event, message.c.recipient_id)
            .join(message, _told())
            .where(_DELIVERY.school_id == self._school_id)
        )
        if filters.state is not None:
            statement = statement.where(_DELIVERY.state == filters.state)
        if filters.channel_id is not None:
            statement = statement.where(_DELIVERY.channel_id == filters.channel_id)
        return await page(
            self._connection,
            statement,
            window,
            by=[_DELIVERY.id],
            filters=filters,
            view=_delivery,
            descending=True,
        )

    def _columns(self, values: Mapping[str, Any]) -> dict[str, Any]:
        given = dict(values)
        if "address" in given:
            given["url"] = self._seal(given.pop("address"))
        if "events" in given:
            given["events"] = sorted({event.value for event in given["events"]})
        return given

    def _channel(self, row: RowMapping) -> Channel:
        address = self._mask(row["url"])
        events = [Event(event) for event in row["events"]]
        return view(Channel, row, kind=ChannelKind(row["kind"]), address=address, events=events)


@dataclass(frozen=True, slots=True)
class Due:
    """A message to be sent through a channel, and who it is for."""

    delivery_id: UUID
    name: str
    event: Event
    facts: dict[str, str]


class SqlDeliveries:
    """What waits for one channel, taken in batches; who takes a batch holds it until the transaction ends."""

    def __init__(self, connection: AsyncConnection, school_id: UUID, channel_id: UUID) -> None:
        self._connection, self._school_id, self._channel_id = connection, school_id, channel_id

    async def address(self) -> tuple[str, bool] | None:
        """The sealed address, and whether the channel is in use; None when it was removed."""
        asked = select(_CHANNEL.url, _CHANNEL.enabled).where(
            _CHANNEL.school_id == self._school_id, _CHANNEL.id == self._channel_id
        )
        row = (await self._connection.execute(asked)).one_or_none()
        return None if row is None else (row.url, row.enabled)

    async def take(self, limit: int) -> list[Due]:
        """The oldest that wait and that no other worker is sending just now."""
        waiting = (
            select(
                _DELIVERY.id,
                func.coalesce(teacher.c.name, account.c.display_name, "").label("name"),
                message.c.event,
                message.c.facts,
            )
            .join(message, _told())
            .outerjoin(
                teacher,
                and_(teacher.c.school_id == _DELIVERY.school_id, teacher.c.id == message.c.recipient_id),
            )
            .outerjoin(account, account.c.id == message.c.recipient_id)
            .where(
                _DELIVERY.school_id == self._school_id,
                _DELIVERY.channel_id == self._channel_id,
                _DELIVERY.state == DeliveryState.QUEUED,
            )
            .order_by(_DELIVERY.id)
            .limit(limit)
            .with_for_update(of=message_delivery, skip_locked=True)
        )
        found = await self._connection.execute(waiting)
        return [Due(row.id, row.name, Event(row.event), row.facts) for row in found]

    async def sent(self, batch: Sequence[Due], *, at: datetime) -> None:
        await self._set(batch, state=DeliveryState.SENT, sent_at=at, error=None)

    async def not_sent(self, batch: Sequence[Due], *, why: str, tries: int) -> None:
        """One attempt more; after `tries` of them it is given up."""
        given_up = _DELIVERY.attempts + 1 >= tries
        state = case((given_up, DeliveryState.FAILED.value), else_=DeliveryState.QUEUED.value)
        await self._set(batch, state=state, error=why)

    async def _set(self, batch: Sequence[Due], **values: Any) -> None:
        await self._connection.execute(
            update(message_delivery)
            .where(
                _DELIVERY.school_id == self._school_id, _DELIVERY.id.in_([one.delivery_id for one in batch])
            )
            .values(attempts=_DELIVERY.attempts + 1, **values)
        )


def _told() -> Any:
    return and_(message.c.school_id == _DELIVERY.school_id, message.c.id == _DELIVERY.message_id)


def _delivery(row: Row[Any]) -> Delivery:
    given = row._mapping
    return view(Delivery, given, event=Event(given["event"]), state=DeliveryState(given["state"]))
