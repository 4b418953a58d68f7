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


async def test_every_room_has_its_say_and_each_entry_leads_to_where_it_is_from(year: DossierScene) -> None:
    entries = await year.entries(year.office)

    assert {one["kind"] for one in entries} == set(DossierKind) - NOT_YET
    assert len({one["key"] for one in entries}) == len(entries)
    for one in entries:
        assert await every(year.office, one["link"]), one
        assert one["text"]
        assert one["teacher_id"] == str(year.teacher_id)


async def test_a_teacher_follows_the_links_of_their_own_file(year: DossierScene) -> None:
    for one in await year.entries(year.own):
        assert await every(year.own, one["link"]), one


async def test_the_latest_comes_first_and_pages_lose_nothing(year: DossierScene) -> None:
    whole = await year.entries()
    paged = await year.entries(limit=3)

    assert paged == whole
    assert [one["day"] for one in whole] == sorted((one["day"] for one in whole), reverse=True)


async def test_the_timeline_is_narrowed_by_kind_and_by_day(year: DossierScene) -> None:
    whole = await year.entries()

    spring = await year.entries(from_day="2021-04-15", until_day="2021-05-06")
    given = await year.entries(kind=["cover_given", "award"])

    assert spring == [one for one in whole if "2021-04-15" <= one["day"] <= "2021-05-06"]
    assert given == [one for one in whole if one["kind"] in ("cover_given", "award")]
    assert len(spring) > 3
    assert len(given) == 3
    assert await year.entries(until_day="2001-01-01") == []


async def test_every_figure_of_the_head_leads_to_what_it_counts(year: DossierScene) -> None:
    head = (await year.office.get(year.path)).json()

    assert head["teacher"]["name"] == "王芳"
    assert head["teacher"]["subject_group"] == "数学组"
    assert head["teacher"]["leads"] == ["数学组"]
    assert sum(one["count"] for one in head["sums"]) == len(await year.entries())
    for one in head["sums"]:
        counted = await every(year.office, one["link"])
        assert len(counted) == one["count"]
        assert set(one["amounts"]) == set(SUMMED.get(DossierKind(one["kind"]), ()))
        for name, amount in one["amounts"].items():
            assert sum(float(each["facts"][name]) for each in counted) == float(amount)


async def test_cover_of_a_term_is_what_the_ledger_sums_up_to(year: DossierScene) -> None:
    (given,) = await year.entries(kind="cover_given")

    lines = await every(year.office, given["link"])

    assert sum(float(one["lessons"]) for one in lines) == float(given["facts"]["lessons"]) == 3.0


async def test_what_was_absent_without_a_word_is_told_as_absent(year: DossierScene) -> None:
    states = {one["day"]: one["facts"]["state"] for one in await year.entries(kind="theme_activity")}

    assert states == {"2021-04-22": "late", "2021-05-06": "absent"}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", "获奖：讲评课的研究，课题，县市级一等奖"),
        ("en", "Award: 讲评课的研究, Topic, County, First prize"),
    ],
)
async def test_entries_are_worded_in_the_language_asked_for(
    year: DossierScene, language: str, said: str
) -> None:
    answer = await year.office.ask(
        "GET", f"{year.path}/entries?kind=award", headers={"Accept-Language": language}
    )

    assert any(one["text"].startswith(said) for one in answer.json()["items"])


async def test_an_empty_file_says_so(desk: DossierScene) -> None:
    other = f"dossiers/{desk.other_id}"

    head = (await desk.office.get(other)).json()

    assert [one["kind"] for one in head["sums"]] == ["credit_year"]  # what is due, though nothing is there
    assert (await desk.office.get(f"{other}/document")).status_code == 200


async def test_a_cursor_of_another_filter_is_refused(year: DossierScene) -> None:
    page = (await year.office.get(f"{year.path}/entries", limit=2)).json()

    answer = await year.office.get(f"{year.path}/entries", kind="award", cursor=page["next_cursor"])

    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid_cursor"


async def test_the_file_is_taken_away_as_one_document(year: DossierScene) -> None:
    answer = await year.office.get(f"{year.path}/document", format="json")

    file = json.loads(answer.content)
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert file["school"] == "石门中学"
    assert file["dossier"] == (await year.office.get(year.path)).json()
    assert file["entries"] == await year.entries()


async def test_the_file_is_printed_whole_or_of_some_days(year: DossierScene) -> None:
    whole = await year.office.get(f"{year.path}/document")
    spring = await year.office.get(f"{year.path}/document", from_day="2021-04-01", until_day="2021-04-30")

    assert whole.content.startswith(b"%PDF")
    assert whole.headers["content-type"] == "application/pdf"
    assert spring.status_code == 200
