"""Over the quota: judges who don't see whose the works are, and who is sent (MISSION §7)."""

import io
import zipfile
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from domain.identity.actions import Role
from gateways.word_files import text_of
from persistence.ids import new_id
from persistence.people.tables import subject_group
from persistence.platform.tables import message
from tests.contest_scene import ContestScene, Person, a_person
from tests.theme_scene import done, made


async def closed(desk: ContestScene, **values: Any) -> dict[str, Any]:
    """Three entries for two places."""
    contest = await desk.contest(**values)
    await desk.three_entries(contest)
    return await desk.step(contest, "close")


async def judges(desk: ContestScene, contest: dict[str, Any], count: int) -> list[Person]:
    people = [desk.judge, *[await a_person(desk.scene, f"评委{n}") for n in range(1, count)]]
    for one in people:
        await desk.appointed(contest, one)
    return people


async def test_the_best_are_sent_and_everybody_is_told_their_own_outcome(desk: ContestScene) -> None:
    contest = await closed(desk)
    await desk.appointed(contest)
    await desk.scored(contest, desk.judge, "80.5", "91", "77.25")
    ranking = done(await desk.principal.get(f"contests/{contest['id']}/ranking"))
    ranked = await desk.step(contest, "rank")
    entries = await desk.entries(contest)

    assert [(one["alias"], one["rank"], one["score"], one["sent"]) for one in ranking["lines"]] == [
        ("002", 1, "91.00", True),
        ("001", 2, "80.50", True),
        ("003", 3, "77.25", False),
    ]
    assert (ranking["over_quota"], ranking["places"], ranking["waiting"]) == (True, 2, [])
    assert ranked["state"] == "ranked"
    assert [(one["alias"], one["state"], one["rank"]) for one in entries] == [
        ("001", "sent", 2),
        ("002", "sent", 1),
        ("003", "not_sent", 3),
    ]
    rows = {row.recipient_id: row for row in await desk.scene.rows(message) if "entry" in row.event}
    behind = next(one for one in desk.authors if str(one.id) == entries[2]["author_id"])
    assert rows[behind.id].event == "contest_entry_not_sent"
    assert rows[behind.id].facts["rank"] == "3"
    assert sorted(row.event for row in rows.values())[1:] == ["contest_entry_sent"] * 2
    (own,) = await desk.entries(contest, behind.caller)
    assert (own["rank"], own["state"], own["alias"]) == (3, "not_sent", None)
    assert (await behind.caller.get(f"contests/{contest['id']}/ranking")).status_code == 403


async def test_where_there_are_places_for_all_all_are_sent(desk: ContestScene) -> None:
    contest = await desk.step(await closed(desk, quota_set=3), "rank")

    assert {(one["state"], one["rank"]) for one in await desk.entries(contest)} == {("sent", None)}
    ranking = done(await desk.office.get(f"contests/{contest['id']}/ranking"))
    assert (ranking["over_quota"], ranking["lines"]) == (False, [])


async def test_a_judge_sees_no_names(desk: ContestScene) -> None:
    contest = await desk.contest()
    text = "石门中学 王芳（工号 3018）执教，李 娜听课。"
    await desk.entered(contest, *desk.authors[:2], title="王芳老师的课堂", text=text)
    file_id = await desk.word_file(desk.authors[2].caller, "作者：陈静，石门中学", "正文仍在。")
    await desk.entered(contest, desk.authors[2], text=None, file_id=str(file_id))
    contest = await desk.step(contest, "close")
    await desk.appointed(contest)
    judge = desk.judge.caller

    shown = done(await judge.get(f"contests/{contest['id']}/anonymous-entries"))["items"]
    copies = [await judge.get(f"contest-entries/{one['id']}/anonymous-copy") for one in shown]

    said = "".join(f"{one['title']}{one['text']}" for one in shown)
    texts = [text_of(one.content) for one in copies]
    for name in ("王芳", "李 娜", "陈静", "石门"):
        assert name not in said + "".join(texts)
    assert "执教" in said
    assert any("正文仍在。" in one for one in texts)
    assert all(one["score"] is None for one in shown)
    for answer in copies:
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            assert not [name for name in archive.namelist() if name.startswith("docProps")]
        assert answer.headers["content-disposition"].endswith(".docx")
    assert (await judge.get(f"contest-entries/{shown[0]['id']}")).status_code == 404
    assert done(await judge.get("contest-entries"))["items"] == []
    assert (await desk.office.get(f"contest-entries/{shown[0]['id']}/anonymous-copy")).status_code == 200
    outsider = desk.authors[0].caller
    assert (await outsider.get(f"contest-entries/{shown[0]['id']}/anonymous-copy")).status_code == 404


async def test_the_office_gets_the_copies_and_the_register(desk: ContestScene) -> None:
    contest = await desk.contest()
    path = f"contests/{contest['id']}"
    early = [await desk.office.get(f"{path}/{one}") for one in ("anonymous-copies", "register", "ranking")]
    await desk.three_entries(contest)
    await desk.step(contest, "close")

    copies = await desk.office.get(f"{path}/anonymous-copies")
    register = await desk.office.get(f"{path}/register")
    entries = await desk.entries(contest)

    assert [(one.status_code, one.json()["code"]) for one in early] == [(409, "ranking_not_there")] * 3
    with zipfile.ZipFile(io.BytesIO(copies.content)) as archive:
        assert archive.namelist() == ["001.docx", "002.docx", "003.docx"]
        assert all(one.date_time[0] == 1980 for one in archive.infolist())
        assert "×××的论文" in text_of(archive.read("001.docx"))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(register.content)).get_sheet_by_index(0).to_python()
    assert [row[:2] for row in sheet[2:]] == [[one["alias"], one["title"]] for one in entries]
    assert [row[3] for row in sheet[2:]] == [one["authors"][0]["name"] for one in entries]
    for one in ("anonymous-copies", "register"):
        assert (await desk.authors[0].caller.get(f"{path}/{one}")).status_code == 403
        assert (await desk.principal.get(f"{path}/{one}")).status_code == 403


async def test_who_may_not_judge(desk: ContestScene) -> None:
    contest = await desk.contest()
    await desk.entered(contest, *desk.authors[:2])
    path = f"contests/{contest['id']}/judges"
    early = await desk.office.post(path, {"teacher_id": str(desk.judge.id)})
    contest = await desk.step(contest, "close")

    own = await desk.office.post(path, {"teacher_id": str(desk.authors[0].id)})
    co_author = await desk.office.post(path, {"teacher_id": str(desk.authors[1].id)})
    nobody = await desk.office.post(path, {"teacher_id": str(new_id())})
    await desk.appointed(contest)
    again = await desk.office.post(path, {"teacher_id": str(desk.judge.id)})

    assert [one.json()["code"] for one in (early, own, co_author, nobody, again)] == [
        *("invalid_state", "judge_has_entry", "judge_has_entry", "unknown_reference", "contest_judge_taken")
    ]
    assert [
        row.recipient_id for row in await desk.scene.rows(message) if row.event == "contest_judge_appointed"
    ] == [desk.judge.id]


@pytest.mark.parametrize(("rule", "seen"), [("on", 1), ("off", 3)])
async def test_judges_are_spared_works_of_their_own_group_as_set(
    desk: ContestScene, rule: str, seen: int
) -> None:
    body = {"key": "own_group_excluded", "value": rule, "effective_from": "2021-01-01"}
    made(await desk.office.post("contest-rules", body))
    contest = await closed(desk)
    (maths, *_) = await desk.scene.rows(subject_group)
    colleague = await a_person(desk.scene, "钱伟", subject_group_id=maths.id)
    await desk.appointed(contest, colleague)
    path = f"contests/{contest['id']}"

    shown = done(await colleague.caller.get(f"{path}/anonymous-entries"))["items"]
    theirs = {one["id"] for one in shown}
    others = [one["id"] for one in await desk.entries(contest) if one["id"] not in theirs]

    assert len(shown) == seen
    for entry_id in others:
        refused = await colleague.caller.post(f"{path}/scores", {"entry_id": entry_id, "score": "90"})
        assert (refused.status_code, refused.json()["code"]) == (422, "unknown_reference")
        assert (await colleague.caller.get(f"contest-entries/{entry_id}/anonymous-copy")).status_code == 404


async def test_the_ranking_waits_for_every_score(desk: ContestScene) -> None:
    contest = await closed(desk)
    unjudged = await desk.try_step(contest, "rank")
    one, other = await judges(desk, contest, 2)
    await desk.scored(contest, one, "80", "81", "82")
    waiting = await desk.try_step(contest, "rank")
    (judge,) = [
        found
        for found in done(await desk.office.get(f"contests/{contest['id']}/judges"))["items"]
        if found["teacher_id"] == str(other.id)
    ]
    path = f"contest-judges/{judge['id']}"
    released = done(await desk.office.step(f"{path}/release", version=1, json={"reason": "出差"}))
    twice = await desk.office.step(f"{path}/release", version=2, json={"reason": "出差"})
    ranked = await desk.step(contest, "rank")

    assert [found.json()["code"] for found in (unjudged, waiting)] == ["contest_scores_missing"] * 2
    assert (judge["allowed_actions"], released["allowed_actions"]) == (["release"], [])
    assert twice.json()["code"] == "contest_judge_released"
    assert ranked["state"] == "ranked"
    gone = await other.caller.get(f"contests/{contest['id']}/anonymous-entries")
    assert (gone.status_code, gone.json()["code"]) == (403, "not_a_contest_judge")
    assert (await desk.authors[0].caller.get(path)).status_code == 404


async def test_a_judge_scores_once_and_revises_until_the_ranking(desk: ContestScene) -> None:
    contest = await closed(desk)
    await desk.appointed(contest)
    await desk.scored(contest, desk.judge, "80", "81", "82")
    judge, path = desk.judge.caller, f"contests/{contest['id']}"
    given = done(await judge.get(f"{path}/scores"))["items"]
    shown = done(await judge.get(f"{path}/anonymous-entries"))["items"]
    again = await judge.post(f"{path}/scores", {"entry_id": shown[0]["id"], "score": "90"})
    score = next(one for one in given if one["id"] == shown[0]["score_id"])
    changed = done(await judge.patch(f"contest-scores/{score['id']}", {"score": "95.25"}, version=1))
    stale = await judge.patch(f"contest-scores/{score['id']}", {"score": "1"}, version=1)
    not_theirs = await desk.authors[0].caller.patch(
        f"contest-scores/{score['id']}", {"score": "1"}, version=2
    )
    office = done(await desk.office.get(f"{path}/scores"))["items"]
    await desk.step(contest, "rank")
    late = await judge.patch(f"contest-scores/{score['id']}", {"score": "1"}, version=2)

    assert (again.status_code, again.json()["code"]) == (409, "entry_already_scored")
    assert (changed["score"], changed["allowed_actions"]) == ("95.25", ["update"])
    assert (stale.status_code, not_theirs.status_code, late.json()["code"]) == (412, 404, "invalid_state")
    assert (len(office), office[0]["allowed_actions"]) == (3, [])


async def test_nobody_scores_who_is_no_judge(desk: ContestScene) -> None:
    contest = await closed(desk)
    entry_id = (await desk.entries(contest))[0]["id"]
    path = f"contests/{contest['id']}/scores"

    for who in (desk.office, desk.judge.caller):
        refused = await who.post(path, {"entry_id": entry_id, "score": "90"})
        assert (refused.status_code, refused.json()["code"]) == (403, "not_a_contest_judge")


async def test_a_judge_of_the_office_sees_others_scores_once_it_is_ranked(desk: ContestScene) -> None:
    contest = await closed(desk)
    teacher_id = await desk.scene.teacher("周主任")
    both = Person(
        teacher_id,
        "周主任",
        await desk.scene.signed_in(Role.TEACHER, Role.RESEARCH_OFFICE, teacher_id=teacher_id),
    )
    for one in (desk.judge, both):
        await desk.appointed(contest, one)
        await desk.scored(contest, one, "80", "81", "82")
    path = f"contests/{contest['id']}/scores"
    before = done(await both.caller.get(path))["items"]
    foreign = next(one for one in done(await desk.office.get(path))["items"] if one not in before)

    hidden = await both.caller.get(f"contest-scores/{foreign['id']}")
    await desk.step(contest, "rank")

    assert (len(before), hidden.status_code) == (3, 404)
    assert len(done(await both.caller.get(path))["items"]) == 6
    other = await both.caller.patch(f"contest-scores/{foreign['id']}", {"score": "1"}, version=1)
    assert other.status_code == 409


async def test_the_next_moves_up_when_the_office_withdraws_an_entry(desk: ContestScene) -> None:
    contest = await closed(desk)
    await desk.appointed(contest)
    await desk.scored(contest, desk.judge, "80", "91", "77")
    ranked = await desk.step(contest, "rank")
    best = (await desk.entries(contest))[1]
    done(await desk.office.step(f"contest-entries/{best['id']}/withdraw", version=best["version"]))

    again = done(
        await desk.office.ask(
            "POST", f"contests/{contest['id']}/rank", headers={"If-Match": f'"{ranked["version"]}"'}
        )
    )

    assert again["version"] == ranked["version"] + 1
    assert [one["state"] for one in await desk.entries(contest)] == ["sent", "withdrawn", "sent"]


async def test_from_five_judges_on_a_mean_is_trimmed_and_ties_have_their_order(desk: ContestScene) -> None:
    contest = await closed(desk)
    for number, one in enumerate(await judges(desk, contest, 5)):
        await desk.scored(contest, one, str(70 + number * 5), "80", ("0", "80", "80", "80", "100")[number])

    lines = done(await desk.office.get(f"contests/{contest['id']}/ranking"))["lines"]

    assert [(one["score"], one["trimmed"], one["judges"]) for one in lines] == [("80.00", True, 5)] * 3
    assert [(one["alias"], one["tie_break"]) for one in lines] == [
        ("002", None),
        ("001", "lowest_score"),
        ("003", "lowest_score"),
    ]
