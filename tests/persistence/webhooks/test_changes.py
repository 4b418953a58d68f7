"""What a transaction changed is noted with it, told at its end, and costs nothing where nobody listens."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Uuid, delete, event, insert, text, update
from sqlalchemy.dialects.postgresql import insert as insert_or
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.webhooks.catalogue import BY_TABLE, RESOURCES
from persistence import rows
from persistence.changes import Together, write
from persistence.ids import new_id
from persistence.people.tables import teaching_assignment
from persistence.platform.tables import message
from persistence.statements import Statement, concerned, given, parameter, set_columns
from persistence.tables import metadata
from persistence.timetable.tables import room
from persistence.training.tables import product
from persistence.transaction import Door, SessionOver, entered, in_school
from persistence.webhooks.tables import webhook_delivery, webhook_subscription
from tests.scene import Scene
from tests.told import listen, told, untold, versions


async def a_room(connection: AsyncConnection, school_id: UUID, code: str = "401") -> UUID:
    row = await rows.add(connection, room, school_id, {"code": code, "name": "录播室"})
    room_id: UUID = row["id"]
    return room_id


async def events(scene: Scene) -> list[tuple[str, UUID, int]]:
    found = sorted(await scene.rows(webhook_delivery), key=lambda row: row.event_id)
    return [(row.event, row.subject_id, row.subject_version) for row in found]


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda one: one.name)
def test_a_resource_is_a_table_with_a_version_and_the_columns_it_speaks_of(resource: Any) -> None:
    columns = metadata.tables[resource.kept_in].c
    spoken = {*resource.moments, *([resource.state_column] if resource.states else [])}

    assert {"id", "version", *spoken} <= set(columns.keys())
    if resource.states is None:
        assert not {"state", "status"} & set(columns.keys())


def test_what_an_update_sets_is_found_out() -> None:
    """`_values` is SQLAlchemy's own; should it go, this says so."""
    table = room.c
    assert set_columns(update(room).values(name="x", version=table.version + 1)) == {"name", "version"}
    assert set_columns(update(room).values({table.name: "x"})) == {"name"}
    assert concerned(update(product).values(downloads=1)) is None
    assert concerned(update(room).values(version=2)) is BY_TABLE["room"]
    assert concerned(delete(message)) is None


async def test_things_are_told_once_a_transaction_at_their_last_version(
    scene: Scene, app_engine: AsyncEngine
) -> None:
    await listen(scene)
    async with in_school(app_engine, scene.school_id) as connection:
        first = await a_room(connection, scene.school_id)
        for name in ("阶梯教室", "录播室", "实验室"):
            await rows.change(connection, room, scene.school_id, first, {"name": name})
        second = await a_room(connection, scene.school_id, "402")

    assert await events(scene) == [
        ("room.created", first, 1),
        ("room.updated", first, 4),
        ("room.created", second, 1),
    ]


async def test_what_is_rolled_back_is_never_told(scene: Scene, app_engine: AsyncEngine) -> None:
    await listen(scene)

    async def in_vain() -> None:
        async with in_school(app_engine, scene.school_id) as connection:
            await a_room(connection, scene.school_id)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await in_vain()
    async with in_school(app_engine, scene.school_id) as connection:
        await connection.execute(text("SELECT 1"))

    assert await events(scene) == []


async def test_what_is_taken_back_inside_its_transaction_is_never_told(
    scene: Scene, app_engine: AsyncEngine
) -> None:
    """As an import does that only looks."""
    await listen(scene)
    async with in_school(app_engine, scene.school_id) as connection:
        await a_room(connection, scene.school_id)
        await connection.rollback()

    assert await events(scene) == []
    assert await scene.rows(room) == []


async def test_each_webhook_is_told_what_it_asked_for_and_another_school_nothing(
    scene: Scene, elsewhere: Scene, app_engine: AsyncEngine
) -> None:
    both = [await listen(scene, "room.created"), await listen(scene, "room.created", "room.updated")]
    await listen(scene, "notice.issued")
    await listen(elsewhere)
    async with in_school(app_engine, scene.school_id) as connection:
        one = await a_room(connection, scene.school_id)
    async with in_school(app_engine, scene.school_id) as connection:
        await rows.change(connection, room, scene.school_id, one, {"name": "阶梯教室"})

    found = await scene.rows(webhook_delivery)
    assert sorted((row.event, row.subscription_id) for row in found) == sorted(
        [("room.created", both[0]), ("room.created", both[1]), ("room.updated", both[1])]
    )
    assert len({row.event_id for row in found}) == 2
    assert await elsewhere.rows(webhook_delivery) == []


async def test_there_is_a_job_for_each_webhook_that_was_told(scene: Scene, app_engine: AsyncEngine) -> None:
    concerned_one, other = await listen(scene, "room.created"), await listen(scene, "notice.issued")
    async with in_school(app_engine, scene.school_id) as connection:
        await a_room(connection, scene.school_id)
        await a_room(connection, scene.school_id, "402")

    async with scene.owner.connect() as connection:
        sql = text("SELECT count(*) FROM procrastinate_jobs WHERE lock = :lock")
        jobs = [await connection.scalar(sql, {"lock": f"webhook:{one}"}) for one in (concerned_one, other)]
    assert jobs == [1, 0]


@pytest.mark.parametrize("listening", [False, True])
async def test_a_statement_gives_back_what_it_asked_for_and_nothing_else(
    scene: Scene, app_engine: AsyncEngine, listening: bool
) -> None:
    if listening:
        await listen(scene)
    async with in_school(app_engine, scene.school_id) as connection:
        one = await a_room(connection, scene.school_id)
        own = (room.c.school_id == scene.school_id, room.c.id == one)
        counted = update(room).where(*own).values(version=room.c.version + 1)
        (named,) = (await write(connection, counted.returning(room.c.name))).all()
        mapped = (await write(connection, counted.returning(room))).mappings().one()
        nothing = await write(connection, counted)

    assert (tuple(named), named.name) == (("录播室",), "录播室")
    assert (set(mapped), mapped["version"]) == ({column.name for column in room.c}, 3)
    assert (nothing is not None, (await versions(scene))["room", one]) == (True, 4)
    assert await told(scene) == ({("room", one): 4} if listening else {})


async def test_many_rows_added_changed_and_removed_in_one_statement_are_told(
    scene: Scene, app_engine: AsyncEngine
) -> None:
    await listen(scene)
    before = await versions(scene)
    ids = [new_id() for _ in range(300)]
    async with in_school(app_engine, scene.school_id) as connection:
        new = [{"id": one, "code": f"R{number}", "name": "教室"} for number, one in enumerate(ids)]
        await rows.add_all(connection, room, scene.school_id, new)
        changed = [{"id": one, "name": "录播室"} for one in ids[:100]]
        await rows.change_all(connection, room, scene.school_id, changed)
        await write(connection, delete(room).where(room.c.school_id == scene.school_id, room.c.id == ids[-1]))

    assert await untold(scene, before) == {}
    counts = [row.event for row in await scene.rows(webhook_delivery)]
    assert [counts.count(f"room.{what}") for what in ("created", "updated", "deleted")] == [300, 100, 1]


async def test_what_is_written_together_is_told_like_the_rest(scene: Scene, app_engine: AsyncEngine) -> None:
    await listen(scene)
    new = insert(room).values(given(room, "school_id", "id", "code", "name")).returning(room.c.code)
    own = (room.c.school_id == parameter("the_school_id", Uuid), room.c.id == parameter("before", Uuid))
    renamed = update(room).where(*own).values(name="录播室", version=room.c.version + 1)
    async with in_school(app_engine, scene.school_id) as connection:
        before, second = await a_room(connection, scene.school_id), new_id()
        (code,) = await Together(new, renamed).run(
            connection,
            the_school_id=scene.school_id,
            the_room_id=second,
            the_code="402",
            the_name="教室",
            before=before,
        )

    assert code == "402"
    assert await told(scene) == {("room", before): 2, ("room", second): 1}


def test_what_is_compiled_once_may_not_pass_by_the_notes() -> None:
    new = insert(room).values(given(room, "school_id", "id", "code", "name")).returning(room.c.id)

    with pytest.raises(AssertionError, match="not noted"):
        Statement(new)
    with pytest.raises(AssertionError, match="not noted"):
        Statement(insert(message).returning(message.c.id).add_cte(new.cte("new")))


async def test_a_sign_in_that_is_over_is_still_refused(scene: Scene, app_engine: AsyncEngine) -> None:
    door = Door(scene.school_id, new_id(), 1)
    with pytest.raises(SessionOver):
        async with entered(app_engine, door):
            pass


class Statements:
    def __init__(self, engine: AsyncEngine) -> None:
        self.seen: list[str] = []
        self._engine = engine.sync_engine
        event.listen(self._engine, "before_cursor_execute", self._see)

    def _see(self, _: Any, __: Any, statement: str, *___: Any) -> None:
        self.seen.append(statement)

    def stop(self) -> list[str]:
        event.remove(self._engine, "before_cursor_execute", self._see)
        return self.seen


@pytest.mark.parametrize("listening", [False, True])
async def test_a_write_takes_no_further_round_trip_where_nobody_listens(
    scene: Scene, app_engine: AsyncEngine, listening: bool
) -> None:
    if listening:
        await listen(scene)
    statements = Statements(app_engine)
    async with in_school(app_engine, scene.school_id) as connection:
        await a_room(connection, scene.school_id)
    seen = statements.stop()

    assert len(seen) == (4 if listening else 2)  # entering, the row; the events, one job


async def test_one_that_is_switched_off_is_nobody(scene: Scene, app_engine: AsyncEngine) -> None:
    await listen(scene)
    async with scene.owner.begin() as connection:
        own = webhook_subscription.c.school_id == scene.school_id
        await connection.execute(update(webhook_subscription).where(own).values(enabled=False))
    statements = Statements(app_engine)
    async with in_school(app_engine, scene.school_id) as connection:
        await a_room(connection, scene.school_id)
    assert len(statements.stop()) == 2
    assert await events(scene) == []


async def test_a_write_past_the_door_is_refused_in_tests(scene: Scene, app_engine: AsyncEngine) -> None:
    async with in_school(app_engine, scene.school_id) as connection:
        for statement in (
            insert(room).values(school_id=scene.school_id, id=new_id(), code="1", name="x"),
            update(room).where(room.c.school_id == scene.school_id).values(version=room.c.version + 1),
            delete(teaching_assignment).where(teaching_assignment.c.school_id == scene.school_id),
        ):
            with pytest.raises(AssertionError, match=r"persistence\.changes\.write"):
                await connection.execute(statement)


async def test_what_meets_a_row_already_there_tells_of_its_change(
    scene: Scene, app_engine: AsyncEngine
) -> None:
    """As the calendar does when a year's days are sown anew."""
    await listen(scene)
    async with in_school(app_engine, scene.school_id) as connection:
        one = await a_room(connection, scene.school_id)
    async with in_school(app_engine, scene.school_id) as connection:
        new = insert_or(room).values(school_id=scene.school_id, id=one, code="401", name="y")
        met = new.on_conflict_do_update(
            constraint="pk_room", set_={"name": "y", "version": room.c.version + 1}
        )
        await write(connection, met)
    assert await events(scene) == [("room.created", one, 1), ("room.updated", one, 2)]
