"""Dated credit policy 学分政策: every number of MISSION §1 is a row a school can change from a day on."""

from enum import StrEnum


class RuleKey(StrEnum):
    YEARLY_TARGET = "yearly_target"
    """Credits due in a school year; 73 by the source."""

    YEARLY_FLOOR = "yearly_floor"
    YEARLY_CAP = "yearly_cap"
    """Credits of one year that count at most; "off" by default."""

    CYCLE_ANCHOR_YEAR = "cycle_anchor_year"
    """A school year a cycle started in; with `cycle_years` it places every other."""

    CYCLE_YEARS = "cycle_years"
    CYCLE_TARGET = "cycle_target"
    CYCLE_LONG_COURSES = "cycle_long_courses"
    """Uninterrupted 90-hour courses due in a cycle."""

    SCHOOL_BASED_SHARE = "school_based_share"
    """The part of the cycle target that school-based training can make up, such as "1/3"."""

    ABSENCE_DEDUCTION = "absence_deduction"
    """Credits lost per day absent; "off" by default."""

    ABSENCE_VOID_SHARE = "absence_void_share"
    """A training missed by more than this share, such as "1/5", earns nothing; "off" by default."""

    PRO_RATA = "pro_rata"
    """"on": staff new in a year, or on long leave, owe the part of the target they were there for."""
