"""Counting again, from outside, what a term summary's figures say."""

from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl

from tests.scene import Caller

Json = dict[str, Any]


async def items_of(who: Caller, link: str) -> list[Json]:
    """All that a figure's link lists, page after page."""
    path, _, query = link.partition("?")
    asked = parse_qsl(query)
    found: list[Json] = []
    cursor: str | None = None
    while True:
        place = [] if cursor is None else [("cursor", cursor)]
        answer = await who.ask("GET", path, params=asked + place)
        assert answer.status_code == 200, (link, answer.text)
        page = answer.json()
        found += page["items"]
        cursor = page["next_cursor"]
        if not page["has_more"]:
            return found


async def counted(who: Caller, figure: Json) -> Decimal:
    """What the list says, by the figure's own account of how it counts."""
    items = await items_of(who, figure["link"])
    if figure["sum_of"] is not None:
        total = sum((Decimal(one[figure["sum_of"]]) for one in items), Decimal(0))
        return total / 100 if figure["sum_of"].endswith("_fen") else total
    if figure["distinct"] is not None:
        return Decimal(len({one[figure["distinct"]] for one in items}))
    return Decimal(len(items))


def figures_of(content: Json) -> dict[str, Json]:
    found = [one for section in content["sections"] for part in section["parts"] for one in part["figures"]]
    assert len({one["key"] for one in found}) == len(found)
    return {one["key"]: one for one in found}


async def a_summary(office: Caller, starts_in: str = "2021-0") -> Json:
    """Of the term that starts then: set up, unless there is one."""
    terms = await items_of(office, "terms?limit=200")
    term = next(one for one in terms if one["starts_on"].startswith(starts_in))
    if there := await items_of(office, f"term-summaries?term_id={term['id']}"):
        return there[0]
    made = await office.post("term-summaries", {"term_id": term["id"]})
    assert made.status_code == 201, made.text
    found: Json = made.json()
    return found


async def content_of(who: Caller, summary: Json, **asked: Any) -> Json:
    answer = await who.get(f"term-summaries/{summary['id']}/content", **asked)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found
