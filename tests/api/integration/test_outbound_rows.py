"""What a real round, year and ledger give the platform: exactly what the rooms say."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from domain.people.calendar import ZONE
from domain.training.catalogue import CourseKind
from gateways.sheets import read_csv
from persistence.integration.tables import platform_submission
from persistence.training.tables import credit_entry, enrolment, enrolment_event
from tests.api.integration.submission_scene import PATH, ask, audited, prepared
from tests.api.training.credit_scene import set_credit_scene
from tests.api.training.offering import read
from tests.api.training.round_scene import placed, stepped
from tests.reconciliation_scene import Listed, set_reconciliation_scene
from tests.scene import Caller, Scene


async def rows(office: Caller, kind: str, about: str) -> list[dict[str, str]]:
    """As they stand in the file."""
    one = await prepared(office, kind, about)
    answer = await office.get(f"{PATH}/{one['id']}/file", format="csv", encoding="gb18030")
    assert answer.status_code == 200, answer.text
    return [cells for _, cells in read_csv(answer.content, "x").rows]


def moment(at: datetime) -> str:
    return f"{at.astimezone(ZONE):%Y-%m-%d %H:%M:%S}"


async def decided_at(scene: Scene, state: str) -> list[str]:
    return [moment(row.at) for row in await scene.rows(enrolment_event) if row.to_state == state]


async def test_decisions_are_the_audits_last_word_on_everybody_it_decided(scene: Scene) -> None:
    office, closed, session = await audited(scene)

    found = await rows(office, "decisions", closed["code"])

    approved, rejected = await decided_at(scene, "approved"), await decided_at(scene, "rejected")
    of = {"轮次代码": closed["code"], "班次代码": session["code"], "班次平台编号": session["platform_id"]}
    assert found == [
        of | {"工号": "T1", "姓名": "张伟", "审核结果": "通过", "理由": "", "审核时间": approved[0]},
        of
        | {"工号": "T2", "姓名": "沈建芳", "审核结果": "不通过", "理由": "=本组已有 两人"}
        | {"审核时间": rejected[0]},
        of
        | {"工号": "T3", "姓名": "欧阳晓", "审核结果": "不通过", "理由": "当天有课", "审核时间": rejected[1]},
        of | {"工号": "T5", "姓名": "李明", "审核结果": "通过", "理由": "", "审核时间": approved[2]},
    ]


async def test_applications_are_those_the_audit_approved_and_handed_in(scene: Scene) -> None:
    """王芳 has her place by a plan of 90-hour courses: the platform was never asked."""
    office, closed, session = await audited(scene)
    submitted = await stepped(office, closed, "submit")
    course = await read(office, f"courses/{session['course_id']}")
    (one,) = (await read(office, f"training-sessions/{session['id']}/enrolments?state=submitted"))["items"]

    await scene.add(
        enrolment,
        session_id=UUID(session["id"]),
        teacher_id=await scene.teacher("王芳"),
        state="placed",
        enrolled_at=datetime(2030, 9, 1, tzinfo=UTC),
        planned_credits=8,
        planned_year=2030,
    )

    before = await rows(office, "applications", closed["code"])
    await placed(office, submitted, [one])
    first = (await read(office, PATH))["items"][0]
    await _settled(office, first)
    after = await rows(office, "applications", closed["code"])

    assert before == [
        {
            "轮次代码": closed["code"],
            "班次代码": session["code"],
            "班次平台编号": session["platform_id"],
            "课程代码": course["code"],
            "课程名称": course["title"],
            "工号": "T1",
            "姓名": "张伟",
            "申请时间": moment(datetime.fromisoformat(one["enrolled_at"])),
        }
    ]
    assert after == before


async def test_who_withdraws_after_all_is_missing_from_the_next_edition(scene: Scene) -> None:
    office, closed, session = await audited(scene)
    await stepped(office, closed, "submit")
    await prepared(office, "applications", closed["code"])
    await _settled(office, (await read(office, PATH))["items"][0])
    (one,) = (await read(office, f"training-sessions/{session['id']}/enrolments?state=submitted"))["items"]
    withdrawn = await office.step(f"enrolments/{one['id']}/withdraw", version=one["version"])
    assert withdrawn.is_success

    answer = await ask(office, "applications", closed["code"])

    assert answer.json()["code"] == "nothing_to_hand_in"


async def _settled(office: Caller, one: dict[str, Any]) -> None:
    for name, body in (("mark-sent", {}), ("settle", {"outcome": "accepted"})):
        answer = await office.step(f"{PATH}/{one['id']}/{name}", version=one["version"], json=body)
        assert answer.status_code == 200, answer.text
        one = answer.json()


async def test_hours_are_the_confirmed_awards_of_school_based_training_in_the_year(scene: Scene) -> None:
    credits = await set_credit_scene(scene)
    person = await scene.teacher("张伟", employee_no="0123")
    await credits.passed_and_confirmed(person, "7.50", kind=CourseKind.SCHOOL_BASED, hours="8.00")
    await credits.passed_and_confirmed(person, "5.00", kind=CourseKind.SHORT)
    course = await credits.course("3.00", CourseKind.SCHOOL_BASED)
    provisional = await credits.enrolment(person, course, planned="3.00")
    assert (await credits.result(provisional)).status_code == 200
    adjustment = {"teacher_id": str(person), "category": "school_based", "reason": "冲减"}
    for year, figure in ((2020, "-1.25"), (2021, "2.00")):
        body = adjustment | {"school_year": year, "credits": figure}
        assert (await credits.office.post("credit-adjustments", body, Idempotency_Key=str(year))).is_success
    entered = {
        row.award_id: row.entered_at for row in await scene.rows(credit_entry) if row.account == "confirmed"
    }

    found = await rows(credits.office, "school_based_hours", "2020")

    day = max(entered.values()).astimezone(ZONE).date().isoformat()
    of = {"学年": "2020", "工号": "0123", "姓名": "张伟", "确认日期": day}
    training = {"项目": "初中心理健康教育课例研讨", "学时": "8.00", "学分": "7.50"}
    assert sorted(found, key=lambda one: one["学分"], reverse=True) == [
        of | training,
        of | {"项目": "冲减", "学时": "0.00", "学分": "-1.25"},
    ]


async def test_disputes_are_what_was_decided_to_keep(scene: Scene) -> None:
    books = await set_reconciliation_scene(scene)
    li = await books.scene.teacher("李娜", employee_no="3001")
    zhang = await books.scene.teacher("张伟", employee_no="3002")
    await books.awarded(li)
    await books.listed(Listed(zhang, "4.00"))
    await books.run()
    nothing = await ask(books.office, "credit_disputes", "2020")
    for line in await books.lines(state="open"):
        await books.decide(line, "keep_ours", "附签到表")

    first, second = await rows(books.office, "credit_disputes", "2020")

    assert nothing.json()["code"] == "nothing_to_hand_in"
    assert (first["工号"], first["本校学分"], first["平台学分"]) == ("3001", "10.00", "")
    assert second == {
        "学年": "2020",
        "工号": "3002",
        "姓名": "张伟",
        "课程代码": "P-1",
        "课程名称": "新课程标准解读",
        "本校学分": "",
        "平台学分": "4.00",
        "说明": "附签到表",
    }


async def test_the_rounds_of_another_school_are_unknown(scene: Scene, elsewhere: Scene) -> None:
    _, closed, _ = await audited(elsewhere)
    office = await scene.office()

    answer = await ask(office, "decisions", closed["code"])

    assert answer.json()["code"] == "unknown_reference"
    assert await scene.rows(platform_submission) == []
