"""Notices as they are issued, superseded and cancelled: read under their locks, written many at once."""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, exists, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.actions import Role
from domain.notices.book import NewEdition, NewNotice, Placed, Readers, Standing
from domain.notices.notice import CancelCause, NoticeContent, NoticeState, notice_no
from domain.notices.sheet import Copy
from domain.notices.verifying import ALPHABET, GROUP, GROUPS, written
from domain.training.catalogue import SessionState
from domain.training.enrolment import EnrolmentState
from persistence.changes import write
from persistence.identity.holders import holders
from persistence.ids import new_id
from persistence.notices.contents import contents, training_of
from persistence.notices.documents import as_document, from_document
from persistence.notices.tables import notice, notice_copy, notice_edition, notice_series
from persistence.people.tables import grade_group, teacher
from persistence.rows import add_all
from persistence.training.sessions import blocks_of
from persistence.training.tables import course, enrolment, training_session

_NOTICE, _EDITION = notice.c, notice_edition.c


def new_code() -> str:
    return written("".join(secrets.choice(ALPHABET) for _ in range(GROUPS * GROUP)))


class SqlNoticeBook:
    """The number of statements does not depend on the number of notices."""

    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    def new_id(self) -> UUID:
        return new_id()

    async def without_notice(self, session_id: UUID, limit: int) -> list[UUID] | None:
        known = select(training_session.c.id).where(
            training_session.c.school_id == self._school_id, training_session.c.id == session_id
        )
        if await self._connection.scalar(known) is None:
            return None
        issued = exists().where(
            _NOTICE.school_id == enrolment.c.school_id,
            _NOTICE.enrolment_id == enrolment.c.id,
            _NOTICE.state == NoticeState.ISSUED,
        )
        found = await self._connection.scalars(
            select(enrolment.c.id)
            .where(
                enrolment.c.school_id == self._school_id,
                enrolment.c.session_id == session_id,
                enrolment.c.state == EnrolmentState.PLACED,
                ~issued,
            )
            .order_by(enrolment.c.id)
            .limit(limit)
        )
        return list(found)

    async def placed_for_update(self, enrolment_ids: Collection[UUID]) -> dict[UUID, Placed]:
        await self._hold(enrolment_ids)
        rows = (
            await self._connection.execute(
                select(enrolment, _NOTICE.school_year, _NOTICE.number)
                .outerjoin(
                    notice,
                    and_(
                        _NOTICE.school_id == enrolment.c.school_id,
                        _NOTICE.enrolment_id == enrolment.c.id,
                        _NOTICE.state == NoticeState.ISSUED,
                    ),
                )
                .where(enrolment.c.school_id == self._school_id, enrolment.c.id.in_(enrolment_ids))
            )
        ).all()
        return {
            row.id: Placed(
                enrolment_id=row.id,
                session_id=row.session_id,
                teacher_id=row.teacher_id,
                state=EnrolmentState(row.state),
                school_year=row.planned_year,
                notice_no=None if row.number is None else notice_no(row.school_year, row.number),
            )
            for row in rows
        }

    async def standing_for_update(
        self, *, session_ids: Collection[UUID] = (), course_ids: Collection[UUID] = ()
    ) -> list[Standing]:
        session = training_session.c
        return await self._standing(
            _STANDING.where(
                _NOTICE.school_id == self._school_id,
                _NOTICE.state == NoticeState.ISSUED,
                session.id.in_(session_ids) | session.course_id.in_(course_ids),
            )
        )

    async def one_for_update(self, notice_id: UUID) -> Standing | None:
        chosen = (_NOTICE.school_id == self._school_id, _NOTICE.id == notice_id)
        enrolled = await self._connection.scalar(select(_NOTICE.enrolment_id).where(*chosen))
        if enrolled is None:
            return None
        await self._hold([enrolled])
        (standing,) = await self._standing(_STANDING.where(*chosen))
        return standing

    async def contents(self, enrolment_ids: Collection[UUID]) -> dict[UUID, NoticeContent]:
        return await contents(self._connection, self._school_id, enrolment_ids)

    async def readers(self, teacher_ids: Collection[UUID]) -> dict[UUID, Readers]:
        affairs = await holders(self._connection, self._school_id, Role.ACADEMIC_AFFAIRS)
        office = await holders(self._connection, self._school_id, Role.RESEARCH_OFFICE)
        rows = await self._connection.execute(heads(self._school_id, teacher_ids))
        return {
            row.id: {
                Copy.TEACHER: (row.id,),
                Copy.ACADEMIC_AFFAIRS: tuple(affairs),
                Copy.GRADE_GROUP: () if row.head_id is None else (row.head_id,),
                Copy.OFFICE: tuple(office),
            }
            for row in rows
        }

    async def take_numbers(self, school_year: int, count: int) -> int:
        # One statement: the row is locked when the addition is seen by the next one who waits for it.
        series = insert(notice_series).values(
            school_id=self._school_id, id=new_id(), school_year=school_year, last_number=count
        )
        last = await self._connection.scalar(
            series.on_conflict_do_update(
                constraint="uq_notice_series_school_year",
                set_={"last_number": notice_series.c.last_number + count},
            ).returning(notice_series.c.last_number)
        )
        assert last is not None
        return int(last) - count + 1

    async def add(self, new: Sequence[NewNotice], *, account_id: UUID, at: datetime) -> None:
        rows = [
            {
                "id": one.edition.notice_id,
                "school_year": one.placed.school_year,
                "number": one.number,
                "enrolment_id": one.placed.enrolment_id,
                "teacher_id": one.placed.teacher_id,
                "state": NoticeState.ISSUED.value,
                "edition": one.edition.number,
            }
            for one in new
        ]
        await add_all(self._connection, notice, self._school_id, rows)
        await self._add_editions([one.edition for one in new], account_id, at)

    async def supersede(
        self, editions: Sequence[NewEdition], *, account_id: UUID | None, at: datetime
    ) -> None:
        notice_ids = [one.notice_id for one in editions]
        await self._void(notice_ids, at)
        await write(
            self._connection,
            update(notice)
            .where(_NOTICE.school_id == self._school_id, _NOTICE.id.in_(notice_ids))
            .values(edition=_NOTICE.edition + 1, version=_NOTICE.version + 1),
        )
        await self._add_editions(editions, account_id, at)

    async def cancel(self, notice_ids: Collection[UUID], because: CancelCause, *, at: datetime) -> None:
        await self._void(notice_ids, at)
        await write(
            self._connection,
            update(notice)
            .where(_NOTICE.school_id == self._school_id, _NOTICE.id.in_(notice_ids))
            .values(
                state=NoticeState.CANCELLED,
                cancelled_at=at,
                cancelled_because=because,
                version=_NOTICE.version + 1,
            ),
        )

    async def _hold(self, enrolment_ids: Collection[UUID]) -> None:
        """The sessions may not change meanwhile, which several may ask at once; the enrolments are ours."""
        its = select(enrolment.c.session_id).where(
            enrolment.c.school_id == self._school_id, enrolment.c.id.in_(enrolment_ids)
        )
        session = training_session.c
        await self._connection.execute(
            select(session.id)
            .where(session.school_id == self._school_id, session.id.in_(its))
            .order_by(session.id)
            .with_for_update(read=True)
        )
        await self._connection.execute(
            select(enrolment.c.id)
            .where(enrolment.c.school_id == self._school_id, enrolment.c.id.in_(enrolment_ids))
            .order_by(enrolment.c.id)
            .with_for_update(key_share=True)
        )

    async def _standing(self, statement: Select[Any]) -> list[Standing]:
        # Locked first and on its own: what is joined is read after the wait.
        locked = await self._connection.scalars(
            statement.with_only_columns(_NOTICE.id)
            .order_by(_NOTICE.id)
            .with_for_update(key_share=True, of=notice)
        )
        ids = locked.all()
        if not ids:
            return []
        again = _STANDING.where(_NOTICE.school_id == self._school_id, _NOTICE.id.in_(ids))
        rows = (await self._connection.execute(again.order_by(_NOTICE.id))).all()
        blocks = await blocks_of(self._connection, self._school_id, {row.session_id for row in rows})
        return [_standing(row, blocks[row.session_id]) for row in rows]

    async def _void(self, notice_ids: Collection[UUID], at: datetime) -> None:
        await self._connection.execute(
            update(notice_edition)
            .where(
                _EDITION.school_id == self._school_id,
                _EDITION.notice_id.in_(notice_ids),
                _EDITION.voided_at.is_(None),
            )
            .values(voided_at=at)
        )

    async def _add_editions(
        self, editions: Sequence[NewEdition], account_id: UUID | None, at: datetime
    ) -> None:
        rows = [
            {
                "id": one.id,
                "notice_id": one.notice_id,
                "number": one.number,
                "cause": one.cause.value,
                "reason": one.reason,
                "code": new_code(),
                "record_code": new_code(),
                "content": as_document(one.content),
                "account_id": account_id,
                "issued_at": at,
            }
            for one in editions
        ]
        await self._connection.execute(
            notice_edition.insert().values([row | {"school_id": self._school_id} for row in rows])
        )
        copies = [
            {
                "id": new_id(),
                "notice_id": edition.notice_id,
                "edition_id": edition.id,
                "copy": one.copy.value,
                "recipient": one.recipient,
                "text": one.text,
                "delivered_at": at if one.delivered else None,
            }
            for edition in editions
            for one in edition.copies
        ]
        await add_all(self._connection, notice_copy, self._school_id, copies)


def heads(school_id: UUID, teacher_ids: Collection[UUID]) -> Select[Any]:
    """Who heads each teacher's grade."""
    return (
        select(teacher.c.id, grade_group.c.head_id)
        .outerjoin(
            grade_group,
            and_(
                grade_group.c.school_id == teacher.c.school_id, grade_group.c.id == teacher.c.grade_group_id
            ),
        )
        .where(teacher.c.school_id == school_id, teacher.c.id.in_(teacher_ids))
    )


_STANDING = (
    select(
        notice,
        enrolment.c.state.label("placed"),
        enrolment.c.session_id,
        training_session.c.state.label("session_state"),
        training_session.c.place,
        *(course.c[name] for name in ("title", "provider", "kind", "hours", "credits")),
        _EDITION.content,
    )
    .select_from(notice)
    .join(
        notice_edition,
        and_(
            _EDITION.school_id == _NOTICE.school_id,
            _EDITION.notice_id == _NOTICE.id,
            _EDITION.number == _NOTICE.edition,
        ),
    )
    .join(enrolment, and_(enrolment.c.school_id == _NOTICE.school_id, enrolment.c.id == _NOTICE.enrolment_id))
    .join(
        training_session,
        and_(
            training_session.c.school_id == enrolment.c.school_id,
            training_session.c.id == enrolment.c.session_id,
        ),
    )
    .join(
        course,
        and_(course.c.school_id == training_session.c.school_id, course.c.id == training_session.c.course_id),
    )
)


def _standing(row: Row[Any], blocks: Sequence[Any]) -> Standing:
    return Standing(
        notice_id=row.id,
        notice_no=notice_no(row.school_year, row.number),
        state=NoticeState(row.state),
        edition=row.edition,
        version=row.version,
        enrolment_id=row.enrolment_id,
        teacher_id=row.teacher_id,
        placed=EnrolmentState(row.placed),
        session_state=SessionState(row.session_state),
        content=from_document(NoticeContent, row.content),
        training=training_of(row, blocks),
    )
