"""The kept sums, their rebuilding, and the race for the one award a course may bring."""

import asyncio
from decimal import Decimal

from sqlalchemy import update

from persistence.training.rebuild import rebuild
from persistence.training.tables import credit_award, credit_standing
from tests.api.training.credit_scene import CreditScene, set_credit_scene
from tests.scene import Scene


async def rebuilt(credits: CreditScene) -> tuple[list[tuple[str, Decimal, Decimal]], list[tuple[int, int]]]:
    reported: list[tuple[int, int]] = []

    async def report(done: int, total: int) -> None:
        reported.append((done, total))

    async with credits.scene.owner.begin() as connection:
        found = await rebuild(connection, credits.scene.school_id, report)
    return [(one.sum, one.was, one.should_be) for one in found], reported


async def a_lived_in_school(scene: Scene) -> CreditScene:
    credits = await set_credit_scene(scene)
    teacher = await scene.teacher()
    await credits.enrolment(teacher)
    await credits.result(await credits.enrolment(teacher))
    await credits.passed_and_confirmed(teacher, "24.00", kind="long_90", hours="90.00")
    await credits.passed_and_confirmed(teacher, "6.00", kind="school_based")
    award = (await credits.result(await credits.enrolment(teacher))).json()["award"]
    await credits.office.step(f"credit-awards/{award['id']}/void", version=1, json={"reason": "误"})
    return credits


async def test_rebuilding_finds_nothing_to_put_right(scene: Scene) -> None:
    credits = await a_lived_in_school(scene)

    differences, reported = await rebuilt(credits)

    assert differences == []
    assert reported == [(0, 1), (1, 1)]


async def test_rebuilding_names_what_differed_and_puts_it_right(scene: Scene) -> None:
    credits = await a_lived_in_school(scene)
    wrong = {"confirmed": 99, "planned": 0, "long_courses": 7, "school_based_provisional": 3}
    mine = credit_standing.c.school_id == scene.school_id
    async with scene.owner.begin() as connection:
        await connection.execute(update(credit_standing).where(mine).values(**wrong))

    differences, _ = await rebuilt(credits)

    assert differences == [
        ("confirmed", Decimal(99), Decimal(30)),
        ("planned", Decimal(0), Decimal(10)),
        ("school_based_provisional", Decimal(3), Decimal(0)),
        ("long_courses", Decimal(7), Decimal(1)),
    ]
    assert (await rebuilt(credits))[0] == []


async def test_a_missing_row_of_sums_is_made(scene: Scene) -> None:
    credits = await a_lived_in_school(scene)
    async with scene.owner.begin() as connection:
        await connection.execute(
            credit_standing.delete().where(credit_standing.c.school_id == scene.school_id)
        )

    await rebuilt(credits)

    ((sums,),) = [list((await credits.sums()).values())]
    assert (sums.confirmed, sums.provisional, sums.planned, sums.long_courses) == (30, 10, 10, 1)


async def test_two_results_for_one_course_at_once_bring_one_award(scene: Scene) -> None:
    credits = await set_credit_scene(scene)
    for _ in range(5):
        teacher, course_id = await scene.teacher(), await credits.course()
        enrolled = [await credits.enrolment(teacher, course_id) for _ in range(4)]

        answers = await asyncio.gather(*(credits.result(one) for one in enrolled))

        bodies = [answer.json() for answer in answers]
        assert [answer.status_code for answer in answers] == [200] * 4
        (award,) = [body["award"] for body in bodies if body["award"]]
        assert [body["reasons"][0]["value"] for body in bodies if not body["award"]] == [award["id"]] * 3
    assert len(await scene.rows(credit_award)) == 5
