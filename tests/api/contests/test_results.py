"""Results: confirmed awards of works, each once, by hand and by file (MISSION §7)."""

import io
from typing import Any

import pytest
from httpx2 import Response
from python_calamine import CalamineWorkbook

from domain.works.award import Prize, WorkAwardState
from domain.works.work import WorkLevel
from persistence.ids import new_id
from persistence.platform.tables import message
from persistence.works.tables import award
from tests.contest_scene import ContestScene, april
from tests.theme_scene import done, made

WON: dict[str, Any] = {"prize": "first", "awarded_on": "2021-06-01"}


async def awards(desk: ContestScene) -> list[tuple[str, str, str]]:
    return [(str(row.work_id), row.prize, row.state) for row in await desk.scene.rows(award)]


async def told(desk: ContestScene, event: str) -> int:
    return sum(row.event == event for row in await desk.scene.rows(message))


async def test_a_prize_becomes_a_confirmed_award_once(desk: ContestScene) -> None:
    _, (entry, _) = await desk.sent()

    won = done(await desk.record(entry, **WON))
    replayed = await desk.record(entry, **WON)
    same = done(await desk.record(won, **WON))

    assert (won["state"], won["prize"], won["awarded_on"]) == ("awarded", "first", "2021-06-01")
    assert (replayed.headers["idempotency-replayed"], same["version"]) == ("true", won["version"])
    (kept,) = await desk.scene.rows(award)
    assert (str(kept.id), kept.level, kept.issuer) == (won["award_id"], "city", "嘉兴市教育学会")
    assert (kept.state, kept.confirmed_by) == ("confirmed", desk.office.principal.account_id)
    (row,) = [row for row in await desk.scene.rows(message) if row.event == "contest_prize_won"]
    assert row.facts["prize"] == "first"


async def test_a_correction_voids_the_award_and_adds_another(desk: ContestScene) -> None:
    _, (entry, _) = await desk.sent()
    won = done(await desk.record(entry, **WON))

    silent = await desk.record(won, prize="second", awarded_on="2021-06-01")
    corrected = done(
        await desk.record(won, key="c", prize="second", awarded_on="2021-06-01", reason="看错一行")
    )
    taken_back = done(await desk.record(corrected, prize=None, reason="名单有误"))

    assert (silent.status_code, silent.json()["code"]) == (422, "correction_reason_missing")
    work_id = entry["work_id"]
    assert await awards(desk) == [(work_id, "first", "voided"), (work_id, "second", "voided")]
    assert [row.voided_because for row in await desk.scene.rows(award)] == ["看错一行", "名单有误"]
    assert (taken_back["state"], taken_back["prize"], taken_back["award_id"]) == ("unplaced", None, None)
    assert (await told(desk, "contest_prize_won"), await told(desk, "contest_entry_unplaced")) == (2, 1)
    reasons = [row.facts.get("reason") for row in await desk.scene.rows(message) if "prize" in row.facts]
    assert sorted(reasons, key=str) == [None, "看错一行"]
    (lost,) = [row for row in await desk.scene.rows(message) if row.event == "contest_entry_unplaced"]
    assert lost.facts["reason"] == "名单有误"


async def test_an_award_voided_among_the_works_may_be_corrected_here(desk: ContestScene) -> None:
    _, (entry, _) = await desk.sent()
    won = done(await desk.record(entry, **WON))
    async with desk.scene.owner.begin() as connection:
        await connection.execute(
            award.update()
            .where(award.c.school_id == desk.scene.school_id)
            .values(state="voided", voided_because="x")
        )

    corrected = done(await desk.record(won, prize="third", awarded_on="2021-06-01", reason="更正"))

    assert corrected["prize"] == "third"
    assert [state for _, _, state in await awards(desk)] == ["voided", "confirmed"]


@pytest.mark.parametrize(
    ("state", "prize", "status"),
    [
        pytest.param(WorkAwardState.REPORTED, Prize.SECOND, 200, id="reported by the author, who misread"),
        pytest.param(WorkAwardState.CONFIRMED, Prize.FIRST, 200, id="entered among the works already"),
        pytest.param(WorkAwardState.CONFIRMED, Prize.SECOND, 409, id="confirmed with another prize"),
    ],
)
async def test_an_award_the_work_has_already(
    desk: ContestScene, state: WorkAwardState, prize: Prize, status: int
) -> None:
    _, (entry, _) = await desk.sent()
    day, issuer = april(2).replace(month=6, day=1).date(), "嘉兴市教育学会"
    known = {"state": state, "prize": prize, "issuer": issuer, "awarded_on": day}
    award_id = await desk.awarded(entry["work_id"], WorkLevel.CITY, **known)

    answer = await desk.record(entry, **WON)

    assert answer.status_code == status
    if status == 200:
        assert answer.json()["award_id"] == str(award_id)
        assert await awards(desk) == [(entry["work_id"], "first", "confirmed")]
    else:
        assert answer.json()["code"] == "award_given_otherwise"


async def test_results_come_after_the_works_were_sent(desk: ContestScene) -> None:
    contest = await desk.contest()
    entry = await desk.entered(contest, desk.authors[0])
    early = await desk.record(entry, **WON)
    for step in ("close", "rank", "submit"):
        contest = await desk.step(contest, step)
    (entry,) = await desk.entries(contest)
    dayless = await desk.record(entry, prize="first")
    stale = await desk.record(entry | {"version": 1}, key="stale", **WON)

    assert (early.status_code, early.json()["code"]) == (409, "invalid_state")
    assert (dayless.json()["code"], stale.status_code) == ("result_day_missing", 412)
    assert (await desk.record({"id": new_id(), "version": 1}, **WON)).status_code == 404


async def test_what_is_on_no_list_won_nothing(desk: ContestScene) -> None:
    contest, (one, _) = await desk.sent()
    done(await desk.record(one, **WON))

    finished = await desk.step(contest, "finish")

    assert finished["state"] == "results_in"
    entries = await desk.entries(contest)
    assert [found["state"] for found in entries] == ["awarded", "unplaced"]
    assert await told(desk, "contest_entry_unplaced") == 1
    later = done(await desk.record(entries[1], prize="merit", awarded_on="2021-06-02"))
    assert (later["prize"], later["allowed_actions"]) == ("merit", ["record"])


def csv(*rows: str) -> bytes:
    return "\r\n".join(("编号,题目,作者,奖项", *rows)).encode()


async def preview(desk: ContestScene, contest: dict[str, Any], content: bytes, **values: str) -> Response:
    data = {"format": "csv", "contest_id": contest["id"], "awarded_on": "2021-06-01"} | values
    return await desk.office.ask(
        "POST", "contest-result-imports", data=data, files={"file": ("结果.csv", content)}
    )


async def commit(desk: ContestScene, found: dict[str, Any]) -> Response:
    return await desk.office.step(f"contest-result-imports/{found['id']}/commit", version=found["version"])


async def test_a_list_is_looked_over_and_committed_once(desk: ContestScene) -> None:
    contest, (one, other) = await desk.sent()
    name = other["authors"][0]["name"]
    content = csv("1,,,一等奖", f",{other['title']},{name},未获奖")

    found = made(await preview(desk, contest, content))
    nothing_yet = await awards(desk)
    committed = done(await commit(desk, found))
    twice = await commit(desk, committed)
    again = made(await preview(desk, contest, content))
    done(await commit(desk, again))

    assert (found["row_errors"], found["allowed_actions"], nothing_yet) == ([], ["commit"], [])
    assert found["counts"]["results"]["created"] == 2
    assert (committed["state"], twice.json()["code"]) == ("committed", "import_already_committed")
    assert (again["counts"]["results"]["created"], again["counts"]["results"]["unchanged"]) == (0, 2)
    assert await awards(desk) == [(one["work_id"], "first", "confirmed")]
    assert [entry["state"] for entry in await desk.entries(contest)] == ["awarded", "unplaced"]
    assert (await told(desk, "contest_prize_won"), await told(desk, "contest_entry_unplaced")) == (1, 1)
    listed = done(await desk.office.get("contest-result-imports"))["items"]
    assert [item["id"] for item in listed] == [again["id"], found["id"]]
    assert done(await desk.office.get(f"contest-result-imports/{found['id']}"))["state"] == "committed"


async def test_every_error_has_its_line(desk: ContestScene) -> None:
    contest = await desk.contest(quota_set=1)
    await desk.three_entries(contest)
    contest = await desk.step(contest, "close")
    await desk.appointed(contest)
    await desk.scored(contest, desk.judge, "90", "80", "70")
    for step in ("rank", "submit"):
        contest = await desk.step(contest, step)
    rows = (
        "9,,,一等奖",
        "1,,,头等奖",
        ",无此题目,王芳,一等奖",
        ",,,一等奖",
        "2,,,一等奖",
        "1,别的题目,,一等奖",
        "1,,,",
    )

    found = made(await preview(desk, contest, csv(*rows)))
    refused = await commit(desk, found)

    assert [(error["line"], error["code"]) for error in found["row_errors"]] == [
        (2, "entry_unknown"),
        (3, "bad_prize"),
        (4, "entry_unknown"),
        (5, "entry_unnamed"),
        (6, "entry_not_sent"),
        (7, "title_differs"),
        (8, "required"),
    ]
    assert all(error["message"] for error in found["row_errors"])
    assert (refused.status_code, refused.json()["code"]) == (422, "import_has_errors")


async def test_another_result_than_stands_is_corrected_by_hand(desk: ContestScene) -> None:
    contest, (one, _) = await desk.sent()
    found = made(await preview(desk, contest, csv("001,,,二等奖")))
    done(await desk.record(one, **WON))

    overtaken = await commit(desk, found)
    again = made(await preview(desk, contest, csv("001,,,二等奖", "1,,,一等奖")))

    assert overtaken.json()["code"] == "import_has_errors"
    assert [error["code"] for error in again["row_errors"]] == ["result_differs", "duplicate"]


async def test_a_list_that_cannot_be_read(desk: ContestScene) -> None:
    contest, _ = await desk.sent()
    open_one = await desk.contest(title="另一个评比")

    columns = made(await preview(desk, contest, "编号,备注\n1,x\n".encode()))
    early = await preview(desk, open_one, csv("1,,,一等奖"))
    nowhere = await preview(desk, {"id": str(new_id())}, csv("1,,,一等奖"))
    no_book = await preview(desk, contest, b"nothing", format="xlsx")

    assert [error["code"] for error in columns["row_errors"]] == ["unknown_column", "missing_column"]
    assert [one.json()["code"] for one in (early, nowhere, no_book)] == [
        *("invalid_state", "unknown_reference", "unreadable_file")
    ]


async def test_the_template_is_a_list_that_can_be_read(desk: ContestScene) -> None:
    contest, _ = await desk.sent()

    template = await desk.office.get("contest-result-imports/template")
    found = made(await preview(desk, contest, template.content, format="xlsx"))

    header = CalamineWorkbook.from_filelike(io.BytesIO(template.content)).get_sheet_by_index(0).to_python()[0]
    assert header == ["编号", "题目", "作者", "奖项"]
    assert (found["row_errors"], found["counts"]["results"]["created"]) == ([], 0)
