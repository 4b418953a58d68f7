"""A week's plan from draft to edition: who sees what, what is told, and what is refused."""

from typing import Any
from uuid import UUID

from domain.identity.actions import Role
from persistence.ids import new_id
from persistence.platform.tables import message
from tests.scene import Caller, Scene
from tests.weekplan_scene import MONDAY, a_plan, a_term, an_item, drafted, published


def refusal(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def test_a_week_of_a_term_has_one_plan(scene: Scene, office: Caller) -> None:
    term_id = str(await a_term(scene))
    plan = await a_plan(scene, office)

    again = await office.post("week-plans", {"term_id": term_id, "week_no": 4})

    assert (plan["starts_on"], plan["ends_on"], plan["edition_no"]) == ("2021-03-08", "2021-03-14", 0)
    assert refusal(again) == (409, "week_plan_taken")


async def test_a_week_the_term_does_not_have_is_refused(scene: Scene, office: Caller) -> None:
    term_id = str(await a_term(scene))

    assert refusal(await office.post("week-plans", {"term_id": term_id, "week_no": 30})) == (
        422,
        "week_unknown",
    )
    nowhere = {"term_id": str(new_id()), "week_no": 1}
    assert refusal(await office.post("week-plans", nowhere)) == (422, "unknown_reference")


async def test_the_staff_see_a_week_once_it_is_published_and_never_its_draft(
    scene: Scene, office: Caller
) -> None:
    plan = await a_plan(scene, office)
    item = await an_item(office, plan)
    teacher = await scene.signed_in(Role.TEACHER, teacher_id=await scene.teacher())

    before = await teacher.get(f"week-plans/{plan['id']}")
    listed = (await teacher.get("week-plans")).json()["items"]
    edition = await published(office, plan)
    await an_item(office, plan, title="还没有发布")

    assert refusal(before) == (404, "not_found")
    assert listed == []
    seen = (await teacher.get(f"week-plans/{plan['id']}")).json()
    assert (seen["edition_id"], seen["allowed_actions"]) == (edition["id"], [])
    read = (await teacher.get(f"week-editions/{edition['id']}")).json()
    assert [one["text"] for one in read["entries"]] == ["教研组长会"]
    assert (await teacher.get(f"week-plans/{plan['id']}/draft")).status_code == 403
    assert (await teacher.get(f"week-items/{item['id']}")).status_code == 403


async def test_academic_affairs_write_the_plan_too(scene: Scene) -> None:
    affairs = await scene.signed_in(Role.ACADEMIC_AFFAIRS)

    plan = await a_plan(scene, affairs)

    assert (await published(affairs, plan))["number"] == 1


async def test_publishing_tells_the_staff_at_work_once_an_edition(scene: Scene, office: Caller) -> None:
    here = await scene.teacher()
    await scene.teacher(status="left")
    plan = await a_plan(scene, office)
    await published(office, plan)
    await an_item(office, plan)
    second = await published(office, plan)

    told = await scene.rows(message)
    assert [(one.recipient_id, one.event) for one in told] == [(here, "week_published")] * 2
    assert (told[1].about, told[1].link) == (UUID(second["id"]), f"week-editions/{second['id']}")
    assert told[1].facts == {"week_no": "4", "starts_on": "2021-03-08", "edition": "2"}


async def test_an_edition_that_says_nothing_new_is_refused(scene: Scene, office: Caller) -> None:
    plan = await a_plan(scene, office)
    await an_item(office, plan)
    await published(office, plan)
    draft = await drafted(office, plan)

    again = await office.step(f"week-plans/{plan['id']}/publish", version=draft["version"])

    assert draft["changes"] == []
    assert "publish" not in draft["allowed_actions"]
    assert refusal(again) == (409, "week_nothing_new")
    assert "第1版" in again.json()["detail"]


async def test_what_was_not_looked_at_is_not_published(scene: Scene, office: Caller) -> None:
    plan = await a_plan(scene, office)
    draft = await drafted(office, plan)
    await an_item(office, plan)

    late = await office.step(f"week-plans/{plan['id']}/publish", version=draft["version"])
    unsaid = await office.post(f"week-plans/{plan['id']}/publish")

    assert refusal(late) == (412, "stale")
    assert refusal(unsaid) == (428, "version_required")
    assert (await office.get(f"week-plans/{plan['id']}")).json()["edition_no"] == 0


async def test_a_draft_unchanged_since_is_not_sent_again(scene: Scene, office: Caller) -> None:
    plan = await a_plan(scene, office)
    path = f"week-plans/{plan['id']}/draft"
    tag = (await office.get(path)).headers["etag"]

    same = await office.ask("GET", path, headers={"If-None-Match": tag})
    await an_item(office, plan)
    other = await office.ask("GET", path, headers={"If-None-Match": tag})

    assert (same.status_code, other.status_code) == (304, 200)


async def test_a_later_edition_shows_what_was_added_changed_and_removed(scene: Scene, office: Caller) -> None:
    plan = await a_plan(scene, office)
    moved, gone = await an_item(office, plan), await an_item(office, plan, title="取消的会")
    first = await published(office, plan)
    await office.patch(f"week-items/{moved['id']}", {"day": "2021-03-09"}, version=1)
    await office.ask("DELETE", f"week-items/{gone['id']}", headers={"If-Match": '"1"'})
    await an_item(office, plan, title="新增的会")
    draft = await drafted(office, plan)

    second = await published(office, plan)

    def said(changes: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
        return [
            (one["kind"], *((side and (side["text"], side["day"])) for side in (one["before"], one["after"])))
            for one in changes
        ]

    wanted = [
        ("added", None, ("新增的会", "2021-03-08")),
        ("changed", ("教研组长会", "2021-03-08"), ("教研组长会", "2021-03-09")),
        ("removed", ("取消的会", "2021-03-08"), None),
    ]
    assert first["changes"] == []
    assert said(draft["changes"]) == said(second["changes"]) == wanted
    read = (await office.get(f"week-editions/{second['id']}")).json()
    assert said(read["changes"]) == wanted


async def test_editions_are_kept_as_they_were_and_compared_with_any_other(
    scene: Scene, office: Caller
) -> None:
    plan = await a_plan(scene, office)
    first = await published(office, plan)
    await an_item(office, plan, title="第二版的会")
    await published(office, plan)
    await an_item(office, plan, title="第三版的会")
    third = await published(office, plan)

    listed = (await office.get(f"week-plans/{plan['id']}/editions")).json()["items"]
    since = (await office.get(f"week-editions/{third['id']}/changes", since=1)).json()["items"]

    assert [(one["number"], one["entry_count"]) for one in listed] == [(3, 2), (2, 1), (1, 0)]
    assert [one["after"]["title"] for one in since] == ["第二版的会", "第三版的会"]
    assert (await office.get(f"week-editions/{first['id']}")).json()["entries"] == []
    assert (await office.get(f"week-editions/{third['id']}/changes", since=9)).status_code == 404
    for path in (
        f"week-editions/{new_id()}/changes",
        f"week-editions/{new_id()}",
        f"calendar-feeds/{new_id()}",
    ):
        assert (await office.get(path.format(new_id()))).status_code == 404


async def test_the_plan_of_a_day_is_found_and_earlier_weeks_stay_listed(scene: Scene, office: Caller) -> None:
    plans = [await a_plan(scene, office, number) for number in (4, 5, 6)]

    by_day = (await office.get("week-plans", on="2021-03-21")).json()["items"]
    page = (await office.get("week-plans", term_id=plans[0]["term_id"], limit=2)).json()
    rest = await office.get("week-plans", term_id=plans[0]["term_id"], limit=2, cursor=page["next_cursor"])

    assert [one["week_no"] for one in by_day] == [5]
    assert [one["week_no"] for one in page["items"] + rest.json()["items"]] == [6, 5, 4]
    assert (await office.get("week-plans", term_id=str(new_id()))).json()["items"] == []


async def test_a_sentence_comes_in_the_language_asked_for(scene: Scene, office: Caller) -> None:
    plan = await a_plan(scene, office)
    await an_item(office, plan, starts_at="08:00", ends_at="09:30", place="会议室", concerns="教研组长")

    (entry,) = (await drafted(office, plan, **{"Accept-Language": "en"}))["entries"]

    assert (entry["text"], entry["day"], entry["starts_at"]) == ("教研组长会", MONDAY.isoformat(), "08:00:00")
    assert (entry["place"], entry["concerns"], entry["kind"]) == ("会议室", "教研组长", "office")
