"""What a summary says of awards and of what was paid for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.bonus.batch import BatchState
from domain.reports.chart import Chart, ChartKind
from domain.reports.figure import figure, link
from domain.reports.parts.topics import LEVELS
from domain.reports.parts.wording import listed, said, sentences
from domain.reports.summary import SummaryChart, SummaryPart, SummaryTable, SummaryTerm, TableColumn
from domain.works.award import Prize, WorkAwardState
from domain.works.work import WorkLevel

PRIZES = {
    Prize.SPECIAL: "特等奖",
    Prize.FIRST: "一等奖",
    Prize.SECOND: "二等奖",
    Prize.THIRD: "三等奖",
    Prize.MERIT: "优秀奖",
}


@dataclass(frozen=True, slots=True)
class AwardLine:
    """A confirmed award given in the term."""

    title: str
    authors: str
    level: WorkLevel
    prize: Prize
    issuer: str


@dataclass(frozen=True, slots=True)
class AwardFacts:
    awards: Sequence[AwardLine]
    """The highest level first."""

    of_year: int
    reported: int
    """Given in the term and not confirmed yet."""

    paid_fen: int
    """For the school year's batches."""


def award_part(term: SummaryTerm, facts: AwardFacts) -> SummaryPart:
    days = {"awarded_from": term.starts_on, "awarded_to": term.until}
    confirmed = {"state": WorkAwardState.CONFIRMED, **days}
    year = term.school_year
    by_level = {level: sum(one.level is level for one in facts.awards) for level in WorkLevel}
    paid = link("bonus-lines", school_year=year, batch_state=BatchState.PAID)
    return SummaryPart(
        "awards",
        "获奖与教科研奖金",
        _sentences(facts, by_level),
        (
            figure("awards", "本学期获奖", len(facts.awards), "项", link("awards", **confirmed)),
            *(
                figure(
                    f"awards_{level}",
                    f"{LEVELS[level]}获奖",
                    count,
                    "项",
                    link("awards", level=level, **confirmed),
                )
                for level, count in by_level.items()
            ),
            figure(
                "awards_reported",
                "待确认的获奖",
                facts.reported,
                "项",
                link("awards", state=WorkAwardState.REPORTED, **days),
            ),
            figure(
                "awards_of_year",
                "本学年获奖",
                facts.of_year,
                "项",
                link("awards", school_year=year, state=WorkAwardState.CONFIRMED),
            ),
            figure("bonus_paid", "本学年已发教科研奖金", facts.paid_fen, "元", paid, sum_of="amount_fen"),
        ),
        (_table(facts, link("awards", **confirmed)),) if facts.awards else (),
        (_chart(facts, link("awards", **confirmed)),) if facts.awards else (),
    )


def _sentences(facts: AwardFacts, by_level: Mapping[WorkLevel, int]) -> tuple[str, ...]:
    levels = listed({LEVELS[level]: count for level, count in by_level.items()}, "项")
    return sentences(
        f"本学期教师教科研成果获奖{len(facts.awards)}项，其中{levels}；本学年累计获奖{facts.of_year}项。"
        if facts.awards
        else "本学期尚无已确认的教科研成果获奖。",
        f"及时统计发放教科研奖金，本学年已发放{said(Decimal(facts.paid_fen).scaleb(-2))}元。"
        if facts.paid_fen
        else None,
    )


def _table(facts: AwardFacts, listed_at: str) -> SummaryTable:
    return SummaryTable(
        "awards",
        "获奖一览",
        (
            TableColumn("成果"),
            TableColumn("作者"),
            TableColumn("级别"),
            TableColumn("等次"),
            TableColumn("颁奖单位"),
        ),
        tuple(
            (one.title, one.authors, LEVELS[one.level], PRIZES[one.prize], one.issuer) for one in facts.awards
        ),
        listed_at,
    )


def _chart(facts: AwardFacts, listed_at: str) -> SummaryChart:
    levels = [level for level in WorkLevel if any(one.level is level for one in facts.awards)]
    series = {
        name: tuple(
            Decimal(sum(one.level is level and one.prize is prize for one in facts.awards))
            for level in levels
        )
        for prize, name in PRIZES.items()
    }
    chart = Chart(ChartKind.STACKED, "各级获奖情况", "项", tuple(LEVELS[level] for level in levels), series)
    return SummaryChart("awards_by_level", chart, listed_at)
