"""The ledger: read by who may, adjusted and voided by counter-entries."""

from typing import Any
from uuid import UUID

from domain.identity.actions import Role
from persistence.ids import new_id
from tests.api.training.credit_scene import CreditScene
from tests.scene import Scene


def adjustment(teacher: UUID, credits: str = "5.00", **more: Any) -> dict[str, Any]:
    return {
        "teacher_id": str(teacher),
        "school_year": 2020,
        "category": "online",
        "credits": credits,
        "reason": "补录网络研修",
        **more,
    }


async def test_a_ledger_is_paged_the_latest_line_first(credits: CreditScene) -> None:
    teacher = await credits.scene.teacher()
    for amount in ("1.00", "2.00", "3.00"):
        await credits.office.post(
            "credit-adjustments", adjustment(teacher, amount), Idempotency_Key=str(new_id())
        )
    path = f"teachers/{teacher}/credit-entries"

    first = (await credits.office.get(path, limit=2)).json()
    second = (await credits.office.get(path, limit=2, cursor=first["next_cursor"])).json()

    assert [line["credits"] for line in first["items"]] == ["3.00", "2.00"]
    assert [line["credits"] for line in second["items"]] == ["1.00"]
    assert (first["has_more"], second["has_more"], second["next_cursor"]) == (True, False, None)


async def test_an_empty_ledger_is_not_a_missing_one(credits: CreditScene, elsewhere: Scene) -> None:
    foreign = await elsewhere.teacher()

    empty = await credits.office.get(f"teachers/{await credits.scene.teacher()}/credit-entries")
    missing = await credits.office.get(f"teachers/{new_id()}/credit-entries")
    other = await credits.office.get(f"teachers/{foreign}/credit-entries")

    assert (empty.status_code, empty.json()["items"]) == (200, [])
    assert (missing.status_code, other.status_code) == (404, 404)


async def test_another_teachers_ledger_is_not_there(credits: CreditScene) -> None:
    one, other = await credits.scene.teacher(), await credits.scene.teacher()
    teacher = await credits.scene.signed_in(Role.TEACHER, teacher_id=one)

    assert (await teacher.get(f"teachers/{one}/credit-entries")).status_code == 200
    assert (await teacher.get(f"teachers/{other}/credit-entries")).status_code == 404


async def test_an_adjustment_counts_at_once_and_can_be_taken_back(credits: CreditScene) -> None:
    teacher = await credits.scene.teacher()
    made = await credits.office.post(
        "credit-adjustments", adjustment(teacher, "-5.50"), Idempotency_Key=str(new_id())
    )
    award = made.json()
    assert (await credits.standing(teacher))["confirmed"] == "-5.50"
    assert made.headers["location"].endswith(f"/credit-awards/{award['id']}")
    assert (award["state"], award["allowed_actions"]) == ("confirmed", ["void"])

    voided = await credits.office.step(
        f"credit-awards/{award['id']}/void", version=1, json={"reason": "误扣"}
    )
    again = await credits.office.step(f"credit-awards/{award['id']}/void", version=2, json={"reason": "误扣"})

    assert (voided.json()["state"], voided.json()["allowed_actions"]) == ("void", [])
    assert (await credits.standing(teacher))["confirmed"] == "0.00"
    assert (again.status_code, again.json()["code"]) == (409, "invalid_state")


async def test_an_adjustment_sent_twice_is_made_once(credits: CreditScene) -> None:
    teacher, key = await credits.scene.teacher(), str(new_id())

    without = await credits.office.post("credit-adjustments", adjustment(teacher))
    first = await credits.office.post("credit-adjustments", adjustment(teacher), Idempotency_Key=key)
    second = await credits.office.post("credit-adjustments", adjustment(teacher), Idempotency_Key=key)

    assert without.status_code == 428
    assert first.json() == second.json()
    assert len(await credits.entries()) == 1


async def test_an_adjustment_needs_a_teacher_a_known_year_and_an_amount(credits: CreditScene) -> None:
    teacher = await credits.scene.teacher()
    bodies = [
        adjustment(new_id()),
        adjustment(teacher, school_year=2050),
        adjustment(teacher, "0.00"),
    ]

    answers = [
        await credits.office.post("credit-adjustments", body, Idempotency_Key=str(new_id()))
        for body in bodies
    ]

    assert [(one.status_code, one.json()["code"]) for one in answers] == [
        (404, "not_found"),
        (422, "school_year_unknown"),
        (422, "adjustment_of_nothing"),
    ]


async def test_voiding_an_award_lets_the_course_count_again(credits: CreditScene) -> None:
    teacher, course_id = await credits.scene.teacher(), await credits.course()
    award = (await credits.result(await credits.enrolment(teacher, course_id))).json()["award"]

    await credits.office.step(f"credit-awards/{award['id']}/void", version=1, json={"reason": "材料不实"})
    second = (await credits.result(await credits.enrolment(teacher, course_id))).json()

    assert second["award"]["credits"] == "10.00"
    assert sum(entry.credits for entry in await credits.entries()) == 10


async def test_awards_are_looked_through_as_far_as_one_sees(credits: CreditScene) -> None:
    one, other = await credits.scene.teacher(), await credits.scene.teacher()
    await credits.result(await credits.enrolment(one))
    mine = (await credits.result(await credits.enrolment(other))).json()["award"]
    teacher = await credits.scene.signed_in(Role.TEACHER, teacher_id=one)

    everything = (await credits.office.get("credit-awards", school_year=2020, state="provisional")).json()
    own = (await teacher.get("credit-awards")).json()

    assert len(everything["items"]) == 2
    assert [award["teacher_id"] for award in own["items"]] == [str(one)]
    assert own["items"][0]["allowed_actions"] == []
    assert (await teacher.get(f"credit-awards/{mine['id']}")).status_code == 404
    assert (await credits.office.get(f"credit-awards/{mine['id']}")).json() == {
        **mine,
        "allowed_actions": ["void"],
    }
    assert (await credits.office.get("credit-awards", teacher_id=str(new_id()))).json()["items"] == []
