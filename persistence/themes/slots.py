"""The slots of the nine ones, each with what was last handed in for it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.paging import Page, Window
from domain.themes.group_theme import (
    Slot,
    SlotFilter,
    SlotReview,
    SlotState,
    SlotVerdict,
    slot_actions,
)
from domain.themes.nine_ones import NineOnes
from domain.themes.theme import ThemeState
from persistence import rows
from persistence.ids import new_id
from persistence.paging import page
from persistence.people.tables import subject_group
from persistence.themes.tables import group_theme, theme, theme_material, theme_review, theme_slot
from persistence.themes.visibility import visible_groups, visible_themes

_SLOT, _PART, _REVIEW = theme_slot.c, group_theme.c, theme_review.c
_MISSING = (SlotState.OPEN, SlotState.RETURNED)


class SqlSlots:
    def __init__(self, connection: AsyncConnection, caller: Caller, today: date) -> None:
        self._connection, self._caller, self._today = connection, caller, today
        self._school_id = caller.school_id

    async def page(self, filters: SlotFilter, window: Window) -> Page[Slot]:
        statement = self._visible()
        for column, values in (
            (_SLOT.state, filters.state),
            (_SLOT.group_theme_id, filters.group_theme_id),
            (_PART.subject_group_id, filters.subject_group_id),
        ):
            if values:
                statement = statement.where(column.in_(values))
        if filters.overdue is not None:
            late = and_(_SLOT.state.in_(_MISSING), theme.c.due_on < self._today)
            statement = statement.where(late if filters.overdue else ~late)
        if filters.due_from is not None:
            statement = statement.where(theme.c.due_on >= filters.due_from)
        if filters.due_to is not None:
            statement = statement.where(theme.c.due_on < filters.due_to)
        by = [theme.c.due_on, _SLOT.group_theme_id, _SLOT.number, _SLOT.id]
        return await page(self._connection, statement, window, by=by, filters=filters, view=self._view)

    async def get(self, slot_id: UUID) -> Slot | None:
        row = (await self._connection.execute(self._visible().where(_SLOT.id == slot_id))).one_or_none()
        return None if row is None else self._view(row)

    async def for_update(self, slot_id: UUID) -> Slot | None:
        await rows.fetch(self._connection, theme_slot, self._school_id, slot_id, lock=True)
        return await self.get(slot_id)

    async def lay_out(self, group_theme_id: UUID, template: NineOnes) -> None:
        new = [
            {
                "id": new_id(),
                "group_theme_id": group_theme_id,
                "number": number,
                "key": one.key,
                "title": one.title,
                "asked": one.asked,
                "per_member": one.per_member,
                "after_activity": one.after_activity,
                "state": SlotState.OPEN,
            }
            for number, one in enumerate(template.slots, start=1)
        ]
        await rows.add_all(self._connection, theme_slot, self._school_id, new)

    async def review(
        self, slot: Slot, verdict: SlotVerdict, remark: str | None, *, account_id: UUID, at: datetime
    ) -> None:
        values = {
            "slot_id": slot.id,
            "material_id": slot.material_id,
            "verdict": verdict,
            "remark": remark,
            "account_id": account_id,
            "at": at,
        }
        await rows.add(self._connection, theme_review, self._school_id, values)

    async def reviews(self, slot_id: UUID, window: Window) -> Page[SlotReview]:
        own = select(theme_review).where(_REVIEW.school_id == self._school_id, _REVIEW.slot_id == slot_id)
        return await page(
            self._connection,
            own,
            window,
            by=[_REVIEW.at, _REVIEW.id],
            filters=slot_id,
            view=lambda row: rows.view(SlotReview, row._mapping, verdict=SlotVerdict(row.verdict)),
            descending=True,
        )

    def _visible(self) -> Select[Any]:
        return _WITH_LATEST.where(
            _SLOT.school_id == self._school_id,
            visible_groups(self._caller, _PART.subject_group_id),
            visible_themes(self._caller),
        )

    def _view(self, row: Row[Any]) -> Slot:
        state = SlotState(row.state)
        return rows.view(
            Slot,
            row._mapping,
            state=state,
            overdue=state in _MISSING and row.due_on < self._today,
            allowed_actions=slot_actions(state, ThemeState(row.theme_state), row.leader_id, self._caller),
        )


def _latest() -> Any:
    material = theme_material.c
    return (
        select(material.id.label("material_id"), material.submitted_at.label("handed_in_at"))
        .where(
            material.school_id == _SLOT.school_id,
            material.group_theme_id == _SLOT.group_theme_id,
            material.slot_id == _SLOT.id,
        )
        .order_by(material.number.desc())
        .limit(1)
        .correlate(theme_slot)
        .lateral("latest")
    )


_LATEST = _latest()
_WITH_LATEST = (
    select(
        *(
            _SLOT[name]
            for name in (
                *("id", "group_theme_id", "number", "key", "title", "asked", "per_member"),
                *("after_activity", "state", "remark", "version"),
            )
        ),
        theme.c.title.label("theme_title"),
        theme.c.state.label("theme_state"),
        theme.c.due_on,
        _PART.subject_group_id,
        subject_group.c.name.label("subject_group_name"),
        subject_group.c.leader_id,
        _LATEST.c.material_id,
        _LATEST.c.handed_in_at,
    )
    .select_from(theme_slot)
    .join(group_theme, and_(_PART.school_id == _SLOT.school_id, _PART.id == _SLOT.group_theme_id))
    .join(theme, and_(theme.c.school_id == _PART.school_id, theme.c.id == _PART.theme_id))
    .join(
        subject_group,
        and_(subject_group.c.school_id == _PART.school_id, subject_group.c.id == _PART.subject_group_id),
    )
    .outerjoin(_LATEST, true())
)
