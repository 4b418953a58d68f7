"""What this room's enumerations are called: (Chinese, English)."""

from collections.abc import Mapping
from enum import StrEnum

from domain.timetable.absence import AbsenceKind, AbsenceState, Route
from domain.timetable.absence_statistics import AbsencesBy
from domain.timetable.clashes import Taken
from domain.timetable.cover import CoverRule
from domain.timetable.cover_price import CoverReasonCode
from domain.timetable.covering import CoverEntryKind, CoverPlanState, CoverRowState, CoverState
from domain.timetable.effective import Cause
from domain.timetable.importing import TimetableFormat
from domain.timetable.lessons import Half, LessonKind, Weeks
from domain.timetable.missed import Arrangement
from domain.timetable.policy import TimetableRuleKey
from domain.timetable.proxies import ProxyReason
from domain.timetable.swap import SwapObstacle, SwapState
from domain.timetable.swap_offers import SwapReason

LABELS: Mapping[type[StrEnum], Mapping[str, tuple[str, str]]] = {
    LessonKind: {
        "teaching": ("上课", "Lesson"),
        "block": ("教研或会议", "Meeting"),
        "duty": ("值班", "Duty"),
    },
    Weeks: {"every": ("每周", "Every week"), "odd": ("单周", "Odd weeks"), "even": ("双周", "Even weeks")},
    Half: {"morning": ("上午", "Morning"), "afternoon": ("下午", "Afternoon")},
    TimetableFormat: {
        "grid": ("Excel 班级课表（每行一个班）", "Workbook, a row for each class"),
        "csv": ("CSV（每行一节课）", "CSV, a row for each lesson"),
        "fet": ("FET 课表 CSV", "FET's timetable CSV"),
    },
    Taken: {"teacher": ("教师", "Teacher"), "class": ("班级", "Class"), "room": ("教室", "Room")},
    Cause: {
        "swap": ("调课", "Swap"),
        "cover": ("代课", "Cover"),
        "no_cover": ("无需代课", "No cover needed"),
    },
    AbsenceKind: {
        "training": ("培训", "Training"),
        "official": ("公出", "Official"),
        "leave": ("请假", "Leave"),
    },
    AbsenceState: {"standing": ("有效", "Standing"), "cancelled": ("已取消", "Cancelled")},
    Route: {"swap": ("教师互调", "Swap"), "cover": ("教务处安排代课", "Cover by Academic Affairs")},
    Arrangement: {
        "open": ("待安排", "Open"),
        "swapped": ("已调课", "Swapped"),
        "covered": ("已安排代课", "Covered"),
        "not_needed": ("无需代课", "No cover needed"),
    },
    ProxyReason: {
        "already_proxy": ("已代理本班", "Looks after the class already"),
        "no_homeroom": ("不担任班主任", "Has no class of their own"),
        "same_grade": ("同年级", "Of the same grade"),
    },
    AbsencesBy: {
        "subject_group": ("教研组", "Subject group"),
        "grade_group": ("年级组", "Grade group"),
        "kind": ("类别", "Kind"),
        "month": ("月份", "Month"),
    },
    SwapState: {
        "proposed": ("待对方答复", "Waiting for an answer"),
        "accepted": ("已同意", "Accepted"),
        "declined": ("已谢绝", "Declined"),
        "withdrawn": ("已撤回", "Withdrawn"),
        "lapsed": ("已失效", "Lapsed"),
        "undone": ("已撤销", "Undone"),
    },
    SwapObstacle: {
        "absence_over": ("缺勤已取消", "The absence was cancelled"),
        "goes_to_cover": ("由教务处安排代课", "Academic Affairs arranges cover"),
        "deadline_passed": ("已过调课截止时间", "The time for swaps is over"),
        "not_missed": ("这节课并不缺", "The lesson is not missed"),
        "own_lesson": ("是本人的课", "Both lessons are the absent teacher's"),
        "not_teaching": ("不是上课", "Not a teaching lesson"),
        "several_teachers": ("多位教师同上", "Several teachers give it"),
        "several_classes": ("多个班同上", "Several classes attend it"),
        "another_class": ("不是同一个班", "Of another class, or another part of it"),
        "another_week": ("不在同一周", "In another week"),
        "past": ("时间已过", "Over, or begun"),
        "absentee_away": ("缺勤教师那时也不在", "The absent teacher is away then too"),
        "absentee_busy": ("缺勤教师那时有课", "The absent teacher has a lesson then"),
        "partner_away": ("对方那时不在", "The partner is away then"),
        "partner_busy": ("对方那时有课", "The partner has a lesson then"),
        "class_busy": ("班级那时有课", "The class has a lesson then"),
        "room_taken": ("教室那时被占用", "The room is taken then"),
    },
    SwapReason: {
        "same_day": ("同一天", "The same day"),
        "adjacent_day": ("相邻一天", "The day before or after"),
        "other_day": ("相隔多天", "Several days apart"),
        "same_half": ("同为上午或下午", "Stays in its half of the day"),
        "other_half": ("上下午互换", "Changes its half of the day"),
        "no_long_run": ("不增加连堂", "No long run of periods"),
        "long_run": ("连堂较多", "A long run of periods"),
        "light_day": ("当天课不多", "Not a full day"),
        "full_day": ("当天课较多", "A full day"),
        "twice_that_day": ("班级同一天上两节同科", "One subject twice on a day"),
    },
    CoverPlanState: {
        "draft": ("草案", "Draft"),
        "published": ("已发布", "Published"),
        "discarded": ("已作废", "Discarded"),
    },
    CoverRowState: {
        "assigned": ("已安排", "Assigned"),
        "unfilled": ("未能安排", "Unfilled"),
        "not_needed": ("无需代课", "No cover needed"),
    },
    CoverState: {
        "asked": ("待答复", "Asked"),
        "standing": ("有效", "Standing"),
        "declined": ("已谢绝", "Declined"),
        "released": ("已解除", "Released"),
    },
    CoverRule: {
        "excluded": ("学校不安排代课", "Left out by the school"),
        "away": ("本人缺勤", "Away"),
        "teaching": ("有课", "Teaching"),
        "on_duty": ("有会议或值班", "At a meeting or on duty"),
        "not_qualified": ("缺少所需证书", "Lacks the qualification"),
        "covers_another": ("同时段代另一节课", "Covers another lesson then"),
        "daily_covers": ("超过每天代课上限", "Too much cover that day"),
        "daily_lessons": ("超过每天上课上限", "Too many lessons that day"),
        "weekly_covers": ("超过每周代课上限", "Too much cover that week"),
        "locked": ("该节已锁定", "The row is locked"),
        "left_out": ("可代课，未安排", "Free, but left out"),
    },
    CoverReasonCode: {
        "same_subject": ("同学科", "Same subject"),
        "same_subject_group": ("同教研组", "Same subject group"),
        "other_subject": ("学科不同", "Another subject"),
        "teaches_class": ("任教本班", "Teaches the class"),
        "other_class": ("不任教本班", "Does not teach the class"),
        "same_grade": ("同年级", "Same grade"),
        "other_grade": ("不在本年级", "Not of the grade"),
        "same_cover_teacher": ("同一位代课教师", "Same cover teacher"),
        "further_cover_teacher": ("又一位代课教师", "One more cover teacher"),
        "keeps_adjacent": ("连堂不换人", "Keeps adjacent lessons together"),
        "changes_adjacent": ("连堂换人", "Changes between adjacent lessons"),
        "long_run": ("连续上课过长", "Too long without a break"),
        "ahead": ("代课多于被代课", "Has given more than taken"),
        "more": ("本安排中已有代课", "Has rows of this plan already"),
    },
    CoverEntryKind: {"given": ("代课", "Given"), "taken": ("被代课", "Taken")},
    TimetableRuleKey: {
        "cover_from_days": ("满几天由教务处安排代课", "School days from which lessons are covered"),
        "swap_deadline_days": ("调课截止提前天数", "School days before an absence by which to swap"),
        "cover_daily_cap": ("每天代课上限", "Most cover in a day"),
        "cover_weekly_cap": ("每周代课上限", "Most cover in a week"),
        "lesson_daily_cap": ("每天上课上限", "Most lessons in a day"),
        "longest_run": ("连续上课节数上限", "Longest run of periods"),
        "cover_answer": ("代课须本人答复", "Cover waits for an answer"),
        "weight_subject": ("权重：学科不同", "Weight: another subject"),
        "weight_class": ("权重：不任教本班", "Weight: does not teach the class"),
        "weight_grade": ("权重：不在本年级", "Weight: not of the grade"),
        "weight_continuity": ("权重：换人", "Weight: changes of cover teacher"),
        "weight_run": ("权重：连堂", "Weight: long runs"),
        "weight_balance": ("权重：均衡", "Weight: balance"),
        "rate_teaching": ("代课费（分/节）", "Pay for a lesson, fen"),
        "rate_duty": ("代值班费（分/次）", "Pay for a duty, fen"),
        "points_teaching": ("代课计点", "Points for a lesson"),
        "points_duty": ("代值班计点", "Points for a duty"),
    },
}
