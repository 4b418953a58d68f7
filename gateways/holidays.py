"""The country's holidays and make-up days 节假日、调休, from chinese_calendar's table; nothing is fetched."""

from datetime import date

import chinese_calendar

from domain.people.calendar import DayKind
from domain.people.school_years import PublicDay


class ChineseCalendar:
    """Behind the port `PublicCalendar`; the table ends with the last year the State Council announced."""

    def day(self, day: date) -> PublicDay | None:
        try:
            free, name = chinese_calendar.get_holiday_detail(day)
        except NotImplementedError:
            return None
        weekend = day.weekday() >= 5
        if free:
            known = _chinese(name)
            return PublicDay(DayKind.HOLIDAY, known) if known else PublicDay(DayKind.WEEKEND, None)
        return PublicDay(DayKind.MAKE_UP, _chinese(name)) if weekend else PublicDay(DayKind.WORKDAY, None)


def _chinese(name: str | None) -> str | None:
    return next((one.chinese for one in chinese_calendar.Holiday if one.value == name), None)
