"""Plans of cover, row by row; what speaks for each row is kept as a document beside it."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, RowMapping, Select, and_, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.paging import Page, Window
from domain.timetable.cover import CoverRule, Excluded
from domain.timetable.cover_ground import CoverGround
from domain.timetable.cover_plan import (
    CoverPlan,
    CoverPlanLine,
    CoverPlanRequest,
    CoverPlanRow,
    CoverSolution,
    Draft,
    LeftOut,
    SubjectQualification,
    allowed_actions,
    row_actions,
)
from domain.timetable.cover_price import CoverReason, CoverReasonCode
from domain.timetable.covering import CoverPlanState, CoverRowState
from domain.timetable.lessons import ClassPart, LessonKind
from persistence import rows
from persistence.paging import page
from persistence.people.tables import teacher
from persistence.timetable.absence_tables import cover_plan, cover_plan_row
from persistence.timetable.cover_ground import cover_ground

_PLAN, _ROW = cover_plan.c, cover_plan_row.c
_AWAY, _COVERS = teacher.alias("away"), teacher.alias("covers")
_COPIED = (
    "id",
    "plan_id",
    "absence_id",
    "lesson_id",
    "lesson_day",
    "day",
    "period_no",
    "subject",
    "from_teacher_id",
    "to_teacher_id",
    "locked",
    "because",
    "version",
)


async def add_plan(
    connection: AsyncConnection,
    school_id: UUID,
    plan_id: UUID,
    request: CoverPlanRequest,
    draft: Draft,
    *,
    account_id: UUID,
    at: datetime,
) -> None:
    await connection.execute(
        insert(cover_plan).values(
            school_id=school_id,
            id=plan_id,
            title=request.title,
            from_day=request.from_day,
            until_day=request.until_day,
            state=CoverPlanState.DRAFT,
            request=document(request),
            solution=asdict(draft.solution),
            account_id=account_id,
            created_at=at,
        )
    )
    await _add_rows(connection, school_id, draft.rows)


class SqlCoverPlans:
    def __init__(self, connection: AsyncConnection, school_id: UUID, caller: Caller | None = None) -> None:
        self._connection, self._school_id, self._caller = connection, school_id, caller

    async def ground(self, first: date, last: date) -> CoverGround:
        return await cover_ground(self._connection, self._school_id, first, last)

    async def page(self, window: Window, *, state: Collection[CoverPlanState]) -> Page[CoverPlanLine]:
        statement = self._lines()
        if state:
            statement = statement.where(_PLAN.state.in_(state))
        return await page(
            self._connection,
            statement,
            window,
            by=[_PLAN.created_at, _PLAN.id],
            filters=tuple(state),
            view=self._line,
            descending=True,
        )

    async def get(self, plan_id: UUID) -> CoverPlan | None:
        return await self._one(self._own(plan_id))

    async def for_update(self, plan_id: UUID) -> CoverPlan | None:
        return await self._one(self._own(plan_id).with_for_update())

    async def plan_of(self, row_id: UUID) -> UUID | None:
        found: UUID | None = await self._connection.scalar(
            select(_ROW.plan_id).where(_ROW.school_id == self._school_id, _ROW.id == row_id)
        )
        return found

    async def write(self, plan_id: UUID, draft: Draft) -> CoverPlan:
        await self._connection.execute(
            delete(cover_plan_row).where(_ROW.school_id == self._school_id, _ROW.plan_id == plan_id)
        )
        await _add_rows(self._connection, self._school_id, draft.rows)
        return await self._changed(plan_id, solution=asdict(draft.solution))

    async def settle(self, plan_id: UUID, state: CoverPlanState, *, at: datetime) -> CoverPlan:
        return await self._changed(plan_id, state=state, settled_at=at)

    async def _changed(self, plan_id: UUID, **values: Any) -> CoverPlan:
        row = await rows.change(self._connection, cover_plan, self._school_id, plan_id, values)
        return await self._whole(row)

    def _own(self, plan_id: UUID) -> Select[Any]:
        return select(cover_plan).where(_PLAN.school_id == self._school_id, _PLAN.id == plan_id)

    async def _one(self, statement: Select[Any]) -> CoverPlan | None:
        row = (await self._connection.execute(statement)).mappings().one_or_none()
        return None if row is None else await self._whole(row)

    async def _whole(self, row: RowMapping) -> CoverPlan:
        state = CoverPlanState(row["state"])
        kept = await self._connection.execute(
            select(cover_plan_row, _AWAY.c.name.label("from_name"), _COVERS.c.name.label("to_name"))
            .join(_AWAY, and_(_AWAY.c.school_id == self._school_id, _AWAY.c.id == _ROW.from_teacher_id))
            .outerjoin(
                _COVERS, and_(_COVERS.c.school_id == self._school_id, _COVERS.c.id == _ROW.to_teacher_id)
            )
            .where(_ROW.school_id == self._school_id, _ROW.plan_id == row["id"])
            .order_by(_ROW.day, _ROW.period_no, _ROW.id)
        )
        allowed = () if self._caller is None else row_actions(state, self._caller)
        return CoverPlan(
            id=row["id"],
            state=state,
            request=read_request(row["request"]),
            solution=CoverSolution(**row["solution"]),
            rows=tuple(_row(one, allowed) for one in kept.mappings()),
            created_at=row["created_at"],
            settled_at=row["settled_at"],
            version=row["version"],
            allowed_actions=self._allowed(state),
        )

    def _lines(self) -> Select[Any]:
        def count(state: CoverRowState) -> Any:
            counted = select(func.count()).where(
                _ROW.school_id == self._school_id, _ROW.plan_id == _PLAN.id, _ROW.state == state
            )
            return counted.scalar_subquery().label(state.value)

        names = ("id", "title", "from_day", "until_day", "state", "created_at", "settled_at", "version")
        return select(
            *(_PLAN[name] for name in names), _PLAN.solution, *(count(state) for state in CoverRowState)
        ).where(_PLAN.school_id == self._school_id)

    def _line(self, row: Row[Any]) -> CoverPlanLine:
        state = CoverPlanState(row.state)
        solved = {name: row.solution[name] for name in ("cost", "bound", "gap")}
        return rows.view(
            CoverPlanLine, row._mapping, state=state, allowed_actions=self._allowed(state), **solved
        )

    def _allowed(self, state: CoverPlanState) -> tuple[str, ...]:
        return () if self._caller is None else allowed_actions(state, self._caller)


async def _add_rows(connection: AsyncConnection, school_id: UUID, plan: Iterable[CoverPlanRow]) -> None:
    await rows.add_all(connection, cover_plan_row, school_id, [_kept(one) for one in plan])


def _kept(row: CoverPlanRow) -> dict[str, Any]:
    said = {
        "cost": row.cost,
        "co_taught": row.co_taught,
        "reasons": [asdict(one) for one in row.reasons],
        "excluded": [asdict(one) for one in row.excluded],
    }
    return {name: getattr(row, name) for name in _COPIED} | {
        "kind": row.kind.value,
        "state": row.state.value,
        "classes": _text([asdict(one) for one in row.classes]),
        "reasons": _text(said),
    }


def _row(kept: RowMapping, allowed: tuple[str, ...]) -> CoverPlanRow:
    said = kept["reasons"]
    return CoverPlanRow(
        **{name: kept[name] for name in (*_COPIED, "from_name", "to_name")},
        kind=LessonKind(kept["kind"]),
        state=CoverRowState(kept["state"]),
        classes=tuple(ClassPart(UUID(one["class_id"]), one["part"]) for one in kept["classes"]),
        co_taught=said["co_taught"],
        cost=said["cost"],
        reasons=tuple(
            CoverReason(**{**one, "code": CoverReasonCode(one["code"])}) for one in said["reasons"]
        ),
        excluded=tuple(_excluded(one) for one in said["excluded"]),
        allowed_actions=allowed,
    )


def _excluded(kept: Mapping[str, Any]) -> Excluded:
    need_id = kept["need_id"] and UUID(kept["need_id"])
    return Excluded(
        **{
            **kept,
            "teacher_id": UUID(kept["teacher_id"]),
            "code": CoverRule(kept["code"]),
            "need_id": need_id,
        }
    )


def _text(value: Any) -> str:
    return json.dumps(value, default=str, ensure_ascii=False)


def document(request: CoverPlanRequest) -> dict[str, Any]:
    """As JSON keeps it: ids and days as text."""
    found: dict[str, Any] = json.loads(_text(asdict(request)))
    return found


def read_request(kept: Mapping[str, Any]) -> CoverPlanRequest:
    """From the JSON it is kept as, or queued as."""
    return CoverPlanRequest(
        title=kept["title"],
        from_day=date.fromisoformat(kept["from_day"]),
        until_day=date.fromisoformat(kept["until_day"]),
        absence_ids=tuple(map(UUID, kept["absence_ids"])),
        excluded=tuple(LeftOut(UUID(one["teacher_id"]), one["because"]) for one in kept["excluded"]),
        qualifications=tuple(SubjectQualification(**one) for one in kept["qualifications"]),
    )
