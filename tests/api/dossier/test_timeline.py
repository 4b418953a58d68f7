"""The file of a teacher: what every room has to say of them, and where from."""

import json
from typing import Any

import pytest

from domain.dossier.entries import SUMMED, DossierKind
from tests.dossier_scene import DossierScene
from tests.scene import Caller

NOT_YET = {DossierKind.LEFT, DossierKind.APPRENTICE}
"""She has not left, and is nobody's apprentice."""


async def every(who: Caller, link: str) -> list[dict[str, Any]]:
    """What a link leads to: the items of all pages, or the one thing."""
    answer = await who.get(link)
    assert answer.status_code == 200, f"{link}: {answer.text}"
    page = answer.json()
    if "items" not in page:
        return [page]
    found = list(page["items"])
    while page["has_more"]:
        sign = "&" if "?" in link else "?"
        page = (await who.get(f"{link}{sign}cursor={page['next_cursor']}")).json()
        found += page["items"]
    return found


async def test_every_room_has_its_say_and_each_entry_leads_to_where_it_is_from(full: DossierScene) -> None:
    entries = await full.entries(full.office)

    assert {one["kind"] for one in entries} == set(DossierKind) - NOT_YET
    assert len({one["key"] for one in entries}) == len(entries)
    for one in entries:
        assert await every(full.office, one["link"]), one
        assert one["text"]
        assert one["teacher_id"] == str(full.teacher_id)


async def test_a_teacher_follows_the_links_of_their_own_file(full: DossierScene) -> None:
    for one in await full.entries(full.own):
        assert await every(full.own, one["link"]), one


async def test_the_latest_comes_first_and_pages_lose_nothing(full: DossierScene) -> None:
    whole = await full.entries()
    paged = await full.entries(limit=3)

    assert paged == whole
    assert [one["day"] for one in whole] == sorted((one["day"] for one in whole), reverse=True)


async def test_the_timeline_is_narrowed_by_kind_and_by_day(full: DossierScene) -> None:
    whole = await full.entries()

    spring = await full.entries(from_day="2021-04-15", until_day="2021-05-06")
    given = await full.entries(kind=["cover_given", "award"])

    assert spring == [one for one in whole if "2021-04-15" <= one["day"] <= "2021-05-06"]
    assert given == [one for one in whole if one["kind"] in ("cover_given", "award")]
    assert len(spring) > 3
    assert len(given) == 3
    assert await full.entries(until_day="2001-01-01") == []


async def test_every_figure_of_the_head_leads_to_what_it_counts(full: DossierScene) -> None:
    head = (await full.office.get(full.path)).json()

    assert head["teacher"]["name"] == "王芳"
    assert head["teacher"]["subject_group"] == "数学组"
    assert head["teacher"]["leads"] == ["数学组"]
    assert sum(one["count"] for one in head["sums"]) == len(await full.entries())
    for one in head["sums"]:
        counted = await every(full.office, one["link"])
        assert len(counted) == one["count"]
        assert set(one["amounts"]) == set(SUMMED.get(DossierKind(one["kind"]), ()))
        for name, amount in one["amounts"].items():
            assert sum(float(each["facts"][name]) for each in counted) == float(amount)


async def test_cover_of_a_term_is_what_the_ledger_sums_up_to(full: DossierScene) -> None:
    (given,) = await full.entries(kind="cover_given")

    lines = await every(full.office, given["link"])

    assert sum(float(one["lessons"]) for one in lines) == float(given["facts"]["lessons"]) == 3.0


async def test_what_was_absent_without_a_word_is_told_as_absent(full: DossierScene) -> None:
    states = {one["day"]: one["facts"]["state"] for one in await full.entries(kind="theme_activity")}

    assert states == {"2021-04-22": "late", "2021-05-06": "absent"}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", "获奖：讲评课的研究，课题，县市级一等奖"),
        ("en", "Award: 讲评课的研究, Topic, County, First prize"),
    ],
)
async def test_entries_are_worded_in_the_language_asked_for(
    full: DossierScene, language: str, said: str
) -> None:
    answer = await full.office.ask(
        "GET", f"{full.path}/entries?kind=award", headers={"Accept-Language": language}
    )

    assert any(one["text"].startswith(said) for one in answer.json()["items"])


async def test_an_empty_file_says_so(desk: DossierScene) -> None:
    other = f"dossiers/{desk.other_id}"

    head = (await desk.office.get(other)).json()

    assert [one["kind"] for one in head["sums"]] == ["credit_year"]  # what is due, though nothing is there
    assert (await desk.office.get(f"{other}/document")).status_code == 200


async def test_a_cursor_of_another_filter_is_refused(full: DossierScene) -> None:
    page = (await full.office.get(f"{full.path}/entries", limit=2)).json()

    answer = await full.office.get(f"{full.path}/entries", kind="award", cursor=page["next_cursor"])

    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid_cursor"


async def test_the_file_is_taken_away_as_one_document(full: DossierScene) -> None:
    answer = await full.office.get(f"{full.path}/document", format="json")

    file = json.loads(answer.content)
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert file["school"] == "石门中学"
    assert file["dossier"] == (await full.office.get(full.path)).json()
    assert file["entries"] == await full.entries()


async def test_the_file_is_printed_whole_or_of_some_days(full: DossierScene) -> None:
    whole = await full.office.get(f"{full.path}/document")
    spring = await full.office.get(f"{full.path}/document", from_day="2021-04-01", until_day="2021-04-30")

    assert whole.content.startswith(b"%PDF")
    assert whole.headers["content-type"] == "application/pdf"
    assert spring.status_code == 200
