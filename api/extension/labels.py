"""What this room's enumerations are called: (Chinese, English)."""

from collections.abc import Mapping
from enum import StrEnum

from domain.extension.clashes import ExtensionClashKind
from domain.extension.course import ExtensionKind, ExtensionLack, ExtensionState
from domain.extension.deciding import ExtensionVerdict
from domain.extension.gaps import ExtensionGap, ExtensionRunState
from domain.extension.materials import ExtensionMaterialKind
from domain.extension.policy import ExtensionRuleKey
from domain.extension.share import ShareStanding

LABELS: Mapping[type[StrEnum], Mapping[str, tuple[str, str]]] = {
    ExtensionKind: {
        "knowledge": ("知识拓展", "Knowledge"),
        "arts_sports": ("体艺特长", "Arts and sports"),
        "practice": ("实践活动", "Practice"),
    },
    ExtensionState: {
        "draft": ("草稿", "Draft"),
        "applied": ("已申报", "Applied for"),
        "returned": ("已退回", "Returned"),
        "approved": ("已批准", "Approved"),
        "rejected": ("未批准", "Rejected"),
        "withdrawn": ("已撤回", "Withdrawn"),
        "running": ("开设中", "Running"),
        "closed": ("已结课", "Closed"),
    },
    ExtensionVerdict: {
        "approved": ("批准", "Approved"),
        "returned": ("退回修改", "Returned"),
        "rejected": ("不批准", "Rejected"),
    },
    ExtensionRunState: {"running": ("开设中", "Running"), "closed": ("已结课", "Closed")},
    ExtensionMaterialKind: {
        "outline": ("课程纲要", "Outline"),
        "textbook": ("教材", "Textbook"),
        "lesson_plan": ("教案", "Lesson plan"),
        "report": ("课程总结", "Report"),
    },
    ExtensionLack: {
        "outline": ("课程纲要", "the outline"),
        "grades": ("对象年级", "the grades it is for"),
        "slots": ("上课时间", "its periods"),
    },
    ExtensionGap: {
        "no_textbook": ("缺教材", "No textbook"),
        "without_plan": ("已上课缺教案", "Taught without a lesson plan"),
        "never_taught": ("有教案未上课", "Lesson plan never taught"),
        "not_held": ("计划课时未上", "Planned and not held"),
    },
    ExtensionClashKind: {
        "teacher_lesson": ("教师有课", "A teacher has a lesson"),
        "room_lesson": ("教室有课", "The room has a lesson"),
        "teacher_course": ("教师有其他拓展课", "A teacher has another course"),
        "room_course": ("教室有其他拓展课", "The room has another course"),
    },
    ShareStanding: {
        "below": ("低于要求", "Below"),
        "within": ("符合要求", "Within"),
        "above": ("高于要求", "Above"),
        "unknown": ("无课表", "No timetable"),
    },
    ExtensionRuleKey: {
        "share_least": ("周课时占比下限", "Least share of weekly periods"),
        "share_most": ("周课时占比上限", "Greatest share of weekly periods"),
        "plan_after_days": ("课后几天催交教案", "Days after a session its plan is asked for"),
        "closing_before_days": ("学期结束前几天提醒结课", "Days before the term's end closing is asked for"),
    },
}
