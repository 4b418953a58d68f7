"""Lists that come written out say what Pydantic would."""

import re
from collections import OrderedDict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter
from sqlalchemy import update

from api.training.standings import told
from api.written import shown
from domain.paging import Page, WrittenPage
from domain.training.credit import LedgerEntry, Reason, ReasonCode
from domain.training.standing import Standing, StandingState, Verdict
from persistence.ids import new_id
from persistence.people.tables import grade_group, subject_group, teacher
from persistence.training import standing_reads
from persistence.training.tables import credit_entry, credit_standing
from tests.api.training.credit_scene import CreditScene

ODD = '张"三"\\\n\t\x01,𠮷\u2028+00:00'

credits_figures = st.decimals(-999, 999, places=2)
reasons = st.builds(Reason, st.sampled_from(ReasonCode), st.none() | st.uuids(), st.text(max_size=5))
verdicts = st.builds(
    Verdict, *[credits_figures] * 6, st.sampled_from(StandingState), st.lists(reasons, max_size=3).map(tuple)
)


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(Page([Decimal("1.50"), Decimal("2.00")], "WyJjY2Q", True), id="more"),
        pytest.param(Page([], None, False), id="empty"),
    ],
)
def test_what_is_written_is_shown_as_a_page(page: Page[Decimal]) -> None:
    written = WrittenPage(
        b",".join(b'"%b"' % str(one).encode() for one in page.items), page.next_cursor, page.has_more
    )
    assert bytes(shown(written).body) == TypeAdapter(Page[Decimal]).dump_json(page)


@given(st.lists(verdicts, max_size=4))
def test_verdicts_are_told_as_pydantic_does(verdicts: Sequence[Verdict]) -> None:
    who: Any = (UUID(int=1), ODD, "T01", None, None, 2020)
    standings = [Standing(*(who + tuple(verdict))) for verdict in verdicts]
    whole = [TypeAdapter(Standing).dump_json(one).decode() for one in standings]
    assert [line[line.index('"counted"') :] for line in whole] == [line[1:] for line in told(verdicts)]


def as_pydantic(kind: Any, body: bytes) -> None:
    """It is what comes of reading it and writing it out again, but for a moment's last noughts."""
    page = TypeAdapter(Page[kind])
    again = page.dump_json(page.validate_json(body)).decode()
    assert re.sub(r"(\.\d*?)0+Z", r"\1Z", again) == body.decode()


async def test_a_ledger_is_written_as_pydantic_does(credits: CreditScene) -> None:
    whose = await credits.scene.teacher()
    body = {"teacher_id": str(whose), "school_year": 2020, "category": "online", "credits": "5.00"}
    for reason in ("补录", "再补"):
        await credits.office.post(
            "credit-adjustments", body | {"reason": reason}, Idempotency_Key=str(new_id())
        )
    (entry, _) = await credits.scene.rows(credit_entry)
    odd = {**entry._mapping, "id": new_id(), "title": ODD, "reason": None}
    async with credits.scene.owner.begin() as connection:
        await connection.execute(credit_entry.insert().values(odd))

    for limit in (1, 50):
        answer = await credits.office.get(f"teachers/{whose}/credit-entries", limit=limit)
        as_pydantic(LedgerEntry, answer.content)
        assert answer.json()["items"][0]["title"] == ODD


async def test_standings_are_written_as_pydantic_does(credits: CreditScene) -> None:
    group = await credits.scene.add(subject_group, code="g", name="组")
    names = {
        await credits.scene.teacher(name=ODD, subject_group_id=group): ODD,
        await credits.scene.teacher(name="李四", employee_no='"7"'): "李四",
    }
    for limit in (1, 50):
        answer = await credits.office.get("credit-standings", school_year=2020, limit=limit)
        as_pydantic(Standing, answer.content)
        for one in answer.json()["items"]:
            assert names.get(UUID(one["teacher_id"]), one["name"]) == one["name"]


TEACHERS_OWN: dict[str, Any] = {
    "name": "改名",
    "employee_no": "T-99",
    "subject_group_id": None,
    "grade_group_id": None,
    "name_pinyin": "zzz",
    "hired_on": date(2020, 12, 1),
    "left_on": date(2021, 5, 1),
}
SUMS = ("confirmed", "provisional", "planned")
OTHER_SUMS = ("school_based_confirmed", "school_based_provisional", "long_courses")


@pytest.mark.parametrize("column", [*TEACHERS_OWN, *SUMS])
async def test_a_screen_that_was_kept_is_made_anew_when_anything_on_it_moved(
    credits: CreditScene, column: str
) -> None:
    """Whatever moved it: also what goes round versions and jobs."""
    add, groups = credits.scene.add, (subject_group, grade_group)
    in_groups = {f"{kind.name}_id": await add(kind, code="g", name="组") for kind in groups}
    whose = await credits.scene.teacher(name="王五", hired_on=date(2010, 9, 1), **in_groups)
    await credits.scene.teacher(name="赵六")
    sums = dict.fromkeys((*SUMS, *OTHER_SUMS), 1)
    await add(credit_standing, teacher_id=whose, school_year=2020, **sums)

    async def screen() -> Any:
        return (await credits.office.get("credit-standings", school_year=2020, limit=50)).json()

    before, again = await screen(), await screen()
    table, key = (credit_standing, "teacher_id") if column in SUMS else (teacher, "id")
    async with credits.scene.owner.begin() as connection:
        moved = {column: TEACHERS_OWN.get(column, Decimal("7.25"))}
        await connection.execute(update(table).where(table.c[key] == whose).values(moved))

    assert again == before
    assert await screen() != before


async def test_the_screens_asked_for_last_are_kept(
    credits: CreditScene, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: Any = OrderedDict()
    monkeypatch.setattr(standing_reads, "_screens", kept)
    monkeypatch.setattr(standing_reads, "SCREENS", 2)

    for limit in (10, 20, 10, 30):
        await credits.office.get("credit-standings", school_year=2020, limit=limit)

    assert [one.limit for one in kept] == [10, 30]
