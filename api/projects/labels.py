"""What this room's enumerations are called: (Chinese, English)."""

from collections.abc import Mapping
from enum import StrEnum

from domain.projects.evaluation import EvaluationQuestion
from domain.projects.homework import HomeworkState
from domain.projects.materials import MaterialKind, MaterialState, MaterialVerdict
from domain.projects.outcome import OutcomeReason
from domain.projects.policy import ProjectRuleKey
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
    MaterialKind: {
        "plan": ("方案", "Plan"),
        "sign_in_sheet": ("签到表", "Sign-in sheet"),
        "record": ("记录", "Record"),
        "report": ("报道", "Report"),
        "homework": ("教师作业", "Homework"),
        "evaluation_form": ("评价表", "Evaluation form"),
    },
    MaterialState: {
        "missing": ("未交", "Missing"),
        "handed_in": ("已交", "Handed in"),
        "returned": ("已退回", "Returned"),
        "accepted": ("已通过", "Accepted"),
    },
    MaterialVerdict: {"accepted": ("通过", "Accepted"), "returned": ("退回", "Returned")},
    HomeworkState: {
        "handed_in": ("已交", "Handed in"),
        "returned": ("已退回", "Returned"),
        "accepted": ("已通过", "Accepted"),
    },
    EvaluationQuestion: {
        "content": ("内容切合教学需要", "The content answers what teachers need"),
        "presenters": ("主讲准备充分、讲解清楚", "The presenters were prepared and clear"),
        "organisation": ("组织有序、时间合适", "Well organised, and at a good time"),
        "use": ("对自己的课堂有帮助", "Of use in my classroom"),
    },
    OutcomeReason: {
        "not_expected": ("未参加任何活动", "At none of the activities"),
        "excused_from_all": ("全部请假", "Excused from all"),
        "absent": ("缺勤", "Absent"),
        "homework_missing": ("未交作业", "No homework"),
        "homework_not_accepted": ("作业未通过", "Homework not accepted"),
    },
    ProjectRuleKey: {
        "attendance_share": ("须出勤的活动比例", "Part of the activities to attend"),
        "late_worth": ("迟到的考勤折算", "What coming late is worth"),
        "weight_attendance": ("过程考核：考勤权重", "Process: weight of attendance"),
        "weight_evaluation": ("过程考核：评价权重", "Process: weight of evaluating"),
        "weight_process": ("总评：过程权重", "Total: weight of the process"),
        "weight_effect": ("总评：效果权重", "Total: weight of the effect"),
    },
}
