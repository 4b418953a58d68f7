"""What is done for theme research without being asked: activities checked, leaders reminded."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, and_, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.people.calendar import SchoolDays, day_of
from domain.themes.checks import check_group
from domain.themes.policy import in_force
from domain.themes.reminding import Lacking, remind
from domain.themes.theme import ThemeState
from persistence.people.tables import subject_group
from persistence.platform.messages import SqlMessages
from persistence.platform.tables import school
from persistence.themes.checking import SqlCheckGround
from persistence.themes.groups import MISSING
from persistence.themes.rules import theme_rules
from persistence.themes.tables import group_theme, theme, theme_slot
from persistence.training.demands import school_days
from persistence.training.reminders import SOON
from persistence.transaction import in_school

_PART, _SLOT = group_theme.c, theme_slot.c
KEPT_LOOKING = timedelta(days=14)
"""So long after a theme closed its groups are still checked: homework is awaited until then."""


class SqlLackingGroups:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def school_days(self, around: date) -> SchoolDays:
        return await school_days(self._connection, self._school_id, around - timedelta(days=1), around + SOON)

    async def lacking(self, due_until: date) -> Sequence[Lacking]:
        titles = func.array_agg(aggregate_order_by(_SLOT.title, _SLOT.number)).label("missing")
        found = await self._connection.execute(
            select(_PART.id, subject_group.c.leader_id, theme.c.title, theme.c.due_on, titles)
            .select_from(group_theme)
            .join(theme, and_(theme.c.school_id == _PART.school_id, theme.c.id == _PART.theme_id))
            .join(
                subject_group,
                and_(
                    subject_group.c.school_id == _PART.school_id, subject_group.c.id == _PART.subject_group_id
                ),
            )
            .join(theme_slot, and_(_SLOT.school_id == _PART.school_id, _SLOT.group_theme_id == _PART.id))
            .where(
                _PART.school_id == self._school_id,
                theme.c.state == ThemeState.RUNNING,
                theme.c.due_on <= due_until,
                subject_group.c.leader_id.is_not(None),
                _SLOT.state.in_(MISSING),
            )
            .group_by(_PART.id, subject_group.c.leader_id, theme.c.title, theme.c.due_on)
            .order_by(theme.c.due_on, _PART.id)
        )
        return [Lacking(row.id, row.leader_id, row.title, row.due_on, tuple(row.missing)) for row in found]


async def remind_leaders(engine: AsyncEngine, *, now: datetime) -> int:
    """School by school; how many were written to, told before or not."""
    written = 0
    for school_id in await _schools(engine):
        async with in_school(engine, school_id) as connection:
            groups, messages = SqlLackingGroups(connection, school_id), SqlMessages(connection, school_id)
            written += await remind(groups, messages, day=day_of(now), now=now)
    return written


async def check_groups(engine: AsyncEngine, *, now: datetime) -> int:
    """Each group of a theme that runs, or closed lately, in a transaction of its own; how many there were."""
    checked = 0
    for school_id in await _schools(engine):
        async with in_school(engine, school_id) as connection:
            policy = in_force(await theme_rules(connection, school_id).every(), day_of(now))
            groups = (await connection.scalars(_to_check(school_id, now))).all()
        for group_theme_id in groups:
            async with in_school(engine, school_id) as connection:
                ground = SqlCheckGround(connection, school_id)
                await check_group(ground, group_theme_id, policy, now=now)
        checked += len(groups)
    return checked


def _to_check(school_id: UUID, now: datetime) -> Select[UUID]:
    recently = theme.c.closed_at > now - KEPT_LOOKING
    return (
        select(_PART.id)
        .join(theme, and_(theme.c.school_id == _PART.school_id, theme.c.id == _PART.theme_id))
        .where(_PART.school_id == school_id, (theme.c.state == ThemeState.RUNNING) | recently)
        .order_by(_PART.id)
    )


async def _schools(engine: AsyncEngine) -> Sequence[UUID]:
    async with engine.connect() as connection:
        return (await connection.scalars(select(school.c.id))).all()
