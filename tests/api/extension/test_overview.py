"""A term at a glance, what happens without anybody asking, and the week."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.identity.actions import Role
from domain.people.calendar import ZONE
from persistence.extension.nightly import remind_teachers
from persistence.platform.tables import message
from tests.extension_scene import ESSAYS, ExtensionScene
from tests.theme_scene import done, made


async def figures(courses: ExtensionScene) -> dict[str, Any]:
    return done(await courses.office.get("extension-figures", term_id=str(courses.term_id)))


async def test_the_figures_of_a_term(courses: ExtensionScene) -> None:
    await courses.complete()
    partly = await courses.running(
        title="趣味阅读",
        kind="practice",
        slots=[{"weekday": 4, "period_no": 6}],
        start={"students": 12},
    )
    await courses.teach(partly, "2021-03-04")
    await courses.applied(title="生活中的科学", kind="practice")
    await courses.draft(title="没有申报")

    found = await figures(courses)

    assert [(one["kind"], one["state"], one["courses"]) for one in found["counts"]] == [
        ("knowledge", "running", 1),
        ("practice", "applied", 1),
        ("practice", "running", 1),
    ]
    names = ("applied", "courses", "complete", "students", "sessions_planned", "sessions_taught")
    assert [found[name] for name in names] == [3, 2, 1, 40, 8, 5]
    assert found["lesson_plans"] == 4
    assert {one["title"]: one["complete"] for one in found["lines"]} == {ESSAYS: True, "趣味阅读": False}
    assert found["lines"][0]["teachers"] == ["沈建芳", "张伟"]
    assert found["lines"][0]["grades"] == ["七年级组"]


async def test_figures_are_for_the_office_and_the_principal(courses: ExtensionScene) -> None:
    principal = await courses.scene.signed_in(Role.PRINCIPAL)

    assert (await courses.head.get("extension-figures", term_id=str(courses.term_id))).status_code == 403
    assert (await principal.get("extension-figures", term_id=str(courses.term_id))).status_code == 200
    assert (await principal.get("extension-figures", term_id=str(courses.room_id))).status_code == 404
    empty = done(await principal.get("extension-figures", term_id=str(courses.last_term_id)))
    assert (empty["counts"], empty["lines"], empty["students"]) == ([], [], 0)


async def test_the_share_of_the_week_is_held_against_the_rule(courses: ExtensionScene) -> None:
    courses.hands.at = datetime(2021, 7, 20, tzinfo=ZONE)  # the second term began last
    for weekday in (1, 2, 3, 4):
        await courses.week.lesson(weekday, 1, courses.stranger_id)

    async def share() -> dict[str, Any]:
        (found,) = done(await courses.head.get("extension-shares"))["items"]
        grade: dict[str, Any] = found
        return grade

    before = await share()
    await courses.running()
    within = await share()
    rule = {"key": "share_least", "value": "0.25", "effective_from": "2021-02-01"}
    made(await courses.office.post("extension-rules", rule))
    below = await share()

    assert (before["share"], before["standing"], before["courses"]) == ("0.0000", "below", 0)
    assert (within["share"], within["standing"], within["weekly_periods"]) == ("0.2000", "within", "5.0")
    assert (within["least"], within["most"], within["least_rule_id"]) == ("0.15", "0.2", None)
    assert (below["standing"], below["least"]) == ("below", "0.25")
    assert [(one["class_name"], one["share"]) for one in below["classes"]] == [("701", "0.2000")]


async def test_without_a_timetable_the_share_is_unknown(courses: ExtensionScene) -> None:
    await courses.week.school_class("702")

    (found,) = done(await courses.head.get("extension-shares", term_id=str(courses.last_term_id)))["items"]

    assert (found["share"], found["standing"]) == (None, "unknown")


async def test_the_policy_is_read_as_of_a_day(courses: ExtensionScene) -> None:
    rule = {"key": "closing_before_days", "value": "7", "effective_from": "2021-05-01"}
    set_rule = made(await courses.office.post("extension-rules", rule))

    before = done(await courses.head.get("extension-rules", on="2021-04-30", key="closing_before_days"))
    after = done(await courses.head.get("extension-rules", on="2021-05-01", key="closing_before_days"))
    one = done(await courses.head.get(f"extension-rules/{set_rule['id']}"))

    assert [found["items"][0]["value"] for found in (before, after)] == ["14", "7"]
    assert one["value"] == "7"
    bad = await courses.office.post("extension-rules", rule | {"value": "bald"})
    assert (bad.status_code, bad.json()["code"]) == (422, "rule_value_invalid")


async def test_teachers_are_reminded_once_of_each_missing_plan_and_of_closing(
    courses: ExtensionScene, clock_engine: AsyncEngine
) -> None:
    course = await courses.running()
    await courses.plan(course, 1)

    async def told(day: str) -> list[tuple[str, str | None]]:
        now = datetime.combine(date.fromisoformat(day), time(8, 12), tzinfo=ZONE)
        await remind_teachers(clock_engine, now=now)
        found = [
            (row.event, row.facts.get("number"))
            for row in await courses.scene.rows(message)
            if row.event.startswith(("extension_plan", "extension_clos"))
            and row.recipient_id == courses.head_id
        ]
        return sorted(found, key=str)

    missing = "extension_plan_missing"
    assert await told("2021-03-15") == [(missing, "2")]
    assert await told("2021-03-15") == [(missing, "2")]
    assert await told("2021-06-28") == [
        ("extension_closing_due", None),
        *((missing, number) for number in ("2", "3", "4")),
    ]


async def test_the_week_says_which_courses_are_held(courses: ExtensionScene) -> None:
    both = [{"weekday": 5, "period_no": 5}, {"weekday": 5, "period_no": 6}]
    course = await courses.running(slots=both, sessions_planned=20)
    plan = made(await courses.office.post("week-plans", {"term_id": str(courses.term_id), "week_no": 4}))

    async def entries() -> list[dict[str, Any]]:
        found = done(await courses.office.get(f"week-plans/{plan['id']}/draft"))["entries"]
        return [one for one in found if one["kind"] == "extension"]

    (entry,) = await entries()
    assert entry["text"] == f"拓展性课程：{ESSAYS}（第5、6节）"
    assert (entry["day"], entry["starts_at"], entry["ends_at"]) == ("2021-03-12", "13:55:00", "15:35:00")
    assert (entry["place"], entry["concerns"]) == ("阅览室", "七年级组")

    courses.hands.at = datetime(2021, 3, 9, 12, tzinfo=ZONE)
    await courses.stepped(course, "close", courses.office, {"text": "提前结束", "despite": "教师调离"})
    assert await entries() == []
