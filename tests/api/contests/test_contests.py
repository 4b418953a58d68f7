"""Contests from their draft to their end, quotas and figures (MISSION §7)."""

from typing import Any

import pytest

from domain.people.teacher import TeacherStatus
from persistence.ids import new_id
from persistence.people.tables import teacher
from persistence.platform.tables import message
from tests.contest_scene import ContestScene, april
from tests.theme_scene import done, made
from tests.weekplan_scene import set_row


async def told(desk: ContestScene, event: str) -> set[Any]:
    return {row.recipient_id for row in await desk.scene.rows(message) if row.event == event}


async def test_a_contest_goes_from_its_draft_to_its_results(desk: ContestScene) -> None:
    draft = await desk.draft()
    stages = [draft]
    for step in ("open", "close", "rank", "submit", "finish"):
        stages.append(await desk.step(stages[-1], step))

    assert [one["state"] for one in stages] == [
        *("draft", "open", "closed", "ranked", "submitted", "results_in")
    ]
    assert [one["allowed_actions"] for one in stages] == [
        ["update", "open", "cancel"],
        ["update", "enter", "close", "cancel"],
        ["update", "appoint", "rank", "cancel"],
        ["rank", "submit", "cancel"],
        ["record", "finish", "cancel"],
        ["record"],
    ]
    assert draft["series"] == "嘉兴市三项教学论文评比"
    illegal = await desk.try_step(stages[-1], "open")
    assert (illegal.status_code, illegal.json()["code"]) == (409, "invalid_state")


async def test_drafts_are_not_for_authors_who_are_told_when_it_opens(desk: ContestScene) -> None:
    draft = await desk.draft()
    author = desk.authors[0].caller
    hidden = await author.get(f"contests/{draft['id']}")
    before = done(await author.get("contests"))["items"]

    await desk.step(draft, "open")

    assert (hidden.status_code, before) == (404, [])
    (seen,) = done(await author.get("contests"))["items"]
    assert seen["allowed_actions"] == ["enter"]
    assert await told(desk, "contest_opened") == {desk.judge.id, *(one.id for one in desk.authors)}


@pytest.mark.parametrize(
    ("values", "status", "code"),
    [
        pytest.param({"entries_due_on": "2021-05-11"}, 422, "contest_dates_out_of_order", id="dates"),
        pytest.param(
            {"min_characters": 9, "max_characters": 8}, 422, "contest_lengths_out_of_order", id="lengths"
        ),
        pytest.param({"title": "嘉兴市三项教学论文评比（2021）"}, 409, "contest_title_taken", id="title"),
    ],
)
async def test_a_contest_that_cannot_be(
    desk: ContestScene, values: dict[str, Any], status: int, code: str
) -> None:
    await desk.draft()
    other = await desk.draft(title="桐乡市教育学会论文评比", level="county")

    answer = await desk.office.patch(f"contests/{other['id']}", values, version=1)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_terms_stay_once_entries_are_closed(desk: ContestScene) -> None:
    contest = await desk.step(await desk.contest(), "close")
    path = f"contests/{contest['id']}"

    fixed = await desk.office.patch(path, {"level": "county"}, version=contest["version"])
    stale = await desk.office.patch(path, {"quota_set": 9}, version=1)
    changed = done(
        await desk.office.patch(path, {"quota_set": None, "remark": "追加"}, version=contest["version"])
    )

    assert (fixed.status_code, fixed.json()["code"], stale.status_code) == (409, "contest_terms_fixed", 412)
    assert (contest["quota"]["places"], contest["quota"]["explicit"]) == (2, True)
    assert (changed["quota"]["places"], changed["quota"]["explicit"]) == (1, False)  # 0.3 × 4 staff


async def test_the_quota_is_counted_from_staff_and_last_year_s_first_prizes(desk: ContestScene) -> None:
    contest, (one, other) = await desk.sent()
    done(await desk.record(one, prize="first", awarded_on="2021-06-01"))
    done(await desk.record(other, prize="second", awarded_on="2021-06-01"))
    for name in ("周敏", "吴强", "郑洁"):
        await desk.scene.teacher(name)
    await desk.scene.teacher("已退休", status=TeacherStatus.LEFT, left_on=april(1).date())
    await desk.scene.teacher("长假", status=TeacherStatus.ON_LEAVE)

    nxt = await desk.draft(
        school_year=2021,
        entries_due_on="2022-04-20",
        submission_due_on="2022-05-10",
        quota_set=None,
        title="2022年评比",
    )
    quota = done(await desk.office.get(f"contests/{nxt['id']}/quota"))

    assert (quota["staff"], quota["share"], quota["share_of_staff"]) == (7, "0.3", 2)
    assert (quota["first_prizes_counted"], quota["by_rule"], quota["places"]) == (1, 3, 3)
    assert (quota["counted_on"], quota["share_rule_id"]) == ("2021-04-06", None)
    assert contest["quota"]["first_prizes"] == 0


async def test_a_rule_set_from_a_day_on_makes_another_quota(desk: ContestScene) -> None:
    contest = await desk.contest(quota_set=None)
    body = {"key": "quota_share", "value": "0.5", "effective_from": "2021-04-01"}
    rule = made(await desk.office.post("contest-rules", body))
    bad = await desk.office.post("contest-rules", body | {"key": "quota_rounding", "value": "round"})
    made(await desk.office.post("contest-rules", body | {"key": "quota_rounding", "value": "up"}))
    quota = done(await desk.office.get(f"contests/{contest['id']}/quota"))
    listed = done(await desk.office.get("contest-rules", on="2021-04-06", key="quota_share"))["items"]

    assert (quota["places"], quota["share_rule_id"], quota["rounding"]) == (2, rule["id"], "up")
    assert (bad.status_code, bad.json()["code"]) == (422, "rule_value_invalid")
    assert listed == [rule] == [done(await desk.office.get(f"contest-rules/{rule['id']}"))]


async def test_what_is_called_off_tells_its_authors_why(desk: ContestScene) -> None:
    contest = await desk.contest()
    entry = await desk.entered(contest, *desk.authors[:2])
    gone = await desk.step(
        done(await desk.office.get(f"contests/{contest['id']}")), "cancel", {"reason": "主办方取消"}
    )

    assert (gone["state"], gone["cancelled_because"], gone["allowed_actions"]) == (
        *("cancelled", "主办方取消"),
        [],
    )
    assert await told(desk, "contest_cancelled") == {one.id for one in desk.authors[:2]}
    again = await desk.authors[0].caller.get(f"contest-entries/{entry['id']}")
    assert done(again)["allowed_actions"] == []


async def test_what_there_is_not(desk: ContestScene) -> None:
    missing = new_id()
    for path in ("", "/quota", "/ranking", "/judges", "/scores", "/register", "/anonymous-copies"):
        assert (await desk.office.get(f"contests/{missing}{path}")).status_code == 404
    assert (await desk.office.step(f"contests/{missing}/open", version=1)).status_code == 404
    assert (await desk.judge.caller.get(f"contests/{missing}/anonymous-entries")).status_code == 404
    assert (await desk.office.get(f"contest-judges/{missing}")).status_code == 404
    release = f"contest-judges/{missing}/release"
    assert (await desk.office.step(release, version=1, json={"reason": "出差"})).status_code == 404
    assert (await desk.office.get(f"contest-scores/{missing}")).status_code == 404
    assert (await desk.office.get(f"contest-entries/{missing}/anonymous-copy")).status_code == 404


async def test_lists_are_narrowed(desk: ContestScene) -> None:
    city = await desk.contest()
    county = await desk.draft(
        title="桐乡市教育学会论文评比", series=None, level="county", entries_due_on="2021-03-01"
    )

    async def ids(**asked: Any) -> list[str]:
        return [one["id"] for one in done(await desk.office.get("contests", **asked))["items"]]

    assert await ids() == [city["id"], county["id"]]
    assert await ids(state="draft", level="county", school_year=2020) == [county["id"]]
    assert await ids(series="桐乡市教育学会论文评比") == [county["id"]]
    assert await ids(school_year=2019) == []


async def test_a_school_year_is_counted_by_level_and_prize(desk: ContestScene) -> None:
    _, (one, _) = await desk.sent()
    done(await desk.record(one, prize="first", awarded_on="2021-06-01"))
    county = await desk.contest(title="桐乡市教育学会论文评比", series=None, level="county")
    await desk.entered(county, desk.authors[2])
    await desk.draft(title="草稿")

    found = done(await desk.authors[0].caller.get("contest-statistics", school_year=2020))

    assert (found["entered"], found["sent"]) == (3, 2)
    assert found["prizes"] == [{"level": "city", "prize": "first", "count": 1}]
    assert [(c["title"], c["entered"], c["sent"]) for c in found["contests"]] == [
        ("嘉兴市三项教学论文评比（2021）", 2, 2),
        ("桐乡市教育学会论文评比", 1, 0),
    ]
    nothing = done(await desk.office.get("contest-statistics", school_year=2019))
    assert (nothing["entered"], nothing["contests"]) == (0, [])


async def test_staff_is_counted_on_the_day_entries_are_due(desk: ContestScene) -> None:
    contest = await desk.contest(quota_set=None)
    await set_row(desk.scene, teacher, desk.judge.id, status=TeacherStatus.LEFT, left_on=april(25).date())
    desk.hands.at = april(28)

    closed = await desk.step(contest, "close")

    assert (closed["quota"]["counted_on"], closed["quota"]["staff"]) == ("2021-04-20", 4)
