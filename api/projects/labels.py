"""What this room's enumerations are called: (Chinese, English)."""

from collections.abc import Mapping
from enum import StrEnum

from domain.projects.project import ProjectKind, ProjectState

LABELS: Mapping[type[StrEnum], Mapping[str, tuple[str, str]]] = {
    ProjectKind: {
        "lesson_study": ("课例研讨", "Lesson study"),
        "exam_analysis": ("试卷分析课", "Exam analysis"),
        "seminar": ("专题研讨", "Seminar"),
        "other": ("其他", "Other"),
    },
    ProjectState: {
        "open": ("进行中", "Open"),
        "closed": ("已结项", "Closed"),
        "cancelled": ("已取消", "Cancelled"),
    },
}
