"""Extensions of topics, asked for and decided."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.paging import Page, Window
from domain.topics.extensions import (
    ExtensionAsked,
    ExtensionFilter,
    NewExtension,
    TopicExtension,
    TopicExtensionState,
    extension_actions,
)
from domain.topics.lifecycle import MilestoneKind
from persistence import rows
from persistence.paging import page
from persistence.refusals import refusing
from persistence.topics.reading import visible
from persistence.topics.tables import topic, topic_extension, topic_milestone
from persistence.works.tables import work

_TOPIC, _OWN = topic.c, topic_extension.c


class SqlExtensions:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection, self._caller, self._school_id = connection, caller, caller.school_id

    async def page(self, filters: ExtensionFilter, window: Window) -> Page[TopicExtension]:
        statement = self._visible()
        if filters.topic_id:
            statement = statement.where(_OWN.topic_id.in_(filters.topic_id))
        if filters.state:
            statement = statement.where(_OWN.state.in_(filters.state))
        by = [_OWN.asked_at, _OWN.id]
        return await page(
            self._connection, statement, window, by=by, filters=filters, view=self._view, descending=True
        )

    async def get(self, extension_id: UUID) -> TopicExtension | None:
        row = (await self._connection.execute(self._visible().where(_OWN.id == extension_id))).one_or_none()
        return None if row is None else self._view(row)

    async def for_update(self, extension_id: UUID) -> TopicExtension | None:
        await rows.fetch(self._connection, topic_extension, self._school_id, extension_id, lock=True)
        return await self.get(extension_id)

    async def granted(self, topic_id: UUID) -> int:
        found = await self._connection.scalar(
            select(func.count()).where(
                _OWN.school_id == self._school_id,
                _OWN.topic_id == topic_id,
                _OWN.state == TopicExtensionState.GRANTED,
            )
        )
        return found or 0

    async def add(self, new: NewExtension, *, account_id: UUID, at: datetime) -> TopicExtension:
        values = {
            "topic_id": new.topic_id,
            "milestone_id": new.milestone_id,
            "due_on": new.due_on,
            "until": new.until,
            "reason": new.reason,
            "state": TopicExtensionState.ASKED,
            "account_id": account_id,
            "asked_at": at,
        }
        with refusing(uq_topic_extension_asked=ExtensionAsked()):
            made = await rows.add(self._connection, topic_extension, self._school_id, values)
        return await self._again(made["id"])

    async def decide(
        self,
        extension_id: UUID,
        state: TopicExtensionState,
        granted_until: date | None,
        remark: str | None,
        *,
        account_id: UUID,
        at: datetime,
    ) -> TopicExtension:
        decided = {
            "state": state,
            "granted_until": granted_until,
            "remark": remark,
            "decided_by": account_id,
            "decided_at": at,
        }
        await rows.change(self._connection, topic_extension, self._school_id, extension_id, decided)
        return await self._again(extension_id)

    async def _again(self, extension_id: UUID) -> TopicExtension:
        found = await self.get(extension_id)
        assert found is not None
        return found

    def _visible(self) -> Select[Any]:
        return _WITH_TOPIC.where(_OWN.school_id == self._school_id, visible(self._caller))

    def _view(self, row: Row[Any]) -> TopicExtension:
        state = TopicExtensionState(row.state)
        return rows.view(
            TopicExtension,
            row._mapping,
            step=MilestoneKind(row.step),
            state=state,
            allowed_actions=extension_actions(state, self._caller),
        )


_WITH_TOPIC = (
    select(topic_extension, work.c.title.label("topic_title"), topic_milestone.c.kind.label("step"))
    .select_from(topic_extension)
    .join(topic, and_(_TOPIC.school_id == _OWN.school_id, _TOPIC.id == _OWN.topic_id))
    .join(work, and_(work.c.school_id == _TOPIC.school_id, work.c.id == _TOPIC.work_id))
    .join(
        topic_milestone,
        and_(topic_milestone.c.school_id == _OWN.school_id, topic_milestone.c.id == _OWN.milestone_id),
    )
)
