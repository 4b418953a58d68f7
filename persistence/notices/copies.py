"""Copies as they are acknowledged, and the personal links to do it by."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, and_, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.actions import Role
from domain.notices.acknowledging import HeldCopy, LinkedCopy, NoticeLink
from domain.notices.notice import RECIPIENT, Acknowledged, NoticeContent, NoticeCopy, NoticeState
from domain.notices.sheet import Copy
from persistence.changes import write
from persistence.identity.tables import account, role_grant
from persistence.notices.book import heads
from persistence.notices.documents import from_document
from persistence.notices.reads import COPIES, SqlNotices, copy_view, link_view
from persistence.notices.tables import notice, notice_copy, notice_edition, notice_link
from persistence.people.tables import teacher

_COPY, _LINK = notice_copy.c, notice_link.c


class SqlCopies(SqlNotices):
    async def for_update(self, copy_id: UUID) -> HeldCopy | None:
        seen = await self.copy(copy_id)
        if seen is None:
            return None
        await hold_notice(self._connection, self._school_id, copy_id)
        row = (await self._connection.execute(self._copies().where(_COPY.id == copy_id))).one()
        name: str = (
            await self._connection.execute(
                select(account.c.display_name).where(account.c.id == self._caller.account_id)
            )
        ).scalar_one()
        return HeldCopy(self._copy(row), row.head_id, name)

    async def acknowledged(
        self, copy_id: UUID, by: str, how: Acknowledged, *, account_id: UUID | None, at: datetime
    ) -> None:
        await _acknowledged(self._connection, self._school_id, copy_id, by, how, account_id, at)

    async def readers(self, copy: NoticeCopy) -> Mapping[UUID, str]:
        return await readers_of(self._connection, self._school_id, copy)

    async def add_link(self, new: NoticeLink, token_hash: str, *, account_id: UUID) -> None:
        await self._connection.execute(
            insert(notice_link).values(
                school_id=self._school_id,
                id=new.id,
                copy_id=new.copy_id,
                reader_id=new.reader_id,
                reader_name=new.reader_name,
                token_hash=token_hash,
                account_id=account_id,
                created_at=new.created_at,
                expires_at=new.expires_at,
            )
        )


class SqlOpenLinks:
    """Whoever bears the token sees what it leads to."""

    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def get(self, token_hash: str) -> LinkedCopy | None:
        link = await self._found(token_hash)
        return None if link is None else await self._linked(link)

    async def for_update(self, token_hash: str) -> LinkedCopy | None:
        seen = await self._found(token_hash)
        if seen is None:
            return None
        await hold_notice(self._connection, self._school_id, seen.copy_id)
        link = await self._found(token_hash)
        assert link is not None
        return await self._linked(link)

    async def used(self, linked: LinkedCopy, *, at: datetime) -> None:
        name, copy_id = linked.link.reader_name, linked.copy.id
        await _acknowledged(self._connection, self._school_id, copy_id, name, Acknowledged.BY_LINK, None, at)
        await self._connection.execute(
            update(notice_link)
            .where(_LINK.school_id == self._school_id, _LINK.id == linked.link.id)
            .values(used_at=at)
        )

    async def _found(self, token_hash: str) -> NoticeLink | None:
        its = _LINK.school_id == self._school_id, _LINK.token_hash == token_hash
        row = (await self._connection.execute(select(notice_link).where(*its))).one_or_none()
        return None if row is None else link_view(row)

    async def _linked(self, link: NoticeLink) -> LinkedCopy:
        statement = COPIES.add_columns(notice_edition.c.content).where(
            _COPY.school_id == self._school_id, _COPY.id == link.copy_id
        )
        row = (await self._connection.execute(statement)).one()
        copy = copy_view(row, None)
        return LinkedCopy(
            link,
            copy,
            from_document(NoticeContent, row.content),
            NoticeState(row.notice_state),
            row.latest,
            await readers_of(self._connection, self._school_id, copy),
        )


async def hold_notice(connection: AsyncConnection, school_id: UUID, copy_id: UUID) -> None:
    """Until the transaction ends nobody else voids a copy of the notice, acknowledges one, or uses a link."""
    its = notice.c.school_id == school_id, notice.c.id.in_(_its(school_id, copy_id))
    await connection.execute(select(notice.c.id).where(*its).with_for_update(key_share=True))


def _its(school_id: UUID, copy_id: UUID) -> Select[tuple[UUID]]:
    """The notice a copy is of."""
    return select(_COPY.notice_id).where(_COPY.school_id == school_id, _COPY.id == copy_id)


async def readers_of(connection: AsyncConnection, school_id: UUID, copy: NoticeCopy) -> dict[UUID, str]:
    if copy.copy is Copy.TEACHER:
        return {copy.teacher_id: copy.teacher_name}
    if copy.copy is Copy.GRADE_GROUP:
        its = heads(school_id, [copy.teacher_id]).subquery()
        head = select(teacher.c.id, teacher.c.name).join(its, teacher.c.id == its.c.head_id)
        rows = await connection.execute(head.where(teacher.c.school_id == school_id))
        return {row.id: row.name for row in rows}
    return await _named_holders(connection, school_id, RECIPIENT[copy.copy])


async def _named_holders(connection: AsyncConnection, school_id: UUID, role: Role) -> dict[UUID, str]:
    """As `persistence.identity.holders` has them, with their names."""
    grant = role_grant.c
    rows = await connection.execute(
        select(func.coalesce(grant.teacher_id, grant.account_id).label("id"), account.c.display_name)
        .join(account, and_(account.c.id == grant.account_id))
        .where(grant.school_id == school_id, grant.role == role)
        .order_by(grant.id)
    )
    return {row.id: row.display_name for row in rows}


async def _acknowledged(
    connection: AsyncConnection,
    school_id: UUID,
    copy_id: UUID,
    by: str,
    how: Acknowledged,
    account_id: UUID | None,
    at: datetime,
) -> None:
    await connection.execute(
        update(notice_copy)
        .where(_COPY.school_id == school_id, _COPY.id == copy_id)
        .values(
            acknowledged_at=at,
            acknowledged_by=by,
            acknowledged_how=how,
            account_id=account_id,
            version=_COPY.version + 1,
        )
    )
    await write(
        connection,
        update(notice)
        .where(notice.c.school_id == school_id, notice.c.id.in_(_its(school_id, copy_id)))
        .values(version=notice.c.version + 1),
    )
