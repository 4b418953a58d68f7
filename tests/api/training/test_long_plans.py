"""Planning 90-hour courses over HTTP: proposed by the worker, edited and confirmed by a person."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.identity.actions import Role
from persistence.ids import new_id
from persistence.provision import DatabaseUrls
from persistence.training.tables import credit_standing, enrolment
from tests.api.training.offering import a_course, an_open_session, enrolled
from tests.api.training.planning import MORNING, PlanScene, set_plan_scene
from tests.scene import Scene


@pytest.fixture
async def plans(scene: Scene, app_engine: AsyncEngine, urls: DatabaseUrls) -> PlanScene:
    return await set_plan_scene(scene, app_engine, urls)


def placed(plan: dict[str, Any]) -> set[tuple[str, str]]:
    return {(one["teacher_id"], one["session_id"]) for one in plan["proposal"]["placements"]}


def pairs(*pairs: tuple[UUID, dict[str, Any]]) -> list[dict[str, str]]:
    return [{"teacher_id": str(one), "session_id": session["id"]} for one, session in pairs]


async def test_a_plan_is_proposed_with_its_bound_and_moves_nobody(plans: PlanScene) -> None:
    session = await plans.session(capacity=2)
    await plans.teachers(3)

    plan = await plans.planned()

    proposal = plan["proposal"]
    assert (plan["state"], plan["allowed_actions"]) == ("proposed", ["edit", "confirm", "discard"])
    assert plan["request"]["session_ids"] == [session["id"]]
    assert (len(proposal["placements"]), len(proposal["unplaced"])) == (2, 1)
    assert (proposal["objective"], proposal["gap"], proposal["breaches"]) == (proposal["bound"], 0.0, [])
    assert [reason["code"] for reason in proposal["placements"][0]["reasons"]] == [
        "cycle_ends",
        "never_had",
        "credits_owed",
        "school_days_lost",
    ]
    assert await plans.scene.rows(enrolment) == []


async def test_who_can_no_longer_close_a_cycle_is_named_with_what_stands_in_the_way(plans: PlanScene) -> None:
    session = await plans.session(capacity=1)
    await plans.teachers(2)

    (left_out,) = (await plans.planned())["proposal"]["unplaced"]

    assert left_out["cannot_close"] is True
    assert [(one["session_code"], one["code"]) for one in left_out["reasons"]] == [
        (session["code"], "seats_taken")
    ]


async def test_removing_a_session_names_who_can_no_longer_close_their_cycle(plans: PlanScene) -> None:
    kept, _ = await plans.session(capacity=1), await plans.session(week=2, capacity=1)
    await plans.teachers(2)

    whole = await plans.planned()
    without = await plans.planned(session_ids=[kept["id"]])

    assert whole["proposal"]["unplaced"] == []
    assert [one["cannot_close"] for one in without["proposal"]["unplaced"]] == [True]


async def test_no_subject_group_loses_more_than_its_share_at_once(plans: PlanScene) -> None:
    group = await plans.subject_group()
    await plans.session(capacity=10)
    await plans.teachers(6, subject_group_id=group)

    proposal = (await plans.planned(subject_group_share="1/2"))["proposal"]

    assert len(proposal["placements"]) == 3
    (reason,) = proposal["unplaced"][0]["reasons"]
    assert (reason["code"], reason["name"], reason["value"], reason["day"]) == (
        "subject_group_share",
        "数学组",
        "3/3",
        "2031-04-07",
    )


async def test_no_class_loses_more_than_a_share_of_its_teachers(plans: PlanScene) -> None:
    await plans.session(capacity=10)
    staff = await plans.teachers(3)
    await plans.taught_together(staff)

    proposal = (await plans.planned(class_share="1/2"))["proposal"]

    assert len(proposal["placements"]) == 1
    assert proposal["unplaced"][0]["reasons"][0]["code"] == "class_share"


async def test_who_is_booked_on_its_days_is_not_sent(plans: PlanScene) -> None:
    session = await plans.session(capacity=10)
    (teacher_id,) = await plans.teachers(1)
    other = await an_open_session(plans.office, (await a_course(plans.office))["id"])
    await enrolled(plans.office, other, teacher_id)

    (left_out,) = (await plans.planned())["proposal"]["unplaced"]

    assert [(one["session_code"], one["code"], one["name"], one["day"]) for one in left_out["reasons"]] == [
        (session["code"], "date_clash", "试卷分析课", MORNING.date().isoformat())
    ]


@pytest.mark.parametrize("how", ["placed", "confirmed before"])
async def test_who_has_a_90_hour_course_is_not_planned_for(plans: PlanScene, how: str) -> None:
    await plans.session(capacity=10)
    (teacher_id,) = await plans.teachers(1)
    if how == "placed":
        await enrolled(plans.office, await plans.session(week=3), teacher_id)
    else:
        sums = dict.fromkeys(
            ("provisional", "planned", "school_based_confirmed", "school_based_provisional"), 0
        )
        await plans.scene.add(
            credit_standing,
            teacher_id=teacher_id,
            school_year=2027,
            confirmed=90,
            long_courses=1,
            **sums,
        )

    proposal = (await plans.planned())["proposal"]

    assert (proposal["placements"], proposal["unplaced"]) == ([], [])


async def test_a_person_edits_a_plan_within_its_rules(plans: PlanScene) -> None:
    first, second = await plans.session(capacity=2), await plans.session(week=2)
    staff = await plans.teachers(2)
    plan = await plans.planned()

    edited = await plans.office.patch(
        f"long-plans/{plan['id']}",
        {"placements": pairs((staff[0], first), (staff[1], second))},
        version=plan["version"],
    )

    assert edited.status_code == 200, edited.text
    assert placed(edited.json()) == {(str(staff[0]), first["id"]), (str(staff[1]), second["id"])}
    assert (edited.json()["edited"], edited.json()["version"]) == (True, 2)


async def test_an_edit_that_breaks_a_rule_is_refused_with_each_breach_named(plans: PlanScene) -> None:
    session = await plans.session(capacity=1)
    staff = await plans.teachers(2)
    plan = await plans.planned()
    both = {"placements": pairs((staff[0], session), (staff[1], session))}

    refused = await plans.office.patch(f"long-plans/{plan['id']}", both, version=plan["version"])
    allowed = await plans.office.patch(
        f"long-plans/{plan['id']}", both | {"override_reason": "平台已口头加座"}, version=plan["version"]
    )

    assert (refused.status_code, refused.json()["code"]) == (422, "plan_breaks_rule")
    (breach,) = refused.json()["errors"]
    assert (breach["pointer"], breach["code"]) == ("/placements/1", "plan_rule_broken")
    assert session["code"] in breach["message"]
    assert allowed.status_code == 200, allowed.text
    assert allowed.json()["override_reason"] == "平台已口头加座"
    assert [one["rule"] for one in allowed.json()["proposal"]["breaches"]] == ["seats"]


async def test_an_edit_names_who_is_not_there(plans: PlanScene) -> None:
    session = await plans.session()
    plan = await plans.planned()

    refused = await plans.office.patch(
        f"long-plans/{plan['id']}", {"placements": pairs((new_id(), session))}, version=plan["version"]
    )

    assert (refused.status_code, refused.json()["code"]) == (422, "items_refused")
    assert [one["pointer"] for one in refused.json()["errors"]] == ["/placements/0"]


async def test_a_discarded_plan_stays_to_be_looked_at(plans: PlanScene) -> None:
    await plans.session()
    plan = await plans.planned()

    discarded = await plans.office.step(f"long-plans/{plan['id']}/discard", version=plan["version"])
    again = await plans.office.step(f"long-plans/{plan['id']}/confirm", version=2)
    (line,) = (await plans.office.get("long-plans", school_year=2030)).json()["items"]

    assert discarded.json()["state"] == line["state"] == "discarded"
    assert (again.status_code, again.json()["code"]) == (409, "invalid_state")
    assert (line["sessions"], line["placed"], line["unplaced"]) == (1, 0, 0)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param({"school_year": 2030}, "nothing_to_plan", id="no session"),
        pytest.param({"school_year": 2029}, "school_year_unknown", id="no such year"),
    ],
)
async def test_where_there_is_nothing_to_plan_it_says_so_at_once(
    plans: PlanScene, body: dict[str, Any], code: str
) -> None:
    refused = await plans.office.post("long-plans", body)

    assert (refused.status_code, refused.json()["code"]) == (422, code)


async def test_a_session_that_cannot_be_planned_is_named(plans: PlanScene) -> None:
    short = await an_open_session(plans.office)

    refused = await plans.office.post(
        "long-plans", {"school_year": 2030, "session_ids": [short["id"], str(new_id())]}
    )

    assert [(one["pointer"], one["code"]) for one in refused.json()["errors"]] == [
        ("/session_ids/0", "session_not_plannable"),
        ("/session_ids/1", "not_found"),
    ]


async def test_a_teacher_sees_no_plans(plans: PlanScene) -> None:
    teacher = await plans.scene.signed_in(Role.TEACHER)

    assert (await teacher.get("long-plans")).status_code == 403
    assert (await teacher.post("long-plans", {"school_year": 2030})).status_code == 403


async def test_academic_affairs_looks_and_moves_nothing(plans: PlanScene) -> None:
    await plans.session()
    plan = await plans.planned()
    affairs = await plans.scene.signed_in(Role.ACADEMIC_AFFAIRS)

    seen = await affairs.get(f"long-plans/{plan['id']}")
    refused = await affairs.step(f"long-plans/{plan['id']}/discard", version=1)

    assert (seen.status_code, seen.json()["allowed_actions"]) == (200, [])
    assert refused.status_code == 403
