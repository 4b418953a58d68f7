"""Ten thousand lines: compared within the request, in seconds."""

import time
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert

from domain.people.teacher import TeacherStatus
from persistence import rows
from persistence.ids import new_id
from persistence.integration.tables import platform_credit
from persistence.people.tables import teacher
from persistence.reconciliation.tables import reconciliation_line
from persistence.training.tables import course, credit_award
from tests.reconciliation_scene import ReconciliationScene, set_reconciliation_scene
from tests.scene import Scene

pytestmark = [pytest.mark.slow, pytest.mark.untraced]

TEACHERS, COURSES = 250, 40
MOST_SECONDS = 5.0


async def fill(books: ReconciliationScene) -> None:
    """250 teachers with 40 courses each: a fifth only ours, a fifth only theirs, a fifth differs."""
    scene, import_id = books.scene, await books.listed()
    ids = [new_id() for _ in range(TEACHERS)]
    people = [
        {
            "id": one,
            "employee_no": f"T{number:04}",
            "name": f"教师{number}",
            "name_pinyin": f"jiaoshi {number:04}",
            "name_initials": "js",
            "status": TeacherStatus.ACTIVE,
        }
        for number, one in enumerate(ids)
    ]
    worth = {"title": "课例研讨", "hours": 20, "credits": 10}
    courses: list[dict[str, Any]] = [
        {"id": new_id(), "code": f"HZ-{number}", "provider": "进修学校", "kind": "short", **worth}
        for number in range(COURSES)
    ]
    earned = datetime(2021, 3, 12, tzinfo=UTC)
    pairs = [(number, one, held["id"]) for one in ids for number, held in enumerate(courses)]
    awards = [
        _award(one, held, earned) | {"school_id": scene.school_id}
        for number, one, held in pairs
        if number % 5 != 1
    ]
    listed = [
        {
            "id": new_id(),
            "import_id": import_id,
            "school_year": 2020,
            "teacher_id": one,
            "course_ref": f"HZ-{number}",
            "course_id": held,
            "category": "short",
            **worth,
            "credits": 9 if number % 5 == 2 else 10,
        }
        for number, one, held in pairs
        if number % 5 != 0
    ]
    async with scene.owner.begin() as connection:
        await rows.add_all(connection, teacher, scene.school_id, people)
        await rows.add_all(connection, course, scene.school_id, courses)
        await rows.add_all(connection, platform_credit, scene.school_id, listed)
        await connection.execute(insert(credit_award), awards)


def _award(teacher_id: UUID, course_id: UUID, at: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "teacher_id": teacher_id,
        "course_id": course_id,
        "title": "课例研讨",
        "category": "short",
        "school_year": 2020,
        "cycle_year": 2016,
        "hours": 20,
        "credits": 10,
        "state": "confirmed",
        "earned_at": at,
        "reasons": [],
    }


def report(line: str) -> None:
    """Seen with `-s`."""
    print(line)  # noqa: T201  the figure is what one asks this test for


async def test_ten_thousand_are_compared_within_seconds(scene: Scene) -> None:
    books = await set_reconciliation_scene(scene)
    await fill(books)

    async def timed(what: str) -> dict[str, int]:
        begun = time.perf_counter()
        counts = await books.run()
        took = time.perf_counter() - begun
        report(f"{what}: {took:.2f} s for {TEACHERS * COURSES} courses of teachers")
        assert took < MOST_SECONDS
        return counts

    each = TEACHERS * COURSES // 5
    kinds = {"only_ours": each, "only_theirs": each, "differs": each}
    assert await timed("the first run") == kinds | {"equal": 2 * each, "new": 3 * each}
    assert await timed("once more") == kinds | {"equal": 2 * each, "still_open": 3 * each}

    lines = (await scene.rows(reconciliation_line))[:500]
    items = [{"line_id": str(row.id), "version": 1, "decision": "take_theirs"} for row in lines]
    begun = time.perf_counter()
    answer = await books.bulk(*items)
    took = time.perf_counter() - begun
    report(f"500 decisions: {took:.2f} s")
    assert answer.status_code == 200, answer.text
    assert took < MOST_SECONDS
