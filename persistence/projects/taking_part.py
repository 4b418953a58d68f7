"""What members hand in and answer: homework with its versions, and evaluations."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, insert, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ColumnElement

from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.paging import Page, Window
from domain.projects.evaluation import Evaluation, EvaluationGiven
from domain.projects.homework import Homework, HomeworkGiven, HomeworkState, steps
from domain.projects.project import ProjectState
from persistence import rows
from persistence.ids import new_id
from persistence.paging import page
from persistence.people.tables import teacher
from persistence.projects.tables import homework, homework_version, project, project_evaluation
from persistence.refusals import refusing

WORK_TABLE = homework
_WORK, _VERSION, _ANSWER = homework.c, homework_version.c, project_evaluation.c


def seen(caller: Caller, teacher_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """One's own; of projects one leads everybody's; the office and the principal all."""
    if caller.may(Action.ACCOUNT_READ):
        return true()
    if caller.teacher_id is None:
        return teacher_id.is_(None)
    return or_(teacher_id == caller.teacher_id, project.c.leader_id == caller.teacher_id)


class SqlHomeworks:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection, self._caller, self._school_id = connection, caller, caller.school_id

    async def page(self, project_id: UUID, window: Window) -> Page[Homework]:
        statement = self._visible().where(_WORK.project_id == project_id)
        by = [teacher.c.name_pinyin, _WORK.id]
        return await page(self._connection, statement, window, by=by, filters=project_id, view=self._view)

    async def get(self, homework_id: UUID) -> Homework | None:
        row = (await self._connection.execute(self._visible().where(_WORK.id == homework_id))).one_or_none()
        return None if row is None else self._view(row)

    async def for_update(self, homework_id: UUID) -> Homework | None:
        await rows.fetch(self._connection, homework, self._school_id, homework_id, lock=True)
        return await self.get(homework_id)

    async def own_for_update(self, project_id: UUID, teacher_id: UUID) -> Homework | None:
        own = (_WORK.project_id == project_id, _WORK.teacher_id == teacher_id)
        locked = select(_WORK.id).where(_WORK.school_id == self._school_id, *own).with_for_update()
        found = await self._connection.scalar(locked)
        return None if found is None else await self.get(found)

    async def hand_in(
        self, project_id: UUID, teacher_id: UUID, before: Homework | None, given: HomeworkGiven,
        *, account_id: UUID, at: datetime,
    ) -> Homework:  # fmt: skip
        state = {"state": HomeworkState.HANDED_IN, "mark": None, "remark": None}
        if before is None:
            whose = {"project_id": project_id, "teacher_id": teacher_id}
            row = await rows.add(self._connection, homework, self._school_id, whose | state)
        else:
            row = await rows.change(self._connection, homework, self._school_id, before.id, state)
        values = {
            "homework_id": row["id"],
            "number": 1 if before is None else before.number + 1,
            "text": given.text,
            "file_id": given.file_id,
            "account_id": account_id,
            "at": at,
        }
        await self._connection.execute(
            insert(homework_version).values(school_id=self._school_id, id=new_id(), **values)
        )
        return await self._again(row["id"])

    async def judge(
        self, homework: Homework, state: HomeworkState, mark: Decimal | None, remark: str | None,
        *, account_id: UUID, at: datetime,
    ) -> Homework:  # fmt: skip
        values = {"state": state, "mark": mark, "remark": remark}
        await rows.change(self._connection, WORK_TABLE, self._school_id, homework.id, values)
        return await self._again(homework.id)

    async def _again(self, homework_id: UUID) -> Homework:
        found = await self.get(homework_id)
        assert found is not None
        return found

    def _visible(self) -> Select[Any]:
        latest = (
            select(_VERSION.number, _VERSION.text, _VERSION.file_id, _VERSION.at)
            .where(_VERSION.school_id == self._school_id, _VERSION.homework_id == _WORK.id)
            .order_by(_VERSION.number.desc())
            .limit(1)
            .correlate(homework)
            .lateral("latest")
        )
        return (
            select(
                homework,
                teacher.c.name,
                teacher.c.name_pinyin,
                project.c.state.label("project_state"),
                project.c.leader_id,
                latest.c.number,
                latest.c.text,
                latest.c.file_id,
                latest.c.at,
            )
            .join(teacher, and_(teacher.c.school_id == _WORK.school_id, teacher.c.id == _WORK.teacher_id))
            .join(project, and_(project.c.school_id == _WORK.school_id, project.c.id == _WORK.project_id))
            .join(latest, true())
            .where(_WORK.school_id == self._school_id, seen(self._caller, _WORK.teacher_id))
        )

    def _view(self, row: Row[Any]) -> Homework:
        state, me = HomeworkState(row.state), self._caller.teacher_id
        return Homework(
            id=row.id,
            project_id=row.project_id,
            teacher_id=row.teacher_id,
            name=row.name,
            state=state,
            mark=row.mark,
            remark=row.remark,
            number=row.number,
            text=row.text,
            file_id=row.file_id,
            handed_in_at=row.at,
            version=row.version,
            allowed_actions=steps(
                state,
                own=me is not None and row.teacher_id == me,
                leading=self._caller.may(Action.PROJECT_WRITE) or (me is not None and row.leader_id == me),
                project_open=row.project_state == ProjectState.OPEN
                and self._caller.may(Action.PROJECT_TAKE_PART),
            ),
        )


class SqlEvaluations:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection, self._caller, self._school_id = connection, caller, caller.school_id

    async def page(self, project_id: UUID, window: Window) -> Page[Evaluation]:
        statement = self._visible(project_id)
        by = [_ANSWER.at, _ANSWER.id]
        return await page(self._connection, statement, window, by=by, filters=project_id, view=_evaluation)

    async def get(self, project_id: UUID, evaluation_id: UUID) -> Evaluation | None:
        one = self._visible(project_id).where(_ANSWER.id == evaluation_id)
        row = (await self._connection.execute(one)).one_or_none()
        return None if row is None else _evaluation(row)

    async def add(
        self, project_id: UUID, teacher_id: UUID, answers: Mapping[str, int], comment: str | None,
        *, at: datetime,
    ) -> Evaluation:  # fmt: skip
        values = {
            "project_id": project_id,
            "teacher_id": teacher_id,
            "answers": dict(answers),
            "comment": comment,
            "at": at,
        }
        with refusing(uq_project_evaluation_teacher_id=EvaluationGiven()):
            row = await rows.add(self._connection, project_evaluation, self._school_id, values)
        found = await self.get(project_id, row["id"])
        assert found is not None
        return found

    def _visible(self, project_id: UUID) -> Select[Any]:
        return (
            select(project_evaluation, teacher.c.name)
            .join(teacher, and_(teacher.c.school_id == _ANSWER.school_id, teacher.c.id == _ANSWER.teacher_id))
            .join(project, and_(project.c.school_id == _ANSWER.school_id, project.c.id == _ANSWER.project_id))
            .where(
                _ANSWER.school_id == self._school_id,
                _ANSWER.project_id == project_id,
                seen(self._caller, _ANSWER.teacher_id),
            )
        )


def _evaluation(row: Row[Any]) -> Evaluation:
    return rows.view(Evaluation, row._mapping)
