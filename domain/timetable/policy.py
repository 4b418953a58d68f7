"""Dated policy of absence, swap and cover 调代课政策: each number of MISSION §2 is a row of the school's."""

from enum import StrEnum


class TimetableRuleKey(StrEnum):
    COVER_FROM_DAYS = "cover_from_days"
    """An absence of so many school days is covered by Academic Affairs; a shorter one is swapped. 3 by the
    source."""

    SWAP_DEADLINE_DAYS = "swap_deadline_days"
    """So many school days before an absence begins, what is not swapped goes to cover."""

    COVER_DAILY_CAP = "cover_daily_cap"
    """Lessons of cover one teacher takes in a day at most."""

    COVER_WEEKLY_CAP = "cover_weekly_cap"
    """Lessons of cover one teacher takes in a numbered week at most."""

    LESSON_DAILY_CAP = "lesson_daily_cap"
    """Lessons, own and covered, one teacher gives in a day at most."""

    LONGEST_RUN = "longest_run"
    """Periods in a row without a break after which further cover costs."""

    COVER_ANSWER = "cover_answer"
    """"on": who is to cover may decline before it stands."""

    WEIGHT_SUBJECT = "weight_subject"
    """What it costs a plan when the cover teacher teaches another subject."""

    WEIGHT_CLASS = "weight_class"
    """… does not teach the class."""

    WEIGHT_GRADE = "weight_grade"
    """… teaches in none of its grades."""

    WEIGHT_CONTINUITY = "weight_continuity"
    """… changes within an absence or between adjacent lessons."""

    WEIGHT_RUN = "weight_run"
    """… gets a longer run than `longest_run`, per period."""

    WEIGHT_BALANCE = "weight_balance"
    """… has given more cover than they took, per lesson."""

    RATE_TEACHING = "rate_teaching"
    """Pay for a covered lesson in fen; "off" by default."""

    RATE_DUTY = "rate_duty"
    """Pay for a covered duty in fen."""

    POINTS_TEACHING = "points_teaching"
    """Points for a covered lesson."""

    POINTS_DUTY = "points_duty"
    """Points for a covered duty."""


DEFAULTS: dict[TimetableRuleKey, str] = {
    TimetableRuleKey.COVER_FROM_DAYS: "3",
    TimetableRuleKey.SWAP_DEADLINE_DAYS: "1",
    TimetableRuleKey.COVER_DAILY_CAP: "2",
    TimetableRuleKey.COVER_WEEKLY_CAP: "5",
    TimetableRuleKey.LESSON_DAILY_CAP: "6",
    TimetableRuleKey.LONGEST_RUN: "3",
    TimetableRuleKey.COVER_ANSWER: "off",
    TimetableRuleKey.WEIGHT_SUBJECT: "30",
    TimetableRuleKey.WEIGHT_CLASS: "20",
    TimetableRuleKey.WEIGHT_GRADE: "10",
    TimetableRuleKey.WEIGHT_CONTINUITY: "15",
    TimetableRuleKey.WEIGHT_RUN: "8",
    TimetableRuleKey.WEIGHT_BALANCE: "5",
    TimetableRuleKey.RATE_TEACHING: "off",
    TimetableRuleKey.RATE_DUTY: "off",
    TimetableRuleKey.POINTS_TEACHING: "1",
    TimetableRuleKey.POINTS_DUTY: "0.5",
}
"""What a new school's policy says, row by row."""
