"""What the subject groups' theme research came to, in two statements however many groups there are."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.activities.activity import ActivityState, OwnerKind
from domain.activities.attendance import CAME, AttendanceState
from domain.identity.access import Caller
from domain.themes.facts import Counted, Excused, GroupFacts, Missed, facts_of
from domain.themes.group_theme import SlotState
from domain.themes.theme import ThemeState
from domain.timetable.absence import AbsenceState
from persistence.activities.tables import activity, activity_person, attendance, attendance_correction
from persistence.people.tables import subject_group, teacher
from persistence.themes.tables import group_theme, theme, theme_slot
from persistence.themes.visibility import led_groups, visible_groups
from persistence.timetable.absence_tables import absence, absence_block

_PART, _ACTIVITY, _PERSON, _ROW = group_theme.c, activity.c, activity_person.c, attendance.c


class SqlThemeFacts:
    """As of `now`: what is still to come counts for nothing.

    With a `viewer`, the groups they see; of a group they do not lead, no colleague is named. Without one,
    all: for the assessment of groups, which asks for itself who may read it.
    """

    def __init__(
        self, connection: AsyncConnection, school_id: UUID, now: datetime, viewer: Caller | None = None
    ) -> None:
        self._connection, self._school_id, self._now, self._viewer = connection, school_id, now, viewer

    async def of_term(self, term_id: UUID, subject_group_ids: Sequence[UUID] = ()) -> Sequence[GroupFacts]:
        groups = (await self._connection.execute(self._groups(term_id, subject_group_ids))).all()
        ids = [row.id for row in groups]
        held: dict[UUID, list[Row[Any]]] = defaultdict(list)
        for row in await self._connection.execute(self._places(term_id, ids)):
            held[row.subject_group_id].append(row)
        return [self._facts(term_id, row, held[row.id]) for row in groups]

    def _groups(self, term_id: UUID, subject_group_ids: Sequence[UUID]) -> Any:
        slot, part = theme_slot.c, _PART
        counted = (
            select(
                func.count(func.distinct(part.id)).label("themes"),
                func.count(slot.id).label("slots"),
                func.count(slot.id).filter(slot.state == SlotState.ACCEPTED).label("accepted"),
            )
            .select_from(group_theme)
            .join(theme, _ITS_THEME)
            .join(theme_slot, and_(slot.school_id == part.school_id, slot.group_theme_id == part.id))
            .where(
                part.school_id == subject_group.c.school_id,
                part.subject_group_id == subject_group.c.id,
                *_of_term(term_id),
            )
            .correlate(subject_group)
            .lateral("counted")
        )
        led: Any = true() if self._viewer is None else led_groups(self._viewer, subject_group.c.id)
        statement = (
            select(
                subject_group.c.id,
                subject_group.c.name,
                led.label("led"),
                counted.c.themes,
                counted.c.slots,
                counted.c.accepted,
            )
            .select_from(subject_group)
            .join(counted, true())
            .where(subject_group.c.school_id == self._school_id)
            .order_by(subject_group.c.code, subject_group.c.id)
        )
        if subject_group_ids:
            statement = statement.where(subject_group.c.id.in_(subject_group_ids))
        if self._viewer is not None:
            statement = statement.where(visible_groups(self._viewer, subject_group.c.id))
        return statement

    def _places(self, term_id: UUID, subject_group_ids: Sequence[UUID]) -> Any:
        """A row for each person expected at each activity held; one of nulls where nobody was."""
        away = _absence_then()
        said = _last_reason()
        return (
            select(
                _PART.subject_group_id,
                _ACTIVITY.id.label("activity_id"),
                _ACTIVITY.title,
                _ACTIVITY.starts_at,
                _PERSON.teacher_id,
                teacher.c.name,
                _ROW.state,
                said.label("said"),
                away.c.absence_id,
                away.c.reason.label("away_because"),
            )
            .select_from(group_theme)
            .join(theme, _ITS_THEME)
            .join(
                activity,
                and_(
                    _ACTIVITY.school_id == _PART.school_id,
                    _ACTIVITY.owner_kind == OwnerKind.THEME,
                    _ACTIVITY.owner_id == _PART.id,
                    _ACTIVITY.state != ActivityState.CANCELLED,
                    _ACTIVITY.sign_in_closes_at <= self._now,
                ),
            )
            .outerjoin(
                activity_person,
                and_(_PERSON.school_id == _ACTIVITY.school_id, _PERSON.activity_id == _ACTIVITY.id),
            )
            .outerjoin(
                teacher, and_(teacher.c.school_id == _PERSON.school_id, teacher.c.id == _PERSON.teacher_id)
            )
            .outerjoin(
                attendance,
                and_(
                    _ROW.school_id == _PERSON.school_id,
                    _ROW.activity_id == _PERSON.activity_id,
                    _ROW.teacher_id == _PERSON.teacher_id,
                ),
            )
            .outerjoin(away, true())
            .where(
                _PART.school_id == self._school_id,
                _PART.subject_group_id.in_(subject_group_ids),
                *_of_term(term_id),
            )
            .order_by(_ACTIVITY.starts_at, _ACTIVITY.id, teacher.c.name_pinyin, teacher.c.id)
        )

    def _facts(self, term_id: UUID, group: Row[Any], places: Sequence[Row[Any]]) -> GroupFacts:
        expected = [row for row in places if row.teacher_id is not None]
        came = [row for row in expected if row.state in CAME]
        missed = [row for row in expected if _stands(row) is AttendanceState.ABSENT]
        excused = [row for row in expected if _stands(row) is AttendanceState.EXCUSED]
        counted = Counted(
            themes=group.themes,
            activities=len({row.activity_id for row in places}),
            expected=len(expected),
            attended=len(came),
            late=sum(row.state == AttendanceState.LATE for row in came),
            slots=group.slots,
            accepted=group.accepted,
        )
        own = None if self._viewer is None else self._viewer.teacher_id
        return facts_of(
            term_id,
            (group.id, group.name),
            counted,
            [_missed(row) for row in missed],
            [_excuse(row) for row in excused],
            named=lambda teacher_id: group.led or teacher_id == own,
        )


def _stands(row: Row[Any]) -> AttendanceState:
    """What a person entered counts; of whom nothing is on record, an absence that stands excuses."""
    if row.state is not None:
        return AttendanceState(row.state)
    return AttendanceState.ABSENT if row.absence_id is None else AttendanceState.EXCUSED


def _missed(row: Row[Any]) -> Missed:
    return Missed(row.activity_id, row.title, row.starts_at, row.teacher_id, row.name)


def _excuse(row: Row[Any]) -> Excused:
    entered = row.state is not None
    return Excused(
        row.activity_id,
        row.title,
        row.starts_at,
        row.teacher_id,
        row.name,
        row.said if entered else row.away_because,
        None if entered else row.absence_id,
    )


def _absence_then() -> Any:
    """The absence of the person that stands at the time of the activity; of several, the first entered."""
    block = absence_block.c
    return (
        select(absence.c.id.label("absence_id"), absence.c.reason)
        .select_from(absence)
        .join(absence_block, and_(block.school_id == absence.c.school_id, block.absence_id == absence.c.id))
        .where(
            absence.c.school_id == _PERSON.school_id,
            absence.c.teacher_id == _PERSON.teacher_id,
            absence.c.state == AbsenceState.STANDING,
            block.starts_at < _ACTIVITY.ends_at,
            block.ends_at > _ACTIVITY.starts_at,
        )
        .order_by(absence.c.created_at, absence.c.id)
        .limit(1)
        .correlate(activity, activity_person)
        .lateral("away")
    )


def _last_reason() -> ColumnElement[Any]:
    kept = attendance_correction.c
    return (
        select(kept.reason)
        .where(
            kept.school_id == _PERSON.school_id,
            kept.activity_id == _PERSON.activity_id,
            kept.teacher_id == _PERSON.teacher_id,
        )
        .order_by(kept.id.desc())
        .limit(1)
        .correlate(activity_person)
        .scalar_subquery()
    )


def _of_term(term_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return theme.c.term_id == term_id, theme.c.state != ThemeState.DRAFT


_ITS_THEME = and_(theme.c.school_id == _PART.school_id, theme.c.id == _PART.theme_id)
