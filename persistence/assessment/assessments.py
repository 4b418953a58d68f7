"""Assessments, kept: each with its scheme and its groups."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.assessment.assessment import (
    AssessedGroup,
    Assessment,
    AssessmentState,
    AssessmentTaken,
    NewAssessment,
    allowed_actions,
)
from domain.identity.access import Caller
from domain.paging import Page, Window
from persistence import rows
from persistence.assessment import documents
from persistence.assessment.tables import assessment, assessment_group
from persistence.assessment.visibility import judged_by, leads_one_of, visible_assessments
from persistence.ids import new_id
from persistence.paging import page
from persistence.people.tables import subject_group, term
from persistence.refusals import refusing

table = assessment.c
member = assessment_group.c
Groups = Mapping[UUID, list[AssessedGroup]]


class SqlAssessments:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection = connection
        self._caller, self._school_id = caller, caller.school_id

    async def page(self, window: Window, *, term_id: UUID | None) -> Page[Assessment]:
        statement = self._visible()
        if term_id is not None:
            statement = statement.where(table.term_id == term_id)
        found = await page(
            self._connection,
            statement,
            window,
            by=[table.id],
            filters=(term_id, self._caller.account_id),
            view=lambda row: dict(row._mapping),
            descending=True,
        )
        groups = await self._groups([row["id"] for row in found.items])
        return Page([self._view(row, groups) for row in found.items], found.next_cursor, found.has_more)

    async def get(self, assessment_id: UUID) -> Assessment | None:
        found = await self._connection.execute(self._visible().where(table.id == assessment_id))
        row = found.mappings().one_or_none()
        return None if row is None else self._view(row, await self._groups([assessment_id]))

    async def hold(self, assessment_id: UUID, *, shared: bool = False) -> Assessment | None:
        held = select(table.id).where(table.school_id == self._school_id, table.id == assessment_id)
        await self._connection.execute(held.with_for_update(read=shared))
        return await self.get(assessment_id)

    async def first_day(self, term_id: UUID) -> date | None:
        row = await rows.fetch(self._connection, term, self._school_id, term_id)
        return None if row is None else row["starts_on"]

    async def known_groups(self, group_ids: Sequence[UUID]) -> Sequence[UUID]:
        own = select(subject_group.c.id).where(subject_group.c.school_id == self._school_id)
        asked = own.where(subject_group.c.id.in_(group_ids)) if group_ids else own
        return (await self._connection.scalars(asked.order_by(subject_group.c.code))).all()

    def ids(self, count: int) -> Sequence[UUID]:
        return [new_id() for _ in range(count)]

    async def add(self, new: NewAssessment) -> Assessment:
        values = {
            "term_id": new.term_id,
            "title": new.title,
            "state": AssessmentState.DRAFT,
            "rules": documents.written(new.rules),
            "indicators": documents.written(new.indicators),
            "edition_no": 0,
        }
        with refusing(uq_assessment_term_id=AssessmentTaken()):
            row = await rows.add(self._connection, assessment, self._school_id, values)
        await self._set_groups(row["id"], new.group_ids)
        return await self._again(row["id"])

    async def change(self, found: Assessment, changes: Mapping[str, Any]) -> Assessment:
        values = dict(changes)
        group_ids = values.pop("group_ids", None)
        for name in values.keys() & {"rules", "indicators"}:
            values[name] = documents.written(values[name])
        await rows.change(self._connection, assessment, self._school_id, found.id, values)
        if group_ids is not None:
            await self._connection.execute(
                delete(assessment_group).where(
                    member.school_id == self._school_id, member.assessment_id == found.id
                )
            )
            await self._set_groups(found.id, group_ids)
        return await self._again(found.id)

    async def _again(self, assessment_id: UUID) -> Assessment:
        found = await self.get(assessment_id)
        assert found is not None
        return found

    async def _set_groups(self, assessment_id: UUID, group_ids: Sequence[UUID]) -> None:
        new = [{"id": new_id(), "assessment_id": assessment_id, "group_id": one} for one in group_ids]
        await rows.add_all(self._connection, assessment_group, self._school_id, new)

    async def _groups(self, assessment_ids: Sequence[UUID]) -> Groups:
        group = subject_group.c
        named = (member.school_id == group.school_id) & (member.group_id == group.id)
        found = await self._connection.execute(
            select(member.assessment_id, group.id, group.name, group.leader_id)
            .select_from(assessment_group.join(subject_group, named))
            .where(member.school_id == self._school_id, member.assessment_id.in_(assessment_ids))
            .order_by(group.code, group.id)
        )
        groups: dict[UUID, list[AssessedGroup]] = {}
        for row in found:
            groups.setdefault(row.assessment_id, []).append(AssessedGroup(row.id, row.name, row.leader_id))
        return groups

    def _visible(self) -> Select[Any]:
        return select(
            assessment,
            judged_by(self._caller, table.id).label("judges"),
            leads_one_of(self._caller, table.id).label("leads"),
        ).where(table.school_id == self._school_id, visible_assessments(self._caller))

    def _view(self, row: Mapping[Any, Any], groups: Groups) -> Assessment:
        state = AssessmentState(row["state"])
        may = allowed_actions(state, self._caller, judges=row["judges"], leads=row["leads"])
        return rows.view(
            Assessment,
            row,
            state=state,
            rules=[documents.rule(one) for one in row["rules"]],
            indicators=[documents.indicator(one) for one in row["indicators"]],
            groups=groups.get(row["id"], []),
            allowed_actions=may,
        )
