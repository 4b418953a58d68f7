"""A school-based training project 校本研修项目: a term's, with its leader, month and members (MISSION §5)."""

from enum import StrEnum

from domain.lifecycle import Lifecycle


class ProjectKind(StrEnum):
    LESSON_STUDY = "lesson_study"
    """课例研讨: lessons shown and discussed."""

    EXAM_ANALYSIS = "exam_analysis"
    """试卷分析课."""

    SEMINAR = "seminar"
    """专题研讨: a topic, plans and cases discussed."""

    OTHER = "other"


class ProjectState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


LIFECYCLE: Lifecycle[ProjectState] = {
    ProjectState.OPEN: {
        "update": ProjectState.OPEN,
        "close": ProjectState.CLOSED,
        "cancel": ProjectState.CANCELLED,
    },
    ProjectState.CLOSED: {"reopen": ProjectState.OPEN},
    ProjectState.CANCELLED: {},
}
