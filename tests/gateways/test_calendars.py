"""Calendar files, read back by the library that wrote them and by another one."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import ics
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from domain.people.calendar import ZONE
from domain.weekplan.feeds import CalendarLine
from gateways.calendars import clean, icalendar_file

LINE = CalendarLine(
    uid="training-1@school.yanxiu",
    sequence=2,
    changed_at=datetime(2021, 3, 1, 4, tzinfo=UTC),
    cancelled=False,
    day=date(2021, 3, 8),
    starts_at=time(8),
    ends_at=time(11, 30),
    summary="培训：初中心理健康教育课例研讨",
    place="石门中学, 录播教室",
    description=None,
)


def read(*lines: CalendarLine) -> list[Any]:
    found: Any = Calendar.from_ical(icalendar_file("我的日历", lines))
    return list(found.walk("VEVENT"))


def test_a_file_is_a_published_calendar_with_its_zone() -> None:
    calendar: Any = Calendar.from_ical(icalendar_file("张老师, 日历", [LINE]))

    assert calendar["METHOD"] == "PUBLISH"
    assert calendar["X-WR-CALNAME"] == "张老师, 日历"
    assert [one["TZID"] for one in calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]


def test_a_timed_entry_has_its_hours_by_the_school_s_clock() -> None:
    (event,) = read(LINE)

    assert event["DTSTART"].dt == datetime(2021, 3, 8, 8, tzinfo=ZONE)
    assert event["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert event["DTEND"].dt == datetime(2021, 3, 8, 11, 30, tzinfo=ZONE)
    assert (event["SEQUENCE"], event["STATUS"]) == (2, "CONFIRMED")
    assert event["LAST-MODIFIED"].dt == event["DTSTAMP"].dt == LINE.changed_at


def test_an_entry_of_a_whole_day_ends_with_the_day_and_blocks_nobody() -> None:
    (event,) = read(replace(LINE, starts_at=None, ends_at=None))

    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2021, 3, 8), date(2021, 3, 9))
    assert event["TRANSP"] == "TRANSPARENT"


def test_an_entry_without_an_end_has_none() -> None:
    (event,) = read(replace(LINE, ends_at=None))

    assert "DTEND" not in event


def test_lines_end_as_the_standard_has_it_and_are_folded_at_75_octets() -> None:
    content = icalendar_file("日历", [replace(LINE, description="😀与" * 200)])

    assert content.endswith(b"END:VCALENDAR\r\n")
    assert content.count(b"\n") == content.count(b"\r\n")
    assert max(map(len, content.split(b"\r\n"))) <= 75


def test_the_same_entries_make_the_same_bytes() -> None:
    assert icalendar_file("日历", [LINE]) == icalendar_file("日历", [LINE])


def test_another_library_reads_the_same() -> None:
    cancelled = replace(LINE, uid="gone@school.yanxiu", cancelled=True, starts_at=None, ends_at=None)
    words = replace(LINE, uid="words@school.yanxiu", summary="逗号, 分号; 反斜杠\\ 换行\n表情😀")

    events = {
        one.uid: one for one in ics.Calendar(icalendar_file("日历", [LINE, cancelled, words]).decode()).events
    }

    assert events[LINE.uid].begin.datetime == datetime(2021, 3, 8, 8, tzinfo=ZONE)
    assert events[LINE.uid].duration == timedelta(hours=3, minutes=30)
    assert events[LINE.uid].status == "CONFIRMED"
    assert events[LINE.uid].location == "石门中学, 录播教室"
    assert events[cancelled.uid].status == "CANCELLED"
    assert events[cancelled.uid].all_day
    assert events[words.uid].name == words.summary


TEXTS = st.text(min_size=1).filter(lambda text: bool(clean(text).strip()))


@given(TEXTS)
@settings(deadline=None)
def test_every_text_survives(text: str) -> None:
    """But for control characters, which no calendar file can hold; and a break is a break."""
    (event,) = read(replace(LINE, summary=text, description=text))

    assert str(event["SUMMARY"]) == str(event["DESCRIPTION"]) == clean(text)


@given(TEXTS)
@settings(max_examples=20, deadline=None)  # its parser takes long
def test_every_text_is_understood_by_the_other_library(text: str) -> None:
    (event,) = ics.Calendar(icalendar_file("日历", [replace(LINE, summary=text)]).decode()).events

    assert event.name == clean(text)
