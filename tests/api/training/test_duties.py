"""Duties after training: what is asked, handed in, judged, and when credits count."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.identity.actions import Role
from domain.training.catalogue import CourseKind
from persistence.ids import new_id
from persistence.people.tables import subject_group
from persistence.training.tables import credit_entry, duty
from tests.api.training.credit_scene import ENDED, CreditScene
from tests.api.training.duty_scene import DutyScene, school_days
from tests.scene import Scene

FRIDAY = date(2021, 3, 12)


@pytest.mark.parametrize(
    ("kind", "done", "missing"),
    [
        pytest.param(
            CourseKind.LONG_90,
            ["product", "record_sheet", "evaluation"],
            "reflection",
            id="90 hours without the reflection",
        ),
        pytest.param(
            CourseKind.SHORT, ["record_sheet", "evaluation"], "content_record", id="short without the record"
        ),
    ],
)
async def test_credits_wait_for_exactly_what_is_missing(
    owed: DutyScene, kind: CourseKind, done: list[str], missing: str
) -> None:
    owing = await owed.owing(kind)
    assert set(owing.duties) == {*done, missing}
    for one in done:
        await owed.step(owing.duties[one], "waive")

    refused = await owed.office.step(f"enrolments/{owing.enrolment_id}/confirm", version=2)

    assert (refused.status_code, refused.json()["code"]) == (409, "duties_open")
    assert [one["pointer"] for one in refused.json()["errors"]] == [f"/duties/{owing.duties[missing]['id']}"]
    assert await owed.state(owing) == "provisional"

    await owed.hand_in(owing.teacher, owing.duties[missing])
    assert await owed.state(owing) == "provisional"
    accepted = await owed.step(owing.duties[missing], "accept")

    assert (accepted.status_code, accepted.json()["state"]) == (200, "accepted")
    assert await owed.state(owing) == "confirmed"
    assert sorted(await owed.told(owing.teacher_id)) == ["credit_confirmed", "duty_accepted"]


async def test_what_is_missing_is_named_in_both_languages(owed: DutyScene) -> None:
    owing = await owed.owing(CourseKind.LONG_90)
    path, headers = f"enrolments/{owing.enrolment_id}/confirm", {"If-Match": '"2"'}

    chinese = (await owed.office.ask("POST", path, headers=headers)).json()
    english = (await owed.office.ask("POST", path, headers={**headers, "Accept-Language": "en"})).json()

    assert "体会、学习成果、教师专业发展培训记录表、平台评价" in chinese["detail"]
    assert "Reflection, Shared product, Record sheet" in english["detail"]
    assert len(english["errors"]) == 4
    assert english["errors"][0]["message"].startswith("Reflection, due on 2021-04-01,")


async def test_where_no_duty_is_asked_the_office_confirms_as_before(owed: DutyScene) -> None:
    owing = await owed.owing(CourseKind.SCHOOL_BASED)

    confirmed = await owed.office.step(f"enrolments/{owing.enrolment_id}/confirm", version=2)

    assert owing.duties == {}
    assert (confirmed.status_code, confirmed.json()["award"]["state"]) == (200, "confirmed")


async def test_the_last_two_duties_accepted_at_once_confirm_once(owed: DutyScene) -> None:
    owing = await owed.owing(CourseKind.SHORT)
    await owed.step(owing.duties["content_record"], "waive")

    answers = await asyncio.gather(
        *(owed.step(owing.duties[kind], "accept") for kind in ("record_sheet", "evaluation"))
    )

    assert [answer.status_code for answer in answers] == [200, 200]
    assert await owed.state(owing) == "confirmed"
    lines = [row.kind for row in await owed.scene.rows(credit_entry) if row.teacher_id == owing.teacher_id]
    assert sorted(lines) == ["award", "confirm", "release"]


async def test_a_duty_is_due_by_the_schools_own_days(owed: DutyScene) -> None:
    holidays = frozenset(FRIDAY + timedelta(days=n) for n in (1, 2, 5, 6))
    await school_days(owed.scene, FRIDAY, FRIDAY + timedelta(days=40), but=holidays)

    short = await owed.owing(CourseKind.SHORT)
    beyond = await owed.owing(CourseKind.SHORT, ended=ENDED + timedelta(days=35))

    record, last = short.duties["content_record"], beyond.duties["content_record"]
    assert (record["due_on"], record["due_estimated"]) == ("2021-03-26", False)
    assert (last["due_on"], last["due_estimated"]) == ("2021-04-26", True)


async def test_what_is_asked_follows_the_rule_of_the_day_the_training_ended(owed: DutyScene) -> None:
    rule = {"course_kind": "short", "duty_kind": "content_record", "due_school_days": None}
    made = await owed.office.post("duty-rules", {**rule, "effective_from": "2021-03-13"})
    sooner = {**rule, "due_school_days": 5, "effective_from": "2021-01-01"}
    older = (await owed.office.post("duty-rules", sooner)).json()

    before = await owed.owing(CourseKind.SHORT)
    after = await owed.owing(CourseKind.SHORT, ended=ENDED + timedelta(days=1))

    assert made.status_code == 201
    assert (before.duties["content_record"]["rule_id"], before.duties["content_record"]["due_on"]) == (
        older["id"],
        "2021-03-17",
    )
    assert set(after.duties) == {"record_sheet", "evaluation"}
    listed = (await owed.office.get("duty-rules", on="2021-03-13", course_kind="short")).json()["items"]
    assert [(row["duty_kind"], row["due_school_days"]) for row in listed] == [
        ("content_record", None),
        ("record_sheet", 10),
        ("evaluation", 10),
    ]
    every = (await owed.office.get("duty-rules", course_kind="short")).json()["items"]
    assert [row["id"] for row in every] == [older["id"], made.json()["id"]]
    assert (await owed.office.get(f"duty-rules/{older['id']}")).json() == older
    assert (await owed.office.get(f"duty-rules/{new_id()}")).status_code == 404


async def test_many_results_ask_for_duties_in_one_request(credits: CreditScene) -> None:
    enrolled = [await credits.enrolment(await credits.scene.teacher()) for _ in range(3)]
    items = [
        {"enrolment_id": str(one), "version": 1, "outcome": "passed" if place else "failed"}
        for place, one in enumerate(enrolled)
    ]

    await credits.office.post("training-results/bulk", {"items": items}, Idempotency_Key=str(new_id()))

    assert [len(await credits.duties(one)) for one in enrolled] == [0, 3, 3]


async def test_reopening_voids_the_duties_and_passing_again_asks_anew(owed: DutyScene) -> None:
    owing = await owed.owing(CourseKind.SHORT)
    await owed.step(owing.duties["evaluation"], "waive")

    await owed.office.step(f"enrolments/{owing.enrolment_id}/reopen", version=2, json={"reason": "登记错误"})
    void = (await owed.office.get(f"duties/{owing.duties['evaluation']['id']}")).json()
    late = await owed.hand_in(owing.teacher, owing.duties["content_record"])
    await owed.credits.result(owing.enrolment_id, version=3)

    assert (void["state"], void["allowed_actions"]) == ("void", [])
    assert (late.status_code, late.json()["code"]) == (409, "invalid_state")
    states = [row.state for row in await owed.scene.rows(duty)]
    assert sorted(states) == ["open"] * 3 + ["void"] * 3


async def test_a_returned_duty_is_handed_in_again_and_each_return_is_told(owed: DutyScene) -> None:
    owing = await owed.owing(CourseKind.SHORT)
    record = owing.duties["content_record"]
    for number in (1, 2):
        handed = await owed.hand_in(owing.teacher, record, text=f"第 {number} 稿")
        assert (handed.status_code, handed.json()["number"]) == (201, number)
        returned = await owed.step(record, "return")
        assert returned.json()["state"] == "returned"
    await owed.hand_in(owing.teacher, record, text="第 3 稿")
    await owed.step(record, "accept", remark="很好")

    listed = (await owing.teacher.get(f"duties/{record['id']}/submissions")).json()["items"]

    assert [(one["number"], one["review"]["verdict"], one["review"]["remark"]) for one in listed] == [
        (1, "returned", "请补充反思"),
        (2, "returned", "请补充反思"),
        (3, "accepted", "很好"),
    ]
    one = await owing.teacher.get(f"duties/{record['id']}/submissions/{listed[0]['id']}")
    assert one.json() == listed[0]
    assert (await owing.teacher.get(f"duties/{record['id']}/submissions/{new_id()}")).status_code == 404
    assert await owed.told(owing.teacher_id) == ["duty_returned", "duty_returned", "duty_accepted"]


async def test_late_is_possible_and_marked(owed: DutyScene) -> None:
    owing = await owed.owing(CourseKind.SHORT)
    record = owing.duties["content_record"]
    overdue = (await owing.teacher.get("duties", overdue="true")).json()["items"]

    handed = await owed.hand_in(owing.teacher, record)

    after = (await owing.teacher.get(f"duties/{record['id']}")).json()
    assert {one["kind"] for one in overdue} == {"content_record", "record_sheet", "evaluation"}
    assert handed.json()["late"] is True
    assert (after["state"], after["late"], after["overdue"]) == ("handed_in", True, False)


async def test_in_time_is_not_late(owed: DutyScene) -> None:
    today = datetime.now(UTC)
    for year in {today.year, today.year - 1} - {2020, 2021}:
        await owed.scene.year(year)
    owing = await owed.owing(CourseKind.SHORT, ended=today - timedelta(minutes=1))

    handed = await owed.hand_in(owing.teacher, owing.duties["content_record"])

    assert handed.json()["late"] is False
    assert (await owed.office.get("duties", overdue="true")).json()["items"] == []
    assert len((await owed.office.get("duties", overdue="false")).json()["items"]) == 3


async def test_lists_are_narrowed(owed: DutyScene) -> None:
    owing, other = await owed.owing(CourseKind.SHORT), await owed.owing(CourseKind.LONG_90)

    async def kinds(**params: str) -> list[str]:
        return [one["kind"] for one in (await owed.office.get("duties", **params)).json()["items"]]

    assert len(await kinds()) == 7
    assert len(await kinds(teacher_id=str(other.teacher_id))) == 4
    assert await kinds(kind="reflection") == ["reflection"]
    assert await kinds(due_from="2021-03-22", due_to="2021-03-22") == []
    assert len(await kinds(due_from="2021-03-22", due_to="2021-03-23")) == 3
    await owed.step(owing.duties["evaluation"], "waive")
    assert await kinds(state="waived") == ["evaluation"]


async def test_who_sees_and_does_what(owed: DutyScene, elsewhere: Scene) -> None:
    owing, other = await owed.owing(CourseKind.SHORT), await owed.owing(CourseKind.SHORT)
    leader_id = await owed.scene.teacher("组长")
    leader = await owed.scene.signed_in(Role.TEACHER, Role.GROUP_LEADER, teacher_id=leader_id)
    record = owing.duties["content_record"]

    assert (await other.teacher.get(f"duties/{record['id']}")).status_code == 404
    assert (await owed.hand_in(other.teacher, record)).status_code == 404
    assert (await leader.get("duties")).json()["items"] == []
    assert (await (await elsewhere.office()).get(f"duties/{record['id']}")).status_code == 404
    group_id = await owed.scene.add(subject_group, code="YW", name="语文组", leader_id=leader_id)
    member_id = await owed.scene.teacher("组员", subject_group_id=group_id)
    enrolled = await owed.credits.enrolment(member_id)
    await owed.credits.result(enrolled)
    seen = (await leader.get("duties")).json()["items"]
    assert {one["teacher_id"] for one in seen} == {str(member_id)}
    assert seen[0]["allowed_actions"] == []
    assert (await owed.hand_in(leader, seen[0])).status_code == 403
    for step in ("accept", "waive", "return"):
        body = {"accept": {}, "waive": {"reason": "x"}, "return": {"remark": "x"}}[step]
        answer = await owing.teacher.step(f"duties/{record['id']}/{step}", version=1, json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_the_office_does_not_judge_its_own(owed: DutyScene) -> None:
    owing = await owed.owing(CourseKind.SHORT)
    both = await owed.scene.signed_in(Role.TEACHER, Role.RESEARCH_OFFICE, teacher_id=owing.teacher_id)
    sheet = owing.duties["record_sheet"]

    own = await both.step(f"duties/{sheet['id']}/accept", version=1)

    assert (own.status_code, own.json()["code"]) == (403, "own_duty")
    assert (await both.get(f"duties/{sheet['id']}")).json()["allowed_actions"] == ["hand_in"]


async def test_a_verdict_is_decided_on_a_version(owed: DutyScene) -> None:
    owing = await owed.owing(CourseKind.SHORT)
    sheet = owing.duties["record_sheet"]

    assert (await owed.office.post(f"duties/{sheet['id']}/accept")).status_code == 428
    assert (await owed.office.step(f"duties/{sheet['id']}/accept", version=7)).status_code == 412
    assert (await owed.office.step(f"duties/{new_id()}/accept", version=1)).status_code == 404
