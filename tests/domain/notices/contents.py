"""What an edition says, for tests of what is made of it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from domain.notices.notice import LessonAffected, NoticeContent
from domain.notices.sheet import Attendee, DutyLine, Moved, ProxyLine, Training
from domain.timetable.missed import Arrangement
from domain.training.catalogue import CourseKind
from domain.training.duty import DutyKind
from domain.training.sessions import Block

MONDAY, TUESDAY = date(2021, 4, 12), date(2021, 4, 13)


def at(day: int, hour: int) -> datetime:
    return datetime(2021, 4, day, hour, tzinfo=UTC)


def a_lesson(arrangement: Arrangement = Arrangement.OPEN, **values: Any) -> LessonAffected:
    lesson = LessonAffected(MONDAY, 1, "第1节", "701", "数学", arrangement, None, None)
    return replace(lesson, **values)


def a_content(**values: Any) -> NoticeContent:
    content = NoticeContent(
        school="石门中学",
        attendee=Attendee("陈喆", "0012", "数学组", "一级教师"),
        grade_group="七年级组",
        training=Training(
            title="命题研修",
            provider="教师进修学校",
            kind=CourseKind.SHORT,
            place="阶梯教室",
            blocks=(Block(at(12, 0), at(12, 8)), Block(at(13, 0), at(13, 8))),
            school_days=Decimal("2.0"),
            hours=Decimal("16.00"),
            credits=Decimal("8.00"),
        ),
        lessons=(
            a_lesson(),
            a_lesson(Arrangement.COVERED, teacher_name="李四"),
            a_lesson(Arrangement.SWAPPED, teacher_name="王五", moved=Moved(TUESDAY, "第2节", "语文")),
            a_lesson(Arrangement.NOT_NEEDED),
        ),
        proxies=(ProxyLine("701", "赵镕", MONDAY, TUESDAY), ProxyLine("702", None, MONDAY, MONDAY)),
        duties=(DutyLine(DutyKind.RECORD_SHEET, date(2021, 4, 27)),),
    )
    return replace(content, **values)
