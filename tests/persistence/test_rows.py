"""Many rows in one statement, in which what all of them say alike is sent once."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from domain.training.catalogue import CourseKind
from persistence import rows
from persistence.ids import new_id
from persistence.training.tables import credit_award
from tests.scene import Scene


async def an_award(scene: Scene) -> dict[str, Any]:
    """An award of nearly every type of column: text, numbers, a moment, JSON, an id, and a blank one."""
    return {
        "teacher_id": await scene.teacher(),
        "course_id": None,
        "title": "课例研讨",
        "category": CourseKind.SHORT,
        "school_year": 2020,
        "cycle_year": 2016,
        "hours": Decimal("8.00"),
        "credits": Decimal("7.50"),
        "state": "confirmed",
        "earned_at": datetime(2020, 10, 14, 4, tzinfo=UTC),
        "reasons": '[{"code": "course", "value": "8"}]',
    }


@pytest.mark.parametrize("many", [rows.MANY - 1, rows.MANY])
async def test_rows_are_written_as_they_say_however_many_and_however_alike(scene: Scene, many: int) -> None:
    alike = await an_award(scene)
    given = [{"id": new_id(), "enrolment_id": None, **alike} for _ in range(many)]

    async with scene.owner.begin() as connection:
        await rows.add_all(connection, credit_award, scene.school_id, given)

    read = {"school_id": scene.school_id, "version": 1, "reasons": [{"code": "course", "value": "8"}]}
    assert [dict(row._mapping) for row in await scene.rows(credit_award)] == [one | read for one in given]
