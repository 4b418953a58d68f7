"""What a summary says of teachers' training: trainings done, credits, notices, duties."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.notices.notice import NoticeState
from domain.people.teacher import TeacherStatus
from domain.reports.chart import Chart, ChartKind
from domain.reports.figure import figure, link
from domain.reports.parts.wording import listed, per_cent, said, sentences
from domain.reports.summary import SummaryChart, SummaryPart, SummaryTable, SummaryTerm, TableColumn
from domain.training.catalogue import CourseKind, SessionState
from domain.training.credit import AwardState
from domain.training.duty import DutyState
from domain.training.enrolment import EnrolmentState
from domain.training.standing import StandingState

HELD = (SessionState.OPEN, SessionState.CLOSED, SessionState.COMPLETED)
KINDS = {
    CourseKind.SHORT: "短期培训",
    CourseKind.LONG_90: "90学时培训",
    CourseKind.ONLINE: "网络培训",
    CourseKind.SCHOOL_BASED: "校本研修",
}
STATES = {
    StandingState.MET: "已达标",
    StandingState.ON_TRACK: "预计达标",
    StandingState.AT_RISK: "有缺口",
    StandingState.BEHIND: "落后",
    StandingState.EXEMPT: "免修",
}
OWED = (DutyState.OPEN, DutyState.HANDED_IN, DutyState.RETURNED, DutyState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class GroupStates:
    """How the teachers of a subject group stand; of those in none too."""

    name: str
    states: dict[StandingState, int]

    def of(self, state: StandingState) -> int:
        return self.states.get(state, 0)

    @property
    def teachers(self) -> int:
        return sum(self.states.values())


@dataclass(frozen=True, slots=True)
class TrainingFacts:
    active: int
    sessions: int
    passed: dict[CourseKind, int]
    teachers: int
    credits: Decimal
    duties: int
    accepted: int
    notices: int
    groups: Sequence[GroupStates]

    def standing(self, state: StandingState) -> int:
        return sum(one.of(state) for one in self.groups)


def training_part(term: SummaryTerm, facts: TrainingFacts) -> SummaryPart:
    during = {"starts_from": term.begins, "starts_to": term.over}
    passed = {"state": EnrolmentState.PASSED, **during}
    due = {"due_from": term.starts_on, "due_to": term.until}
    year = term.school_year
    return SummaryPart(
        "training",
        "教师培训与学分",
        _sentences(term, facts),
        (
            figure("teachers", "在职教师", facts.active, "人", link("teachers", status=TeacherStatus.ACTIVE)),
            figure(
                "training_sessions",
                "本学期培训班次",
                facts.sessions,
                "班次",
                link("training-sessions", state=HELD, **during),
            ),
            *(
                figure(
                    f"passed_{kind}",
                    f"完成{name}",
                    facts.passed.get(kind, 0),
                    "人次",
                    link("enrolments", course_kind=kind, **passed),
                )
                for kind, name in KINDS.items()
            ),
            figure(
                "trained_teachers",
                "完成培训的教师",
                facts.teachers,
                "人",
                link("enrolments", **passed),
                distinct="teacher_id",
            ),
            figure(
                "credits_confirmed",
                "本学年已确认学分",
                facts.credits,
                "学分",
                link("credit-awards", school_year=year, state=AwardState.CONFIRMED),
                sum_of="credits",
            ),
            *(
                figure(
                    f"standing_{state}",
                    f"学年学分{name}",
                    facts.standing(state),
                    "人",
                    link("credit-standings", school_year=year, state=state),
                )
                for state, name in STATES.items()
            ),
            figure("duties_due", "到期培训作业", facts.duties, "件", link("duties", state=OWED, **due)),
            figure(
                "duties_accepted",
                "已通过培训作业",
                facts.accepted,
                "件",
                link("duties", state=DutyState.ACCEPTED, **due),
            ),
            figure(
                "notices_issued",
                "本学年四联培训通知",
                facts.notices,
                "份",
                link("notices", school_year=year, state=NoticeState.ISSUED),
            ),
        ),
        (_table(term, facts),),
        (_chart(term, facts),) if facts.groups else (),
    )


def _sentences(term: SummaryTerm, facts: TrainingFacts) -> tuple[str, ...]:
    everybody = sum(one.teachers for one in facts.groups)
    met = facts.standing(StandingState.MET)
    kinds = listed({name: facts.passed.get(kind, 0) for kind, name in KINDS.items()}, "人次")
    return sentences(
        f"本学期共有培训{facts.sessions}班次，{facts.teachers}位教师完成了培训，其中{kinds}。"
        if facts.teachers
        else "本学期尚无教师完成培训。",
        f"{term.school_year}学年全校已确认学分{said(facts.credits)}分；参加考核的{everybody}位教师中，"
        f"{met}位已完成学年学分任务，占{per_cent(met, everybody)}。"
        if everybody
        else None,
        f"教科室落实培训通知，本学年下发四联培训通知{facts.notices}份。" if facts.notices else None,
        f"本学期到期的培训记录、心得体会与学习成果共{facts.duties}件，已审核通过{facts.accepted}件。"
        if facts.duties
        else None,
    )


def _table(term: SummaryTerm, facts: TrainingFacts) -> SummaryTable:
    return SummaryTable(
        "credit_by_group",
        "各教研组学分达成情况",
        (
            TableColumn("教研组"),
            TableColumn("教师", number=True),
            *(TableColumn(name, number=True) for name in STATES.values()),
        ),
        tuple(
            (one.name, str(one.teachers), *(str(one.of(state)) for state in STATES)) for one in facts.groups
        ),
        link("credit-standings", school_year=term.school_year),
    )


def _chart(term: SummaryTerm, facts: TrainingFacts) -> SummaryChart:
    series = {name: tuple(Decimal(one.of(state)) for one in facts.groups) for state, name in STATES.items()}
    chart = Chart(
        ChartKind.STACKED_LYING,
        "各教研组学分达成情况",
        "人",
        tuple(one.name for one in facts.groups),
        series,
    )
    return SummaryChart("credit_by_group", chart, link("credit-standings", school_year=term.school_year))
