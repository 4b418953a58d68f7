"""What is paid stays, by the database alone: every statement here is the service's own role's."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, insert, text, update
from sqlalchemy.exc import IntegrityError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from persistence.bonus.tables import bonus_batch, bonus_edition, bonus_line, bonus_settlement, bonus_step
from persistence.changes import NOTED
from persistence.ids import new_id
from persistence.refusals import violated
from persistence.transaction import in_school
from tests.bonus_scene import BonusScene, set_bonus_scene
from tests.scene import Scene

NOW = datetime(2021, 6, 1, tzinfo=UTC)


@pytest.fixture
async def bonus(scene: Scene) -> BonusScene:
    made = await set_bonus_scene(scene)
    await made.awarded("张伟", "李芳")
    return made


async def attempt(engine: AsyncEngine, bonus: BonusScene, statement: Any) -> int:
    """Rows it moved; whatever it was, it is undone."""
    async with in_school(engine, bonus.scene.school_id) as connection:
        moved: int = (await connection.execute(statement, execution_options={NOTED: True})).rowcount
        await connection.rollback()
    return moved


async def test_the_row_of_a_paid_batch_can_be_neither_changed_nor_deleted(
    bonus: BonusScene, app_engine: AsyncEngine
) -> None:
    batch = bonus_batch.c.id == UUID((await bonus.paid(await bonus.draft()))["id"])

    for statement in (
        update(bonus_batch).where(batch).values(state="draft"),
        update(bonus_batch).where(batch).values(title="改"),
        update(bonus_batch).where(batch).values(edition_no=2),
        delete(bonus_batch).where(batch),
        update(bonus_settlement).values(open=True),
        delete(bonus_settlement),
    ):
        assert await attempt(app_engine, bonus, statement) == 0, str(statement)


async def test_its_lines_are_not_touched_and_none_is_added(
    bonus: BonusScene, app_engine: AsyncEngine
) -> None:
    await bonus.paid(await bonus.draft())
    first, _ = await bonus.scene.rows(bonus_line)

    for statement in (
        update(bonus_line).values(amount_fen=1),
        delete(bonus_line),
        update(bonus_edition).values(total_fen=1),
        delete(bonus_edition),
        delete(bonus_step),
    ):
        with pytest.raises(ProgrammingError, match="permission denied"):
            await attempt(app_engine, bonus, statement)
    for number, line_count, constraint in (
        (2, 2, "uq_bonus_line_number"),
        (3, 2, "ck_bonus_line_number_counted"),
        (3, 3, "fk_bonus_line_edition"),
    ):
        row = first._asdict() | {"id": new_id(), "number": number, "line_count": line_count}
        with pytest.raises(IntegrityError) as refused:
            await attempt(app_engine, bonus, insert(bonus_line).values(row))
        assert violated(refused.value) == constraint


@pytest.mark.parametrize(
    ("signed", "constraint"),
    [
        pytest.param({"checked_by": "a"}, "ck_bonus_batch_checker_apart", id="drafter checks"),
        pytest.param(
            {"checked_by": "b", "approved_by": "a"},
            "ck_bonus_batch_approver_apart",
            id="drafter approves",
        ),
        pytest.param(
            {"checked_by": "b", "approved_by": "b"},
            "ck_bonus_batch_approver_apart",
            id="checker approves",
        ),
        pytest.param({"approved_by": "c"}, "ck_bonus_batch_signed_in_order", id="nobody checked"),
        pytest.param(
            {"checked_by": "b", "approved_by": "c", "paid_by": "d"},
            "ck_bonus_batch_signed_in_order",
            id="paid at no time",
        ),
    ],
)
async def test_three_people_sign_by_the_database_too(
    bonus: BonusScene, app_engine: AsyncEngine, signed: dict[str, str], constraint: str
) -> None:
    await bonus.draft()
    (row,) = await bonus.scene.rows(bonus_batch)
    people = {"a": row.proposed_by, "b": new_id(), "c": new_id(), "d": new_id()}
    state = "paid" if "paid_by" in signed else "approved" if "approved_by" in signed else "checked"
    values = {column: people[who] for column, who in signed.items()} | {"state": state}

    with pytest.raises(IntegrityError) as refused:
        await attempt(app_engine, bonus, update(bonus_batch).values(values))

    assert violated(refused.value) == constraint


async def test_an_award_is_settled_once_and_a_work_paid_in_one_open_batch(
    bonus: BonusScene, app_engine: AsyncEngine
) -> None:
    await bonus.draft()
    (settled,) = await bonus.scene.rows(bonus_settlement)
    other = await bonus.works.award({"id": str(settled.work_id)}, level="city")
    again = settled._asdict() | {"id": new_id()}

    for row, constraint in (
        (again, "uq_bonus_settlement_award"),
        (again | {"award_id": UUID(other["id"])}, "uq_bonus_settlement_work"),
    ):
        with pytest.raises(IntegrityError) as refused:
            await attempt(app_engine, bonus, insert(bonus_settlement).values(row))
        assert violated(refused.value) == constraint


async def test_the_restrictions_are_there_on_both_tables(bonus: BonusScene, app_engine: AsyncEngine) -> None:
    async with in_school(app_engine, bonus.scene.school_id) as connection:
        assert await restrictions(connection) == {
            ("bonus_batch", "DELETE"),
            ("bonus_batch", "UPDATE"),
            ("bonus_settlement", "DELETE"),
            ("bonus_settlement", "UPDATE"),
        }


async def restrictions(connection: AsyncConnection) -> set[tuple[str, str]]:
    found = await connection.execute(
        text("SELECT tablename::text, cmd FROM pg_policies WHERE permissive = 'RESTRICTIVE'")
    )
    return {(row[0], row[1]) for row in found}
