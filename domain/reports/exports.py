"""Lists taken out of the system 导出: which there are, who takes which, and what narrows them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from domain.activities.activity import OwnerKind
from domain.activities.attendance import AttendanceState, AttendedHow
from domain.errors import Forbidden, RuleViolation
from domain.identity.access import Caller, reach
from domain.identity.actions import Action, Scope
from domain.people.calendar import SchoolYearSpan, SchoolYearUnknown
from domain.reconciliation.comparing import DifferenceKind
from domain.reconciliation.line import ReconciliationState
from domain.reports.listing import Column, day, decimal, fen, text, time, whole, word
from domain.timetable.covering import CoverEntryKind
from domain.timetable.effective import Cause
from domain.timetable.lessons import LessonKind
from domain.training.catalogue import CourseKind
from domain.training.credit import Account, AwardState, EntryKind
from domain.training.enrolment import EnrolmentState
from domain.training.standing import StandingState

MOST_ROWS = 1_000_000
"""A sheet of a workbook ends at 1,048,576 lines."""


class Dataset(StrEnum):
    CREDIT_ENTRIES = "credit_entries"
    CREDIT_STANDINGS = "credit_standings"
    ENROLMENTS = "enrolments"
    ATTENDANCES = "attendances"
    COVER_ENTRIES = "cover_entries"
    CHANGED_LESSONS = "changed_lessons"
    CREDIT_RECONCILIATION_LINES = "credit_reconciliation_lines"


class ExportFormat(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"


class ExportTooLong(RuleViolation):
    """More rows than a workbook's sheet takes; facts: `rows`, `limit`."""

    code = "export_too_long"


class ExportYearMissing(RuleViolation):
    """The list is one of a school year, and none is named."""

    code = "export_year_missing"


class ExportDaysReversed(RuleViolation):
    """No day lies between the first and the day after the last."""

    code = "export_days_reversed"


class ExportWithoutDays(RuleViolation):
    """The list is of a school year's end, and no days narrow it."""

    code = "export_without_days"


@dataclass(frozen=True, slots=True)
class Listing:
    title: str
    """Of the sheet and the file."""

    reading: Action
    """Who reads the whole school's takes it out."""

    columns: tuple[Column, ...]
    of_a_year: bool = False
    """Whether it is of one school year, which must be named, and knows no days."""

    @property
    def keeps_year(self) -> bool:
        """Whether each row says its school year; where not, a year asked for is its days."""
        return any(column.name == "school_year" for column in self.columns)


@dataclass(frozen=True, slots=True)
class ExportAsked:
    dataset: Dataset
    format: ExportFormat = ExportFormat.XLSX
    school_year: int | None = None
    day_from: date | None = None
    day_to: date | None = None
    """The day after the last."""

    teacher_ids: tuple[UUID, ...] = ()
    byte_order_mark: bool = True
    """Of a CSV: what spreadsheets on Windows know UTF-8 by."""

    @property
    def listing(self) -> Listing:
        return LISTINGS[self.dataset]


_WHO = (text("employee_no", "工号"), text("name", "姓名", 10))

LISTINGS: Mapping[Dataset, Listing] = {
    Dataset.CREDIT_ENTRIES: Listing(
        "学分台账",
        Action.CREDIT_READ,
        (
            whole("school_year", "学年"),
            *_WHO,
            word("category", "类别", CourseKind),
            text("title", "项目", 36),
            word("account", "账户", Account),
            word("kind", "分录", EntryKind),
            decimal("credits", "学分"),
            decimal("hours", "学时"),
            text("reason", "事由", 24),
            time("earned_at", "取得时间"),
            time("entered_at", "登记时间"),
        ),
    ),
    Dataset.CREDIT_STANDINGS: Listing(
        "学分达成",
        Action.CREDIT_READ,
        (
            whole("school_year", "学年"),
            *_WHO,
            text("subject_group", "教研组"),
            text("grade_group", "年级组"),
            decimal("target", "应修学分"),
            decimal("confirmed", "已确认"),
            decimal("provisional", "预计"),
            decimal("planned", "已选未修"),
            decimal("counted", "计入学分"),
            decimal("owed", "尚缺学分"),
            word("state", "达成情况", StandingState),
        ),
        of_a_year=True,
    ),
    Dataset.ENROLMENTS: Listing(
        "选课与成绩",
        Action.ENROLMENT_READ,
        (
            whole("school_year", "学年"),
            *_WHO,
            text("course_code", "课程编号"),
            text("course", "课程", 36),
            word("category", "类别", CourseKind),
            text("session_code", "班次"),
            time("starts_at", "开始"),
            time("ends_at", "结束"),
            word("state", "状态", EnrolmentState),
            time("enrolled_at", "选课时间"),
            decimal("planned_credits", "课程学分"),
            decimal("absent_days", "缺勤天数"),
            decimal("credits", "所得学分"),
            word("award_state", "学分状态", AwardState),
            text("remark", "备注", 24),
        ),
    ),
    Dataset.ATTENDANCES: Listing(
        "研修考勤",
        Action.ATTENDANCE_READ,
        (
            time("starts_at", "开始"),
            time("ends_at", "结束"),
            text("activity", "活动", 30),
            word("owner_kind", "所属", OwnerKind),
            text("owner", "项目或主题", 30),
            text("place", "地点"),
            decimal("hours", "学时"),
            *_WHO,
            word("state", "考勤", AttendanceState),
            word("how", "方式", AttendedHow),
            time("at", "登记时间"),
        ),
    ),
    Dataset.COVER_ENTRIES: Listing(
        "代课明细",
        Action.COVER_PAY_READ,
        (
            whole("school_year", "学年"),
            whole("term", "学期"),
            day("day", "日期"),
            *_WHO,
            word("kind", "类别", CoverEntryKind),
            word("lesson_kind", "课型", LessonKind),
            text("subject", "学科"),
            decimal("lessons", "节数"),
            fen("amount_fen", "金额（元）"),
            decimal("points", "计点"),
            text("note", "备注", 24),
            time("entered_at", "登记时间"),
        ),
    ),
    Dataset.CHANGED_LESSONS: Listing(
        "调代课明细",
        Action.COVER_READ,
        (
            day("lesson_day", "原日期"),
            day("day", "上课日期"),
            whole("period_no", "节次"),
            text("classes", "班级"),
            text("subject", "学科"),
            word("lesson_kind", "课型", LessonKind),
            word("cause", "方式", Cause),
            text("employee_no", "原任课教师工号", 16),
            text("name", "原任课教师"),
            text("taker_no", "上课教师工号", 16),
            text("taker", "上课教师"),
            time("made_at", "安排时间"),
        ),
    ),
    Dataset.CREDIT_RECONCILIATION_LINES: Listing(
        "学分对账差异",
        Action.RECONCILIATION_READ,
        (
            whole("school_year", "学年"),
            *_WHO,
            text("course_key", "课程代码"),
            text("title", "课程名称", 36),
            word("category", "类别", CourseKind),
            word("kind", "差异", DifferenceKind),
            decimal("our_hours", "本校学时"),
            decimal("our_credits", "本校学分"),
            decimal("their_hours", "平台学时"),
            decimal("their_credits", "平台学分"),
            word("state", "处理", ReconciliationState),
            text("note", "说明", 24),
            time("found_at", "发现时间"),
            time("decided_at", "处理时间"),
        ),
    ),
}


def to_export(asked: ExportAsked, caller: Caller) -> None:
    """Raises Forbidden where the whole school's is not the caller's to read, ExportYearMissing,
    ExportWithoutDays, ExportDaysReversed.
    """
    listing = asked.listing
    if (reach(listing.reading, caller.roles, caller.scopes) or Scope.OWN) < Scope.SCHOOL:
        raise Forbidden()
    if listing.of_a_year and asked.school_year is None:
        raise ExportYearMissing()
    if listing.of_a_year and (asked.day_from or asked.day_to):
        raise ExportWithoutDays()
    if asked.day_from and asked.day_to and asked.day_from >= asked.day_to:
        raise ExportDaysReversed()


def with_days_of_year(asked: ExportAsked, spans: Iterable[SchoolYearSpan]) -> ExportAsked:
    """The days of the school year asked for, within the days asked for. Raises SchoolYearUnknown."""
    if asked.school_year is None or asked.listing.keeps_year:
        return asked
    span = next((one for one in spans if one.start_year == asked.school_year), None)
    if span is None:
        raise SchoolYearUnknown(day=str(asked.school_year))
    past = span.ends_on + timedelta(days=1)
    return replace(
        asked,
        day_from=max(asked.day_from or span.starts_on, span.starts_on),
        day_to=min(asked.day_to or past, past),
    )


def refuse_too_long(rows: int, format: ExportFormat) -> None:
    if format is ExportFormat.XLSX and rows > MOST_ROWS:
        raise ExportTooLong(rows=rows, limit=MOST_ROWS)
