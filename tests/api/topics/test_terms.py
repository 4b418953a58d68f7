"""Topics across terms: what is overdue, carried over 结转, counted, reminded of, and told in a week."""

from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from persistence.topics.nightly import remind_school, remind_topic_leaders
from persistence.transaction import in_school
from persistence.weekplan.topics import TopicWeek
from tests.theme_scene import done, made
from tests.topic_scene import TITLE, TopicScene, at


async def test_what_is_overdue_is_so_by_the_servers_clock(desk: TopicScene) -> None:
    late = await desk.approved()
    await desk.approved(desk.zhang, members=[desk.zhang_id], on="2020-11-10")
    lists = []

    for day in ("2020-12-10", "2020-12-11"):
        desk.today(day)
        lists.append(await desk.listed(overdue="true"))

    assert lists == [[], [late["id"]]]
    assert (await desk.seen(late))["overdue"]
    steps = done(await desk.office.get("topic-milestones", overdue="true"))["items"]
    assert [(one["topic_id"], one["kind"], one["overdue"]) for one in steps] == [
        (late["id"], "opening", True)
    ]
    assert len(await desk.listed(overdue="false")) == 1
    await desk.hand_in(steps[0])
    assert await desk.listed(overdue="true") == [], "it waits for the office now"


async def test_only_what_comes_next_is_overdue(desk: TopicScene) -> None:
    topic = await desk.approved()
    desk.today("2022-01-01")

    steps = done(await desk.wang.get("topic-milestones", topic_id=topic["id"], overdue="true"))["items"]

    assert [one["kind"] for one in steps] == ["opening"]


async def test_a_term_lists_what_ran_in_it_however_long_ago_it_began(desk: TopicScene) -> None:
    carried = await desk.approved(on="2019-10-10")
    began = done(await desk.office.get(f"topics/{carried['id']}"))
    now = await desk.approved(desk.zhang, members=[desk.zhang_id], on="2021-03-10")
    draft = await desk.draft(members=[desk.wang_id])
    terms = [await desk.term(day) for day in ("2019-09-01", "2020-02-20", "2020-09-01", "2021-02-20")]

    running = [await desk.listed(term_id=str(one)) for one in terms]
    desk.today("2021-01-15")
    await desk.passed(await desk.seen(carried), 3)
    ended = [await desk.listed(term_id=str(one)) for one in terms]

    assert running == [[carried["id"]]] * 3 + [[now["id"], carried["id"]]]
    assert ended == [[carried["id"]]] * 3 + [[now["id"]]]
    assert (began["school_year"], began["term_id"]) == (2019, str(terms[0]))
    over = await desk.seen(carried)
    assert (over["school_year"], over["term_id"]) == (2019, str(terms[0])), "it belongs where it began"
    kept = done(await desk.wang.get("topic-submissions", topic_id=carried["id"]))["items"]
    assert len(kept) == 4, "proposal and three steps: nothing is copied, nothing lost"
    assert draft["id"] in await desk.listed()


async def test_topics_are_found_by_what_they_are(desk: TopicScene) -> None:
    mine = await desk.approved()
    theirs = await desk.approved(desk.zhang, members=[desk.zhang_id], on="2020-11-01", level="county")
    draft = await desk.draft(level="county")

    assert await desk.listed(member_id=str(desk.wang_id)) == [draft["id"], mine["id"]]
    assert await desk.listed(state="approved") == [theirs["id"], mine["id"]]
    assert await desk.listed(level="county") == [draft["id"]]
    assert await desk.listed(approved_from="2020-10-10", approved_to="2020-11-01") == [mine["id"]]
    first = done(await desk.office.get("topics", limit=1))
    rest = done(await desk.office.get("topics", limit=2, cursor=first["next_cursor"]))
    assert [one["id"] for one in first["items"] + rest["items"]] == [draft["id"], theirs["id"], mine["id"]]
    due = done(await desk.office.get("topic-milestones", due_from="2020-12-11", due_to="2021-02-01"))["items"]
    assert [(one["kind"], one["state"]) for one in due] == [("opening", "open")]
    asked = {"kind": "opening", "state": "open", "limit": 1}
    assert done(await desk.office.get("topic-milestones", **asked))["has_more"]


async def test_a_years_topics_are_counted_by_level(desk: TopicScene) -> None:
    await desk.approved(on="2019-10-10")
    ended = await desk.approved(on="2020-10-10")
    await desk.passed(ended, 3)
    topic = await desk.approved(desk.zhang, members=[desk.zhang_id], on="2020-11-10")
    county = {"level": "county", "outcome": "approved", "number": "桐1", "decided_on": "2020-11-10"}
    done(await desk.office.step(f"topics/{topic['id']}/raise", version=3, json=county))
    await desk.draft(members=[desk.wang_id])
    desk.today("2020-12-20")

    async def counted(**asked: Any) -> dict[str, list[int]]:
        found = done(await desk.office.get("topic-figures", **asked))
        names = ("approved", "running", "carried_over", "overdue", "concluded", "terminated")
        return {one["level"]: [one[name] for name in names] for one in found["levels"]}

    none = [0] * 6
    this = await counted(school_year=2020)
    assert this == {
        "school": [1, 2, 1, 1, 1, 0],
        "county": [1, 1, 0, 0, 0, 0],
        "city": none,
        "province": none,
        "nation": none,
    }
    assert (await counted(school_year=2019))["school"] == [1, 1, 0, 1, 0, 0]
    assert (await counted(school_year=2020, term=2))["school"] == [0, 1, 1, 1, 0, 0]
    found = done(await desk.office.get("topic-figures", school_year=2020, term=2))
    assert (found["from_day"], found["until_day"], found["as_of"]) == (
        "2021-02-20",
        "2021-07-06",
        "2020-12-20",
    )


async def test_figures_are_the_schools_and_of_years_there_are(desk: TopicScene) -> None:
    assert (await desk.wang.get("topic-figures", school_year=2020)).status_code == 403
    assert (await desk.office.get("topic-figures", school_year=2035)).status_code == 404
    assert (await desk.office.get("topic-figures", school_year=2035, term=1)).status_code == 404


async def test_the_leader_is_reminded_once_before_and_once_after_of_each_day(
    desk: TopicScene, clock_engine: AsyncEngine
) -> None:
    topic = await desk.approved()
    due, over = [], []

    async def by_night(*days: str) -> None:
        for day in days:
            await remind_school(desk.app.state.engine, desk.scene.school_id, now=at(day))
            due.append(len(await desk.told("topic_step_due")))
            over.append(len(await desk.told("topic_step_overdue")))

    await by_night("2020-11-25", "2020-11-26", "2020-11-27", "2020-12-10", "2020-12-11", "2020-12-12")
    assert (due, over) == ([0, 1, 1, 1, 1, 1], [0, 0, 0, 0, 1, 1])
    body = {"until": "2021-02-10", "reason": "停课"}
    extension = made(await desk.wang.post(f"topics/{topic['id']}/extensions", body))
    done(await desk.office.step(f"topic-extensions/{extension['id']}/grant", version=1))
    await by_night("2021-01-28", "2021-02-11")
    assert (due[-2:], over[-2:]) == ([2, 2], [1, 2]), "what is put off is due anew"
    await desk.hand_in((await desk.steps(topic))[0])
    await remind_topic_leaders(clock_engine, now=at("2021-02-28"))
    await by_night("2021-02-28")
    assert (due[-1], over[-1]) == (2, 2)
    assert (await desk.told("topic_step_due"))[0] == (
        desk.wang_id,
        {"topic": TITLE, "step": "opening", "due_on": "2020-12-10"},
    )


async def test_the_week_says_which_steps_are_due(desk: TopicScene) -> None:
    topic = await desk.approved(on="2020-10-10")
    await desk.approved(desk.zhang, members=[desk.zhang_id], on="2020-08-28")
    term_id = await desk.term("2020-09-01")
    plan = made(await desk.office.post("week-plans", {"term_id": str(term_id), "week_no": 15}))

    async def said() -> list[tuple[str, str]]:
        draft = done(await desk.office.get(f"week-plans/{plan['id']}/draft"))
        return [(one["day"], one["text"]) for one in draft["entries"]]

    assert await said() == [("2020-12-10", f"课题到期：{TITLE}（开题）")]
    await desk.passed(topic, 1)
    assert await said() == []


async def test_a_calendar_of_ones_own_has_the_steps_of_ones_own_topics(
    desk: TopicScene, app_engine: AsyncEngine
) -> None:
    await desk.approved(members=[desk.wang_id, desk.zhang_id])
    found = []

    async with in_school(app_engine, desk.scene.school_id) as connection:
        source = TopicWeek(connection, desk.scene.school_id)
        for one in (desk.wang_id, desk.zhang_id, desk.chen_id):
            found.append(await source.entries_of(one, date(2020, 12, 1), date(2020, 12, 31)))

    assert [[one.facts["step"] for one in entries] for entries in found] == [["opening"], ["opening"], []]
