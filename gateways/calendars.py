"""iCalendar files (RFC 5545) for phones and calendar programs."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from icalendar import Calendar, Event, Timezone, TimezoneStandard

from domain.people.calendar import ZONE
from domain.weekplan.feeds import CalendarLine

PRODUCT = "-//Yanxiu//Calendar//ZH"
REFRESH = timedelta(hours=1)

# What ends a line in some reader or other, and what TEXT (§3.3.11) may not hold.
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f]")


def icalendar_file(name: str, lines: Sequence[CalendarLine]) -> bytes:
    """The same lines give the same bytes: DTSTAMP is when an entry was last told otherwise."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", clean(name))
    calendar.add("x-wr-timezone", ZONE.key)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    calendar.add_component(_zone())
    for line in lines:
        calendar.add_component(_event(line))
    written: bytes = calendar.to_ical()
    return written


def _zone() -> Timezone:
    """China has had one offset since summer time ended in 1991; no entry is older."""
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1991, 9, 15, 1))  # noqa: DTZ001  by the clock it describes
    standard.add("tzoffsetfrom", timedelta(hours=9))
    standard.add("tzoffsetto", timedelta(hours=8))
    standard.add("tzname", "CST")
    zone = Timezone()
    zone.add("tzid", ZONE.key)
    zone.add_component(standard)
    return zone


def _event(line: CalendarLine) -> Event:
    event = Event()
    event.add("uid", line.uid)
    event.add("sequence", line.sequence)
    event.add("dtstamp", line.changed_at)
    event.add("last-modified", line.changed_at)
    event.add("status", "CANCELLED" if line.cancelled else "CONFIRMED")
    event.add("dtstart", _moment(line.day, line.starts_at))
    if line.starts_at is None:
        event.add("dtend", line.day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    elif line.ends_at is not None:
        event.add("dtend", _moment(line.day, line.ends_at))
    event.add("summary", clean(line.summary))
    for name, text in (("location", line.place), ("description", line.description)):
        if text is not None:
            event.add(name, clean(text))
    return event


def _moment(day: date, at: time | None) -> date | datetime:
    return day if at is None else datetime.combine(day, at, tzinfo=ZONE)


def clean(text: str) -> str:
    """The text as a calendar can hold it: every break a newline, no other control characters."""
    return _CONTROLS.sub("", _BREAKS.sub("\n", text))
