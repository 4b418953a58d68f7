"""A score is its judge's own, whatever a list lets others see."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from domain.assessment.assessment import AssessedGroup, Assessment, AssessmentState
from domain.assessment.judges import Bench, Judge, Score, revise_score
from domain.errors import NotFound
from domain.identity.access import Caller
from domain.identity.actions import Role, Scope
from tests.domain.assessment.results import AT, ident

GROUP = AssessedGroup(ident(5), "数学组", None)


class Fake:
    """All four ports of a bench: one assessment, one judge, one score somebody gave."""

    def __init__(self, given_by: UUID) -> None:
        self.score = Score(ident(9), ident(1), given_by, GROUP.id, ident(7), Decimal(80), None, AT, 1)
        self.changed: list[Any] = []

    async def hold(self, assessment_id: UUID, *, shared: bool = False) -> Assessment:
        return Assessment(
            assessment_id, ident(2), "考核", AssessmentState.SCORING, [], [], [GROUP], 0, None, 1
        )

    async def at_work(self, assessment_id: UUID) -> list[Judge]:
        return [Judge(ident(20), assessment_id, ident(30), "甲", AT, None, None, 1)]

    async def circles(self, teacher_ids: list[UUID]) -> dict[UUID, frozenset[UUID]]:
        return dict.fromkeys(teacher_ids, frozenset())

    async def get(self, score_id: UUID, *, lock: bool = False) -> Score:
        return self.score

    async def change(self, score: Score, changes: Any, *, at: Any) -> Score:
        self.changed.append(changes)
        return score


async def revised(fake: Any) -> Score:
    caller = Caller(ident(40), ident(41), 1, ident(42), ident(30), frozenset({Role.TEACHER}), None, Scope.OWN)
    bench = Bench(fake, fake, fake, fake)
    return await revise_score(bench, ident(9), {"score": 1}, expected=1, caller=caller, now=AT)


async def test_a_judge_revises_the_score_they_gave() -> None:
    fake = Fake(given_by=ident(20))

    await revised(fake)

    assert fake.changed == [{"score": 1}]


async def test_another_judges_score_is_not_there() -> None:
    fake = Fake(given_by=ident(21))

    with pytest.raises(NotFound):
        await revised(fake)
    assert fake.changed == []
