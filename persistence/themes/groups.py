"""The subject groups' parts in themes, and how far their nine ones are."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, exists, func, select, true
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.paging import Page, Window
from domain.themes.group_theme import (
    GroupEntered,
    GroupTheme,
    GroupThemeFilter,
    Slot,
    SlotFilter,
    SlotReview,
    SlotState,
    SlotVerdict,
    SubjectGroupKnown,
    group_actions,
)
from domain.themes.hints import HintState
from domain.themes.nine_ones import NineOnes, in_force
from domain.themes.theme import Theme, ThemeState
from persistence import rows
from persistence.paging import page
from persistence.people.tables import subject_group, teacher
from persistence.refusals import refusing
from persistence.themes.nine_ones import SqlNineOnes
from persistence.themes.slots import SqlSlots
from persistence.themes.tables import group_theme, theme, theme_hint, theme_slot
from persistence.themes.themes import at_work_in
from persistence.themes.visibility import led_groups, visible_groups, visible_themes

_PART = group_theme.c
MISSING = (SlotState.OPEN, SlotState.RETURNED)


class SqlGroupThemes:
    """`today` decides what is overdue."""

    def __init__(self, connection: AsyncConnection, caller: Caller, today: date) -> None:
        self._connection, self._caller, self._today = connection, caller, today
        self._school_id = caller.school_id
        self._slots = SqlSlots(connection, caller, today)

    async def page(self, filters: GroupThemeFilter, window: Window) -> Page[GroupTheme]:
        statement = self._visible()
        for column, values in (
            (_PART.theme_id, filters.theme_id),
            (theme.c.term_id, filters.term_id),
            (_PART.subject_group_id, filters.subject_group_id),
            (theme.c.state, filters.state),
        ):
            if values:
                statement = statement.where(column.in_(values))
        for wanted, holds in ((filters.missing, _has_missing()), (filters.hinted, self._hinted())):
            if wanted is not None:
                statement = statement.where(holds if wanted else ~holds)
        by = [theme.c.due_on, subject_group.c.code, _PART.id]
        return await page(self._connection, statement, window, by=by, filters=filters, view=self._view)

    async def get(self, group_theme_id: UUID) -> GroupTheme | None:
        row = (
            await self._connection.execute(self._visible().where(_PART.id == group_theme_id))
        ).one_or_none()
        return None if row is None else self._view(row)

    async def for_update(self, group_theme_id: UUID) -> GroupTheme | None:
        await rows.fetch(self._connection, group_theme, self._school_id, group_theme_id, lock=True)
        return await self.get(group_theme_id)

    async def subject_group(self, subject_group_id: UUID) -> SubjectGroupKnown | None:
        row = await rows.fetch(self._connection, subject_group, self._school_id, subject_group_id)
        if row is None:
            return None
        members = await self._connection.scalars(
            select(teacher.c.id).where(at_work_in(self._school_id, subject_group_id))
        )
        return SubjectGroupKnown(row["id"], row["leader_id"], tuple(members))

    async def add(
        self, theme: Theme, subject_group_id: UUID, question: str, template: NineOnes, *, at: datetime
    ) -> GroupTheme:
        values = {
            "theme_id": theme.id,
            "subject_group_id": subject_group_id,
            "question": question,
            "template_id": template.id,
            "template_number": template.number,
            "template_title": template.title,
            "created_at": at,
        }
        with refusing(uq_group_theme_subject_group=GroupEntered(theme=theme.title)):
            made = await rows.add(self._connection, group_theme, self._school_id, values)
        await self._slots.lay_out(made["id"], template)
        return await self._again(made["id"])

    async def change(self, group_theme_id: UUID, changes: Mapping[str, Any]) -> GroupTheme:
        await rows.change(self._connection, group_theme, self._school_id, group_theme_id, changes)
        return await self._again(group_theme_id)

    async def template_for(self, term_id: UUID) -> NineOnes:
        book = SqlNineOnes(self._connection, self._school_id)
        starts_on = await book.starts_on(term_id)
        assert starts_on is not None
        return in_force(await book.every(), starts_on)

    async def slots(self, filters: SlotFilter, window: Window) -> Page[Slot]:
        return await self._slots.page(filters, window)

    async def slot(self, slot_id: UUID) -> Slot | None:
        return await self._slots.get(slot_id)

    async def slot_for_update(self, slot_id: UUID) -> Slot | None:
        return await self._slots.for_update(slot_id)

    async def slot_became(self, slot_id: UUID, state: SlotState, *, remark: str | None) -> None:
        changes = {"state": state, "remark": remark}
        await rows.change(self._connection, theme_slot, self._school_id, slot_id, changes)

    async def review(
        self, slot: Slot, verdict: SlotVerdict, remark: str | None, *, account_id: UUID, at: datetime
    ) -> None:
        await self._slots.review(slot, verdict, remark, account_id=account_id, at=at)

    async def reviews(self, slot_id: UUID, window: Window) -> Page[SlotReview]:
        return await self._slots.reviews(slot_id, window)

    async def _again(self, group_theme_id: UUID) -> GroupTheme:
        found = await self.get(group_theme_id)
        assert found is not None
        return found

    def _hinted(self) -> Any:
        """As far as this caller sees hints: to others no group has any."""
        return and_(_open_hints().exists(), led_groups(self._caller, _PART.subject_group_id))

    def _visible(self) -> Select[Any]:
        counted = _slots_counted().lateral("counted")
        hints = _open_hints().with_only_columns(func.count()).scalar_subquery()
        return (
            select(
                *(_PART[name] for name in _OWN),
                theme.c.title.label("theme_title"),
                theme.c.state.label("theme_state"),
                theme.c.term_id,
                theme.c.due_on,
                subject_group.c.name.label("subject_group_name"),
                subject_group.c.code,
                subject_group.c.leader_id,
                counted.c.slots,
                counted.c.handed_in,
                counted.c.accepted,
                counted.c.missing,
                hints.label("hints"),
                led_groups(self._caller, _PART.subject_group_id).label("led"),
            )
            .select_from(group_theme)
            .join(theme, and_(theme.c.school_id == _PART.school_id, theme.c.id == _PART.theme_id))
            .join(
                subject_group,
                and_(
                    subject_group.c.school_id == _PART.school_id,
                    subject_group.c.id == _PART.subject_group_id,
                ),
            )
            .join(counted, true())
            .where(
                _PART.school_id == self._school_id,
                visible_groups(self._caller, _PART.subject_group_id),
                visible_themes(self._caller),
            )
        )

    def _view(self, row: Row[Any]) -> GroupTheme:
        state, missing = ThemeState(row.theme_state), tuple(row.missing)
        return rows.view(
            GroupTheme,
            row._mapping,
            theme_state=state,
            missing=missing,
            overdue=bool(missing) and row.due_on < self._today,
            open_hints=row.hints if row.led else None,
            allowed_actions=group_actions(state, row.leader_id, self._caller),
        )


_OWN = (
    "id",
    "theme_id",
    "subject_group_id",
    "question",
    "template_id",
    "template_number",
    "template_title",
    "created_at",
    "version",
)


def _slots_counted() -> Any:
    slot = theme_slot.c
    titles = func.array_agg(aggregate_order_by(slot.title, slot.number)).filter(slot.state.in_(MISSING))
    return (
        select(
            func.count().label("slots"),
            func.count().filter(slot.state == SlotState.HANDED_IN).label("handed_in"),
            func.count().filter(slot.state == SlotState.ACCEPTED).label("accepted"),
            func.coalesce(titles, []).label("missing"),
        )
        .where(slot.school_id == _PART.school_id, slot.group_theme_id == _PART.id)
        .correlate(group_theme)
    )


def _has_missing() -> Any:
    slot = theme_slot.c
    return exists().where(
        slot.school_id == _PART.school_id, slot.group_theme_id == _PART.id, slot.state.in_(MISSING)
    )


def _open_hints() -> Select[Any]:
    hint = theme_hint.c
    return (
        select(hint.id)
        .where(
            hint.school_id == _PART.school_id,
            hint.group_theme_id == _PART.id,
            hint.state == HintState.OPEN,
        )
        .correlate(group_theme)
    )
