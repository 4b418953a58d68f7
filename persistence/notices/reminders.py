"""Which copies wait for their readers, and whom to remind."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.notices.notice import AWAITED, NoticeContent, notice_no
from domain.notices.reminding import Unacknowledged, remind
from domain.notices.sheet import Copy
from domain.people.calendar import ZONE, day_of
from persistence.notices.book import SqlNoticeBook
from persistence.notices.documents import from_document
from persistence.notices.tables import notice, notice_copy, notice_edition
from persistence.people.tables import school_day
from persistence.platform.messages import SqlMessages
from persistence.platform.tables import school
from persistence.training.tables import enrolment, training_session
from persistence.transaction import in_school

BEFORE = timedelta(days=100)
"""The longest holidays, and some days more."""

_COPY, _EDITION, _NOTICE = notice_copy.c, notice_edition.c, notice.c


class SqlUnacknowledged:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def school_days_until(self, day: date) -> Sequence[date]:
        its = school_day.c
        found = await self._connection.scalars(
            select(its.day)
            .where(its.school_id == self._school_id, its.is_school_day, its.day.between(day - BEFORE, day))
            .order_by(its.day)
        )
        return found.all()

    async def waiting(self, told_until: date, limit: int, *, now: datetime) -> list[Unacknowledged]:
        until = datetime.combine(told_until + timedelta(days=1), time(), tzinfo=ZONE)
        rows = (
            await self._connection.execute(
                _WAITING.where(
                    _COPY.school_id == self._school_id,
                    func.coalesce(_COPY.reminded_at, _COPY.delivered_at) < until,
                    training_session.c.ends_at > now,
                )
                .order_by(_COPY.id)
                .limit(limit)
                .with_for_update(key_share=True, of=notice_copy, skip_locked=True)
            )
        ).all()
        book = SqlNoticeBook(self._connection, self._school_id)
        readers = await book.readers({row.teacher_id for row in rows}) if rows else {}
        return [_unacknowledged(row, readers[row.teacher_id][Copy(row.copy)]) for row in rows]

    async def reminded(self, copy_ids: Sequence[UUID], *, at: datetime) -> None:
        await self._connection.execute(
            update(notice_copy)
            .where(_COPY.school_id == self._school_id, _COPY.id.in_(copy_ids))
            .values(reminded_at=at)
        )


_WAITING: Select[Any] = (
    select(
        _COPY.id,
        _COPY.notice_id,
        _COPY.copy,
        _NOTICE.school_year,
        _NOTICE.number,
        _NOTICE.teacher_id,
        _EDITION.content,
    )
    .select_from(notice_copy)
    .join(notice, and_(_NOTICE.school_id == _COPY.school_id, _NOTICE.id == _COPY.notice_id))
    .join(notice_edition, and_(_EDITION.school_id == _COPY.school_id, _EDITION.id == _COPY.edition_id))
    .join(enrolment, and_(enrolment.c.school_id == _NOTICE.school_id, enrolment.c.id == _NOTICE.enrolment_id))
    .join(
        training_session,
        and_(
            training_session.c.school_id == enrolment.c.school_id,
            training_session.c.id == enrolment.c.session_id,
        ),
    )
    .where(
        _COPY.copy.in_(AWAITED),
        _COPY.acknowledged_at.is_(None),
        _COPY.delivered_at.is_not(None),
        _EDITION.voided_at.is_(None),
    )
)


def _unacknowledged(row: Row[Any], readers: tuple[UUID, ...]) -> Unacknowledged:
    content = from_document(NoticeContent, row.content)
    return Unacknowledged(
        copy_id=row.id,
        notice_id=row.notice_id,
        copy=Copy(row.copy),
        notice_no=notice_no(row.school_year, row.number),
        name=content.attendee.name,
        course=content.training.title,
        starts_on=day_of(content.training.blocks[0].starts_at),
        readers=readers,
    )


async def remind_readers(engine: AsyncEngine, *, now: datetime) -> int:
    """School by school, batch by batch, each batch a transaction of its own; how many copies it was.

    Of two that run at once each reminds of what the other has not.
    """
    async with engine.connect() as connection:
        schools = (await connection.scalars(select(school.c.id))).all()
    told = 0
    for school_id in schools:
        while batch := await remind_batch(engine, school_id, now):
            told += batch
    return told


async def remind_batch(engine: AsyncEngine, school_id: UUID, now: datetime) -> int:
    async with in_school(engine, school_id) as connection:
        copies, messages = SqlUnacknowledged(connection, school_id), SqlMessages(connection, school_id)
        return await remind(copies, messages, day=day_of(now), now=now)
