"""How many statements a list or a bulk request takes does not depend on its length."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from asyncpg import Connection
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy import event

from api.app import create_app
from api.settings import Settings
from domain.training.catalogue import SessionState
from persistence.ids import new_id
from persistence.provision import DatabaseUrls
from persistence.training.tables import training_session
from tests.api.training.credit_scene import ENDED, CreditScene, set_credit_scene
from tests.scene import Issuer, set_scene


class Counted:
    """Every statement that reaches the database, whether through Core or on the driver."""

    def __init__(self, app: FastAPI) -> None:
        self.count = 0
        engine = app.state.engine.sync_engine
        event.listen(engine, "connect", self._listen)
        event.listen(engine, "before_cursor_execute", self._core)

    def _listen(self, connection: Any, _: Any) -> None:
        driver: Connection[Any] = connection.driver_connection
        driver.add_query_logger(self._driver)

    async def _driver(self, logged: Any) -> None:
        self._note(logged.query)

    def _core(self, _: Any, __: Any, statement: str, *___: Any) -> None:
        self._note(statement)

    def _note(self, statement: str) -> None:
        # A key is looked at now and then, whatever is asked for; behind a pooler a transaction is opened and
        # closed around what is one by itself elsewhere.
        if "signing_key" not in statement and statement not in ("BEGIN;", "COMMIT;"):
            self.count += 1

    @contextmanager
    def counting(self) -> Iterator[list[int]]:
        found: list[int] = []
        before = self.count
        yield found
        found.append(self.count - before)


@pytest.fixture
async def app(urls: DatabaseUrls, settings: Settings) -> AsyncIterator[FastAPI]:
    """An application of its own: a connection is listened to from its making on."""
    app = create_app(settings, urls.app)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def counted(app: FastAPI) -> Counted:
    return Counted(app)


@pytest.fixture
async def credits(app: FastAPI, counted: Counted, owner: Any, issuer: Issuer) -> AsyncIterator[CreditScene]:
    async with AsyncClient(transport=ASGITransport(app), base_url="http://yanxiu") as client:
        yield await set_credit_scene(await set_scene(owner, client, issuer))


async def grow(credits: CreditScene, teachers: int) -> str:
    """So many teachers more, each with an award, a ledger and an exemption; one of them."""
    for _ in range(teachers):
        teacher = await credits.scene.teacher()
        await credits.passed_and_confirmed(teacher, "5.00")
        days = {"from_day": "2020-10-01", "until_day": "2020-10-09"}
        exemption = {"teacher_id": str(teacher), "kind": "exempt", "reason": "援疆", **days}
        assert (await credits.office.post("credit-exemptions", exemption)).status_code == 201
    return str(teacher)


LISTS: dict[str, dict[str, Any]] = {
    "credit-standings": {"school_year": 2020},
    "credit-standings/summary": {"school_year": 2020, "by": "subject_group"},
    "credit-cycles": {"school_year": 2020},
    "credit-awards": {},
    "credit-exemptions": {},
    "credit-rules": {},
}


async def test_a_list_takes_as_many_statements_for_ten_rows_as_for_two(
    credits: CreditScene, counted: Counted
) -> None:
    async def statements() -> dict[str, int]:
        found = {}
        for path, params in LISTS.items():
            await credits.office.get(path, **params)  # the driver learns a statement's types once
            with counted.counting() as count:
                assert (await credits.office.get(path, **params)).status_code == 200
            found[path] = count[0]
        return found

    await grow(credits, 2)
    few = await statements()
    await grow(credits, 8)

    assert await statements() == few
    assert few["credit-standings"] == 1
    assert all(few.values())


async def test_a_ledger_takes_as_many_statements_however_long(credits: CreditScene, counted: Counted) -> None:
    teacher = await grow(credits, 1)
    body = {
        "teacher_id": teacher,
        "school_year": 2020,
        "category": "online",
        "credits": "1.00",
        "reason": "补录",
    }

    async def statements() -> int:
        await credits.office.get(f"teachers/{teacher}/credit-entries")
        with counted.counting() as count:
            await credits.office.get(f"teachers/{teacher}/credit-entries")
        return count[0]

    few = await statements()
    for _ in range(9):
        await credits.office.post("credit-adjustments", body, Idempotency_Key=str(new_id()))

    assert await statements() == few == 1


async def test_many_results_take_as_many_statements_as_two(credits: CreditScene, counted: Counted) -> None:
    async def statements(results: int) -> int:
        enrolled = [await credits.enrolment(await credits.scene.teacher()) for _ in range(results)]
        items = [{"enrolment_id": str(one), "version": 1, "outcome": "passed"} for one in enrolled]
        with counted.counting() as count:
            answer = await credits.office.post(
                "training-results/bulk", {"items": items}, Idempotency_Key=str(new_id())
            )
        assert answer.status_code == 200
        return count[0]

    await statements(1)  # the driver learns the statements' types once
    assert await statements(2) == await statements(12)


async def test_many_are_enrolled_in_as_many_statements_as_two(credits: CreditScene, counted: Counted) -> None:
    async def statements(teachers: int) -> int:
        session_id = new_id()
        starts_at = ENDED - timedelta(hours=6)
        await credits.scene.add(
            training_session,
            id=session_id,
            course_id=await credits.course(),
            code=f"S{session_id.hex[-10:]}",
            capacity=40,
            taken=0,
            waitlist=False,
            state=SessionState.OPEN,
            starts_at=starts_at,
            ends_at=ENDED,
        )
        items = [{"teacher_id": str(await credits.scene.teacher())} for _ in range(teachers)]
        body = {"session_id": str(session_id), "items": items}
        with counted.counting() as count:
            answer = await credits.office.post("enrolments/bulk", body, Idempotency_Key=str(new_id()))
        assert answer.status_code == 200, answer.text
        return count[0]

    await statements(1)  # as above
    assert await statements(2) == await statements(12)
