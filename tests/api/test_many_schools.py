"""The schools `yanxiu sample --schools` makes: each role finds its lists filled, and the sums are right."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import create_async_engine

from api.app import create_app
from api.settings import Settings
from domain.identity.actions import Role
from domain.timetable.clashes import week_clashes
from gateways.holidays import ChineseCalendar
from gateways.pinyin import Pinyin
from persistence.embedded import EmbeddedServer
from persistence.people.tables import teacher
from persistence.platform.tables import school
from persistence.provision import DatabaseUrls, provision
from persistence.sample import many
from persistence.sample.load import Means, Outcome
from persistence.sample.many import Many, load_many
from persistence.timetable.held import lessons_of
from persistence.timetable.tables import timetable
from persistence.training.tables import credit_standing
from tests.conftest import migrate
from tests.pooler import Reach
from tests.scene import Scene, an_issuer

MEANS = Means("not a hash", Pinyin(), ChineseCalendar())
ASKED = Many(schools=3, teachers=20)
ASKS = {
    Role.RESEARCH_OFFICE: (
        *("teachers", "classes", "courses", "training-sessions", "enrolments", "credit-awards"),
        *(
            "credit-standings?school_year=2020",
            "duties",
            "projects",
            "credit-rules",
            "terms",
            "overviews/office",
        ),
    ),
    Role.ACADEMIC_AFFAIRS: ("timetables", "teachers", "school-years"),
    Role.PRINCIPAL: ("teachers", "credit-standings?school_year=2020", "projects"),
    Role.FINANCE: ("teachers",),
    Role.GRADE_HEAD: ("teachers", "classes"),
    Role.GROUP_LEADER: ("teachers", "enrolments"),
    Role.TEACHER: ("enrolments", "credit-awards", "credit-standings?school_year=2020", "courses"),
}


def unheard(done: int, total: int, rows: int) -> None:
    """Nobody watches."""


@pytest.fixture(scope="module")
async def urls(server: EmbeddedServer, worker_id: str, reach: Reach) -> DatabaseUrls:
    urls = provision(server, f"many_{worker_id}")
    migrate(urls.owner)
    made = await load_many(urls.owner, MEANS, ASKED, unheard)
    assert (made.outcome, made.schools, made.differing) == (Outcome.LOADED, 3, 0)
    return reach(urls)


@pytest.fixture(scope="module")
async def second(urls: DatabaseUrls, settings: Settings) -> AsyncIterator[Scene]:
    """The second of the schools."""
    owner = create_async_engine(urls.owner)
    async with owner.connect() as connection:
        row = (await connection.execute(select(school).where(school.c.code == "m00002"))).one()
    app = create_app(settings, urls.app)
    transport = ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=transport, base_url="http://y") as client,
    ):
        yield Scene(owner, client, await an_issuer(owner), row.id, row.code, row.district_id)
    await owner.dispose()


@pytest.mark.parametrize("role", ASKS)
async def test_each_role_finds_its_lists_filled(second: Scene, role: Role) -> None:
    someone = (await second.rows(teacher))[3]
    caller = await second.signed_in(role, teacher_id=someone.id)

    for path in ASKS[role]:
        answer = await caller.get(path)
        assert answer.status_code == 200, (path, answer.text)
        assert answer.json().get("items") != [], path


async def test_a_school_has_as_many_teachers_as_asked_for_and_a_week_without_a_clash(second: Scene) -> None:
    ((version,), people) = await second.rows(timetable), await second.rows(teacher)
    async with second.owner.connect() as connection:
        lessons = (await lessons_of(connection, second.school_id, [version.id]))[version.id]

    assert len(people) == 20
    assert len(lessons) == 6 * 29
    assert week_clashes(lessons) == []


async def everything(urls: DatabaseUrls, *names: str) -> dict[str, list[Any]]:
    engine = create_async_engine(urls.owner)
    async with engine.connect() as connection:
        found = {
            name: list(
                await connection.scalars(
                    text(f"SELECT (to_jsonb({name}) - 'changed_at')::text FROM {name} ORDER BY 1")
                )
            )
            for name in names
        }
    await engine.dispose()
    return found


async def test_the_same_seed_makes_the_same_schools(
    urls: DatabaseUrls, server: EmbeddedServer, worker_id: str
) -> None:
    again = provision(server, f"many_again_{worker_id}")
    migrate(again.owner)
    await load_many(again.owner, MEANS, replace(ASKED, schools=2), unheard)
    await load_many(again.owner, MEANS, ASKED, unheard)

    tables = ("school", "teacher", "lesson", "enrolment", "credit_entry", "credit_standing")
    assert await everything(again, *tables) == await everything(urls, *tables)


async def test_schools_that_are_there_are_left_alone(urls: DatabaseUrls) -> None:
    made = await load_many(urls.owner, MEANS, ASKED, unheard)

    assert (made.outcome, made.schools, made.rows, made.differing) == (Outcome.THERE, 0, 0, 0)


async def test_a_sum_that_is_not_the_ledgers_is_found(urls: DatabaseUrls, second: Scene) -> None:
    ours = credit_standing.c.school_id == second.school_id
    by = credit_standing.c.confirmed
    async with second.owner.begin() as connection:
        one = await connection.scalar(select(credit_standing.c.id).where(ours).limit(1))
        await connection.execute(
            update(credit_standing).where(ours, credit_standing.c.id == one).values(confirmed=by + 1)
        )
    found = (await load_many(urls.owner, MEANS, ASKED, unheard)).differing
    async with second.owner.begin() as connection:
        await connection.execute(
            update(credit_standing).where(ours, credit_standing.c.id == one).values(confirmed=by - 1)
        )

    assert found == 1


async def test_schools_of_people_are_not_built_upon(urls: DatabaseUrls, second: Scene) -> None:
    async with second.owner.begin() as connection:
        await connection.execute(update(school).where(school.c.code == "m00003").values(code="shiyan"))
    made = await load_many(urls.owner, MEANS, ASKED, unheard)
    async with second.owner.begin() as connection:
        await connection.execute(update(school).where(school.c.code == "shiyan").values(code="m00003"))

    assert made.outcome is Outcome.OTHER


def test_a_district_has_two_hundred_schools() -> None:
    assert [many.district_code_of(no) for no in (1, 200, 201)] == ["md001", "md001", "md002"]
