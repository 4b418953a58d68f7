"""Two at once: one set of lines, and one decision on each."""

import asyncio

import pytest

from persistence.reconciliation.tables import credit_reconciliation, reconciliation_line_event
from tests.reconciliation_scene import Listed, ReconciliationScene, set_reconciliation_scene
from tests.scene import Scene

MANY = 5


@pytest.fixture
async def books(scene: Scene) -> ReconciliationScene:
    return await set_reconciliation_scene(scene)


async def test_runs_at_once_make_one_set_of_lines(books: ReconciliationScene) -> None:
    teachers = [await books.scene.teacher() for _ in range(MANY)]
    await books.listed(*(Listed(teacher, "4.00") for teacher in teachers))

    answers = await asyncio.gather(*(books.ask() for _ in range(MANY)))

    assert {answer.status_code for answer in answers} == {201}
    assert sorted(answer.json()["counts"]["new"] for answer in answers) == [0] * (MANY - 1) + [MANY]
    assert await books.states() == ["open"] * MANY
    assert len(await books.scene.rows(credit_reconciliation)) == MANY


@pytest.mark.parametrize("decision", ["take_theirs", "keep_ours"])
async def test_of_deciders_at_once_one_decides(books: ReconciliationScene, decision: str) -> None:
    teacher = await books.scene.teacher()
    course = await books.awarded(teacher)
    await books.listed(Listed(teacher, "4.00", course))
    await books.run()
    line = await books.line()
    item = {"line_id": line["id"], "version": 1, "decision": decision, "note": "已核"}

    singly = [books.decide(line, decision, "已核") for _ in range(MANY)]
    answers = await asyncio.gather(*singly, *(books.bulk(item) for _ in range(MANY)))

    assert sorted(answer.status_code for answer in answers)[0] == 200
    assert {answer.status_code for answer in answers} <= {200, 412, 422}
    assert sum(answer.status_code == 200 for answer in answers) == 1
    steps = [row.step for row in await books.scene.rows(reconciliation_line_event)]
    assert steps == ["find", decision]
    assert await books.confirmed(teacher) == ("4.00" if decision == "take_theirs" else "10.00")


async def test_a_run_and_a_decision_at_once_leave_the_ledger_and_the_lines_in_step(
    books: ReconciliationScene,
) -> None:
    teacher = await books.scene.teacher()
    await books.listed(Listed(teacher, "4.00"))
    await books.run()
    line = await books.line()

    decided, *runs = await asyncio.gather(
        books.decide(line, "take_theirs"), *(books.ask() for _ in range(MANY))
    )

    assert decided.status_code == 200
    assert {run.status_code for run in runs} == {201}
    assert await books.states() == ["taken"]
    assert await books.run() == {"equal": 1}


async def test_a_decision_and_its_undoing_at_once_leave_one_of_them(books: ReconciliationScene) -> None:
    teacher = await books.scene.teacher()
    await books.listed(Listed(teacher, "4.00"))
    await books.run()
    line = await books.decided("take_theirs")

    answers = await asyncio.gather(*(books.reopen(line) for _ in range(MANY)))

    assert sorted(answer.status_code for answer in answers) == [200] + [412] * (MANY - 1)
    assert await books.confirmed(teacher) == "0.00"
