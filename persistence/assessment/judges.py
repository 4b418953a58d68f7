"""Judges and their scores, kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.assessment.assessment import FROZEN, Assessment, AssessmentState, sees_all
from domain.assessment.judges import AlreadyScored, Judge, JudgeTaken, NewScore, Score, shown
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.paging import Page, Window
from domain.people.teacher import TeacherStatus
from persistence import rows
from persistence.assessment.tables import assessment, assessment_judge, assessment_score
from persistence.assessment.visibility import judged_by
from persistence.paging import page
from persistence.people.tables import subject_group, teacher
from persistence.refusals import refusing

judge = assessment_judge.c
given = assessment_score.c
of = assessment.c


class SqlJudges:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection = connection
        self._caller, self._school_id = caller, caller.school_id

    async def page(self, assessment_id: UUID, window: Window) -> Page[Judge]:
        return await page(
            self._connection,
            self._all().where(judge.assessment_id == assessment_id, self._own()),
            window,
            by=[judge.appointed_at, judge.id],
            filters=(assessment_id, self._caller.account_id),
            view=lambda row: self._view(row._mapping),
        )

    async def get(self, judge_id: UUID, *, lock: bool = False) -> Judge | None:
        statement = self._all().where(judge.id == judge_id, self._own())
        if lock:
            statement = statement.with_for_update(of=assessment_judge)
        row = (await self._connection.execute(statement)).mappings().one_or_none()
        return None if row is None else self._view(row)

    async def at_work(self, assessment_id: UUID) -> Sequence[Judge]:
        statement = self._all().where(judge.assessment_id == assessment_id, judge.released_at.is_(None))
        found = await self._connection.execute(statement.order_by(judge.appointed_at, judge.id))
        return [self._view(row) for row in found.mappings()]

    async def name(self, teacher_id: UUID) -> str | None:
        row = await rows.fetch(self._connection, teacher, self._school_id, teacher_id)
        return row["name"] if row is not None and row["status"] == TeacherStatus.ACTIVE else None

    async def circles(self, teacher_ids: Sequence[UUID]) -> Mapping[UUID, frozenset[UUID]]:
        group = subject_group.c
        belonging = select(teacher.c.id.label("teacher_id"), teacher.c.subject_group_id.label("group_id"))
        leading = select(group.leader_id, group.id)
        both = union_all(
            belonging.where(teacher.c.school_id == self._school_id, teacher.c.id.in_(teacher_ids)),
            leading.where(group.school_id == self._school_id, group.leader_id.in_(teacher_ids)),
        )
        found: dict[UUID, set[UUID]] = {one: set() for one in teacher_ids}
        for row in await self._connection.execute(both):
            if row.group_id is not None:
                found[row.teacher_id].add(row.group_id)
        return {one: frozenset(groups) for one, groups in found.items()}

    async def add(self, assessment_id: UUID, teacher_id: UUID, name: str, *, at: datetime) -> Judge:
        values = {"assessment_id": assessment_id, "teacher_id": teacher_id, "appointed_at": at}
        with refusing(uq_assessment_judge_once=JudgeTaken(name=name)):
            row = await rows.add(self._connection, assessment_judge, self._school_id, values)
        return await self._again(row["id"])

    async def release(self, found: Judge, because: str, *, at: datetime) -> Judge:
        values = {"released_at": at, "released_because": because}
        await rows.change(self._connection, assessment_judge, self._school_id, found.id, values)
        return await self._again(found.id)

    async def _again(self, judge_id: UUID) -> Judge:
        found = await self.get(judge_id)
        assert found is not None
        return found

    def _all(self) -> Select[Any]:
        named = (teacher.c.school_id == judge.school_id) & (teacher.c.id == judge.teacher_id)
        belongs = (of.school_id == judge.school_id) & (of.id == judge.assessment_id)
        return (
            select(assessment_judge, teacher.c.name, of.state)
            .select_from(assessment_judge.join(teacher, named).join(assessment, belongs))
            .where(judge.school_id == self._school_id)
        )

    def _own(self) -> ColumnElement[bool]:
        if sees_all(self._caller):
            return judge.id.is_not(None)
        return judge.teacher_id == self._caller.teacher_id if self._caller.teacher_id else false()

    def _view(self, row: Mapping[Any, Any]) -> Judge:
        return shown(rows.view(Judge, row), AssessmentState(row["state"]), self._caller)


class SqlScores:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection = connection
        self._caller, self._school_id = caller, caller.school_id

    async def page(self, found: Assessment, window: Window, *, group_ids: tuple[UUID, ...]) -> Page[Score]:
        statement = self._visible().where(given.assessment_id == found.id)
        if group_ids:
            statement = statement.where(given.group_id.in_(group_ids))
        return await page(
            self._connection,
            statement,
            window,
            by=[given.id],
            filters=(found.id, group_ids, self._caller.account_id),
            view=lambda row: self._view(row._mapping),
        )

    async def get(self, score_id: UUID, *, lock: bool = False) -> Score | None:
        statement = self._visible().where(given.id == score_id)
        if lock:
            statement = statement.with_for_update(of=assessment_score)
        row = (await self._connection.execute(statement)).mappings().one_or_none()
        return None if row is None else self._view(row)

    async def add(self, by: Judge, new: NewScore, *, at: datetime, taken: AlreadyScored) -> Score:
        values = {
            "assessment_id": by.assessment_id,
            "judge_id": by.id,
            "group_id": new.group_id,
            "indicator_id": new.indicator_id,
            "score": new.score,
            "remark": new.remark,
            "scored_at": at,
        }
        with refusing(uq_assessment_score_once=taken):
            row = await rows.add(self._connection, assessment_score, self._school_id, values)
        return await self._again(row["id"])

    async def change(self, found: Score, changes: Mapping[str, Any], *, at: datetime) -> Score:
        values = {**changes, "scored_at": at}
        await rows.change(self._connection, assessment_score, self._school_id, found.id, values)
        return await self._again(found.id)

    async def _again(self, score_id: UUID) -> Score:
        found = await self.get(score_id)
        assert found is not None
        return found

    def _visible(self) -> Select[Any]:
        """A judge's own; once published all of the assessment's. Others' only to who judges none of it."""
        theirs = (judge.school_id == given.school_id) & (judge.id == given.judge_id)
        belongs = (of.school_id == given.school_id) & (of.id == given.assessment_id)
        own = judge.teacher_id == self._caller.teacher_id if self._caller.teacher_id else false()
        frozen, judges = of.state.in_(FROZEN), judged_by(self._caller, given.assessment_id)
        further = or_(frozen, ~judges) if sees_all(self._caller) else and_(frozen, judges)
        return (
            select(assessment_score, of.state, own.label("own"))
            .select_from(assessment_score.join(assessment_judge, theirs).join(assessment, belongs))
            .where(given.school_id == self._school_id, or_(own, further))
        )

    def _view(self, row: Mapping[Any, Any]) -> Score:
        may = row["own"] and row["state"] not in FROZEN and self._caller.may(Action.ASSESSMENT_SCORE)
        return rows.view(Score, row, allowed_actions=("update",) if may else ())
