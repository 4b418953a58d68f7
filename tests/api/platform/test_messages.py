"""The inbox: one's own messages, of every school one is at, in the language asked for."""

import string
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from api.platform.message_sentences import MESSAGE_TEXTS
from api.platform.message_texts import said
from domain.identity.actions import Role
from domain.identity.principal import Place, Principal
from domain.messages import FACTS, Event
from persistence.identity.tables import role_grant
from persistence.ids import new_id
from persistence.platform.messages import SqlMessages
from persistence.transaction import in_school
from tests.scene import Caller, Scene

NOW = datetime(2021, 4, 1, 8, tzinfo=UTC)
FACTS_OF = {
    "webhook": "教务系统",
    "webhook_because": "failing",
    "notice_no": "2020-012",
    "activity": "第一次磨课",
    "starts_at": "2021-04-16 13:30",
    "place": "阶梯教室",
    "state": "excused",
    "material": "record",
    "project": "试卷分析课",
    "theme": "生本课堂",
    "question": "如何让学生先说",
    "count": "2",
    "number": "3",
    "slot": "一份研修方案",
    "title": "教研组主题研修考核",
    "group": "数学教研组",
    "total": "91.50",
    "rank": "1",
    "week_no": "4",
    "edition": "2",
    "course": "心理健康教育",
    "session": "HZ-014",
    "starts_on": "2021-04-16",
    "kind": "reflection",
    "due_on": "2021-05-01",
    "credits": "7.50",
    "paper_no": "37",
    "school_year": "2020",
    "round": "春季选课",
    "closes_on": "2021-04-10",
    "class": "702",
    "teacher": "欧阳晓",
    "day": "2021-04-16",
    "period": "3",
    "subject": "数学",
    "partner": "沈建芳",
    "partner_day": "2021-04-15",
    "partner_period": "2",
    "partner_subject": "英语",
    "name": "欧阳晓",
    "work": "生本课堂教学案例",
    "issuer": "桐乡市教育学会",
    "amount": "150.00",
    "contest": "嘉兴市三项教学论文评比",
    "prize": "first",
    "days": "3",
    "lessons": "1",
    "which": "2021-04-16 #3 702 数学 (欧阳晓 → 沈建芳)",
    "topic": "小组合作学习的实践研究",
    "level": "county",
    "step": "midterm",
    "mentor": "沈建芳",
    "apprentice": "欧阳晓",
    "mentor_field": "teaching",
    "from_day": "2021-02-20",
    "until_day": "2022-07-06",
    "log_kind": "mentor_observes",
    "pair_grade": "excellent",
    "submission_kind": "applications",
    "about": "2021-1",
    "platform_kind": "selection_results",
    "platform_about": "R1",
}


async def tell(
    scene: Scene, engine: AsyncEngine, *to: UUID, event: Event = Event.DUTY_DUE, **more: str
) -> None:
    async with in_school(engine, scene.school_id) as connection:
        await SqlMessages(connection, scene.school_id).tell(
            event, about=new_id(), to=to, facts=FACTS_OF | more, link="duties/1", at=NOW
        )


async def mine(caller: Caller, path: str = "/api/v1/me/messages", **params: Any) -> list[dict[str, Any]]:
    answer = await caller.get(path, **params)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


@pytest.fixture
async def teacher(scene: Scene) -> Caller:
    return await scene.signed_in(Role.TEACHER, teacher_id=await scene.teacher())


def teacher_id(caller: Caller) -> UUID:
    found = caller.principal.schools[0].teacher_id
    assert found is not None
    return found


async def test_a_teacher_reads_what_they_were_told_in_their_language(
    scene: Scene, app_engine: AsyncEngine, teacher: Caller
) -> None:
    await tell(scene, app_engine, teacher_id(teacher))

    (chinese,) = await mine(teacher)
    answer = await teacher.ask("GET", "/api/v1/me/messages", headers={"Accept-Language": "en"})
    (english,) = answer.json()["items"]

    assert (chinese["title"], chinese["body"]) == (
        "任务将到期",
        "“心理健康教育”的体会请在 2021-05-01 前提交。",
    )
    assert (english["title"], english["body"]) == (
        "Due soon",
        "“心理健康教育”: hand in by 2021-05-01: Reflection.",
    )
    assert (chinese["link"], chinese["allowed_actions"]) == ("duties/1", ["read"])


async def test_nobody_reads_what_another_was_told(
    scene: Scene, app_engine: AsyncEngine, teacher: Caller
) -> None:
    await tell(scene, app_engine, teacher_id(teacher))
    (message,) = await mine(teacher)
    colleague = await scene.signed_in(Role.RESEARCH_OFFICE, teacher_id=await scene.teacher())

    assert await mine(colleague) == []
    assert (await colleague.post(f"/api/v1/me/messages/{message['id']}/read")).status_code == 404
    assert (await colleague.post("/api/v1/me/messages/read-all")).json() == {"read": 0}


async def test_an_account_that_is_no_teacher_has_an_inbox_too(scene: Scene, app_engine: AsyncEngine) -> None:
    office = await scene.office()
    await tell(scene, app_engine, office.principal.account_id)

    assert len(await mine(office)) == 1


async def test_read_is_read_and_stays_so(scene: Scene, app_engine: AsyncEngine, teacher: Caller) -> None:
    for _ in range(3):
        await tell(scene, app_engine, teacher_id(teacher))
    first = (await mine(teacher))[0]

    read = await teacher.post(f"/api/v1/me/messages/{first['id']}/read")
    again = await teacher.post(f"/api/v1/me/messages/{first['id']}/read")

    assert read.json()["read_at"] is not None
    assert again.json() == read.json()
    assert first["id"] not in {one["id"] for one in await mine(teacher, unread=True)}
    assert (await teacher.post("/api/v1/me/messages/read-all")).json() == {"read": 2}
    assert await mine(teacher, unread=True) == []


async def at_both(scene: Scene, elsewhere: Scene) -> Caller:
    """A teacher of two schools, signed in once."""
    here = await scene.signed_in(Role.TEACHER, teacher_id=await scene.teacher())
    there = await elsewhere.teacher()
    async with scene.owner.begin() as connection:
        await connection.execute(
            insert(role_grant).values(
                id=new_id(),
                account_id=here.principal.account_id,
                school_id=elsewhere.school_id,
                teacher_id=there,
                role=Role.TEACHER,
                granted_at=NOW,
            )
        )
    places = (
        *here.principal.schools,
        Place(elsewhere.school_id, elsewhere.code, frozenset({Role.TEACHER}), there),
    )
    principal = Principal(here.principal.account_id, here.principal.session_id, 1, places)
    return Caller(scene.client, scene.issuer.issue(principal), scene.base, principal)


async def test_the_messages_of_two_schools_are_one_list_by_pages(
    scene: Scene, elsewhere: Scene, app_engine: AsyncEngine
) -> None:
    both = await at_both(scene, elsewhere)
    here, there = (place.teacher_id for place in both.principal.schools)
    assert here is not None
    assert there is not None
    for turn in range(7):
        await (tell(scene, app_engine, here) if turn % 3 else tell(elsewhere, app_engine, there))

    whole = [one["id"] for one in await mine(both)]
    paged: list[str] = []
    params: dict[str, Any] = {"limit": 2}
    while True:
        answer = (await both.get("/api/v1/me/messages", **params)).json()
        paged += [one["id"] for one in answer["items"]]
        if not answer["has_more"]:
            break
        params["cursor"] = answer["next_cursor"]

    assert len(whole) == 7
    assert whole == sorted(whole, reverse=True)
    assert paged == whole
    assert {one["school_id"] for one in await mine(both, school=elsewhere.code)} == {str(elsewhere.school_id)}
    assert (await both.post("/api/v1/me/messages/read-all")).json() == {"read": 7}


async def test_a_school_that_is_not_one_s_own_is_not_there(teacher: Caller, elsewhere: Scene) -> None:
    assert (await teacher.get("/api/v1/me/messages", school=elsewhere.code)).status_code == 404
    assert (await teacher.get("/api/v1/me/messages", cursor="x")).status_code == 422


@pytest.mark.parametrize("event", list(Event))
def test_every_event_has_its_sentences_and_needs_just_the_facts_it_is_told_with(event: Event) -> None:
    for english in (False, True):
        title, body = said(event, FACTS_OF, english=english)
        assert title
        assert "…" not in body
        assert "{" not in body
    for sentence in MESSAGE_TEXTS[event]:
        assert {name for _, name, _, _ in string.Formatter().parse(sentence) if name} == FACTS[event]


def test_a_fact_with_a_name_of_its_own_is_said_by_it() -> None:
    _, returned = said(Event.MATERIAL_RETURNED, FACTS_OF, english=False)
    _, entered = said(Event.ATTENDANCE_ENTERED, FACTS_OF, english=True)

    assert "记录" in returned
    assert "Excused" in entered


def test_a_reason_stands_behind_the_sentence_and_a_fact_that_lacks_breaks_nothing() -> None:
    _, body = said(Event.DUTY_RETURNED, FACTS_OF | {"reason": "请补充 {照片}"}, english=False)
    _, poor = said(Event.CREDIT_CONFIRMED, {}, english=True)

    assert body == "“心理健康教育”的体会被退回，请修改后重新提交。 原因：请补充 {照片}"
    assert poor == "… credits of “…” are confirmed."
