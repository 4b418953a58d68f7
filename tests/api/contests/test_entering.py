"""Works entered for a contest, and why some are not (MISSION §7)."""

from typing import Any

import pytest

from domain.papers.paper import PaperState
from domain.works.award import WorkAwardState
from domain.works.work import WorkKind, WorkLevel
from persistence.ids import new_id
from tests.contest_scene import ContestScene, april
from tests.theme_scene import done, made


async def test_an_author_enters_an_own_work(desk: ContestScene) -> None:
    contest = await desk.contest()
    first, second, other = desk.authors
    entry = await desk.entered(contest, first, second)

    assert (entry["state"], entry["characters"], entry["kind"]) == ("entered", 12, "paper")
    assert [one["name"] for one in entry["authors"]] == ["王芳", "李娜"]
    assert entry["allowed_actions"] == ["update", "withdraw"]
    assert (entry["alias"], entry["rank"], entry["award_id"]) == (None, None, None)
    assert done(await second.caller.get(f"contest-entries/{entry['id']}"))["allowed_actions"] == []
    assert (await other.caller.get(f"contest-entries/{entry['id']}")).status_code == 404
    assert await desk.entries(contest, other.caller) == []
    assert len(await desk.entries(contest, desk.principal)) == 1
    assert done(await desk.office.get(f"contests/{contest['id']}"))["entries"] == 1


async def test_the_office_enters_for_an_author(desk: ContestScene) -> None:
    contest = await desk.contest()
    body = desk.entry_body(contest, await desk.work(*desk.authors[:2]))

    entry = made(await desk.office.post("contest-entries", body))

    assert entry["author_id"] == str(desk.authors[0].id)
    assert await desk.entries(contest, desk.authors[0].caller) != []


@pytest.mark.parametrize(
    ("terms", "values", "status", "code"),
    [
        pytest.param({}, {"category": "教学设计"}, 422, "entry_category_unknown", id="category"),
        pytest.param({}, {"category": None}, 422, "entry_category_unknown", id="no category"),
        pytest.param({"categories": []}, {}, 422, "entry_category_unknown", id="there are none"),
        pytest.param({"min_characters": 13}, {}, 422, "entry_length_outside", id="too short"),
        pytest.param({"max_characters": 11}, {}, 422, "entry_length_outside", id="too long"),
        pytest.param({"kinds": ["case"]}, {}, 422, "entry_kind_not_accepted", id="kind"),
        pytest.param({}, {"text": None}, 422, "entry_manuscript_unclear", id="nothing sent"),
        pytest.param({}, {"file_id": str(new_id())}, 422, "entry_manuscript_unclear", id="both sent"),
        pytest.param({}, {"text": None, "file_id": str(new_id())}, 422, "unknown_reference", id="no file"),
        pytest.param({}, {"contest_id": str(new_id())}, 422, "unknown_reference", id="no contest"),
        pytest.param({}, {"work_id": str(new_id())}, 422, "unknown_reference", id="no work"),
    ],
)
async def test_a_work_that_does_not_fit(
    desk: ContestScene, terms: dict[str, Any], values: dict[str, Any], status: int, code: str
) -> None:
    contest = await desk.contest(**terms)
    body = desk.entry_body(contest, await desk.work(desk.authors[0]))

    answer = await desk.authors[0].caller.post("contest-entries", body | values)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_entries_are_due_at_the_end_of_a_day_for_the_office_too(desk: ContestScene) -> None:
    contest = await desk.contest()
    body = desk.entry_body(contest, await desk.work(desk.authors[0]))
    desk.hands.at = april(21, 0)
    late = [await who.post("contest-entries", body) for who in (desk.authors[0].caller, desk.office)]
    desk.hands.at = april(20, 23)
    made(await desk.authors[0].caller.post("contest-entries", body))

    assert [(one.status_code, one.json()["code"]) for one in late] == [(409, "entry_deadline_passed")] * 2


async def test_a_contest_takes_entries_while_it_is_open(desk: ContestScene) -> None:
    draft = await desk.draft()
    body = desk.entry_body(draft, await desk.work(desk.authors[0]))

    unseen = await desk.authors[0].caller.post("contest-entries", body)
    early = await desk.office.post("contest-entries", body)

    assert (unseen.json()["code"], early.json()["code"]) == ("unknown_reference", "contest_not_open")


async def test_only_the_first_author_enters(desk: ContestScene) -> None:
    contest = await desk.contest()
    first, second, other = desk.authors
    body = desk.entry_body(contest, await desk.work(first, second))

    co_author = await second.caller.post("contest-entries", body)
    stranger = await other.caller.post("contest-entries", body)

    assert (co_author.status_code, co_author.json()["code"]) == (403, "not_first_author")
    assert (stranger.status_code, stranger.json()["code"]) == (422, "unknown_reference")
    entry = made(await first.caller.post("contest-entries", body))
    path = f"contest-entries/{entry['id']}"
    assert (await second.caller.step(f"{path}/withdraw", version=1)).json()["code"] == "not_first_author"
    assert (await second.caller.patch(path, {"text": "改"}, version=1)).status_code == 403


@pytest.mark.parametrize(
    ("excludes", "level", "state", "refused"),
    [
        pytest.param("same_or_higher", WorkLevel.CITY, WorkAwardState.CONFIRMED, True, id="the same level"),
        pytest.param("same_or_higher", WorkLevel.NATION, WorkAwardState.CONFIRMED, True, id="above"),
        pytest.param("same_or_higher", WorkLevel.COUNTY, WorkAwardState.CONFIRMED, False, id="below"),
        pytest.param("same_or_higher", WorkLevel.CITY, WorkAwardState.REPORTED, False, id="not confirmed"),
        pytest.param("any", WorkLevel.COUNTY, WorkAwardState.CONFIRMED, True, id="any"),
        pytest.param("none", WorkLevel.NATION, WorkAwardState.CONFIRMED, False, id="none"),
    ],
)
async def test_works_already_awarded_are_excluded_as_set(
    desk: ContestScene, excludes: str, level: WorkLevel, state: WorkAwardState, refused: bool
) -> None:
    contest = await desk.contest(excludes_awarded=excludes)
    work_id = await desk.work(desk.authors[0])
    await desk.awarded(work_id, level, state=state)

    answer = await desk.authors[0].caller.post("contest-entries", desk.entry_body(contest, work_id))

    assert answer.status_code == (422 if refused else 201)
    assert not refused or answer.json()["code"] == "work_already_awarded"


async def test_a_paper_is_entered_once_the_school_has_accepted_it(desk: ContestScene) -> None:
    contest = await desk.contest()
    author = desk.authors[0]
    reviewed = await desk.work(author, state=PaperState.UNDER_REVIEW)
    accepted = await desk.work(author)

    early = await author.caller.post("contest-entries", desk.entry_body(contest, reviewed))

    assert (early.status_code, early.json()["code"]) == (409, "paper_not_accepted")
    made(await author.caller.post("contest-entries", desk.entry_body(contest, accepted)))


async def test_a_work_is_entered_once_and_an_author_as_often_as_set(desk: ContestScene) -> None:
    contest = await desk.contest(entries_per_author=2)
    author = desk.authors[0]
    entry = await desk.entered(contest, author)

    again = await author.caller.post("contest-entries", desk.entry_body(contest, entry["work_id"]))
    await desk.entered(contest, author, title="第二篇")
    third = await desk.work(author, title="第三篇", kind=WorkKind.CASE)
    over = await author.caller.post("contest-entries", desk.entry_body(contest, third))
    gone = done(await author.caller.step(f"contest-entries/{entry['id']}/withdraw", version=1))
    made(await author.caller.post("contest-entries", desk.entry_body(contest, third)))

    assert (again.status_code, again.json()["code"]) == (409, "work_already_entered")
    assert (over.status_code, over.json()["code"]) == (409, "author_over_limit")
    assert (gone["state"], gone["allowed_actions"]) == ("withdrawn", [])


async def test_an_entry_is_revised_until_it_is_due(desk: ContestScene) -> None:
    contest = await desk.contest(min_characters=5)
    author = desk.authors[0]
    entry = await desk.entered(contest, author)
    path = f"contest-entries/{entry['id']}"

    changed = done(
        await author.caller.patch(path, {"text": "换了一篇稿子", "category": "教学案例"}, version=1)
    )
    short = await author.caller.patch(path, {"text": "短"}, version=2)
    stale = await author.caller.patch(path, {"category": "教学论文"}, version=1)
    desk.hands.at = april(21)
    late = await author.caller.patch(path, {"category": "教学论文"}, version=2)

    assert (changed["characters"], changed["category"], changed["version"]) == (6, "教学案例", 2)
    assert (short.json()["code"], stale.status_code) == ("entry_length_outside", 412)
    assert late.json()["code"] == "entry_deadline_passed"


async def test_a_word_document_takes_the_place_of_a_text(desk: ContestScene) -> None:
    contest = await desk.contest(max_characters=20)
    author = desk.authors[0].caller
    entry = await desk.entered(contest, desk.authors[0])
    file_id = await desk.word_file(author, "课堂 追问", "七年级")
    foreign = await desk.word_file(desk.authors[1].caller, "别人的")
    path = f"contest-entries/{entry['id']}"

    changed = done(await author.patch(path, {"file_id": str(file_id)}, version=1))
    not_own = await author.patch(path, {"file_id": str(foreign)}, version=2)

    assert (changed["text"], changed["file_id"], changed["characters"]) == (None, str(file_id), 7)
    assert (not_own.status_code, not_own.json()["code"]) == (422, "unknown_reference")


@pytest.mark.parametrize(
    ("values", "status", "code"),
    [
        pytest.param({"media_type": "application/pdf"}, 422, "entry_file_not_word", id="a PDF"),
        pytest.param({"size": (8 << 20) + 1}, 413, "file_too_large", id="too large"),
        pytest.param({}, 422, "unreadable_file", id="no document"),
    ],
)
async def test_a_file_of_which_no_copy_can_be_made(
    desk: ContestScene, values: dict[str, Any], status: int, code: str
) -> None:
    contest = await desk.contest()
    author = desk.authors[0].caller
    file_id = await desk.file(author, b"PK not a document", **values)
    body = desk.entry_body(contest, await desk.work(desk.authors[0]), text=None, file_id=str(file_id))

    answer = await author.post("contest-entries", body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_authors_withdraw_before_the_ranking_and_the_office_before_sending(desk: ContestScene) -> None:
    contest = await desk.contest()
    one, other, third = await desk.three_entries(contest)
    closed = await desk.step(done(await desk.office.get(f"contests/{contest['id']}")), "close")
    (latest,) = await desk.entries(contest, desk.authors[2].caller)
    done(
        await desk.authors[2].caller.step(
            f"contest-entries/{third['id']}/withdraw", version=latest["version"]
        )
    )
    ranked = await desk.step(closed, "rank")
    (mine,) = await desk.entries(contest, desk.authors[0].caller)
    path = f"contest-entries/{one['id']}/withdraw"

    late = await desk.authors[0].caller.step(path, version=mine["version"])
    gone = done(await desk.office.step(path, version=mine["version"]))
    await desk.step(ranked, "submit")
    (theirs,) = await desk.entries(contest, desk.authors[1].caller)
    sent = await desk.office.step(f"contest-entries/{other['id']}/withdraw", version=theirs["version"])

    assert (late.status_code, late.json()["code"]) == (409, "withdrawing_over")
    assert (gone["state"], sent.json()["code"]) == ("withdrawn", "withdrawing_over")
    assert (mine["allowed_actions"], mine["alias"]) == ([], None)
