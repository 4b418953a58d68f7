"""What a summary says of school-based training 校本研修: its projects, their activities, who came."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.activities.activity import ActivityState, OwnerKind
from domain.projects.materials import MaterialKind
from domain.projects.project import ProjectState
from domain.reports.figure import figure, link
from domain.reports.parts.wording import per_cent, sentences, titles
from domain.reports.summary import SummaryPart, SummaryTable, SummaryTerm, TableColumn

RAN = (ProjectState.OPEN, ProjectState.CLOSED)
STATES = {ProjectState.OPEN: "进行中", ProjectState.CLOSED: "已结项"}


@dataclass(frozen=True, slots=True)
class ProjectLine:
    title: str
    month: int
    leader: str
    state: ProjectState
    members: int
    activities: int
    """Held or to come."""

    expected: int
    """Places at those whose sign-in is closed."""

    attended: int
    accepted: int
    """Of the six materials."""


@dataclass(frozen=True, slots=True)
class StudyFacts:
    projects: Sequence[ProjectLine]
    """By month."""

    activities: int
    """Of any project, in the days of the term."""


def study_part(term: SummaryTerm, facts: StudyFacts) -> SummaryPart:
    closed = [one for one in facts.projects if one.state is ProjectState.CLOSED]
    ran = link("projects", term_id=term.id, state=RAN)
    activities = link(
        "activities",
        owner_kind=OwnerKind.PROJECT,
        state=ActivityState.PLANNED,
        starts_from=term.begins,
        starts_to=term.over,
    )
    return SummaryPart(
        "study",
        "校本研修项目",
        _sentences(facts, len(closed)),
        (
            figure("projects", "校本研修项目", len(facts.projects), "项", ran),
            figure(
                "projects_closed",
                "已结项的项目",
                len(closed),
                "项",
                link("projects", term_id=term.id, state=ProjectState.CLOSED),
            ),
            figure(
                "project_members",
                "参加校本研修",
                sum(one.members for one in facts.projects),
                "人次",
                ran,
                sum_of="members",
            ),
            figure("project_activities", "校本研修活动", facts.activities, "次", activities),
        ),
        (_table(facts, ran),) if facts.projects else (),
    )


def _sentences(facts: StudyFacts, closed: int) -> tuple[str, ...]:
    if not facts.projects:
        return ("本学期尚未开展校本研修项目。",)
    expected = sum(one.expected for one in facts.projects)
    attended = sum(one.attended for one in facts.projects)
    complete = sum(one.accepted == len(MaterialKind) for one in facts.projects)
    return sentences(
        f"本学期精心选择校本研修项目{len(facts.projects)}项："
        f"{titles([one.title for one in facts.projects])}，其中{closed}项已结项。",
        f"共安排研修活动{facts.activities}次，已结束的活动应到{expected}人次，实到{attended}人次，"
        f"到会率{per_cent(attended, expected)}。"
        if expected
        else f"共安排研修活动{facts.activities}次。",
        f"“六个一”材料齐全的项目{complete}项。" if complete else None,
    )


def _table(facts: StudyFacts, ran: str) -> SummaryTable:
    return SummaryTable(
        "projects",
        "校本研修项目一览",
        (
            TableColumn("项目"),
            TableColumn("月份", number=True),
            TableColumn("负责人"),
            TableColumn("成员", number=True),
            TableColumn("活动", number=True),
            TableColumn("到会率"),
            TableColumn("六个一", number=True),
            TableColumn("状态"),
        ),
        tuple(
            (
                one.title,
                str(one.month),
                one.leader,
                str(one.members),
                str(one.activities),
                per_cent(one.attended, one.expected),
                str(one.accepted),
                STATES[one.state],
            )
            for one in facts.projects
        ),
        ran,
    )
