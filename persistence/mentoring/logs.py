"""Pairs' logs: entries, the marks made on them, and their files."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, literal_column, or_, select, true
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.mentoring.logs import LogFile, LogFilter, MentorLog, NewLog, log_actions
from domain.mentoring.pair import side_of
from domain.mentoring.words import LogField, LogKind, LogMark, LogState, PairSide
from domain.paging import Page, Window
from domain.people.changes import UnknownReference
from persistence import rows
from persistence.ids import new_id
from persistence.mentoring.pairs import NAMES, with_people
from persistence.mentoring.tables import mentor_log, mentor_log_file, mentor_log_mark, mentor_pair
from persistence.mentoring.visibility import visible_pairs
from persistence.paging import page
from persistence.platform.tables import stored_file
from persistence.refusals import refusing

_LOG, _PAIR, _FILE = mentor_log.c, mentor_pair.c, mentor_log_file.c


class SqlLogs:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection, self._caller, self._school_id = connection, caller, caller.school_id

    async def page(self, filters: LogFilter, window: Window) -> Page[MentorLog]:
        statement = self._visible()
        for column, values in (
            (_LOG.pair_id, filters.pair_id),
            (_LOG.field, filters.field),
            (_LOG.kind, filters.kind),
            (LOG_STATE, filters.state),
        ):
            if values:
                statement = statement.where(column.in_(values))
        if filters.from_day is not None:
            statement = statement.where(_LOG.day >= filters.from_day)
        if filters.until_day is not None:
            statement = statement.where(_LOG.day <= filters.until_day)
        if filters.confirmer_id is not None:
            statement = statement.where(confirmed_by(filters.confirmer_id))
        by = [_LOG.day, _LOG.id]
        return await page(
            self._connection, statement, window, by=by, filters=filters, view=self._view, descending=True
        )

    async def get(self, log_id: UUID) -> MentorLog | None:
        row = (await self._connection.execute(self._visible().where(_LOG.id == log_id))).one_or_none()
        return None if row is None else self._view(row)

    async def same_observation(self, pair_id: UUID, new: NewLog) -> UUID | None:
        found: UUID | None = await self._connection.scalar(
            with_marks(select(_LOG.id).select_from(mentor_log))
            .where(
                _LOG.school_id == self._school_id,
                _LOG.pair_id == pair_id,
                _LOG.kind == new.kind,
                _LOG.day == new.day,
                _LOG.period.is_not_distinct_from(new.period),
                VOIDED.c.id.is_(None),
            )
            .limit(1)
        )
        return found

    async def add(
        self, pair_id: UUID, new: NewLog, side: PairSide, *, account_id: UUID, at: datetime
    ) -> UUID:
        values = {
            "pair_id": pair_id,
            "side": side,
            "day": new.day,
            "field": new.field,
            "kind": new.kind,
            "text": new.text,
            "class_id": new.class_id,
            "subject": new.subject,
            "period": new.period,
            "account_id": account_id,
            "entered_at": at,
        }
        with refusing(fk_mentor_log_class_id=UnknownReference(field="class_id")):
            made = await rows.add(self._connection, mentor_log, self._school_id, values)
        log_id: UUID = made["id"]
        files = [
            {"id": new_id(), "log_id": log_id, "file_id": file_id, "number": number}
            for number, file_id in enumerate(new.file_ids, start=1)
        ]
        await rows.add_all(self._connection, mentor_log_file, self._school_id, files)
        return log_id

    async def mark(
        self, log_id: UUID, mark: LogMark, reason: str | None, *, account_id: UUID, at: datetime
    ) -> None:
        values = {"log_id": log_id, "mark": mark, "reason": reason, "account_id": account_id, "at": at}
        await rows.add(self._connection, mentor_log_mark, self._school_id, values)

    def _visible(self) -> Select[Any]:
        return _WITH_ALL.where(_LOG.school_id == self._school_id, visible_pairs(self._caller))

    def _view(self, row: Row[Any]) -> MentorLog:
        state, side = LogState(row.state), PairSide(row.side)
        own = side_of(row.mentor_id, row.apprentice_id, self._caller)
        return rows.view(
            MentorLog,
            row._mapping,
            side=side,
            field=LogField(row.field),
            kind=LogKind(row.kind),
            state=state,
            files=tuple(LogFile(**one | {"id": UUID(one["id"])}) for one in row.files),
            allowed_actions=log_actions(state, side, row.account_id, own, self._caller)
            + (("links",) if row.files else ()),
        )


def confirmed_by(teacher_id: Any) -> ColumnElement[bool]:
    """A condition on entries and their pairs: it is for this teacher to confirm them."""
    return or_(
        and_(_LOG.side == PairSide.MENTOR, _PAIR.apprentice_id == teacher_id),
        and_(_LOG.side == PairSide.APPRENTICE, _PAIR.mentor_id == teacher_id),
    )


CONFIRMED, VOIDED = mentor_log_mark.alias("confirmed"), mentor_log_mark.alias("voided")
LOG_STATE = case(
    (VOIDED.c.id.is_not(None), LogState.VOIDED.value),
    (CONFIRMED.c.id.is_not(None), LogState.CONFIRMED.value),
    else_=LogState.ENTERED.value,
)


def with_marks(statement: Select[Any]) -> Select[Any]:
    """A statement from `mentor_log`, joined to what was said to each entry."""
    return statement.outerjoin(CONFIRMED, _marked(CONFIRMED, LogMark.CONFIRMED)).outerjoin(
        VOIDED, _marked(VOIDED, LogMark.VOIDED)
    )


def _marked(alias: Any, mark: LogMark) -> ColumnElement[bool]:
    return and_(alias.c.school_id == _LOG.school_id, alias.c.log_id == _LOG.id, alias.c.mark == mark)


def _files() -> Any:
    kept = stored_file.c
    each = func.jsonb_build_object(
        *("id", kept.id, "filename", kept.filename, "media_type", kept.media_type),
        *("size", kept.size, "sha256", kept.sha256),
    )
    listed = func.jsonb_agg(aggregate_order_by(each, _FILE.number), type_=JSONB)
    return (
        select(func.coalesce(listed, literal_column("'[]'::jsonb", JSONB)).label("files"))
        .select_from(mentor_log_file)
        .join(stored_file, and_(kept.school_id == _FILE.school_id, kept.id == _FILE.file_id))
        .where(_FILE.school_id == _LOG.school_id, _FILE.log_id == _LOG.id)
        .correlate(mentor_log)
        .lateral("its_files")
    )


_FILES = _files()
_WITH_ALL = with_marks(
    with_people(
        select(
            *(
                _LOG[name]
                for name in (
                    *("id", "pair_id", "side", "day", "field", "kind", "text", "class_id", "subject"),
                    *("period", "account_id", "entered_at"),
                )
            ),
            *NAMES,
            _PAIR.mentor_id,
            _PAIR.apprentice_id,
            LOG_STATE.label("state"),
            VOIDED.c.reason.label("voided_because"),
            (
                1
                + case((CONFIRMED.c.id.is_not(None), 1), else_=0)
                + case((VOIDED.c.id.is_not(None), 1), else_=0)
            ).label("version"),
            _FILES.c.files,
        )
        .select_from(mentor_log)
        .join(mentor_pair, and_(_PAIR.school_id == _LOG.school_id, _PAIR.id == _LOG.pair_id))
    )
).join(_FILES, true())
