"""Who owes a paper: the list is a set difference that anybody can make from the other lists (MISSION §7)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.weekplan.wording import said
from persistence.papers.nightly import remind_authors
from persistence.people.tables import school_day, school_year, teacher
from persistence.platform.tables import message
from persistence.transaction import in_school
from persistence.weekplan.papers import PaperWeek
from tests.paper_scene import OTHER, PaperScene, Person, done, made, refusal
from tests.weekplan_scene import set_row


async def owing(year: PaperScene) -> set[str]:
    found = done(await year.office.get("paper-duties", school_year=2020, state="owed"))["items"]
    return {one["teacher_id"] for one in found}


async def test_who_owes_is_who_is_at_work_but_the_exempt_and_those_with_an_accepted_paper(
    year: PaperScene,
) -> None:
    await year.accepted(author_ids=[str(year.zhang.id), str(year.li.id)])
    await year.submitted(year.liu, text=OTHER)
    body = {"teacher_id": str(year.chen.id), "school_year": 2020, "reason": "病假"}
    made(await year.office.post("paper-exemptions", body))
    away = await year.person("何平", "he ping")
    await set_row(year.scene, teacher, away.id, status="on_leave")

    at_work = done(await year.office.get("teachers", status="active", limit=200))["items"]
    accepted = done(await year.office.get("papers", school_year=2020, state="accepted"))["items"]
    exempt = done(await year.office.get("paper-exemptions", school_year=2020))["items"]
    outside = {one["id"] for one in at_work}
    outside -= {one["authors"][0]["teacher_id"] for one in accepted}
    outside -= {one["teacher_id"] for one in exempt if one["voided_at"] is None}

    assert outside == {str(one.id) for one in (year.li, year.liu, year.young)}
    assert await owing(year) == outside
    await year.rule("duty_authors", "all")
    assert await owing(year) == outside - {str(year.li.id)}
    figures = done(await year.office.get("paper-figures", school_year=2020))
    assert (figures["in_duty"], figures["met"], figures["owed"], figures["exempt"]) == (4, 2, 2, 1)
    assert (figures["papers"]["accepted"], figures["papers"]["submitted"]) == (1, 1)
    assert [(one["subject_group_name"], one["met"], one["owed"]) for one in figures["groups"]] == [
        ("数学组", 2, 0),
        ("语文组", 0, 2),
    ]


async def test_a_teacher_sees_their_own_duty(year: PaperScene) -> None:
    await year.submitted()
    [own] = done(await year.zhang.caller.get("paper-duties", school_year=2020))["items"]
    assert (own["state"], own["paper_state"], own["due_on"]) == ("owed", "submitted", "2021-06-10")
    group = {"school_year": 2020, "subject_group_id": str(year.maths_id)}
    in_group = done(await year.office.get("paper-duties", **group))["items"]
    assert [one["teacher_name"] for one in in_group] == ["李娜", "张伟"]
    one = done(await year.office.get("paper-duties", school_year=2020, teacher_id=str(year.chen.id)))
    assert len(one["items"]) == 1
    assert refusal(await year.office.get("paper-duties", school_year=1999)) == (404, "not_found")
    assert (await year.office.get("paper-figures", school_year=1999)).status_code == 404
    assert (await year.zhang.caller.get("paper-figures", school_year=2020)).status_code == 403


async def test_an_exemption_is_voided_and_stays_on_record(year: PaperScene) -> None:
    body = {"teacher_id": str(year.chen.id), "school_year": 2020, "reason": "病假"}
    given = made(await year.office.post("paper-exemptions", body))
    again = await year.office.post("paper-exemptions", body)
    nobody = await year.office.post("paper-exemptions", body | {"teacher_id": given["id"]})
    path = f"paper-exemptions/{given['id']}/void"
    voided = done(await year.office.step(path, version=1, json={"reason": "已返岗"}))
    twice = await year.office.step(path, version=2, json={"reason": "又"})

    assert (refusal(again), refusal(nobody)) == ((409, "paper_exempted"), (422, "unknown_reference"))
    assert (given["allowed_actions"], voided["voided_because"]) == (["void"], "已返岗")
    assert refusal(twice) == (409, "paper_exemption_voided")
    assert str(year.chen.id) in await owing(year)
    mine = done(await year.chen.caller.get("paper-exemptions", teacher_id=str(year.chen.id)))["items"]
    assert [one["allowed_actions"] for one in mine] == [[]]
    assert (await year.liu.caller.get(f"paper-exemptions/{given['id']}")).status_code == 404
    assert done(await year.chen.caller.get(f"paper-exemptions/{given['id']}"))["reason"] == "病假"


@pytest.fixture
async def school_days(year: PaperScene) -> None:
    """Every day from 1 to 30 June 2021 has school."""
    [row] = await year.scene.rows(school_year)
    for n in range(30):
        day = date(2021, 6, 1) + timedelta(days=n)
        await year.scene.add(school_day, day=day, school_year_id=row.id, kind="workday", is_school_day=True)


async def test_who_owes_a_paper_is_reminded_once_when_it_is_near_and_once_when_it_is_past(
    year: PaperScene, school_days: None, clock_engine: AsyncEngine
) -> None:
    await year.accepted()
    await year.submitted(year.liu, text=OTHER)
    for day in (1, 8, 9, 11, 12):
        await remind_authors(clock_engine, now=datetime(2021, 6, day, 1, tzinfo=UTC))
    await remind_authors(clock_engine, now=datetime(2021, 7, 4, 1, tzinfo=UTC))  # no school that day
    await remind_authors(clock_engine, now=datetime(2025, 6, 11, 1, tzinfo=UTC))  # no school year then

    told = [(row.event, row.recipient_id) for row in await year.scene.rows(message)]
    owing = {year.li.id, year.chen.id, year.young.id}
    for event in ("paper_due", "paper_overdue"):
        assert sorted(who for one, who in told if one == event) == sorted(owing)


async def test_the_week_says_when_papers_are_due_and_ones_calendar_what_to_do(year: PaperScene) -> None:
    paper, other = await year.submitted(), await year.submitted(year.li, text=OTHER)
    await year.assigned(paper, year.chen)
    done(await year.decided(other, "return", remark="补文献"))

    chen = await personal(year, year.chen)
    li = await personal(year, year.li)
    number = (await year.now(paper))["alias_no"]
    assert f"论文评审截止：第 {number} 号" in chen
    assert "张伟" not in chen
    assert "论文退回修改：前置学习单的设计" in li
    assert "论文评审" not in li


async def personal(year: PaperScene, who: Person) -> str:
    async with in_school(year.app.state.engine, year.scene.school_id) as connection:
        week = PaperWeek(connection, year.scene.school_id)
        own = await week.entries_of(who.id, date(2021, 4, 1), date(2021, 6, 30))
        due = await week.entries(date(2021, 6, 7), date(2021, 6, 13))
        none = await week.entries(date(2021, 6, 14), date(2021, 6, 20))
    assert [(one.day, said(one, english=False)) for one in due] == [
        (date(2021, 6, 10), "论文截止：2020 学年")
    ]
    assert none == []
    return "\n".join(said(one, english=False) for one in own)
