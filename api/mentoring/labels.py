"""What this room's enumerations are called: (Chinese, English)."""

from collections.abc import Mapping
from enum import StrEnum

from domain.mentoring.growth import GrowthStepKind
from domain.mentoring.policy import MentoringRuleKey
from domain.mentoring.targets import TargetKey
from domain.mentoring.words import (
    CompetitionState,
    EvaluationState,
    GrowthTitleKind,
    LogField,
    LogKind,
    LogMark,
    LogState,
    MentorField,
    PairGrade,
    PairSide,
    PairState,
    ReportLessonState,
)
from domain.mentoring.young import YoungStanding

LABELS: Mapping[type[StrEnum], Mapping[str, tuple[str, str]]] = {
    MentorField: {
        "teaching": ("学科教学", "Teaching"),
        "homeroom": ("班主任", "Homeroom"),
        "research": ("教科研", "Research"),
    },
    PairState: {
        "proposed": ("待签约", "Proposed"),
        "signed": ("已签约", "Signed"),
        "running": ("进行中", "Running"),
        "ended": ("期满", "Ended"),
        "dissolved": ("已解除", "Dissolved"),
    },
    PairSide: {
        "mentor": ("师父", "Mentor"),
        "apprentice": ("徒弟", "Apprentice"),
        "office": ("教科室", "Office"),
    },
    LogField: {
        "ethics": ("师德规范", "Professional ethics"),
        "theory": ("理论学习", "Theory"),
        "teaching": ("教学工作", "Teaching"),
        "homeroom": ("班主任工作", "Homeroom work"),
        "research": ("教育科研", "Educational research"),
    },
    LogKind: {
        "mentor_observes": ("师父听课", "Mentor observed a lesson"),
        "apprentice_observes": ("徒弟听课", "Apprentice observed a lesson"),
        "talk": ("谈话指导", "Talk"),
        "reading": ("读书学习", "Reading"),
        "report_lesson": ("汇报课", "Report lesson"),
        "open_lesson": ("公开课", "Open lesson"),
        "other": ("其他", "Other"),
    },
    LogState: {
        "entered": ("待确认", "To be confirmed"),
        "confirmed": ("已确认", "Confirmed"),
        "voided": ("已作废", "Voided"),
    },
    LogMark: {"confirmed": ("确认", "Confirmed"), "voided": ("作废", "Voided")},
    ReportLessonState: {
        "planned": ("已安排", "Planned"),
        "held": ("已上", "Held"),
        "cancelled": ("已取消", "Cancelled"),
    },
    EvaluationState: {"open": ("待评定", "Open"), "graded": ("已评定", "Graded")},
    PairGrade: {
        "excellent": ("优秀", "Excellent"),
        "passed": ("合格", "Passed"),
        "failed": ("不合格", "Not passed"),
    },
    CompetitionState: {
        "reported": ("已申报", "Reported"),
        "confirmed": ("已确认", "Confirmed"),
        "voided": ("已作废", "Voided"),
    },
    GrowthStepKind: {
        "hired": ("入职", "Hired"),
        "pair_begun": ("师徒结对", "Pair begun"),
        "report_lesson": ("汇报课", "Report lesson"),
        "competition": ("业务比赛", "Competition"),
        "evaluation": ("学期考核", "Evaluation"),
        "pair_closed": ("结对期满或解除", "Pair closed"),
        "title": ("获得称号", "Title"),
    },
    YoungStanding: {
        "young": ("青年教师", "Young"),
        "not_young": ("非青年教师", "Not young"),
        "unknown": ("日期不全，无法判断", "Unknown"),
    },
    TargetKey: {
        "mentor_observes": ("师父听课", "Lessons the mentor observes"),
        "apprentice_observes": ("徒弟听课", "Lessons the apprentice observes"),
        "report_lessons": ("汇报课", "Report lessons"),
        "ethics_logs": ("师德规范记录", "Log entries on ethics"),
        "theory_logs": ("理论学习记录", "Log entries on theory"),
        "teaching_logs": ("教学工作记录", "Log entries on teaching"),
        "homeroom_logs": ("班主任工作记录", "Log entries on homeroom work"),
        "research_logs": ("教育科研记录", "Log entries on research"),
    },
    GrowthTitleKind: {
        "rising_star": ("教坛新秀", "Rising star"),
        "backbone": ("骨干教师", "Backbone teacher"),
        "subject_leader": ("学科带头人", "Subject leader"),
        "master": ("名师", "Master teacher"),
    },
    MentoringRuleKey: {
        "young_age": ("青年教师年龄上限（周岁）", "Greatest age of a young teacher"),
        "young_service_years": ("青年教师教龄上限（年）", "Years of service of a young teacher, at most"),
        "mentor_service_years": ("师父教龄下限（年）", "Years of service of a mentor, at least"),
        "mentor_titles": ("可任师父的职称", "Professional titles of a mentor"),
        "mentor_capacity": ("每位师父同时带徒上限", "Apprentices of a mentor at once"),
        "mentor_observes": ("师父每学期听课节数", "Lessons the mentor observes, a term"),
        "apprentice_observes": ("徒弟每学期听课节数", "Lessons the apprentice observes, a term"),
        "report_lessons": ("每学期汇报课节数", "Report lessons, a term"),
        "ethics_logs": ("每学期师德规范记录", "Log entries on ethics, a term"),
        "theory_logs": ("每学期理论学习记录", "Log entries on theory, a term"),
        "teaching_logs": ("每学期教学工作记录", "Log entries on teaching, a term"),
        "homeroom_logs": ("每学期班主任工作记录", "Log entries on homeroom work, a term"),
        "research_logs": ("每学期教育科研记录", "Log entries on research, a term"),
        "behind_from_days": (
            "学期结束前多少天提醒",
            "Days before a term's end pairs are reminded",
        ),
    },
}
