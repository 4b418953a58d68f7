"""What a summary says of papers 论文 and of who owes one."""

from decimal import Decimal

from domain.papers.duty import PaperDutyState, PaperFigures
from domain.papers.paper import PaperState
from domain.reports.chart import Chart, ChartKind
from domain.reports.figure import figure, link
from domain.reports.parts.wording import per_cent, sentences
from domain.reports.summary import SummaryChart, SummaryPart, SummaryTable, SummaryTerm, TableColumn

HANDED_IN = (PaperState.SUBMITTED, PaperState.UNDER_REVIEW, PaperState.RETURNED, PaperState.ACCEPTED)
DUTIES = {PaperDutyState.MET: "已完成", PaperDutyState.OWED: "未完成", PaperDutyState.EXEMPT: "免写"}
NO_GROUP = "未编组"


def paper_part(term: SummaryTerm, told: PaperFigures) -> SummaryPart:
    """Of the school year: a paper is owed once a year."""
    year = term.school_year
    duties = link("paper-duties", school_year=year)
    return SummaryPart(
        "papers",
        "教学论文",
        _sentences(told),
        (
            figure(
                "papers",
                "本学年上交论文",
                _handed_in(told),
                "篇",
                link("papers", school_year=year, state=HANDED_IN),
            ),
            figure(
                "papers_accepted",
                "通过审核的论文",
                told.papers.get(PaperState.ACCEPTED, 0),
                "篇",
                link("papers", school_year=year, state=PaperState.ACCEPTED),
            ),
            *(
                figure(
                    f"paper_{state}",
                    f"论文任务{name}",
                    getattr(told, state),
                    "人",
                    link("paper-duties", school_year=year, state=state),
                )
                for state, name in DUTIES.items()
            ),
        ),
        (_table(told, duties),) if told.groups else (),
        (_chart(told, duties),) if told.groups else (),
    )


def _handed_in(told: PaperFigures) -> int:
    return sum(told.papers.get(state, 0) for state in HANDED_IN)


def _sentences(told: PaperFigures) -> tuple[str, ...]:
    handed_in, accepted = _handed_in(told), told.papers.get(PaperState.ACCEPTED, 0)
    return sentences(
        f"学校要求教师每学年完成一篇较高质量的论文，本学年已上交{handed_in}篇，通过审核{accepted}篇。"
        if handed_in
        else "学校要求教师每学年完成一篇较高质量的论文，本学年尚未收到论文。",
        f"应完成论文的{told.in_duty}位教师中，{told.met}位已完成，完成率{per_cent(told.met, told.in_duty)}。"
        if told.in_duty
        else None,
    )


def _table(told: PaperFigures, duties: str) -> SummaryTable:
    return SummaryTable(
        "papers_by_group",
        "各教研组论文完成情况",
        (TableColumn("教研组"), *(TableColumn(name, number=True) for name in DUTIES.values())),
        tuple(
            (one.subject_group_name or NO_GROUP, *(str(getattr(one, state)) for state in DUTIES))
            for one in told.groups
        ),
        duties,
    )


def _chart(told: PaperFigures, duties: str) -> SummaryChart:
    series = {
        name: tuple(Decimal(getattr(one, state)) for one in told.groups) for state, name in DUTIES.items()
    }
    names = tuple(one.subject_group_name or NO_GROUP for one in told.groups)
    chart = Chart(ChartKind.STACKED_LYING, "各教研组论文完成情况", "人", names, series)
    return SummaryChart("papers_by_group", chart, duties)
