"""Notices and their copies as a caller sees them: each copy its readers' and the office's, by role × copy."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, false, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.identity.actions import Role, Scope
from domain.notices.acknowledging import NoticeLink
from domain.notices.notice import (
    AWAITED,
    SEES,
    Acknowledged,
    CancelCause,
    CopyFilter,
    EditionCause,
    NoticeContent,
    NoticeCopy,
    NoticeEdition,
    NoticeFilter,
    NoticeState,
    TrainingNotice,
    copies_seen,
    copy_actions,
    in_order,
    notice_actions,
    notice_no,
)
from domain.notices.reading import Wanted
from domain.notices.sheet import Copy
from domain.paging import Page, Window
from domain.people.calendar import ZONE
from persistence.notices.documents import from_document
from persistence.notices.tables import notice, notice_copy, notice_edition, notice_link
from persistence.paging import page
from persistence.people.tables import grade_group, teacher
from persistence.training.tables import enrolment, training_session

_NOTICE, _EDITION, _COPY, _LINK = notice.c, notice_edition.c, notice_copy.c, notice_link.c


class SqlNotices:
    """What the caller sees no copy of is as absent as what never was."""

    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection, self._caller = connection, caller
        self._school_id = caller.school_id

    async def page(self, filters: NoticeFilter, window: Window) -> Page[TrainingNotice]:
        """The latest number first."""
        statement = self._visible(_LISTED)
        if filters.teacher_id is not None:
            statement = statement.where(_NOTICE.teacher_id == filters.teacher_id)
        if filters.session_id is not None:
            statement = statement.where(self._of_session(filters.session_id))
        if filters.school_year is not None:
            statement = statement.where(_NOTICE.school_year == filters.school_year)
        if filters.states:
            statement = statement.where(_NOTICE.state.in_(filters.states))
        by = [_NOTICE.school_year, _NOTICE.number, _NOTICE.id]
        found = await page(
            self._connection, statement, window, by=by, filters=filters, view=lambda row: row, descending=True
        )
        return Page(await self._with_copies(found.items), found.next_cursor, found.has_more)

    async def get(self, notice_id: UUID) -> TrainingNotice | None:
        found = await self.among([notice_id])
        return found[0] if found else None

    async def among(self, notice_ids: Collection[UUID]) -> list[TrainingNotice]:
        """Those of the ids the caller sees, with what they say; by number."""
        statement = self._visible(_WHOLE).where(_NOTICE.id.in_(notice_ids))
        rows = await self._connection.execute(statement.order_by(_NOTICE.school_year, _NOTICE.number))
        return await self._with_copies(rows.all())

    async def editions(self, notice_id: UUID, window: Window) -> Page[NoticeEdition] | None:
        """The first first; None when the caller sees no copy of the notice."""
        seen = self._visible(_LISTED).where(_NOTICE.id == notice_id).with_only_columns(_NOTICE.id)
        if await self._connection.scalar(seen) is None:
            return None
        statement = select(notice_edition).where(
            _EDITION.school_id == self._school_id, _EDITION.notice_id == notice_id
        )
        by = [_EDITION.number, _EDITION.id]
        return await page(self._connection, statement, window, by=by, filters=notice_id, view=_edition)

    async def copies(self, filters: CopyFilter, window: Window) -> Page[NoticeCopy]:
        """In the order they were issued."""
        statement = self._copies()
        if filters.copies:
            statement = statement.where(_COPY.copy.in_(filters.copies))
        if filters.teacher_id is not None:
            statement = statement.where(_NOTICE.teacher_id == filters.teacher_id)
        if filters.session_id is not None:
            statement = statement.where(self._of_session(filters.session_id))
        if filters.awaited is not None:
            waited_for = and_(
                _EDITION.voided_at.is_(None), _COPY.acknowledged_at.is_(None), _COPY.copy.in_(AWAITED)
            )
            statement = statement.where(waited_for if filters.awaited else ~waited_for)
        if filters.grade_group_ids:
            statement = statement.where(grade_group.c.id.in_(filters.grade_group_ids))
        by = [_COPY.id]
        return await page(self._connection, statement, window, by=by, filters=filters, view=self._copy)

    async def copy(self, copy_id: UUID) -> NoticeCopy | None:
        row = (await self._connection.execute(self._copies().where(_COPY.id == copy_id))).one_or_none()
        return None if row is None else self._copy(row)

    async def link(self, copy_id: UUID, link_id: UUID) -> NoticeLink | None:
        its = (_LINK.school_id == self._school_id, _LINK.copy_id == copy_id, _LINK.id == link_id)
        row = (await self._connection.execute(select(notice_link).where(*its))).one_or_none()
        return None if row is None else link_view(row)

    async def chosen(self, wanted: Wanted, limit: int) -> Sequence[UUID]:
        statement = self._visible(_LISTED).where(_NOTICE.state == NoticeState.ISSUED)
        if wanted.session_id is not None:
            statement = statement.where(self._of_session(wanted.session_id))
        elif wanted.days is not None:
            statement = statement.where(self._beginning(*(_midnight(day) for day in wanted.days)))
        else:
            statement = statement.where(_NOTICE.id.in_(wanted.notice_ids))
        ordered = statement.with_only_columns(_NOTICE.id).order_by(_NOTICE.school_year, _NOTICE.number)
        return (await self._connection.scalars(ordered.limit(limit))).all()

    async def _with_copies(self, rows: Sequence[Row[Any]]) -> list[TrainingNotice]:
        if not rows:
            return []
        statement = self._copies().where(_COPY.edition_id.in_([row.edition_id for row in rows]))
        copies: dict[UUID, list[NoticeCopy]] = defaultdict(list)
        for row in await self._connection.execute(statement):
            copies[row.notice_id].append(self._copy(row))
        return [self._notice(row, copies[row.id]) for row in rows]

    def _visible(self, statement: Select[Any]) -> Select[Any]:
        seen = [_reaches(self._caller, scope) for roles in SEES.values() for scope in self._held(roles)]
        return statement.where(_NOTICE.school_id == self._school_id, or_(false(), *seen))

    def _copies(self) -> Select[Any]:
        seen = [
            and_(_COPY.copy == copy, _reaches(self._caller, scope))
            for copy, roles in SEES.items()
            for scope in self._held(roles)
        ]
        return COPIES.where(_COPY.school_id == self._school_id, or_(false(), *seen))

    def _held(self, roles: Any) -> list[tuple[Role, Scope]]:
        return [(role, scope) for role, scope in roles.items() if role in self._caller.roles]

    def _of_session(self, session_id: UUID) -> ColumnElement[bool]:
        its = select(enrolment.c.id).where(
            enrolment.c.school_id == self._school_id, enrolment.c.session_id == session_id
        )
        return _NOTICE.enrolment_id.in_(its)

    def _beginning(self, since: datetime, until: datetime) -> ColumnElement[bool]:
        session = training_session.c
        its = (
            select(enrolment.c.id)
            .join(
                training_session,
                and_(session.school_id == enrolment.c.school_id, session.id == enrolment.c.session_id),
            )
            .where(
                enrolment.c.school_id == self._school_id,
                session.starts_at >= since,
                session.starts_at < until,
            )
        )
        return _NOTICE.enrolment_id.in_(its)

    def _notice(self, row: Row[Any], copies: Sequence[NoticeCopy]) -> TrainingNotice:
        seen = copies_seen(self._caller, row.teacher_id, row.head_id)
        state = NoticeState(row.state)
        return TrainingNotice(
            id=row.id,
            notice_no=notice_no(row.school_year, row.number),
            enrolment_id=row.enrolment_id,
            session_id=row.session_id,
            teacher_id=row.teacher_id,
            teacher_name=row.teacher_name,
            title=row.title,
            state=state,
            edition=row.edition,
            code=row.code,
            record_sheet_code=row.record_code,
            issued_at=row.issued_at,
            cancelled_at=row.cancelled_at,
            cancelled_because=None if row.cancelled_because is None else CancelCause(row.cancelled_because),
            copies=in_order(one for one in copies if one.copy in seen),
            version=row.version,
            content=from_document(NoticeContent, row.content) if "content" in row._mapping else None,
            allowed_actions=notice_actions(state, self._caller),
        )

    def _copy(self, row: Row[Any]) -> NoticeCopy:
        return copy_view(row, self._caller)


def copy_view(row: Row[Any], caller: Caller | None) -> NoticeCopy:
    """A row of `COPIES`; without a caller nobody may do anything to it."""
    how = row.acknowledged_how
    bare = NoticeCopy(
        id=row.id,
        notice_id=row.notice_id,
        notice_no=notice_no(row.school_year, row.number),
        edition=row.edition,
        copy=Copy(row.copy),
        teacher_id=row.teacher_id,
        teacher_name=row.teacher_name,
        recipient=row.recipient,
        text=row.text,
        void=row.voided_at is not None,
        issued_at=row.issued_at,
        delivered_at=row.delivered_at,
        acknowledged_at=row.acknowledged_at,
        acknowledged_by=row.acknowledged_by,
        acknowledged_how=None if how is None else Acknowledged(how),
        version=row.version,
    )
    if caller is None:
        return bare
    return replace(bare, allowed_actions=copy_actions(bare, caller, row.head_id))


def link_view(row: Row[Any]) -> NoticeLink:
    return NoticeLink(
        row.id, row.copy_id, row.reader_id, row.reader_name, row.created_at, row.expires_at, row.used_at
    )


def _reaches(caller: Caller, held: tuple[Role, Scope]) -> ColumnElement[bool]:
    """Whether a role that is held reaches the notice of the row."""
    _, scope = held
    if scope is Scope.SCHOOL:
        return true()
    if caller.teacher_id is None:
        return false()
    whose = _NOTICE.teacher_id if scope is Scope.OWN else grade_group.c.head_id
    return whose == caller.teacher_id


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZONE)


def _edition(row: Row[Any]) -> NoticeEdition:
    return NoticeEdition(
        id=row.id,
        number=row.number,
        cause=EditionCause(row.cause),
        reason=row.reason,
        code=row.code,
        record_sheet_code=row.record_code,
        issued_at=row.issued_at,
        voided_at=row.voided_at,
        content=from_document(NoticeContent, row.content),
    )


def _joined(statement: Select[Any], edition: ColumnElement[bool]) -> Select[Any]:
    """The notice, one edition of it, its teacher, and the head of the teacher's grade."""
    return (
        statement.join(
            notice_edition,
            and_(_EDITION.school_id == _NOTICE.school_id, _EDITION.notice_id == _NOTICE.id, edition),
        )
        .join(teacher, and_(teacher.c.school_id == _NOTICE.school_id, teacher.c.id == _NOTICE.teacher_id))
        .outerjoin(
            grade_group,
            and_(
                grade_group.c.school_id == teacher.c.school_id, grade_group.c.id == teacher.c.grade_group_id
            ),
        )
    )


_LISTED = _joined(
    select(
        notice,
        enrolment.c.session_id,
        teacher.c.name.label("teacher_name"),
        grade_group.c.head_id,
        _EDITION.id.label("edition_id"),
        _EDITION.content["training"]["title"].astext.label("title"),
        _EDITION.code,
        _EDITION.record_code,
        _EDITION.issued_at,
    )
    .select_from(notice)
    .join(
        enrolment, and_(enrolment.c.school_id == _NOTICE.school_id, enrolment.c.id == _NOTICE.enrolment_id)
    ),
    _EDITION.number == _NOTICE.edition,
)
_WHOLE = _LISTED.add_columns(_EDITION.content)
COPIES = _joined(
    select(
        notice_copy,
        _NOTICE.school_year,
        _NOTICE.number,
        _NOTICE.teacher_id,
        _NOTICE.state.label("notice_state"),
        _NOTICE.edition.label("latest"),
        teacher.c.name.label("teacher_name"),
        grade_group.c.head_id,
        _EDITION.number.label("edition"),
        _EDITION.issued_at,
        _EDITION.voided_at,
    )
    .select_from(notice_copy)
    .join(notice, and_(_NOTICE.school_id == _COPY.school_id, _NOTICE.id == _COPY.notice_id)),
    _EDITION.id == _COPY.edition_id,
)
