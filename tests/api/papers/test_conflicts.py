"""A reviewer with a conflict can't be assigned by any route (MISSION §7)."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from domain.identity.actions import Role
from persistence.ids import new_id
from persistence.mentoring.tables import mentor_pair
from persistence.papers.tables import paper_review
from persistence.people.tables import teacher
from tests.paper_scene import NOON, PaperScene, Person, done, made, refusal
from tests.weekplan_scene import set_row

Near = Callable[[PaperScene], Awaitable[Person]]


async def the_author(year: PaperScene) -> Person:
    return year.zhang


async def a_former_author(year: PaperScene) -> Person:
    """Named when a version was written, and taken off since."""
    [paper] = done(await year.office.get("papers"))["items"]
    both = {"author_ids": [str(year.zhang.id), str(year.chen.id)]}
    done(await year.decided(paper, "return", remark="重写"))
    await patched(year, paper, both)
    await year.version(paper)
    await patched(year, paper, {"author_ids": [str(year.zhang.id)]})
    again = await year.now(paper)
    done(await year.zhang.caller.step(f"papers/{paper['id']}/submit", version=again["version"]))
    return year.chen


async def of_the_group(year: PaperScene) -> Person:
    return year.li


async def a_co_author(year: PaperScene) -> Person:
    await year.wrote_together(year.liu, year.zhang)
    return year.liu


async def paired(year: PaperScene, mentor: Person, apprentice: Person, until_day: date, **more: Any) -> None:
    given = {"state": "ended", "field": "teaching", "from_day": date(2019, 9, 1), "proposed_at": NOON} | more
    who = {"mentor_id": mentor.id, "apprentice_id": apprentice.id}
    await year.scene.add(mentor_pair, **who, until_day=until_day, **given)


async def a_mentor(year: PaperScene) -> Person:
    await paired(year, year.liu, year.zhang, date(2021, 6, 30), state="running")
    return year.liu


async def an_apprentice_of_last_year(year: PaperScene) -> Person:
    await paired(year, year.zhang, year.liu, date(2020, 6, 30))
    return year.liu


async def of_the_office(year: PaperScene) -> Person:
    return await year.person("吴主任", "wu", Role.RESEARCH_OFFICE, subject_group_id=year.chinese_id)


async def the_principal(year: PaperScene) -> Person:
    """Signed in as a teacher; the principal's role is another grant of the same account, without teacher."""
    return await year.person("郑校长", "zheng", Role.PRINCIPAL)


CASES = [
    pytest.param(the_author, "论文作者", id="the author"),
    pytest.param(a_former_author, "论文作者", id="an author of an earlier version"),
    pytest.param(of_the_group, "与作者同一教研组", id="own subject group"),
    pytest.param(a_co_author, "近年与作者有合作成果", id="co-author of another work"),
    pytest.param(a_mentor, "与作者师徒结对", id="mentor"),
    pytest.param(an_apprentice_of_last_year, "与作者师徒结对", id="apprentice until last year"),
    pytest.param(of_the_office, "其职务可见作者姓名", id="the office"),
    pytest.param(the_principal, "其职务可见作者姓名", id="the principal"),
]


async def patched(year: PaperScene, paper: dict[str, Any], body: dict[str, Any]) -> None:
    version = (await year.now(paper))["version"]
    done(await year.zhang.caller.patch(f"papers/{paper['id']}", body, version=version))


@pytest.mark.parametrize(("near", "why"), CASES)
async def test_whoever_is_near_to_an_author_is_refused_by_every_route(
    year: PaperScene, near: Near, why: str
) -> None:
    paper = await year.submitted()
    who = await near(year)
    kept = await year.assigned(paper, await year.person("沈建", "shen jian"))
    before = len(await year.scene.rows(paper_review))

    single = await year.assign(paper, who.id)
    bulk = await year.bulk((paper, year.liu.id), (paper, who.id))
    replacing = await year.office.step(
        f"paper-reviews/{kept['id']}/replace", version=kept["version"], json={"reviewer_id": str(who.id)}
    )
    found = done(await year.office.get(f"papers/{paper['id']}/reviewer-candidates"))["items"]

    assert {refusal(one) for one in (single, replacing)} == {(409, "reviewer_in_conflict")}
    assert why in single.json()["detail"]
    assert refusal(bulk) == (422, "items_refused")
    errors = {one["pointer"]: one["code"] for one in bulk.json()["errors"]}
    assert errors["/items/1"] == "reviewer_in_conflict"
    assert str(who.id) not in {one["teacher_id"] for one in found}
    assert len(await year.scene.rows(paper_review)) == before
    assert done(await year.office.get(f"paper-reviews/{kept['id']}"))["state"] == "assigned"


async def test_the_office_is_told_what_keeps_a_reviewer_away(year: PaperScene) -> None:
    paper = await year.submitted()
    await year.wrote_together(year.li, year.zhang)
    answer = await year.assign(paper, year.li.id)
    assert answer.json()["detail"] == "李娜 须回避：与作者同一教研组、近年与作者有合作成果。请另选评审人。"


async def test_shared_work_is_forgotten_after_the_years_of_the_policy(year: PaperScene) -> None:
    paper = await year.submitted()
    await year.wrote_together(year.chen, year.zhang, at=datetime(2018, 4, 10, tzinfo=UTC))
    await year.wrote_together(year.liu, year.zhang, at=datetime(2018, 4, 13, tzinfo=UTC))

    assert (await year.assign(paper, year.chen.id)).status_code == 201
    assert refusal(await year.assign(paper, year.liu.id)) == (409, "reviewer_in_conflict")
    await year.rule("conflict_work_years", "2")
    assert (await year.assign(paper, year.liu.id)).status_code == 201


async def test_a_pairing_that_ended_long_ago_keeps_nobody_away(year: PaperScene) -> None:
    paper = await year.submitted()
    ended_early = datetime(2019, 12, 1, tzinfo=UTC)
    await paired(year, year.chen, year.zhang, date(2020, 4, 11))
    await paired(year, year.liu, year.zhang, date(2021, 6, 30), closed_at=ended_early)
    for one in (year.chen, year.liu):
        assert (await year.assign(paper, one.id)).status_code == 201


async def test_who_comes_near_after_being_asked_sees_and_hands_in_nothing(year: PaperScene) -> None:
    paper = await year.submitted()
    review = await year.assigned(paper, year.chen)
    path = f"review-tasks/{review['id']}"
    assert (await year.chen.caller.get(path)).status_code == 200

    await set_row(year.scene, teacher, year.chen.id, subject_group_id=year.maths_id)

    body = {"verdict": "accepted"}
    answers = [
        await year.chen.caller.get(path),
        await year.chen.caller.get(f"{path}/file"),
        await year.chen.caller.step(f"{path}/submit", version=1, json=body),
        await year.chen.caller.step(f"{path}/decline", version=1, json={"reason": "忙"}),
    ]
    assert {one.status_code for one in answers} == {404}
    assert done(await year.chen.caller.get("review-tasks"))["items"] == []
    seen = done(await year.office.get(f"paper-reviews/{review['id']}"))
    assert (seen["conflicts"], seen["allowed_actions"]) == (["same_group"], ["remove", "replace"])
    other = await year.office.step(
        f"paper-reviews/{review['id']}/replace", version=1, json={"reviewer_id": str(year.liu.id)}
    )
    assert made(other)["due_on"] == review["due_on"]


async def test_who_hands_a_review_in_and_joins_the_group_later_still_reads_it(year: PaperScene) -> None:
    paper = await year.submitted()
    review = await year.assigned(paper, year.chen)
    await year.reviewed(review, year.chen)
    await set_row(year.scene, teacher, year.chen.id, subject_group_id=year.maths_id)
    assert done(await year.chen.caller.get(f"review-tasks/{review['id']}"))["state"] == "done"


async def test_an_inexperienced_teacher_is_no_reviewer(year: PaperScene) -> None:
    paper = await year.submitted()
    await set_row(year.scene, teacher, year.liu.id, status="on_leave")

    assert refusal(await year.assign(paper, year.young.id)) == (422, "reviewer_unfit")
    assert refusal(await year.assign(paper, year.liu.id)) == (422, "reviewer_unfit")
    assert refusal(await year.assign(paper, new_id())) == (404, "not_found")
    await set_row(year.scene, teacher, year.young.id, title="高级教师")
    assert (await year.assign(paper, year.young.id)).status_code == 201


async def test_candidates_are_those_who_may_with_the_least_to_do_first(year: PaperScene) -> None:
    mine = await year.submitted()
    theirs = await year.submitted(year.li, title="另一篇", text="另一篇的正文。")
    await year.assigned(theirs, year.chen)

    found = done(await year.office.get(f"papers/{mine['id']}/reviewer-candidates"))["items"]
    assert [(one["name"], one["load"]) for one in found] == [("刘洋", 0), ("陈静", 1)]

    review = await year.assigned(mine, year.liu)
    path = f"review-tasks/{review['id']}"
    declined = await year.liu.caller.step(f"{path}/decline", version=1, json={"reason": "出差"})
    assert declined.status_code == 204
    after = done(await year.office.get(f"papers/{mine['id']}/reviewer-candidates"))["items"]
    assert [one["name"] for one in after] == ["陈静"]
    seen = done(await year.office.get("paper-reviews", reviewer_id=str(year.liu.id)))["items"]
    assert [(one["state"], one["reason"]) for one in seen] == [("declined", "出差")]


async def test_an_author_who_holds_the_office_does_not_arrange_their_own_review(year: PaperScene) -> None:
    both = await year.person("周宁", "zhou ning", Role.RESEARCH_OFFICE)
    paper = await year.submitted(both)
    review = await year.assigned(paper, year.chen)
    own, path = both.caller, f"papers/{paper['id']}"
    headers = {"If-Match": '"4"', "Idempotency-Key": new_id().hex}
    asking = {"reviewer_id": str(year.liu.id)}

    refused = [
        await own.get(f"{path}/reviewer-candidates"),
        await own.ask("POST", f"{path}/reviews", headers=headers, json=asking),
        await year.decided(paper, "accept", own),
        await year.decided(paper, "return", own, remark="x"),
    ]
    bulk = await own.post(
        "paper-reviews/bulk", {"items": [asking | {"paper_id": paper["id"]}]}, Idempotency_Key=new_id().hex
    )
    hidden = [
        await own.get(f"paper-reviews/{review['id']}"),
        await own.step(f"paper-reviews/{review['id']}/remove", version=1, json={"reason": "x"}),
        await own.step(f"paper-reviews/{review['id']}/replace", version=1, json=asking),
    ]

    assert {refusal(one) for one in refused} == {(403, "own_paper")}
    assert bulk.json()["errors"][0]["code"] == "own_paper"
    assert {one.status_code for one in hidden} == {404}
    assert done(await own.get("paper-reviews"))["items"] == []
    seen = done(await own.get(path))
    assert (seen["alias_no"], seen["reviews"], seen["allowed_actions"]) == (None, None, ["withdraw"])


async def test_a_version_has_each_reviewer_once_and_nine_at_most(year: PaperScene) -> None:
    paper = await year.submitted()
    people = [await year.person(f"评审{n}", f"p {n}") for n in range(10)]
    first = await year.bulk(*((paper, one.id) for one in people[:9]))
    assert first.status_code == 200, first.text
    assert [one["number"] for one in first.json()["items"]] == list(range(1, 10))

    assert refusal(await year.assign(paper, people[9].id)) == (409, "reviewers_full")
    assert refusal(await year.assign(paper, people[0].id)) == (409, "reviewer_assigned")
    review = first.json()["items"][0]
    removed = done(
        await year.office.step(f"paper-reviews/{review['id']}/remove", version=1, json={"reason": "另有任务"})
    )
    assert (removed["state"], removed["reason"], removed["allowed_actions"]) == ("removed", "另有任务", [])
    assert (await year.assigned(paper, people[9]))["number"] == 10
    again = await year.office.step(
        f"paper-reviews/{review['id']}/remove", version=2, json={"reason": "又一次"}
    )
    assert refusal(again) == (409, "invalid_state")


async def test_of_many_assigned_at_once_all_are_or_none(year: PaperScene) -> None:
    mine, theirs = await year.submitted(), await year.submitted(year.li, text="李娜写的另一篇。")
    draft = await year.paper(year.chen)
    twice = await year.bulk((mine, year.chen.id), (mine, year.chen.id), (draft, year.zhang.id))
    unknown = await year.bulk(({"id": str(new_id())}, year.chen.id), (mine, UUID(int=7)))

    assert [(one["pointer"], one["code"]) for one in twice.json()["errors"]] == [
        ("/items/1", "review_twice"),
        ("/items/2", "invalid_state"),
    ]
    assert [one["code"] for one in unknown.json()["errors"]] == ["not_found", "not_found"]
    assert await year.scene.rows(paper_review) == []
    both = await year.bulk((mine, year.chen.id), (theirs, year.chen.id))
    assert len(both.json()["items"]) == 2
    assert (await year.now(mine))["state"] == "under_review"


async def test_a_review_is_due_today_or_later(year: PaperScene) -> None:
    paper = await year.submitted()
    late = await year.assign(paper, year.chen.id, due_on="2021-04-11")
    assert refusal(late) == (422, "review_due_past")
    assert (await year.assigned(paper, year.chen))["due_on"] == "2021-04-26"
    year.hands.at = datetime(2021, 5, 3, 4, tzinfo=UTC)
    review = done(await year.office.get("paper-reviews"))["items"][0]
    other = await year.office.step(
        f"paper-reviews/{review['id']}/replace", version=1, json={"reviewer_id": str(year.liu.id)}
    )
    assert made(other)["due_on"] == date(2021, 5, 3).isoformat()
