"""What the Rostering Service costs the database: as much for many records as for few."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.oneroster.records import COLLECTIONS
from tests.roster_scene import a_script, asked, set_roster_scene
from tests.scene import Caller, Scene


@contextmanager
def counting(engine: AsyncEngine) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if "signing_key" not in statement:
            seen.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine.sync_engine, "before_cursor_execute", note)


async def statements(engine: AsyncEngine, script: Caller) -> dict[str, int]:
    found = {}
    for collection in COLLECTIONS:
        with counting(engine) as seen:
            answer = await asked(script, collection.path, filter="status='active'", sort="status")
        assert answer.status_code == 200
        found[collection.path] = len(seen)
    with counting(engine) as seen:
        assert (await script.get("oneroster-bundle")).status_code == 200
    return found | {"bundle": len(seen)}


async def test_a_list_and_the_bundle_take_as_many_statements_however_long(
    scene: Scene, app_engine: AsyncEngine
) -> None:
    script = await a_script(scene)
    few = await statements(app_engine, script)
    await set_roster_scene(scene)
    many = await statements(app_engine, script)

    assert few == many
    # Count and cut a page; entering the school goes past Core.
    assert {few[collection.path] for collection in COLLECTIONS} == {2}
    assert few["bundle"] == 6
