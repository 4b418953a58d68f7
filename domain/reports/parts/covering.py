"""What a summary says of absences for training and who looked after the lessons: cover given and taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.reports.chart import Chart, ChartKind
from domain.reports.figure import figure, link
from domain.reports.parts.wording import said, sentences
from domain.reports.summary import SummaryChart, SummaryPart, SummaryTable, SummaryTerm, TableColumn
from domain.timetable.absence import AbsenceKind, AbsenceState
from domain.timetable.covering import CoverEntryKind
from domain.timetable.swap import SwapState

MOST_BARS = 20
"""Teachers in the chart; the table has all."""


@dataclass(frozen=True, slots=True)
class TeacherCover:
    name: str
    given: Decimal
    taken: Decimal


@dataclass(frozen=True, slots=True)
class CoverFacts:
    absences: int
    swaps: int
    proxies: int
    teachers: Sequence[TeacherCover]
    """The most given first."""

    @property
    def lessons(self) -> Decimal:
        return sum((one.given for one in self.teachers), Decimal(0))


def cover_part(term: SummaryTerm, facts: CoverFacts) -> SummaryPart:
    given = link("cover-entries", term_id=term.id, kind=CoverEntryKind.GIVEN)
    away = {"away_from": term.begins, "away_to": term.over}
    absences = link("absences", state=AbsenceState.STANDING, kind=AbsenceKind.TRAINING, **away)
    swaps = link("swaps", state=SwapState.ACCEPTED, lesson_from=term.starts_on, lesson_to=term.until)
    proxies = link("homeroom-proxies", day_from=term.starts_on, day_to=term.until)
    return SummaryPart(
        "cover",
        "调课、代课与班主任代理",
        _sentences(facts),
        (
            figure("training_absences", "外出培训", facts.absences, "人次", absences),
            figure("swaps", "协商调课", facts.swaps, "次", swaps),
            figure("cover_lessons", "代课", facts.lessons, "节", given, sum_of="lessons"),
            figure("homeroom_proxies", "班主任代理", facts.proxies, "班次", proxies),
        ),
        (_table(term, facts.teachers),) if facts.teachers else (),
        (_chart(term, facts.teachers[:MOST_BARS]),) if facts.teachers else (),
    )


def _sentences(facts: CoverFacts) -> tuple[str, ...]:
    done = [
        f"搭班教师之间协商调课{facts.swaps}次" if facts.swaps else "",
        f"教务处统一安排代课{said(facts.lessons)}节" if facts.lessons else "",
        f"安排班主任工作代理{facts.proxies}班次" if facts.proxies else "",
    ]
    handled = "，".join(one for one in done if one)
    return sentences(
        f"本学期教师外出参加培训{facts.absences}人次。" if facts.absences else "本学期没有教师因培训离校。",
        f"为使教师培训和教育教学工作两不误，{handled}。" if handled else None,
    )


def _table(term: SummaryTerm, teachers: Sequence[TeacherCover]) -> SummaryTable:
    return SummaryTable(
        "cover_by_teacher",
        "代课与被代课节数",
        (
            TableColumn("教师"),
            TableColumn("代课（节）", number=True),
            TableColumn("被代课（节）", number=True),
        ),
        tuple((one.name, said(one.given), said(one.taken)) for one in teachers),
        link("cover-standings", term_id=term.id),
    )


def _chart(term: SummaryTerm, teachers: Sequence[TeacherCover]) -> SummaryChart:
    series = {
        "代课": tuple(one.given for one in teachers),
        "被代课": tuple(one.taken for one in teachers),
    }
    chart = Chart(ChartKind.LYING_BARS, "代课与被代课节数", "节", tuple(one.name for one in teachers), series)
    return SummaryChart("cover_by_teacher", chart, link("cover-standings", term_id=term.id))
