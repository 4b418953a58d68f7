"""What a summary says of assessed groups and of nothing, and how it is laid out on pages."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from domain.assessment.policy import Band
from domain.reports.chart import Chart, ChartKind
from domain.reports.pages import TO_BE_WRITTEN, Heading, PrintedChart, PrintedTable, Words, pages
from domain.reports.parts.themes import Ranked, Ranking, assessment_part
from domain.reports.parts.wording import listed, per_cent, said, titles
from domain.reports.summarising import put_together
from domain.reports.summary import (
    SummaryChart,
    SummaryPart,
    SummarySlot,
    SummaryTable,
    SummaryTerm,
    TableColumn,
)

TERM = SummaryTerm(
    UUID(int=1), "石门中学", 2020, 2, date(2021, 2, 22), date(2021, 7, 6), datetime(2021, 7, 6, 8, tzinfo=UTC)
)
CHART = Chart(ChartKind.BARS, "获奖", "项", ("县级",), {"一等奖": (Decimal(2),)})
PART = SummaryPart(
    "awards",
    "获奖",
    ("获奖2项。", "继续努力。"),
    tables=(SummaryTable("awards", "获奖一览", (TableColumn("成果"),), (("论文",),), "awards"),),
    charts=(SummaryChart("awards", CHART, "awards"),),
)


def test_a_draft_shows_where_the_office_is_to_write_and_an_edition_does_not() -> None:
    draft, edition = (
        pages(put_together(TERM, {}, {SummarySlot.CLOSING: "一。\n\n 二。"}, number)) for number in (None, 1)
    )

    assert Words(TO_BE_WRITTEN) in draft.pieces
    assert (draft.draft, edition.draft) == (True, False)
    assert edition.pieces == (Heading(1, "二、工作要点"), Words("一。"), Words("二。"))
    assert (edition.title, edition.subtitle) == ("石门中学教科室工作总结", "——2020学年第二学期")
    assert (edition.signed, edition.on) == ("石门中学 教科室", date(2021, 7, 6))


def test_charts_and_tables_are_numbered_through_the_whole() -> None:
    both = {SummarySlot.RESEARCH: [PART], SummarySlot.YOUNG: [PART]}
    shown = pages(put_together(TERM, both, {}, 1)).pieces

    captions = [one.caption for one in shown if isinstance(one, PrintedChart | PrintedTable)]
    assert captions == ["图1　获奖", "表1　获奖一览", "图2　获奖", "表2　获奖一览"]
    assert Words("获奖2项。继续努力。") in shown


def test_the_ranking_is_told_once_it_is_published() -> None:
    groups = [
        Ranked("数学组", 1, Decimal("92.50"), Band.EXCELLENT),
        Ranked("语文组", 2, Decimal("81.00"), Band.GOOD),
    ]
    told = assessment_part(Ranking(UUID(int=7), 2, groups))
    none = assessment_part(None)

    assert told.sentences == ("期末依据《教研组主题研修考核办法》考核教研组2个：优秀1个、良好1个。",)
    assert told.tables[0].rows[0] == ("1", "数学组", "92.50", "优秀")
    assert told.figures[0].link == f"assessment-results?assessment_id={UUID(int=7)}&edition_no=2"
    assert (none.figures, none.tables) == ((), ())


@pytest.mark.parametrize(
    ("value", "text"), [(Decimal("7.50"), "7.5"), (Decimal("100.00"), "100"), (Decimal(100), "100"), (0, "0")]
)
def test_numbers_are_said_without_zeros_behind_the_point(value: Decimal | int, text: str) -> None:
    assert said(value) == text


def test_shares_lists_and_titles_are_said_as_people_say_them() -> None:
    assert (per_cent(1, 3), per_cent(1, 8), per_cent(0, 0)) == ("33.3%", "12.5%", "—")
    assert listed({"短期培训": 3, "网络培训": 0, "90学时": 1}, "人次") == "短期培训3人次、90学时1人次"
    assert titles(["甲", "乙", "丙"], most=2) == "《甲》《乙》等3项"
