"""What a summary says of young teachers 青年教师 and mentor pairs 师徒结对."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.mentoring.words import CompetitionState, LogState, MentorField, PairState, ReportLessonState
from domain.mentoring.young import YoungStanding
from domain.reports.figure import figure, link
from domain.reports.parts.wording import sentences
from domain.reports.summary import SummaryPart, SummaryTable, SummaryTerm, TableColumn

RAN = (PairState.RUNNING, PairState.ENDED)
FIELDS = {MentorField.TEACHING: "学科教学", MentorField.HOMEROOM: "班主任", MentorField.RESEARCH: "教科研"}


@dataclass(frozen=True, slots=True)
class PairLine:
    mentor: str
    outside: bool
    apprentice: str
    field: MentorField
    observations: int
    """Confirmed, either way; in the term."""

    lessons: int
    """Held."""


@dataclass(frozen=True, slots=True)
class MentoringFacts:
    young: int
    on: date
    """The day they are young on."""

    pairs: Sequence[PairLine]
    apprentices: int
    logs: int
    """Confirmed, of any pair."""

    lessons: int
    competitions: int


def mentoring_part(term: SummaryTerm, facts: MentoringFacts) -> SummaryPart:
    during = {"from_day": term.starts_on, "until_day": term.ends_on}
    ran = link("mentor-pairs", term_id=term.id, state=RAN)
    young = link("young-teachers", on=facts.on, standing=YoungStanding.YOUNG)
    return SummaryPart(
        "mentoring",
        "师徒结对与青年教师成长",
        _sentences(facts),
        (
            figure("young_teachers", "青年教师", facts.young, "人", young),
            figure("mentor_pairs", "师徒结对", len(facts.pairs), "对", ran),
            figure("apprentices", "结对的青年教师", facts.apprentices, "人", ran, distinct="apprentice_id"),
            figure(
                "mentor_logs",
                "师徒听课与指导记录",
                facts.logs,
                "次",
                link("mentor-logs", state=LogState.CONFIRMED, **during),
            ),
            figure(
                "report_lessons",
                "青年教师汇报课",
                facts.lessons,
                "节",
                link("report-lessons", state=ReportLessonState.HELD, **during),
            ),
            figure(
                "competitions",
                "业务比赛",
                facts.competitions,
                "人次",
                link("competition-entries", state=CompetitionState.CONFIRMED, **during),
            ),
        ),
        (_table(facts, ran),) if facts.pairs else (),
    )


def _sentences(facts: MentoringFacts) -> tuple[str, ...]:
    outside = sum(one.outside for one in facts.pairs)
    mentors = f"聘请校外名师{outside}人次，" if outside else ""
    done = [
        f"师徒听课与指导{facts.logs}次" if facts.logs else "",
        f"开设汇报课{facts.lessons}节" if facts.lessons else "",
        f"参加业务比赛{facts.competitions}人次" if facts.competitions else "",
    ]
    told = "，".join(one for one in done if one)
    return sentences(
        f"学校现有青年教师{facts.young}人。" if facts.young else "学校目前没有青年教师。",
        f"做好师徒结对工作，{mentors}本学期共有师徒{len(facts.pairs)}对，{facts.apprentices}位教师拜师学习。"
        if facts.pairs
        else "本学期没有师徒结对。",
        f"积极搭建成长平台：{told}。" if told else None,
    )


def _table(facts: MentoringFacts, ran: str) -> SummaryTable:
    return SummaryTable(
        "mentor_pairs",
        "师徒结对一览",
        (
            TableColumn("导师"),
            TableColumn("青年教师"),
            TableColumn("方面"),
            TableColumn("听课（次）", number=True),
            TableColumn("汇报课（节）", number=True),
        ),
        tuple(
            (
                f"{one.mentor}（校外）" if one.outside else one.mentor,
                one.apprentice,
                FIELDS[one.field],
                str(one.observations),
                str(one.lessons),
            )
            for one in facts.pairs
        ),
        ran,
    )
