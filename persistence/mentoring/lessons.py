"""Report lessons, who is invited to them, and what listeners said."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, delete, exists, func, literal_column, or_, select, true
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.mentoring.lessons import (
    Judgement,
    LessonFilter,
    LessonJudged,
    Listener,
    NewLesson,
    ReportLesson,
    lesson_actions,
)
from domain.mentoring.pair import side_of
from domain.mentoring.words import ReportLessonState
from domain.paging import Page, Window
from domain.people.changes import UnknownReference
from persistence import rows
from persistence.ids import new_id
from persistence.mentoring.pairs import NAMES, with_people
from persistence.mentoring.tables import (
    mentor_pair,
    report_lesson,
    report_lesson_judgement,
    report_lesson_listener,
)
from persistence.mentoring.visibility import visible_pairs
from persistence.paging import page
from persistence.people.tables import teacher
from persistence.refusals import refusing

_LESSON, _PAIR = report_lesson.c, mentor_pair.c
_LISTENER, _JUDGED = report_lesson_listener.c, report_lesson_judgement.c


class SqlLessons:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection, self._caller, self._school_id = connection, caller, caller.school_id

    async def page(self, filters: LessonFilter, window: Window) -> Page[ReportLesson]:
        statement = self._visible()
        for column, values in (
            (_LESSON.pair_id, filters.pair_id),
            (_PAIR.apprentice_id, filters.teacher_id),
            (_LESSON.state, filters.state),
        ):
            if values:
                statement = statement.where(column.in_(values))
        if filters.from_day is not None:
            statement = statement.where(_LESSON.day >= filters.from_day)
        if filters.until_day is not None:
            statement = statement.where(_LESSON.day <= filters.until_day)
        by = [_LESSON.day, _LESSON.id]
        return await page(
            self._connection, statement, window, by=by, filters=filters, view=self._view, descending=True
        )

    async def get(self, lesson_id: UUID) -> ReportLesson | None:
        row = (await self._connection.execute(self._visible().where(_LESSON.id == lesson_id))).one_or_none()
        return None if row is None else self._view(row)

    async def for_update(self, lesson_id: UUID) -> ReportLesson | None:
        await rows.fetch(self._connection, report_lesson, self._school_id, lesson_id, lock=True)
        return await self.get(lesson_id)

    async def add(self, pair_id: UUID, new: NewLesson, *, at: datetime) -> ReportLesson:
        values = asdict(new) | {"pair_id": pair_id, "state": ReportLessonState.PLANNED, "planned_at": at}
        listener_ids = values.pop("listener_ids")
        with refusing(fk_report_lesson_class_id=UnknownReference(field="class_id")):
            made = await rows.add(self._connection, report_lesson, self._school_id, values)
        await self._invite(made["id"], listener_ids)
        return await self._again(made["id"])

    async def change(self, lesson_id: UUID, changes: Mapping[str, Any]) -> ReportLesson:
        values = dict(changes)
        listener_ids = values.pop("listener_ids", None)
        with refusing(fk_report_lesson_class_id=UnknownReference(field="class_id")):
            await rows.change(self._connection, report_lesson, self._school_id, lesson_id, values)
        if listener_ids is not None:
            await self._connection.execute(
                delete(report_lesson_listener).where(
                    _LISTENER.school_id == self._school_id, _LISTENER.lesson_id == lesson_id
                )
            )
            await self._invite(lesson_id, listener_ids)
        return await self._again(lesson_id)

    async def judge(
        self, lesson_id: UUID, teacher_id: UUID, score: Decimal | None, remark: str, *, at: datetime
    ) -> Judgement:
        values = {
            "lesson_id": lesson_id,
            "teacher_id": teacher_id,
            "score": score,
            "remark": remark,
            "at": at,
        }
        with refusing(uq_report_lesson_judgement=LessonJudged()):
            made = await rows.add(self._connection, report_lesson_judgement, self._school_id, values)
        found = await self._connection.execute(
            _JUDGEMENTS.where(_JUDGED.school_id == self._school_id, _JUDGED.id == made["id"])
        )
        return rows.view(Judgement, found.one()._mapping)

    async def judgements(self, lesson: ReportLesson) -> Sequence[Judgement]:
        of_pair = exists().where(
            _PAIR.school_id == self._school_id, _PAIR.id == lesson.pair_id, visible_pairs(self._caller)
        )
        mine = _JUDGED.teacher_id == self._caller.teacher_id
        found = await self._connection.execute(
            _JUDGEMENTS.where(
                _JUDGED.school_id == self._school_id,
                _JUDGED.lesson_id == lesson.id,
                or_(mine, of_pair) if self._caller.teacher_id is not None else of_pair,
            ).order_by(_JUDGED.at, _JUDGED.id)
        )
        return [rows.view(Judgement, row._mapping) for row in found]

    async def _invite(self, lesson_id: UUID, listener_ids: Sequence[UUID]) -> None:
        new = [
            {"id": new_id(), "lesson_id": lesson_id, "teacher_id": teacher_id}
            for teacher_id in sorted(set(listener_ids))
        ]
        with refusing(fk_report_lesson_listener_teacher_id=UnknownReference(field="listener_ids")):
            await rows.add_all(self._connection, report_lesson_listener, self._school_id, new)

    async def _again(self, lesson_id: UUID) -> ReportLesson:
        found = await self.get(lesson_id)
        assert found is not None
        return found

    def _visible(self) -> Select[Any]:
        """Of pairs one sees, and of lessons one is invited to; not the others' scores of these."""
        pairs = visible_pairs(self._caller)
        invited = exists().where(
            _LISTENER.school_id == _LESSON.school_id,
            _LISTENER.lesson_id == _LESSON.id,
            _LISTENER.teacher_id == self._caller.teacher_id,
        )
        seen = pairs if self._caller.teacher_id is None else or_(pairs, invited)
        return _WITH_ALL.add_columns(pairs.label("of_pair")).where(_LESSON.school_id == self._school_id, seen)

    def _view(self, row: Row[Any]) -> ReportLesson:
        state = ReportLessonState(row.state)
        side = side_of(row.mentor_id, row.apprentice_id, self._caller)
        listeners = tuple(Listener(UUID(one["id"]), one["name"], one["judged"]) for one in row.listeners)
        waits = [one.teacher_id for one in listeners if not one.judged]
        return rows.view(
            ReportLesson,
            row._mapping,
            state=state,
            listeners=listeners,
            average=row.average if row.of_pair else None,
            allowed_actions=lesson_actions(state, side, self._caller.teacher_id in waits, self._caller),
        )


def _listeners() -> Any:
    person, said = teacher.alias("listener"), report_lesson_judgement.alias("said")
    each = func.jsonb_build_object(
        *("id", person.c.id, "name", person.c.name, "judged", said.c.id.is_not(None))
    )
    listed = func.jsonb_agg(aggregate_order_by(each, person.c.name_pinyin, person.c.id), type_=JSONB)
    return (
        select(
            func.coalesce(listed, literal_column("'[]'::jsonb", JSONB)).label("listeners"),
            func.round(func.avg(said.c.score), 2).label("average"),
        )
        .select_from(report_lesson_listener)
        .join(person, and_(person.c.school_id == _LISTENER.school_id, person.c.id == _LISTENER.teacher_id))
        .outerjoin(
            said,
            and_(
                said.c.school_id == _LISTENER.school_id,
                said.c.lesson_id == _LISTENER.lesson_id,
                said.c.teacher_id == _LISTENER.teacher_id,
            ),
        )
        .where(_LISTENER.school_id == _LESSON.school_id, _LISTENER.lesson_id == _LESSON.id)
        .correlate(report_lesson)
        .lateral("its_listeners")
    )


_LISTENERS = _listeners()
_WITH_ALL = with_people(
    select(
        *(
            _LESSON[name]
            for name in (
                *("id", "pair_id", "title", "subject", "class_id", "day", "starts_at", "ends_at", "place"),
                *("state", "cancelled_because", "version"),
            )
        ),
        *NAMES,
        _PAIR.mentor_id,
        _PAIR.apprentice_id,
        _LISTENERS.c.listeners,
        _LISTENERS.c.average,
    )
    .select_from(report_lesson)
    .join(mentor_pair, and_(_PAIR.school_id == _LESSON.school_id, _PAIR.id == _LESSON.pair_id))
).join(_LISTENERS, true())
_JUDGEMENTS = (
    select(report_lesson_judgement, teacher.c.name.label("teacher_name"))
    .select_from(report_lesson_judgement)
    .join(teacher, and_(teacher.c.school_id == _JUDGED.school_id, teacher.c.id == _JUDGED.teacher_id))
)
