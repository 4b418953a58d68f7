"""Plans of 90-hour courses, each kept whole as a document beside what it was asked for with."""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, RowMapping, Select, and_, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.paging import Page, Window
from domain.people.calendar import ZONE, SchoolYearSpan, day_of
from domain.training.catalogue import CourseKind, SessionState
from domain.training.long_plan import Breach, PlanFacts, PlanRule, PlanState
from domain.training.long_planning import LongPlan, LongPlanLine, PlanRequest, allowed_actions
from domain.training.long_proposal import Placement, PlanReason, PlanReasonCode, Proposal, Unplaced
from domain.training.selection import RoundState
from persistence import rows
from persistence.ids import new_id
from persistence.paging import page
from persistence.people.calendar import school_year_spans
from persistence.training.long_plan_facts import plan_facts
from persistence.training.tables import course, long_plan, selection_round, training_session

_TABLE = long_plan.c
_LINE = [
    *(_TABLE[name] for name in ("id", "school_year", "state", "created_at", "settled_at", "version")),
    func.jsonb_array_length(_TABLE.arguments["session_ids"]).label("sessions"),
    func.jsonb_array_length(_TABLE.proposal["placements"]).label("placed"),
    func.jsonb_array_length(_TABLE.proposal["unplaced"]).label("unplaced"),
    _TABLE.proposal["objective"].as_integer().label("objective"),
    _TABLE.proposal["bound"].as_integer().label("bound"),
]


async def add_plan(
    connection: AsyncConnection,
    school_id: UUID,
    request: PlanRequest,
    proposal: Proposal,
    *,
    account_id: UUID,
    at: datetime,
) -> UUID:
    plan_id = new_id()
    await connection.execute(
        insert(long_plan).values(
            school_id=school_id,
            id=plan_id,
            school_year=request.school_year,
            state=PlanState.PROPOSED,
            arguments=_document(request),
            proposal=_document(proposal) | {"edited": False, "override_reason": None},
            account_id=account_id,
            created_at=at,
        )
    )
    return plan_id


class SqlLongPlans:
    def __init__(self, connection: AsyncConnection, caller: Caller, now: datetime) -> None:
        self._connection, self._caller, self._now = connection, caller, now
        self._school_id = caller.school_id

    async def spans(self) -> list[SchoolYearSpan]:
        return await school_year_spans(self._connection, self._school_id)

    async def plannable(self, span: SchoolYearSpan) -> list[UUID]:
        session = training_session.c
        first = datetime.combine(span.starts_on, datetime.min.time(), ZONE)
        end = datetime.combine(span.ends_on + timedelta(1), datetime.min.time(), ZONE)
        found = await self._connection.scalars(
            select(session.id)
            .join(course, and_(course.c.school_id == self._school_id, course.c.id == session.course_id))
            .outerjoin(
                selection_round,
                and_(
                    selection_round.c.school_id == self._school_id, selection_round.c.id == session.round_id
                ),
            )
            .where(
                session.school_id == self._school_id,
                course.c.kind == CourseKind.LONG_90,
                or_(
                    session.state.in_((SessionState.DRAFT, SessionState.OPEN)),
                    and_(session.state == SessionState.CLOSED, selection_round.c.state == RoundState.CLOSED),
                ),
                session.ends_at >= first,
                session.ends_at < end,
            )
            .order_by(session.starts_at, session.id)
        )
        return list(found)

    async def codes(self, session_ids: Collection[UUID]) -> dict[UUID, str]:
        session = training_session.c
        found = await self._connection.execute(
            select(session.id, session.code).where(
                session.school_id == self._school_id, session.id.in_(session_ids)
            )
        )
        return {row.id: row.code for row in found}

    async def facts(self, request: PlanRequest) -> PlanFacts:
        return await plan_facts(self._connection, self._school_id, request, today=day_of(self._now))

    async def page(self, window: Window, *, school_year: int | None) -> Page[LongPlanLine]:
        statement = select(*_LINE).where(_TABLE.school_id == self._school_id)
        if school_year is not None:
            statement = statement.where(_TABLE.school_year == school_year)
        return await page(
            self._connection,
            statement,
            window,
            by=[_TABLE.created_at, _TABLE.id],
            filters=school_year,
            view=self._line,
            descending=True,
        )

    async def get(self, plan_id: UUID) -> LongPlan | None:
        return await self._one(self._own(plan_id))

    async def for_update(self, plan_id: UUID) -> LongPlan | None:
        return await self._one(self._own(plan_id).with_for_update())

    async def change(self, plan_id: UUID, **values: Any) -> LongPlan:
        """Sets columns, and of the proposal's document what is given of it."""
        if "proposal" in values:
            edit = {name: values.pop(name) for name in ("edited", "override_reason")}
            values["proposal"] = _document(values["proposal"]) | edit
        row = await rows.change(self._connection, long_plan, self._school_id, plan_id, values)
        return self._plan(row)

    def _own(self, plan_id: UUID) -> Select[Any]:
        return select(long_plan).where(_TABLE.school_id == self._school_id, _TABLE.id == plan_id)

    async def _one(self, statement: Select[Any]) -> LongPlan | None:
        row = (await self._connection.execute(statement)).mappings().one_or_none()
        return None if row is None else self._plan(row)

    def _line(self, row: Row[Any]) -> LongPlanLine:
        state = PlanState(row.state)
        allowed = allowed_actions(state, self._caller)
        return rows.view(LongPlanLine, row._mapping, state=state, allowed_actions=allowed)

    def _plan(self, row: RowMapping) -> LongPlan:
        state, kept = PlanState(row["state"]), row["proposal"]
        return LongPlan(
            id=row["id"],
            state=state,
            request=read_request(row["arguments"]),
            proposal=_proposal(kept),
            override_reason=kept.get("override_reason"),
            edited=kept.get("edited", False),
            created_at=row["created_at"],
            settled_at=row["settled_at"],
            version=row["version"],
            allowed_actions=allowed_actions(state, self._caller),
        )


def _document(value: PlanRequest | Proposal) -> dict[str, Any]:
    """As JSON keeps it: ids and days as text."""
    document: dict[str, Any] = json.loads(json.dumps(asdict(value), default=str, ensure_ascii=False))
    return document


def read_request(kept: Mapping[str, Any]) -> PlanRequest:
    """From the JSON it is kept as, or queued as."""
    return PlanRequest(**{**kept, "session_ids": tuple(map(UUID, kept["session_ids"]))})


def _proposal(kept: Mapping[str, Any]) -> Proposal:
    return Proposal(
        placements=tuple(_placement(one) for one in kept["placements"]),
        unplaced=tuple(_unplaced(one) for one in kept["unplaced"]),
        objective=kept["objective"],
        bound=kept["bound"],
        gap=kept["gap"],
        breaches=tuple(
            Breach(**{**one, "rule": PlanRule(one["rule"]), "day": _day(one["day"])})
            for one in kept["breaches"]
        ),
    )


def _placement(kept: Mapping[str, Any]) -> Placement:
    ids = {name: UUID(kept[name]) for name in ("teacher_id", "session_id")}
    return Placement(**{**kept, **ids, "reasons": tuple(map(_reason, kept["reasons"]))})


def _unplaced(kept: Mapping[str, Any]) -> Unplaced:
    teacher_id = UUID(kept["teacher_id"])
    return Unplaced(**{**kept, "teacher_id": teacher_id, "reasons": tuple(map(_reason, kept["reasons"]))})


def _reason(kept: Mapping[str, Any]) -> PlanReason:
    return PlanReason(**{**kept, "code": PlanReasonCode(kept["code"]), "day": _day(kept["day"])})


def _day(kept: str | None) -> date | None:
    return None if kept is None else date.fromisoformat(kept)
