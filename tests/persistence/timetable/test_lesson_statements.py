"""Looking at lessons, and bringing them in, costs as many statements for many as for one."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.api.timetable.timetables import affairs, imported, rows_of, some_teachers
from tests.scene import Caller, Scene
from tests.timetable_scene import SchoolWeek, a_week

pytestmark = pytest.mark.untraced

LESSONS = [
    f"星期{'一二三四五'[day]} {period} - - 数学 张伟 701 R{period}" for day in range(5) for period in (1, 2)
]
DAYS = {"from": "2021-03-01", "to": "2021-04-05"}
LISTS: dict[str, dict[str, Any]] = {
    "lessons": {**DAYS, "limit": 200},
    "free-teachers": {"day": "2021-03-08", "period_no": 1},
    "timetables": {},
    "rooms": {},
}


class Seen:
    """The statements of a stretch of a test."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine, self.count = engine.sync_engine, 0

    def __enter__(self) -> "Seen":
        event.listen(self._engine, "before_cursor_execute", self._see)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self._engine, "before_cursor_execute", self._see)

    def _see(self, *_: Any) -> None:
        self.count += 1


async def counted(engine: AsyncEngine, office: Caller, week: SchoolWeek) -> dict[str, int]:
    found = {}
    for path, params in (LISTS | {f"timetables/{week.timetable_id}/lessons": {"limit": 200}}).items():
        await office.get(path, **params)  # a new connection asks the server a few things first
        with Seen(engine) as seen:
            assert (await office.get(path, **params)).status_code == 200
        found[path] = seen.count
    return found


async def test_a_list_takes_as_many_statements_for_ten_lessons_as_for_one(
    scene: Scene, app_engine: AsyncEngine
) -> None:
    week, office = await a_week(scene), await affairs(scene)
    await week.school_class("701")
    await some_teachers(scene, "张伟")

    await imported(office, rows_of(LESSONS[0]))
    few = await counted(app_engine, office, week)
    await imported(office, rows_of(*LESSONS))

    assert await counted(app_engine, office, week) == few
    assert few["lessons"] <= 12


async def test_an_import_takes_as_many_statements_for_ten_lessons_as_for_one(
    scene: Scene, elsewhere: Scene, app_engine: AsyncEngine
) -> None:
    async def statements(where: Scene, *rows: str) -> int:
        week, office = await a_week(where, since=date(2021, 2, 1)), await affairs(where)
        await week.school_class("701")
        await some_teachers(where, "张伟")
        with Seen(app_engine) as seen:
            await imported(office, rows_of(*rows))
        return seen.count

    await (await affairs(scene)).get("rooms")
    assert await statements(scene, LESSONS[0]) == await statements(elsewhere, *LESSONS)
