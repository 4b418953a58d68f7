"""What a summary says of theme research 主题研修 and of the assessment of subject groups 教研组考核."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from domain.assessment.policy import Band
from domain.reports.chart import Chart, ChartKind
from domain.reports.figure import figure, link
from domain.reports.parts.wording import listed, per_cent, sentences, titles
from domain.reports.summary import SummaryChart, SummaryPart, SummaryTable, SummaryTerm, TableColumn
from domain.themes.facts import GroupFacts
from domain.themes.theme import ThemeState

RAN = (ThemeState.RUNNING, ThemeState.CLOSED)
BANDS = {Band.EXCELLENT: "优秀", Band.GOOD: "良好", Band.PASS: "合格", Band.FAIL: "不合格"}
SUMS = {
    "activities": ("主题研修活动", "次"),
    "expected": ("应到", "人次"),
    "attended": ("实到", "人次"),
    "excused": ("请假", "人次"),
    "absent": ("无故缺席", "人次"),
    "slots": ("“九个一”任务", "项"),
    "accepted": ("“九个一”已通过", "项"),
}


@dataclass(frozen=True, slots=True)
class ThemeTermFacts:
    themes: Sequence[str]
    """Titles of those opened."""

    parts: int
    """Groups' parts in them."""

    groups: Sequence[GroupFacts]


@dataclass(frozen=True, slots=True)
class Ranked:
    group: str
    rank: int
    total: Decimal
    band: Band


@dataclass(frozen=True, slots=True)
class Ranking:
    """The latest edition of the term's assessment."""

    assessment_id: UUID
    edition_no: int
    groups: Sequence[Ranked]


def theme_part(term: SummaryTerm, facts: ThemeTermFacts) -> SummaryPart:
    by_group = link("theme-facts", term_id=term.id)
    told = [one for one in facts.groups if one.themes]
    return SummaryPart(
        "themes",
        "主题研修活动",
        _sentences(facts),
        (
            figure(
                "themes", "主题研修主题", len(facts.themes), "个", link("themes", term_id=term.id, state=RAN)
            ),
            figure(
                "group_themes",
                "参加的教研组",
                facts.parts,
                "组次",
                link("group-themes", term_id=term.id, state=RAN),
            ),
            *(
                figure(f"theme_{name}", label, _total(facts.groups, name), unit, by_group, sum_of=name)
                for name, (label, unit) in SUMS.items()
            ),
        ),
        (_table(told, by_group),) if told else (),
        (_chart(told, by_group),) if told else (),
    )


def assessment_part(ranking: Ranking | None) -> SummaryPart:
    if ranking is None:
        return SummaryPart("assessment", "教研组主题研修考核", ("本学期教研组主题研修考核尚未公布结果。",))
    results = link("assessment-results", assessment_id=ranking.assessment_id, edition_no=ranking.edition_no)
    counts = {name: sum(one.band is band for one in ranking.groups) for band, name in BANDS.items()}
    bands = listed(counts, "个")
    return SummaryPart(
        "assessment",
        "教研组主题研修考核",
        (f"期末依据《教研组主题研修考核办法》考核教研组{len(ranking.groups)}个：{bands}。",),
        (figure("assessed_groups", "参加考核的教研组", len(ranking.groups), "个", results),),
        (
            SummaryTable(
                "ranking",
                "教研组考核结果",
                (
                    TableColumn("名次", number=True),
                    TableColumn("教研组"),
                    TableColumn("总分", number=True),
                    TableColumn("等第"),
                ),
                tuple(
                    (str(one.rank), one.group, f"{one.total:.2f}", BANDS[one.band]) for one in ranking.groups
                ),
                results,
            ),
        ),
    )


def _total(groups: Sequence[GroupFacts], name: str) -> int:
    return sum(getattr(one, name) for one in groups)


def _sentences(facts: ThemeTermFacts) -> tuple[str, ...]:
    if not facts.themes:
        return ("本学期尚未开展主题研修。",)
    activities, expected, attended, excused, absent, slots, accepted = (
        _total(facts.groups, name) for name in SUMS
    )
    return sentences(
        f"本学期围绕{titles(facts.themes)}开展主题研修，{facts.parts}个组次参加。",
        f"已举行主题研修活动{activities}次，应到{expected}人次，实到{attended}人次，请假{excused}人次，"
        f"无故缺席{absent}人次，出勤率{per_cent(attended, expected - excused)}。"
        if expected
        else "主题研修活动尚未举行。",
        f"“九个一”任务{slots}项，已审核通过{accepted}项，完成率{per_cent(accepted, slots)}。"
        if slots
        else None,
    )


def _table(groups: Sequence[GroupFacts], by_group: str) -> SummaryTable:
    return SummaryTable(
        "theme_by_group",
        "各教研组主题研修情况",
        (
            TableColumn("教研组"),
            *(TableColumn(label, number=True) for label, _ in SUMS.values()),
            TableColumn("出勤率"),
        ),
        tuple(
            (
                one.subject_group_name,
                *(str(getattr(one, name)) for name in SUMS),
                "—" if one.attendance_rate is None else per_cent(one.attendance_rate, 100),
            )
            for one in groups
        ),
        by_group,
    )


def _chart(groups: Sequence[GroupFacts], by_group: str) -> SummaryChart:
    shown = ("attended", "excused", "absent")
    series = {SUMS[name][0]: tuple(Decimal(getattr(one, name)) for one in groups) for name in shown}
    names = tuple(one.subject_group_name for one in groups)
    chart = Chart(ChartKind.STACKED_LYING, "各教研组主题研修出勤", "人次", names, series)
    return SummaryChart("attendance_by_group", chart, by_group)
