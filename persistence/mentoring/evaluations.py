"""Evaluations of pairs, term by term."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.mentoring.evaluating import (
    EvaluationFilter,
    EvaluationOpened,
    PairEvaluation,
    evaluation_actions,
)
from domain.mentoring.pair import side_of
from domain.mentoring.targets import Target, TargetKey
from domain.mentoring.words import EvaluationState, PairGrade
from domain.paging import Page, Window
from persistence import rows
from persistence.mentoring.pairs import NAMES, with_people
from persistence.mentoring.tables import mentor_evaluation, mentor_pair
from persistence.mentoring.visibility import visible_pairs
from persistence.paging import page
from persistence.refusals import refusing

_OWN, _PAIR = mentor_evaluation.c, mentor_pair.c


class SqlEvaluations:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection, self._caller, self._school_id = connection, caller, caller.school_id

    async def page(self, filters: EvaluationFilter, window: Window) -> Page[PairEvaluation]:
        statement = self._visible()
        for column, values in (
            (_OWN.pair_id, filters.pair_id),
            (_OWN.term_id, filters.term_id),
            (_PAIR.apprentice_id, filters.teacher_id),
            (_OWN.state, filters.state),
            (_OWN.grade, filters.grade),
        ):
            if values:
                statement = statement.where(column.in_(values))
        return await page(
            self._connection,
            statement,
            window,
            by=[_OWN.id],
            filters=filters,
            view=self._view,
            descending=True,
        )

    async def get(self, evaluation_id: UUID) -> PairEvaluation | None:
        row = (await self._connection.execute(self._visible().where(_OWN.id == evaluation_id))).one_or_none()
        return None if row is None else self._view(row)

    async def for_update(self, evaluation_id: UUID) -> PairEvaluation | None:
        await rows.fetch(self._connection, mentor_evaluation, self._school_id, evaluation_id, lock=True)
        return await self.get(evaluation_id)

    async def add(self, pair_id: UUID, term_id: UUID) -> PairEvaluation:
        values = {"pair_id": pair_id, "term_id": term_id, "state": EvaluationState.OPEN}
        with refusing(uq_mentor_evaluation_term=EvaluationOpened()):
            made = await rows.add(self._connection, mentor_evaluation, self._school_id, values)
        return await self._again(made["id"])

    async def change(self, evaluation_id: UUID, changes: Mapping[str, Any]) -> PairEvaluation:
        values = dict(changes)
        if values.get("targets") is not None:
            values["targets"] = kept_targets(values["targets"])
        await rows.change(self._connection, mentor_evaluation, self._school_id, evaluation_id, values)
        return await self._again(evaluation_id)

    async def _again(self, evaluation_id: UUID) -> PairEvaluation:
        found = await self.get(evaluation_id)
        assert found is not None
        return found

    def _visible(self) -> Select[Any]:
        return _WITH_PEOPLE.where(_OWN.school_id == self._school_id, visible_pairs(self._caller))

    def _view(self, row: Row[Any]) -> PairEvaluation:
        state = EvaluationState(row.state)
        side = side_of(row.mentor_id, row.apprentice_id, self._caller)
        targets = None if row.targets is None else tuple(_target(one) for one in row.targets)
        return rows.view(
            PairEvaluation,
            row._mapping,
            state=state,
            grade=None if row.grade is None else PairGrade(row.grade),
            targets=targets,
            allowed_actions=evaluation_actions(state, side, self._caller),
        )


def kept_targets(targets: Iterable[Target]) -> list[dict[str, Any]]:
    """As JSON keeps them."""
    return [asdict(one) | {"rule_id": None if one.rule_id is None else str(one.rule_id)} for one in targets]


def _target(kept: Mapping[str, Any]) -> Target:
    rule_id = kept["rule_id"]
    own = {"key": TargetKey(kept["key"]), "rule_id": None if rule_id is None else UUID(rule_id)}
    return Target(**{**kept, **own})


_WITH_PEOPLE = with_people(
    select(mentor_evaluation, *NAMES, _PAIR.mentor_id, _PAIR.apprentice_id)
    .select_from(mentor_evaluation)
    .join(mentor_pair, and_(_PAIR.school_id == _OWN.school_id, _PAIR.id == _OWN.pair_id))
)
