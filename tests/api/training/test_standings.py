"""Who stands where, and which rows of the policy say so."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from domain.identity.actions import Role
from domain.training.catalogue import CourseKind
from persistence.ids import new_id
from persistence.people.tables import grade_group, subject_group
from persistence.training.standings import shift
from tests.api.training.credit_scene import CreditScene
from tests.scene import Caller, Scene


async def adjusted(credits: CreditScene, teacher: UUID, amount: str, **more: Any) -> Any:
    body = {"teacher_id": str(teacher), "school_year": 2020, "category": "short", "credits": amount}
    body |= {"reason": "转入学分", **more}
    answer = await credits.office.post("credit-adjustments", body, Idempotency_Key=str(new_id()))
    assert answer.status_code == 201, answer.json()
    return answer


@pytest.mark.parametrize(
    ("earned", "owed", "state"),
    [("72.9", "0.10", "behind"), ("73.0", "0.00", "met"), ("73.1", "0.00", "met")],
)
async def test_the_target_is_judged_to_the_hundredth(
    credits: CreditScene, earned: str, owed: str, state: str
) -> None:
    teacher = await credits.scene.teacher()
    await adjusted(credits, teacher, earned)

    standing = await credits.standing(teacher)

    assert (standing["owed"], standing["state"], standing["target"]) == (owed, state, "73.00")


async def test_730_tenths_are_73(credits: CreditScene) -> None:
    teacher = await credits.scene.teacher()
    async with credits.scene.owner.begin() as connection:
        for _ in range(730):
            await shift(connection, credits.scene.school_id, teacher, 2020, confirmed=Decimal("0.1"))

    standing = await credits.standing(teacher)

    assert (standing["confirmed"], standing["state"]) == ("73.00", "met")


async def test_every_figure_names_its_row_of_the_policy(credits: CreditScene) -> None:
    rules = (await credits.office.get("credit-rules", on="2020-09-01")).json()["items"]
    ids = {rule["key"]: rule["id"] for rule in rules}

    standing = await credits.standing(await credits.scene.teacher())

    assert standing["reasons"] == [
        {"code": "yearly_target", "rule_id": ids["yearly_target"], "value": "73"},
        {"code": "yearly_floor", "rule_id": ids["yearly_floor"], "value": "24"},
    ]


async def test_a_rule_changed_from_a_day_on_changes_no_earlier_year(credits: CreditScene) -> None:
    teacher = await credits.scene.teacher()
    before = await credits.standing(teacher)

    changed = await credits.rule("yearly_target", "90", "2021-09-01")
    within = await credits.rule("yearly_target", "50", "2020-09-02")

    assert (changed.status_code, within.status_code) == (201, 201)
    assert await credits.standing(teacher) == before
    assert (await credits.standing(teacher, 2021))["target"] == "90.00"


async def test_what_is_provisional_or_planned_keeps_one_on_track(credits: CreditScene) -> None:
    teacher = await credits.scene.teacher()
    await credits.enrolment(teacher, planned="73.00")

    standing = await credits.standing(teacher)

    assert (standing["planned"], standing["state"], standing["owed"]) == ("73.00", "on_track", "73.00")


async def test_long_leave_reduces_the_target_by_its_days(credits: CreditScene) -> None:
    teacher = await credits.scene.teacher()
    body = {"teacher_id": str(teacher), "kind": "long_leave", "reason": "产假"}
    body |= {"from_day": "2020-09-01", "until_day": "2021-02-28"}
    made = await credits.office.post("credit-exemptions", body)

    standing = await credits.standing(teacher)

    assert made.status_code == 201
    assert standing["target"] == "36.80"  # 184 of 365 days
    assert [reason["code"] for reason in standing["reasons"][-2:]] == ["pro_rata", "long_leave"]
    path = f"credit-exemptions/{made.json()['id']}"
    assert (await credits.office.step(f"{path}/void", version=1)).json()["allowed_actions"] == []
    assert (await credits.standing(teacher))["target"] == "73.00"
    assert (await credits.office.step(f"{path}/void", version=2)).json()["code"] == "exemption_void"


async def test_an_exemption_ends_after_it_begins(credits: CreditScene) -> None:
    body = {"teacher_id": str(await credits.scene.teacher()), "kind": "exempt", "reason": "临近退休"}

    answer = await credits.office.post(
        "credit-exemptions", {**body, "from_day": "2021-02-02", "until_day": "2021-02-01"}
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "exemption_days_reversed")


async def test_who_came_within_the_year_owes_a_part_of_it(credits: CreditScene) -> None:
    teacher = await credits.scene.teacher(hired_on=date(2021, 2, 1))

    assert (await credits.standing(teacher))["target"] == "42.40"  # 212 of 365 days


async def test_who_left_before_or_comes_after_is_not_in_the_list(credits: CreditScene) -> None:
    await credits.scene.teacher(left_on=date(2020, 8, 31))
    await credits.scene.teacher(hired_on=date(2021, 9, 1))

    assert (await credits.office.get("credit-standings", school_year=2020)).json()["items"] == []


async def test_a_year_the_calendar_lacks_is_refused(credits: CreditScene) -> None:
    answer = await credits.office.get("credit-standings", school_year=2050)

    assert (answer.status_code, answer.json()["code"]) == (422, "school_year_unknown")


async def test_a_school_without_rules_is_judged_by_the_shipped_defaults(scene: Scene) -> None:
    await scene.year(2020)
    teacher = await scene.teacher()

    page = (await (await scene.office()).get("credit-standings", school_year=2020)).json()

    assert page["items"][0]["teacher_id"] == str(teacher)
    assert page["items"][0]["reasons"][0] == {"code": "yearly_target", "rule_id": None, "value": "73"}


async def test_pages_continue_by_name(credits: CreditScene) -> None:
    for name in ("chen", "chen", "bai", "zeng", "ouyang"):
        await credits.scene.teacher(name_pinyin=name)
    whole = (await credits.office.get("credit-standings", school_year=2020)).json()

    first = (await credits.office.get("credit-standings", school_year=2020, limit=2)).json()
    second = await credits.office.get(
        "credit-standings", school_year=2020, limit=3, cursor=first["next_cursor"]
    )
    foreign = await credits.office.get("credit-standings", school_year=2021, cursor=first["next_cursor"])

    assert first["has_more"]
    assert [*first["items"], *second.json()["items"]] == whole["items"]
    assert second.json()["has_more"] is False
    assert (foreign.status_code, foreign.json()["code"]) == (422, "invalid_cursor")


async def test_the_list_is_narrowed_by_group_and_state(credits: CreditScene) -> None:
    maths = await credits.scene.add(subject_group, code="sx", name="数学组")
    good = await credits.scene.teacher(subject_group_id=maths, name_pinyin="a")
    await credits.scene.teacher(subject_group_id=maths, name_pinyin="b")
    other = await credits.scene.teacher(name_pinyin="c")
    await adjusted(credits, good, "80")
    await adjusted(credits, other, "80")

    async def found(**params: Any) -> list[str]:
        page = (await credits.office.get("credit-standings", school_year=2020, **params)).json()
        return [one["teacher_id"] for one in page["items"]]

    assert await found(subject_group_id=str(maths), state="met") == [str(good)]
    assert await found(state="met", limit=1) == [str(good)]
    assert await found(teacher_id=[str(good), str(other)]) == [str(good), str(other)]


async def test_the_summary_counts_by_group(credits: CreditScene) -> None:
    maths = await credits.scene.add(subject_group, code="sx", name="数学组")
    good = await credits.scene.teacher(subject_group_id=maths)
    await credits.scene.teacher(subject_group_id=maths)
    await credits.scene.teacher()
    await adjusted(credits, good, "80")

    groups = (
        await credits.office.get("credit-standings/summary", school_year=2020, by="subject_group")
    ).json()["items"]
    (school,) = (await credits.office.get("credit-standings/summary", school_year=2020)).json()["items"]

    assert [(one["name"], one["teachers"], one["met"], one["behind"]) for one in groups] == [
        ("数学组", 2, 1, 1),
        (None, 1, 0, 1),
    ]
    assert (school["teachers"], school["confirmed"], school["owed"]) == (3, "80.00", "146.00")


async def test_the_cycle_adds_the_years_up_and_limits_school_based_training(credits: CreditScene) -> None:
    teacher = await credits.scene.teacher()
    await adjusted(credits, teacher, "130", category=CourseKind.SCHOOL_BASED)
    await adjusted(credits, teacher, "200")

    (cycle,) = (await credits.office.get("credit-cycles", school_year=2020)).json()["items"]

    assert (cycle["cycle_year"], cycle["until_year"], cycle["target"]) == (2016, 2020, "360.00")
    assert (cycle["confirmed"], cycle["school_based"], cycle["counted"]) == ("330.00", "130.00", "320.00")
    assert (cycle["long_courses"], cycle["long_courses_due"]) == (0, 1)
    assert {"school_based_share", "cycle_target", "cycle_long_courses"} == {
        reason["code"] for reason in cycle["reasons"]
    }


async def test_a_teacher_sees_their_own_year_and_cycle(credits: CreditScene) -> None:
    teacher_id = await credits.scene.teacher()
    await adjusted(credits, teacher_id, "80")
    teacher = await credits.scene.signed_in(Role.TEACHER, teacher_id=teacher_id)

    own = (await teacher.get("/api/v1/me/credit-standing", school_year=2020)).json()
    named = (await teacher.get(f"teachers/{teacher_id}/credit-standing", school_year=2020)).json()

    assert own == named
    assert (own["year"]["state"], own["cycle"]["cycle_year"]) == ("met", 2016)


@pytest.mark.parametrize("days", [{"hired_on": date(2005, 8, 20)}, {"left_on": date(2019, 6, 30)}], ids=str)
async def test_whoever_came_or_left_long_ago_sees_their_own_year(
    credits: CreditScene, days: dict[str, Any]
) -> None:
    teacher_id = await credits.scene.teacher(**days)
    teacher = await credits.scene.signed_in(Role.TEACHER, teacher_id=teacher_id)

    answer = await teacher.get("/api/v1/me/credit-standing", school_year=2020)

    assert answer.status_code == 200


async def test_who_is_no_teacher_has_no_standing_of_their_own(credits: CreditScene) -> None:
    answer = await credits.office.get("/api/v1/me/credit-standing")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_a_teachers_reach_ends_at_themselves(credits: CreditScene) -> None:
    one, other = await credits.scene.teacher(), await credits.scene.teacher()
    teacher = await credits.scene.signed_in(Role.TEACHER, teacher_id=one)

    page = (await teacher.get("credit-standings", school_year=2020)).json()

    assert [row["teacher_id"] for row in page["items"]] == [str(one)]
    assert (await teacher.get("credit-standings", school_year=2020, teacher_id=str(other))).json()[
        "items"
    ] == []
    assert (await teacher.get(f"teachers/{other}/credit-standing", school_year=2020)).status_code == 404


@pytest.mark.parametrize("kind", ["subject_group", "grade_group"])
async def test_a_group_leaders_reach_ends_at_the_group(credits: CreditScene, kind: str) -> None:
    leader = await credits.scene.teacher(name_pinyin="a")
    table = subject_group if kind == "subject_group" else grade_group
    led = {"leader_id": leader} if kind == "subject_group" else {"head_id": leader}
    group = await credits.scene.add(table, code="g", name="本组", **led)
    in_group: dict[str, Any] = {f"{kind}_id": group}
    member = await credits.scene.teacher(name_pinyin="b", **in_group)
    stranger = await credits.scene.teacher(name_pinyin="c")
    role = Role.GROUP_LEADER if kind == "subject_group" else Role.GRADE_HEAD
    caller = await credits.scene.signed_in(role, teacher_id=leader)

    async def ledger(of: UUID, by: Caller = caller) -> int:
        return (await by.get(f"teachers/{of}/credit-entries")).status_code

    page = (await caller.get("credit-standings", school_year=2020)).json()
    assert [row["teacher_id"] for row in page["items"]] == [str(leader), str(member)]
    assert [await ledger(leader), await ledger(member), await ledger(stranger)] == [200, 200, 404]


async def test_rebuilding_is_long_work(credits: CreditScene) -> None:
    answer = await credits.office.post("credit-standings/rebuild")

    assert answer.status_code == 202
    assert answer.headers["location"].endswith(f"/operations/{answer.json()['id']}")
    assert (await credits.office.get(answer.headers["location"])).json()["kind"] == "rebuild_standings"
