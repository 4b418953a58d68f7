"""Hints, and what the checks look at. Nothing here asks who looks, but `SqlHints` for whom it shows."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, null, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.copying import Passage
from domain.identity.access import Caller
from domain.paging import Page, Window
from domain.themes.hints import (
    Finding,
    HintFilter,
    HintKind,
    HintPerson,
    HintState,
    ThemeHint,
    hint_actions,
)
from persistence import rows
from persistence.ids import new_id
from persistence.paging import page
from persistence.people.tables import subject_group
from persistence.themes.tables import group_theme, theme, theme_hint
from persistence.themes.visibility import led_groups

_HINT, _PART = theme_hint.c, group_theme.c
TOGETHER = 1000
"""Rows an INSERT: a statement has room for 32,767 values."""


class SqlHints:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection, self._caller, self._school_id = connection, caller, caller.school_id

    async def page(self, filters: HintFilter, window: Window) -> Page[ThemeHint]:
        statement = self._visible()
        for column, values in (
            (_HINT.group_theme_id, filters.group_theme_id),
            (_PART.subject_group_id, filters.subject_group_id),
            (_HINT.kind, filters.kind),
            (_HINT.state, filters.state),
        ):
            if values:
                statement = statement.where(column.in_(values))
        by = [_HINT.found_at, _HINT.id]
        return await page(
            self._connection, statement, window, by=by, filters=filters, view=self._view, descending=True
        )

    async def get(self, hint_id: UUID) -> ThemeHint | None:
        row = (await self._connection.execute(self._visible().where(_HINT.id == hint_id))).one_or_none()
        return None if row is None else self._view(row)

    async def for_update(self, hint_id: UUID) -> ThemeHint | None:
        await rows.fetch(self._connection, theme_hint, self._school_id, hint_id, lock=True)
        return await self.get(hint_id)

    async def dismissed(self, hint_id: UUID, *, because: str, account_id: UUID, at: datetime) -> ThemeHint:
        changes = {
            "state": HintState.DISMISSED,
            "dismissed_because": because,
            "dismissed_by": account_id,
            "settled_at": at,
        }
        await rows.change(self._connection, theme_hint, self._school_id, hint_id, changes)
        found = await self.get(hint_id)
        assert found is not None
        return found

    def _visible(self) -> Select[Any]:
        return _WITH_GROUP.where(
            _HINT.school_id == self._school_id, led_groups(self._caller, _PART.subject_group_id)
        )

    def _view(self, row: Row[Any]) -> ThemeHint:
        state = HintState(row.state)
        return rows.view(
            ThemeHint,
            row._mapping,
            kind=HintKind(row.kind),
            state=state,
            passages=tuple(Passage(**one) for one in row.passages),
            people=tuple(_person(one) for one in row.people),
            allowed_actions=hint_actions(state, row.leader_id, self._caller),
        )


async def open_subjects(
    connection: AsyncConnection, school_id: UUID, group_theme_id: UUID
) -> dict[UUID, tuple[HintKind, str, UUID | None]]:
    found = await connection.execute(
        select(_HINT.id, _HINT.kind, _HINT.subject, _HINT.material_id).where(
            _HINT.school_id == school_id,
            _HINT.group_theme_id == group_theme_id,
            _HINT.state == HintState.OPEN,
        )
    )
    return {row.id: (HintKind(row.kind), row.subject, row.material_id) for row in found}


async def settle(
    connection: AsyncConnection,
    school_id: UUID,
    group_theme_id: UUID,
    *,
    found: Sequence[Finding],
    gone: Collection[UUID],
    at: datetime,
) -> None:
    """What is found again after it was gone is open again; what was dismissed stays dismissed."""
    for first in range(0, len(found), TOGETHER):
        new = [_row(school_id, group_theme_id, one, at) for one in found[first : first + TOGETHER]]
        statement = insert(theme_hint).values(new)
        await connection.execute(
            statement.on_conflict_do_update(
                constraint="uq_theme_hint_subject",
                set_={
                    "state": HintState.OPEN,
                    "settled_at": null(),
                    "found_at": statement.excluded.found_at,
                    "facts": statement.excluded.facts,
                    "people": statement.excluded.people,
                    "version": _HINT.version + 1,
                },
                where=_HINT.state == HintState.GONE,
            )
        )
    if gone:
        await connection.execute(
            update(theme_hint)
            .where(_HINT.school_id == school_id, _HINT.id.in_(gone), _HINT.state == HintState.OPEN)
            .values(state=HintState.GONE, settled_at=at, version=_HINT.version + 1)
        )


def _row(school_id: UUID, group_theme_id: UUID, one: Finding, at: datetime) -> dict[str, Any]:
    return {
        "school_id": school_id,
        "id": new_id(),
        "group_theme_id": group_theme_id,
        "kind": one.kind,
        "subject": one.subject,
        "state": HintState.OPEN,
        "material_id": one.material_id,
        "activity_id": one.activity_id,
        "source_id": one.source_id,
        "facts": one.facts,
        "passages": [asdict(passage) for passage in one.passages],
        "people": [
            {
                "teacher_id": str(who.teacher_id),
                "name": who.name,
                "signed_in_at": who.signed_in_at.isoformat(),
            }
            for who in one.people
        ],
        "found_at": at,
    }


def _person(kept: dict[str, str]) -> HintPerson:
    return HintPerson(UUID(kept["teacher_id"]), kept["name"], datetime.fromisoformat(kept["signed_in_at"]))


_WITH_GROUP = (
    select(
        theme_hint,
        theme.c.title.label("theme_title"),
        _PART.subject_group_id,
        subject_group.c.name.label("subject_group_name"),
        subject_group.c.leader_id,
    )
    .select_from(theme_hint)
    .join(group_theme, and_(_PART.school_id == _HINT.school_id, _PART.id == _HINT.group_theme_id))
    .join(theme, and_(theme.c.school_id == _PART.school_id, theme.c.id == _PART.theme_id))
    .join(
        subject_group,
        and_(subject_group.c.school_id == _PART.school_id, subject_group.c.id == _PART.subject_group_id),
    )
)
