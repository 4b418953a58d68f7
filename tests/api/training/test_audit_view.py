"""What the office sees at audit: one answer, a constant number of statements, hints with their rules."""

from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from persistence.people.tables import grade_group, school_class, subject_group, teaching_assignment, term
from persistence.training.tables import credit_award
from tests.api.training.offering import DAY, FAR, a_course, a_school, an_open_session, block, enrolled, read
from tests.api.training.round_scene import an_open_round, applied, handed_in, item, settle, stepped
from tests.api.training.test_statements import counted
from tests.scene import Caller, Scene


async def audit(office: Caller, found: dict[str, Any]) -> list[dict[str, Any]]:
    seen = await read(office, f"selection-rounds/{found['id']}/audit")
    applications: list[dict[str, Any]] = seen["applications"]
    return applications


def hints(one: dict[str, Any], code: str) -> list[dict[str, str]]:
    return [hint["facts"] for hint in one["hints"] if hint["code"] == code]


async def maths(scene: Scene, *names: str) -> list[UUID]:
    group = await scene.add(subject_group, code="SX", name="数学组")
    return [await scene.teacher(name, subject_group_id=group) for name in names]


async def test_three_maths_teachers_away_that_monday(scene: Scene) -> None:
    office = await a_school(scene)
    wei, li, wang, other = await maths(scene, "张伟", "李娜", "王芳", "赵敏")
    two_days = [block(), block(FAR + DAY)]
    found, (session, _) = await an_open_round(
        office, {"blocks": two_days}, {"blocks": [block(FAR + 2 * DAY)]}
    )
    elsewhere = await an_open_session(office)
    await enrolled(office, elsewhere, wang)
    online = await an_open_session(office, (await a_course(office, kind="online"))["id"])
    await enrolled(office, online, other)
    for who in (wei, li):
        await applied(office, session, who)

    first, second = await audit(office, found)

    assert [(day["day"], day["subject_group"]) for day in first["days"]] == [
        ("2031-04-07", 3),
        ("2031-04-08", 2),
    ]
    assert hints(first, "group_away") == [
        {"day": "2031-04-07", "weekday": "1", "group": "数学组", "away": "3", "teachers": "张伟、李娜、王芳"}
    ]
    rule = next(hint["rule"] for hint in second["hints"] if hint["code"] == "group_away")
    assert rule == {"key": "max_group_away", "rule_id": None, "value": "2"}


async def test_the_schools_own_threshold_decides(scene: Scene) -> None:
    office = await a_school(scene)
    rule = {"key": "max_group_away", "value": "1", "effective_from": "2020-01-01"}
    made = (await office.post("credit-rules", rule)).json()
    wei, li = await maths(scene, "张伟", "李娜")
    found, (session,) = await an_open_round(office)
    for who in (wei, li):
        await applied(office, session, who)

    one, _ = await audit(office, found)

    assert len(hints(one, "group_away")) == 1
    assert {"key": "max_group_away", "rule_id": made["id"], "value": "1"} in [h["rule"] for h in one["hints"]]


async def test_partner_teachers_away_together_are_named_with_their_class(scene: Scene) -> None:
    office = await a_school(scene)
    grade = await scene.add(grade_group, code="7", name="七年级")
    wei, li, far = [await scene.teacher(name, grade_group_id=grade) for name in ("张伟", "李娜", "远方")]
    class_id = await scene.add(school_class, code="702", name="七（2）班", grade_group_id=grade)
    async with scene.owner.connect() as connection:
        terms = await connection.execute(
            select(term.c.id).where(term.c.school_id == scene.school_id, term.c.number == 2)
        )
        term_id = terms.scalar_one()
    for who, subject in ((wei, "数学"), (li, "语文")):
        taught = {"teacher_id": who, "class_id": class_id, "term_id": term_id}
        await scene.add(teaching_assignment, subject=subject, weekly_periods=5, **taught)
    found, (session,) = await an_open_round(office)
    for who in (wei, li, far):
        await applied(office, session, who)

    first, _, third = await audit(office, found)

    assert hints(first, "partners_away") == [
        {"day": "2031-04-07", "weekday": "1", "class": "七（2）班", "away": "2", "teachers": "张伟、李娜"}
    ]
    assert (first["days"][0]["partners"], first["days"][0]["grade_group"]) == (1, 3)
    assert hints(third, "partners_away") == []


async def test_credits_owed_and_who_has_never_had_a_long_course(scene: Scene) -> None:
    office = await a_school(scene)
    had, never = await scene.teacher("有过"), await scene.teacher("没有")
    facts = {"category": "long_90", "school_year": 2020, "cycle_year": 2016, "hours": 90, "credits": 90}
    await scene.add(
        credit_award, teacher_id=had, title="90学时", state="confirmed", earned_at=FAR, reasons=[], **facts
    )
    found, (session,) = await an_open_round(office)
    for who in (had, never):
        await applied(office, session, who)

    first, second = await audit(office, found)

    assert (first["owed"], first["cycle_owed"], first["credits"]) == ("73.00", "360.00", "8.00")
    assert hints(first, "credits_owed") == [{"owed": "73.00", "school_year": "2030"}]
    assert hints(first, "cycle_owed") == [{"owed": "360.00", "until_year": "2030"}]
    assert (first["never_long_course"], second["never_long_course"]) == (False, True)
    assert hints(first, "never_long_course") == []
    assert hints(second, "never_long_course") == [{}]


async def test_who_was_approved_more_often_than_the_others_is_seen(scene: Scene) -> None:
    office = await a_school(scene)
    much, little = await scene.teacher("常去"), await scene.teacher("少去")
    past, (earlier, later) = await an_open_round(office, {}, {"blocks": [block(FAR + DAY)]})
    ones = [await applied(office, one, much) for one in (earlier, later)]
    await handed_in(office, past, ones)
    found, (session,) = await an_open_round(office, {"blocks": [block(FAR + 7 * DAY)]})
    for who in (much, little):
        await applied(office, session, who)

    first, second = await audit(office, found)

    assert (first["applied"], first["approved"], second["approved"]) == (2, 2, 0)
    assert hints(first, "more_than_others") == [{"applied": "2", "approved": "2", "average": "1.00"}]
    assert hints(second, "more_than_others") == []


async def test_a_clash_that_arose_after_applying_is_named(scene: Scene) -> None:
    office, who = await a_school(scene), await scene.teacher()
    found, (first, second) = await an_open_round(
        office, {"code": "A-1"}, {"code": "A-2", "blocks": [block(FAR + DAY)]}
    )
    for one in (first, second):
        await applied(office, one, who)
    moved = {"blocks": [block()]}
    await office.patch(f"training-sessions/{second['id']}", moved, version=second["version"])

    one, other = await audit(office, found)

    assert [clash["session"] for clash in hints(one, "date_clash")] == ["A-2"]
    assert [clash["session"] for clash in hints(other, "date_clash")] == ["A-1"]


async def test_what_may_be_decided_stands_with_each_application(scene: Scene) -> None:
    office = await a_school(scene)
    found, (session,) = await an_open_round(office)
    ones = [await applied(office, session, await scene.teacher()) for _ in range(3)]
    assert {tuple(one["allowed_actions"]) for one in await audit(office, found)} == {()}
    closed = await stepped(office, found, "close")
    items = [item(ones[0], decision="approve"), item(ones[1], decision="reject", reason="人太多")]
    await settle(office, closed, "decisions", items)

    seen = await audit(office, found)

    assert [(one["state"], one["allowed_actions"]) for one in seen] == [
        ("approved", ["reject"]),
        ("rejected", []),
        ("applied", ["approve", "reject"]),
    ]
    assert seen[0]["version"] == 2


async def test_more_applications_take_no_more_statements(scene: Scene, app_engine: AsyncEngine) -> None:
    office = await a_school(scene)
    teachers = await maths(scene, *(f"教师{n}" for n in range(20)))
    found, sessions = await an_open_round(
        office, *({"blocks": [block(FAR + n * DAY)], "capacity": 30} for n in range(4))
    )
    path = f"selection-rounds/{found['id']}/audit"
    await applied(office, sessions[0], teachers[0])
    few = await counted(app_engine, partial(office.get, path))
    for session in sessions:
        for who in teachers[1:]:
            await applied(office, session, who)

    assert await counted(app_engine, partial(office.get, path)) == few
    assert len(await audit(office, found)) == 77


async def test_more_decisions_and_answers_take_no_more_statements(
    scene: Scene, app_engine: AsyncEngine
) -> None:
    office = await a_school(scene)
    counts = []
    for many in (1, 12):
        week = [block(FAR + many * 7 * DAY)]
        found, (session,) = await an_open_round(office, {"capacity": 30, "blocks": week})
        ones = [await applied(office, session, await scene.teacher()) for _ in range(many)]
        closed = await stepped(office, found, "close")
        items = [item(one, decision="approve") for one in ones]
        decided = await counted(app_engine, partial(settle, office, closed, "decisions", items))
        submitted = await stepped(office, closed, "submit")
        items = [{**item(one, outcome="placed"), "version": 3} for one in ones]
        answered = await counted(app_engine, partial(settle, office, submitted, "platform-results", items))
        counts.append((decided, answered))

    assert counts[0] == counts[1]
