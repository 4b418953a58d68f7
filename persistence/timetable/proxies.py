"""Homeroom proxies: who looks after which class on which day, and when that ends by itself."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Row,
    Select,
    and_,
    cast,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.paging import Page, Window
from domain.people.calendar import ZONE
from domain.people.teacher import TeacherStatus
from domain.timetable.absence import AbsenceState, days_between, measure
from domain.timetable.proxies import (
    Candidate,
    HomeroomProxy,
    Partner,
    ProxyFacts,
    ProxyFilter,
    proxy_actions,
)
from persistence.changes import write
from persistence.ids import new_id
from persistence.paging import page
from persistence.people.tables import (
    homeroom_assignment,
    school_class,
    teacher,
)
from persistence.timetable.absence_ground import absence_ground
from persistence.timetable.absence_tables import absence, absence_block, homeroom_proxy
from persistence.timetable.followers import absence_blocks
from persistence.timetable.partners import teaching
from persistence.training.visibility import visible_teachers

_PROXY, _ABSENCE, _BLOCK = homeroom_proxy.c, absence.c, absence_block.c


class SqlProxies:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection, self._caller, self._school_id = connection, caller, caller.school_id

    async def page(self, filters: ProxyFilter, window: Window) -> Page[HomeroomProxy]:
        statement = named_proxies(self._school_id)
        if filters.absence_id is not None:
            statement = statement.where(_PROXY.absence_id == filters.absence_id)
        if filters.class_id is not None:
            statement = statement.where(_PROXY.class_id == filters.class_id)
        if filters.teacher_ids:
            statement = statement.where(_PROXY.teacher_id.in_(filters.teacher_ids))
        if filters.day_from is not None:
            statement = statement.where(_PROXY.day >= filters.day_from)
        if filters.day_to is not None:
            statement = statement.where(_PROXY.day < filters.day_to)
        by = [_PROXY.day, _PROXY.id]
        return await page(self._connection, statement, window, by=by, filters=filters, view=self._view)

    async def get(self, proxy_id: UUID) -> HomeroomProxy | None:
        return await self._one(named_proxies(self._school_id).where(_PROXY.id == proxy_id))

    async def for_update(self, proxy_id: UUID) -> HomeroomProxy | None:
        chosen = named_proxies(self._school_id).where(_PROXY.id == proxy_id)
        return await self._one(chosen.with_for_update(key_share=True, of=homeroom_proxy))

    async def facts(self, absence_id: UUID, *, lock: bool = False) -> ProxyFacts | None:
        seen = visible_teachers(self._caller, _ABSENCE.teacher_id, action=Action.ABSENCE_READ)
        chosen = select(_ABSENCE.id, _ABSENCE.teacher_id, _ABSENCE.state).where(
            _ABSENCE.school_id == self._school_id, _ABSENCE.id == absence_id, seen
        )
        found = await self._connection.execute(chosen.with_for_update(key_share=True) if lock else chosen)
        row = found.one_or_none()
        if row is None:
            return None
        blocks = (await absence_blocks(self._connection, self._school_id, [absence_id]))[absence_id]
        ground = await absence_ground(self._connection, self._school_id, *days_between(blocks))
        standing = row.state == AbsenceState.STANDING
        days = [one.day for one in measure(blocks, ground).days] if standing else []
        needed = await self._needed(row.teacher_id, days)
        classes = {class_id for class_id, _, _ in needed}
        rows = await self._connection.execute(
            named_proxies(self._school_id).where(_PROXY.absence_id == absence_id).order_by(_PROXY.day)
        )
        partners = await self._partners(row.teacher_id, classes, days)
        away = await self._away({one.teacher_id for one in partners}, days)
        return ProxyFacts(needed, [self._view(one) for one in rows], partners, away)

    async def _needed(self, teacher_id: UUID, days: Sequence[date]) -> list[tuple[UUID, str, date]]:
        its = homeroom_assignment.c
        rows = await self._connection.execute(
            select(its.class_id, school_class.c.name, its.from_day, its.until_day)
            .join(
                school_class,
                and_(school_class.c.school_id == its.school_id, school_class.c.id == its.class_id),
            )
            .where(its.school_id == self._school_id, its.teacher_id == teacher_id)
            .order_by(school_class.c.code)
        )
        held = rows.all()
        return [
            (row.class_id, row.name, day)
            for day in days
            for row in held
            if row.from_day <= day and (row.until_day is None or day <= row.until_day)
        ]

    async def _partners(
        self, teacher_id: UUID, class_ids: Collection[UUID], days: Sequence[date]
    ) -> list[Partner]:
        """Those who teach the classes when the absence begins, and are at work."""
        if not class_ids:
            return []
        first = days[0]
        its, own = teaching(self._school_id, class_ids, first).c, homeroom_assignment.alias("own")
        has_homeroom = exists().where(
            own.c.school_id == self._school_id,
            own.c.teacher_id == its.teacher_id,
            own.c.from_day <= first,
            or_(own.c.until_day.is_(None), own.c.until_day >= first),
        )
        rows = await self._connection.execute(
            select(
                its.class_id,
                its.teacher_id,
                teacher.c.name,
                func.max(its.weekly_periods).label("weekly_periods"),
                func.coalesce(
                    func.bool_or(teacher.c.grade_group_id == school_class.c.grade_group_id), False
                ).label("same_grade"),
                func.bool_or(has_homeroom).label("has_homeroom"),
            )
            .join(teacher, and_(teacher.c.school_id == self._school_id, teacher.c.id == its.teacher_id))
            .join(
                school_class,
                and_(school_class.c.school_id == self._school_id, school_class.c.id == its.class_id),
            )
            .where(its.teacher_id != teacher_id, teacher.c.status == TeacherStatus.ACTIVE)
            .group_by(its.class_id, its.teacher_id, teacher.c.name)
        )
        return [Partner(*row) for row in rows]

    async def _away(self, teacher_ids: Collection[UUID], days: Sequence[date]) -> set[tuple[UUID, date]]:
        if not teacher_ids or not days:
            return set()
        rows = await self._connection.execute(
            select(_ABSENCE.teacher_id, _BLOCK.starts_at, _BLOCK.ends_at)
            .join(absence_block, of_absence())
            .where(
                _ABSENCE.school_id == self._school_id,
                _ABSENCE.state == AbsenceState.STANDING,
                _ABSENCE.teacher_id.in_(teacher_ids),
                _BLOCK.starts_at < _midnight(max(days) + timedelta(days=1)),
                _BLOCK.ends_at > _midnight(min(days)),
            )
        )
        return {
            (row.teacher_id, day)
            for row in rows
            for day in days
            if row.starts_at < _midnight(day + timedelta(days=1)) and row.ends_at > _midnight(day)
        }

    async def candidate_for_update(self, teacher_id: UUID, days: Collection[date]) -> Candidate | None:
        row = (
            await self._connection.execute(
                select(teacher.c.name, teacher.c.status)
                .where(teacher.c.school_id == self._school_id, teacher.c.id == teacher_id)
                .with_for_update(key_share=True)
            )
        ).one_or_none()
        if row is None:
            return None
        away = {day for _, day in await self._away([teacher_id], list(days))}
        return Candidate(row.name, row.status == TeacherStatus.LEFT, away)

    async def put(
        self,
        absence_id: UUID,
        class_id: UUID,
        teacher_id: UUID,
        days: Collection[date],
        *,
        account_id: UUID,
        at: datetime,
    ) -> None:
        rows = [
            {
                "school_id": self._school_id,
                "id": new_id(),
                "absence_id": absence_id,
                "class_id": class_id,
                "day": day,
                "teacher_id": teacher_id,
                "account_id": account_id,
                "made_at": at,
            }
            for day in sorted(days)
        ]
        new = insert(homeroom_proxy).values(rows)
        await write(
            self._connection,
            new.on_conflict_do_update(
                constraint="uq_homeroom_proxy_day",
                set_={
                    "teacher_id": new.excluded.teacher_id,
                    "absence_id": new.excluded.absence_id,
                    "account_id": new.excluded.account_id,
                    "made_at": new.excluded.made_at,
                    "version": _PROXY.version + 1,
                },
            ),
        )

    async def replace(self, proxy_id: UUID, teacher_id: UUID) -> None:
        await write(
            self._connection,
            update(homeroom_proxy)
            .where(_PROXY.school_id == self._school_id, _PROXY.id == proxy_id)
            .values(teacher_id=teacher_id, version=_PROXY.version + 1),
        )

    async def remove(self, proxy_ids: Collection[UUID]) -> None:
        await remove_proxies(self._connection, self._school_id, proxy_ids)

    async def _one(self, statement: Select[Any]) -> HomeroomProxy | None:
        row = (await self._connection.execute(statement)).one_or_none()
        return None if row is None else self._view(row)

    def _view(self, row: Row[Any]) -> HomeroomProxy:
        return proxy_of(row, proxy_actions(self._caller))


async def remove_proxies(connection: AsyncConnection, school_id: UUID, proxy_ids: Collection[UUID]) -> None:
    await write(
        connection, delete(homeroom_proxy).where(_PROXY.school_id == school_id, _PROXY.id.in_(proxy_ids))
    )


def named_proxies(school_id: UUID) -> Select[Any]:
    return (
        select(homeroom_proxy, school_class.c.name.label("class_name"), teacher.c.name.label("teacher_name"))
        .select_from(homeroom_proxy)
        .join(
            school_class,
            and_(school_class.c.school_id == _PROXY.school_id, school_class.c.id == _PROXY.class_id),
        )
        .join(teacher, and_(teacher.c.school_id == _PROXY.school_id, teacher.c.id == _PROXY.teacher_id))
        .where(_PROXY.school_id == school_id)
    )


def of_absence() -> ColumnElement[bool]:
    return and_(_BLOCK.school_id == _ABSENCE.school_id, _BLOCK.absence_id == _ABSENCE.id)


def touches() -> ColumnElement[bool]:
    """Whether a block takes some of the proxy's day, on the school's clock."""
    begins = func.timezone(ZONE.key, cast(_PROXY.day, DateTime))
    return and_(_BLOCK.starts_at < begins + literal(timedelta(days=1)), _BLOCK.ends_at > begins)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZONE)


def proxy_of(row: Row[Any], allowed: tuple[str, ...] = ()) -> HomeroomProxy:
    return HomeroomProxy(
        row.id,
        row.absence_id,
        row.class_id,
        row.class_name,
        row.day,
        row.teacher_id,
        row.teacher_name,
        row.version,
        allowed,
    )
