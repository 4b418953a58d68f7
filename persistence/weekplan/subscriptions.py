"""Calendar feeds as whoever has their link sees them: outside any sign-in, inside one school."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.sessions import digest
from domain.people.teacher import TeacherStatus
from domain.weekplan.feeds import FeedKind, Retelling, Subscription, Told
from persistence.identity.tables import account, role_grant
from persistence.ids import new_id
from persistence.people.tables import teacher
from persistence.platform.tables import school
from persistence.rows import add_all, change_all
from persistence.weekplan import snapshots
from persistence.weekplan.tables import calendar_event, calendar_feed

feed, event = calendar_feed.c, calendar_event.c
USE_NOTED = timedelta(hours=1)
"""A phone that asks every minute need not be written down every minute."""


async def school_named(connection: AsyncConnection, name: str) -> UUID | None:
    """The school of this code or id."""
    try:
        named = or_(school.c.id == UUID(name), school.c.code == name)
    except ValueError:
        named = school.c.code == name
    found: UUID | None = await connection.scalar(select(school.c.id).where(named))
    return found


class SqlSubscriptions:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def shown_by(self, secret: str, *, at: datetime) -> Subscription | None:
        """The lock comes first, so that of two readers the second sees what the first was told."""
        own = (feed.school_id == self._school_id, feed.secret_hash == digest(secret))
        held = await self._connection.scalar(select(feed.id).where(*own).with_for_update())
        if held is None:
            return None
        row = (await self._connection.execute(self._standing().where(feed.id == held))).one_or_none()
        if row is None:
            return None
        if row.last_used_at is None or row.last_used_at <= at - USE_NOTED:
            await self._connection.execute(update(calendar_feed).where(*own).values(last_used_at=at))
        return Subscription(row.id, self._school_id, FeedKind(row.kind), row.name, row.teacher_id)

    def _standing(self) -> Select[tuple[UUID, str, str, UUID | None, datetime | None]]:
        """A personal feed ends with its owner's place at the school; the school's own is the school's."""
        its = (account.c.id == role_grant.c.account_id) & account.c.disabled_at.is_(None)
        placed = (
            exists()
            .where(
                role_grant.c.school_id == feed.school_id,
                role_grant.c.account_id == feed.account_id,
                role_grant.c.teacher_id == feed.teacher_id,
            )
            .where(its)
        )
        at_work = exists().where(
            teacher.c.school_id == feed.school_id,
            teacher.c.id == feed.teacher_id,
            teacher.c.status != TeacherStatus.LEFT,
        )
        return select(feed.id, feed.kind, feed.name, feed.teacher_id, feed.last_used_at).where(
            feed.school_id == self._school_id,
            feed.revoked_at.is_(None),
            or_(feed.kind == FeedKind.SCHOOL, placed & at_work),
        )

    async def told(self, feed_id: UUID) -> Mapping[str, Told]:
        found = await self._connection.execute(
            select(event.key, event.entry, event.sequence, event.changed_at, event.cancelled).where(
                event.school_id == self._school_id, event.feed_id == feed_id
            )
        )
        return {
            row.key: Told(snapshots.read(row.entry), row.sequence, row.changed_at, row.cancelled)
            for row in found
        }

    async def tell(self, feed_id: UUID, retelling: Retelling) -> None:
        new = [
            {"id": new_id(), "feed_id": feed_id, "key": key, **_columns(one)}
            for key, one in sorted(retelling.new.items())
        ]
        await add_all(self._connection, calendar_event, self._school_id, new)
        ids = await self._ids(feed_id) if retelling.otherwise else {}
        again = [{"id": ids[key], **_columns(one)} for key, one in retelling.otherwise.items()]
        await change_all(self._connection, calendar_event, self._school_id, again)

    async def _ids(self, feed_id: UUID) -> Mapping[str, UUID]:
        found = await self._connection.execute(
            select(event.key, event.id).where(event.school_id == self._school_id, event.feed_id == feed_id)
        )
        return {row.key: row.id for row in found}


def _columns(told: Told) -> dict[str, object]:
    return {
        "entry": json.dumps(snapshots.written(told.entry), ensure_ascii=False),
        "sequence": told.sequence,
        "changed_at": told.changed_at,
        "cancelled": told.cancelled,
    }
