"""The number of statements depends on neither the length of a list nor that of a file."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.api.training.catalogue_files import csv_of, imported
from tests.api.training.offering import DAY, FAR, a_school, an_open_session, block, enrolled
from tests.scene import Scene


@contextmanager
def counting(engine: AsyncEngine) -> Iterator[list[str]]:
    said: list[str] = []

    def heard(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if "signing_key" not in statement:  # one is looked at now and then, whatever is asked for
            said.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", heard)
    try:
        yield said
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", heard)


async def counted(engine: AsyncEngine, work: Callable[[], Awaitable[Any]]) -> int:
    with counting(engine) as said:
        await work()
    assert said
    return len(said)


async def test_a_longer_list_takes_no_more_statements(scene: Scene, app_engine: AsyncEngine) -> None:
    office = await a_school(scene)
    sessions = [await an_open_session(office, capacity=9, blocks=[block(FAR + DAY * n)]) for n in range(6)]
    for _ in range(6):
        await enrolled(office, sessions[0], await scene.teacher())

    for path in ("courses", "training-sessions", f"training-sessions/{sessions[0]['id']}/enrolments"):
        more: dict[str, str] = {"include": "course"} if path == "training-sessions" else {}
        short = await counted(app_engine, partial(office.get, path, limit=1, **more))
        long = await counted(app_engine, partial(office.get, path, limit=6, **more))
        assert short == long, path


async def test_a_longer_file_takes_no_more_statements(scene: Scene, app_engine: AsyncEngine) -> None:
    office = await scene.office()

    def file(prefix: str, rows: int) -> bytes:
        return csv_of(*({"课程代码": f"{prefix}{n}", "班次代码": f"{prefix}{n}-1"} for n in range(rows)))

    short = await counted(app_engine, partial(imported, office, file("A", 1)))
    long = await counted(app_engine, partial(imported, office, file("B", 40)))

    assert short == long


async def test_calling_off_a_fuller_session_takes_no_more_statements(
    scene: Scene, app_engine: AsyncEngine
) -> None:
    office = await a_school(scene)
    counts = []
    for week, people in enumerate((1, 8)):
        session = await an_open_session(office, capacity=8, blocks=[block(FAR + 7 * DAY * week)])
        for _ in range(people):
            await enrolled(office, session, await scene.teacher())
        path = f"training-sessions/{session['id']}/cancel"
        counts.append(await counted(app_engine, partial(office.step, path, version=2 + people)))

    assert counts[0] == counts[1]
