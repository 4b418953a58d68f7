"""Notices and week plans to print, and what stands on the paper."""

import io
import os
import re
import shutil
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import NoReturn

import pytest
from pypdf import PdfReader

from domain.notices.sheet import (
    Arrangement,
    Attendee,
    Copy,
    CopyText,
    DutyLine,
    LessonLine,
    Moved,
    NoticeSheet,
    ProxyLine,
    RecordSheet,
    Training,
)
from domain.people.calendar import ZONE
from domain.training.catalogue import CourseKind
from domain.training.duty import DutyKind
from domain.training.sessions import Block
from domain.weekplan.sheet import Change, PlanDay, PlanEntry, WeekPlanSheet

ATTENDEE = Attendee("欧阳喆镕", "20107", "数学组", "一级教师")
DUTIES = (
    DutyLine(DutyKind.CONTENT_RECORD, date(2021, 4, 20)),
    DutyLine(DutyKind.RECORD_SHEET, date(2021, 4, 20)),
    DutyLine(DutyKind.EVALUATION, date(2021, 4, 23)),
)
URL = "https://yanxiu.example.edu.cn/verify/3F7K-9QXM-0017"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2021, 4, day, hour, minute, tzinfo=ZONE)


def training(title: str = "初中数学“生本课堂”单元整体教学设计专题研修") -> Training:
    return Training(
        title,
        "桐乡市教师进修学校",
        CourseKind.SHORT,
        "桐乡市教师进修学校301报告厅",
        (Block(at(12, 8, 30), at(12, 16, 30)), Block(at(13, 8, 30), at(13, 16, 30))),
        Decimal("2.0"),
        Decimal(16),
        Decimal("4.00"),
    )


def lesson(number: int) -> LessonLine:
    day, period, class_name = (
        date(2021, 4, 12 + number % 2),
        f"第{number // 2 + 1}节",
        f"70{number % 4 + 1}班",
    )
    if number % 3 == 1:
        return LessonLine(day, period, class_name, "数学", Arrangement.COVER, "朱·阿依古丽")
    moved = Moved(date(2021, 4, 16), "第2节", "语文")
    return LessonLine(day, period, class_name, "数学", Arrangement.SWAP, "𠮷田明", moved)


def notice(number: int = 17, lessons: int = 5, **changed: object) -> NoticeSheet:
    sheet = NoticeSheet(
        "石门中学",
        f"石中研训〔2021〕{number:03d}号",
        2,
        date(2021, 4, 2),
        ATTENDEE,
        training(),
        tuple(lesson(one) for one in range(lessons)),
        (ProxyLine("702班", "沈红", date(2021, 4, 12), date(2021, 4, 13)),),
        DUTIES,
        (
            CopyText(
                Copy.TEACHER,
                "欧阳喆镕老师",
                "你已被录取参加下列培训，请按时参加，并与搭班教师做好课务衔接；"
                "培训结束后按期完成下列任务，学分在任务全部完成后确认。",
            ),
            CopyText(Copy.ACADEMIC_AFFAIRS, "教务处", "下列教师外出培训，课务已按下表安排，请通知有关班级。"),
            CopyText(
                Copy.GRADE_GROUP,
                "七年级组",
                "下列教师外出培训，请知悉课务与班主任工作代理，协助做好班级管理。",
            ),
            CopyText(Copy.OFFICE, "教科室", "本联留存备查，其余三联发出后请逐一核对签收。"),
        ),
        URL,
        "3F7K-9QXM-0017",
    )
    return replace(sheet, **changed)  # type: ignore[arg-type]


def record(**changed: object) -> RecordSheet:
    sheet = RecordSheet(
        "石门中学", "石中研训〔2021〕017号", 2, ATTENDEE, training(), DUTIES, URL, "3F7K-9QXM-0017"
    )
    return replace(sheet, **changed)  # type: ignore[arg-type]


def week_plan(**changed: object) -> WeekPlanSheet:
    sheet = WeekPlanSheet(
        "石门中学",
        "2020学年第二学期",
        7,
        (
            PlanDay(
                date(2021, 4, 12),
                (
                    PlanEntry("培训", "单元整体教学设计", "08:30—16:30", "进修学校", "欧阳喆镕"),
                    PlanEntry("代课", "702班数学", "第3节", "", "朱·阿依古丽", Change.ADDED),
                ),
            ),
            PlanDay(
                date(2021, 4, 13),
                (
                    PlanEntry(
                        "教研", "数学组主题研修", "13:30", "录播教室", "数学组", Change.CHANGED, "14:00会议室"
                    ),
                ),
            ),
            PlanDay(date(2021, 4, 14), ()),
            PlanDay(date(2021, 4, 15), (PlanEntry("会议", "教研组长例会", change=Change.REMOVED),)),
            PlanDay(date(2021, 4, 17), (PlanEntry("教学", "照常上课", people="𠮷田明"),), "调休，按周五课表"),
        ),
        (PlanEntry("填报", "完成三月培训评价"),),
        "周四下午断网检修。",
        2,
        date(2021, 4, 9),
    )
    return replace(sheet, **changed)  # type: ignore[arg-type]


def program(name: str) -> str:
    """Where a program is; without it the test is skipped, but not where everything must have been seen."""
    found = shutil.which(name)
    return found or missing(name)


def calc() -> str:
    """LibreOffice, where it has its spreadsheets; else as `program`."""
    office = program("soffice")
    return office if Path(office).resolve().with_name("libsclo.so").exists() else missing("libreoffice-calc")


def missing(name: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(f"{name} is not installed")
    pytest.skip(f"{name} is not installed")


def heights(pdf: bytes) -> list[tuple[str, float]]:
    """Every piece of text on the first page as it was set, and how far above the bottom it stands."""
    found: list[tuple[str, float]] = []

    def visit(text: str, outer: list[float], inner: list[float], *_: object) -> None:
        if text.strip():
            found.append((text.strip(), inner[5] * outer[3] + outer[5]))

    PdfReader(io.BytesIO(pdf)).pages[0].extract_text(visitor_text=visit)
    return found


def pages(pdf: bytes) -> list[str]:
    """The text of each page, without the gaps that setting type puts between characters."""
    return [
        re.sub(r"[\s\u200b]", "", page.extract_text()).replace("\u2f00", "一")
        for page in PdfReader(io.BytesIO(pdf)).pages
    ]
