"""What a summary says of research topics 课题."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.reports.figure import figure, link
from domain.reports.parts.wording import listed, sentences, titles
from domain.reports.summary import SummaryPart, SummaryTable, SummaryTerm, TableColumn
from domain.topics.lifecycle import TopicState
from domain.works.work import WorkLevel

LEVELS: Mapping[WorkLevel, str] = {
    WorkLevel.SCHOOL: "校级",
    WorkLevel.COUNTY: "县级",
    WorkLevel.CITY: "市级",
    WorkLevel.PROVINCE: "省级",
    WorkLevel.NATION: "国家级",
}
STATES = {
    TopicState.APPROVED: "已立项",
    TopicState.OPENED: "已开题",
    TopicState.MIDTERM: "已中期",
    TopicState.CONCLUDED: "已结题",
    TopicState.TERMINATED: "已撤项",
}


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A topic that ran in the term."""

    title: str
    leader: str
    level: WorkLevel
    state: TopicState
    begun: bool
    """In the term, not before."""

    overdue: bool


def topic_part(term: SummaryTerm, topics: Sequence[TopicLine]) -> SummaryPart:
    ran = link("topics", term_id=term.id)
    return SummaryPart(
        "topics",
        "课题研究",
        _sentences(topics),
        (
            figure("topics_running", "在研课题", len(topics), "项", ran),
            *(
                figure(
                    f"topics_{level}",
                    f"{name}课题",
                    sum(one.level is level for one in topics),
                    "项",
                    link("topics", term_id=term.id, level=level),
                )
                for level, name in LEVELS.items()
            ),
            figure(
                "topics_approved",
                "本学期立项",
                sum(one.begun for one in topics),
                "项",
                link("topics", approved_from=term.starts_on, approved_to=term.until),
            ),
            figure(
                "topics_concluded",
                "已结题",
                sum(one.state is TopicState.CONCLUDED for one in topics),
                "项",
                link("topics", term_id=term.id, state=TopicState.CONCLUDED),
            ),
            figure(
                "topics_overdue",
                "逾期未交材料的课题",
                sum(one.overdue for one in topics),
                "项",
                link("topics", term_id=term.id, overdue=True),
            ),
        ),
        (_table(topics, ran),) if topics else (),
    )


def _sentences(topics: Sequence[TopicLine]) -> tuple[str, ...]:
    if not topics:
        return ("本学期没有在研课题。",)
    levels = listed({name: sum(one.level is level for one in topics) for level, name in LEVELS.items()}, "项")
    begun = [one.title for one in topics if one.begun]
    done = [one.title for one in topics if one.state is TopicState.CONCLUDED]
    late = sum(one.overdue for one in topics)
    return sentences(
        f"本学期在研课题{len(topics)}项（{levels}）。",
        f"新立项{len(begun)}项：{titles(begun)}。" if begun else None,
        f"已结题{len(done)}项：{titles(done)}。" if done else None,
        f"尚有{late}项课题未按期提交材料，教科室将继续督促。" if late else None,
    )


def _table(topics: Sequence[TopicLine], ran: str) -> SummaryTable:
    return SummaryTable(
        "topics",
        "在研课题一览",
        (TableColumn("课题"), TableColumn("负责人"), TableColumn("级别"), TableColumn("进展")),
        tuple((one.title, one.leader, LEVELS[one.level], STATES[one.state]) for one in topics),
        ran,
    )
