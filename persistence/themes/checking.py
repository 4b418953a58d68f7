"""What the checks of a group's theme look at."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, cast, exists, func, or_, select
from sqlalchemy.dialects.postgresql import BIT, distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.activities.activity import ActivityState, OwnerKind
from domain.activities.attendance import CAME, AttendedHow
from domain.people.calendar import day_of
from domain.themes.checks import Came, CheckedActivity, CheckedGroup, Earlier, EarlierPhoto, RecordOf
from domain.themes.hints import Finding, HintKind
from domain.themes.materials import ThemeMaterialKind
from domain.themes.theme import ThemeState
from persistence.activities.tables import activity, activity_person, attendance
from persistence.people.tables import subject_group, teacher
from persistence.platform.tables import stored_file
from persistence.themes import hints
from persistence.themes.materials import is_latest
from persistence.themes.tables import (
    group_theme,
    theme,
    theme_gram,
    theme_material,
    theme_material_file,
    theme_photo,
    theme_slot,
)

_MATERIAL, _PART, _ACTIVITY = theme_material.c, group_theme.c, activity.c
_OWN = theme_material.alias("own")
CANDIDATES = 5
"""So many of the likest texts are compared passage by passage."""


class SqlCheckGround:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def group(self, group_theme_id: UUID, *, now: datetime) -> CheckedGroup:
        asked = exists().where(
            theme_slot.c.school_id == self._school_id,
            theme_slot.c.group_theme_id == group_theme_id,
            theme_slot.c.per_member,
        )
        part = (
            await self._connection.execute(
                select(theme.c.due_on, theme.c.state, asked.label("asked"))
                .select_from(group_theme)
                .join(theme, and_(theme.c.school_id == _PART.school_id, theme.c.id == _PART.theme_id))
                .where(_PART.school_id == self._school_id, _PART.id == group_theme_id)
            )
        ).one()
        due = part.due_on < day_of(now) or part.state == ThemeState.CLOSED
        activities = await self._activities(group_theme_id, now)
        return CheckedGroup(group_theme_id, part.asked, due, activities)

    async def _activities(self, group_theme_id: UUID, now: datetime) -> tuple[CheckedActivity, ...]:
        found = await self._connection.execute(
            select(_ACTIVITY.id, _ACTIVITY.title, _ACTIVITY.starts_at, _ACTIVITY.sign_in_closes_at)
            .where(*self._held_by(group_theme_id))
            .order_by(_ACTIVITY.starts_at, _ACTIVITY.id)
        )
        listed = found.all()
        came, records = await self._came(group_theme_id), await self._records(group_theme_id)
        first = listed[0].id if listed else None
        told = {row.id: list(records[row.id]) for row in listed}
        if first is not None:
            told[first] += records[None]
        return tuple(
            CheckedActivity(
                row.id,
                row.title,
                row.starts_at,
                row.sign_in_closes_at <= now,
                tuple(came[row.id]),
                tuple(told[row.id]),
            )
            for row in listed
        )

    async def _came(self, group_theme_id: UUID) -> dict[UUID, list[Came]]:
        row, person = attendance.c, activity_person.c
        homework = exists().where(
            _MATERIAL.school_id == row.school_id,
            _MATERIAL.group_theme_id == group_theme_id,
            _MATERIAL.kind == ThemeMaterialKind.HOMEWORK,
            _MATERIAL.activity_id == row.activity_id,
            _MATERIAL.teacher_id == row.teacher_id,
        )
        found = await self._connection.execute(
            select(
                row.activity_id,
                row.teacher_id,
                teacher.c.name,
                row.at,
                (row.how == AttendedHow.SCANNED).label("scanned"),
                or_(person.id.is_(None), homework).label("homework"),
            )
            .select_from(attendance)
            .join(activity, and_(_ACTIVITY.school_id == row.school_id, _ACTIVITY.id == row.activity_id))
            .join(teacher, and_(teacher.c.school_id == row.school_id, teacher.c.id == row.teacher_id))
            .outerjoin(
                activity_person,
                and_(
                    person.school_id == row.school_id,
                    person.activity_id == row.activity_id,
                    person.teacher_id == row.teacher_id,
                ),
            )
            .where(*self._held_by(group_theme_id), row.state.in_(CAME))
            .order_by(row.at, row.id)
        )
        came: dict[UUID, list[Came]] = defaultdict(list)
        for one in found:
            came[one.activity_id].append(Came(one.teacher_id, one.name, one.at, one.scanned, one.homework))
        return came

    async def _records(self, group_theme_id: UUID) -> dict[UUID | None, list[RecordOf]]:
        """The latest of what tells of an activity; under None what names none, and tells of the first."""
        slot = theme_slot.c
        found = await self._connection.execute(
            select(_MATERIAL.id, _MATERIAL.activity_id, _MATERIAL.submitted_at)
            .select_from(theme_material)
            .outerjoin(theme_slot, and_(slot.school_id == _MATERIAL.school_id, slot.id == _MATERIAL.slot_id))
            .where(
                _MATERIAL.school_id == self._school_id,
                _MATERIAL.group_theme_id == group_theme_id,
                or_(_MATERIAL.kind == ThemeMaterialKind.RECORD, slot.after_activity),
                is_latest(),
            )
            .order_by(_MATERIAL.id)
        )
        records: dict[UUID | None, list[RecordOf]] = defaultdict(list)
        for row in found:
            records[row.activity_id].append(RecordOf(row.id, row.submitted_at))
        return records

    async def earlier_texts(self, material_id: UUID) -> tuple[str, Sequence[Earlier]]:
        text = await self._connection.scalar(
            select(_MATERIAL.text).where(_MATERIAL.school_id == self._school_id, _MATERIAL.id == material_id)
        )
        if text is None:
            return "", ()
        one, two = theme_gram.alias("ours"), theme_gram.alias("theirs")
        ours, theirs = one.c, two.c
        likest = (
            select(theirs.material_id, func.count().label("shared"))
            .select_from(one)
            .join(two, and_(theirs.school_id == ours.school_id, theirs.gram == ours.gram))
            .join(_OWN, and_(_OWN.c.school_id == ours.school_id, _OWN.c.id == ours.material_id))
            .join(
                theme_material,
                and_(_MATERIAL.school_id == theirs.school_id, _MATERIAL.id == theirs.material_id),
            )
            .where(
                ours.school_id == self._school_id,
                ours.material_id == material_id,
                _elsewhere(),
                is_latest(),
            )
            .group_by(theirs.material_id)
            .order_by(func.count().desc(), theirs.material_id)
            .limit(CANDIDATES)
            .subquery("likest")
        )
        found = await self._connection.execute(
            _of_groups(_MATERIAL.text)
            .join(likest, likest.c.material_id == _MATERIAL.id)
            .where(_MATERIAL.school_id == self._school_id)
            .order_by(likest.c.shared.desc(), _MATERIAL.id)
        )
        return text, [Earlier(row.id, row.text, row.group, row.theme, row.submitted_at) for row in found]

    async def earlier_photos(self, material_id: UUID, *, bits: int | None) -> Sequence[EarlierPhoto]:
        """Each photo with the earliest use of the same bytes, else of the likest."""
        ours, theirs = theme_material_file.alias("ours"), theme_material_file.alias("theirs")
        mine, other = stored_file.alias("mine"), stored_file.alias("other")
        same = mine.c.sha256 == other.c.sha256
        own_look, other_look = theme_photo.alias("own_look"), theme_photo.alias("other_look")
        differ = func.bit_count(cast(own_look.c.likeness.op("#")(other_look.c.likeness), BIT(64)))
        alike = same if bits is None else or_(same, differ <= bits)
        found = await self._connection.execute(
            _of_groups(
                other.c.filename,
                mine.c.id.label("own_id"),
                mine.c.filename.label("own_filename"),
                same.label("same"),
                differ.label("bits"),
            )
            .join(
                theirs, and_(theirs.c.school_id == _MATERIAL.school_id, theirs.c.material_id == _MATERIAL.id)
            )
            .join(other, and_(other.c.school_id == theirs.c.school_id, other.c.id == theirs.c.file_id))
            .join(_OWN, _OWN.c.school_id == _MATERIAL.school_id)
            .join(ours, and_(ours.c.school_id == _OWN.c.school_id, ours.c.material_id == _OWN.c.id))
            .join(mine, and_(mine.c.school_id == ours.c.school_id, mine.c.id == ours.c.file_id))
            .outerjoin(
                own_look, and_(own_look.c.school_id == mine.c.school_id, own_look.c.file_id == mine.c.id)
            )
            .outerjoin(
                other_look,
                and_(other_look.c.school_id == other.c.school_id, other_look.c.file_id == other.c.id),
            )
            .where(
                _MATERIAL.school_id == self._school_id,
                _OWN.c.id == material_id,
                mine.c.media_type.like("image/%"),
                _elsewhere(),
                is_latest(),
                alike,
            )
            .ext(distinct_on(mine.c.id))
            .order_by(mine.c.id, same.desc(), differ.asc().nulls_last(), _MATERIAL.submitted_at, _MATERIAL.id)
        )
        return [
            EarlierPhoto(
                row.id,
                row.filename,
                row.group,
                row.theme,
                row.submitted_at,
                row.own_id,
                row.own_filename,
                None if row.same else row.bits,
            )
            for row in found
        ]

    async def superseded(self, group_theme_id: UUID) -> Collection[UUID]:
        found = await self._connection.scalars(
            select(_MATERIAL.id).where(
                _MATERIAL.school_id == self._school_id,
                _MATERIAL.group_theme_id == group_theme_id,
                ~is_latest(),
            )
        )
        return set(found)

    async def open_subjects(self, group_theme_id: UUID) -> dict[UUID, tuple[HintKind, str, UUID | None]]:
        return await hints.open_subjects(self._connection, self._school_id, group_theme_id)

    async def settle(
        self, group_theme_id: UUID, *, found: Sequence[Finding], gone: Sequence[UUID], at: datetime
    ) -> None:
        await hints.settle(self._connection, self._school_id, group_theme_id, found=found, gone=gone, at=at)

    def _held_by(self, group_theme_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return (
            _ACTIVITY.school_id == self._school_id,
            _ACTIVITY.owner_kind == OwnerKind.THEME,
            _ACTIVITY.owner_id == group_theme_id,
            _ACTIVITY.state != ActivityState.CANCELLED,
        )


def _elsewhere() -> ColumnElement[bool]:
    """The earlier material is of another group's theme, of another activity, or a colleague's homework.

    What a group hands in twice about one activity, as its record and for a slot, is no copy.
    """
    own, other = _OWN.c, _MATERIAL
    homework = and_(
        own.kind == ThemeMaterialKind.HOMEWORK,
        other.kind == ThemeMaterialKind.HOMEWORK,
        own.teacher_id != other.teacher_id,
    )
    return and_(
        other.id != own.id,
        other.submitted_at <= own.submitted_at,
        or_(
            other.group_theme_id != own.group_theme_id,
            other.activity_id != own.activity_id,
            homework,
        ),
    )


def _of_groups(*columns: Any) -> Any:
    """Materials, with the names of their group and theme."""
    return (
        select(
            _MATERIAL.id,
            _MATERIAL.submitted_at,
            subject_group.c.name.label("group"),
            theme.c.title.label("theme"),
            *columns,
        )
        .select_from(theme_material)
        .join(group_theme, and_(_PART.school_id == _MATERIAL.school_id, _PART.id == _MATERIAL.group_theme_id))
        .join(theme, and_(theme.c.school_id == _PART.school_id, theme.c.id == _PART.theme_id))
        .join(
            subject_group,
            and_(subject_group.c.school_id == _PART.school_id, subject_group.c.id == _PART.subject_group_id),
        )
    )
