"""Dated policy of papers 论文制度: when they are due, whom the duty spares, who may review.

The school's summary asks for one paper a teacher and school year and says no more: the figures are ours.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias, TypeVar

from domain.policy import DatedRule, Figure, Form, RuleBook, Rules, or_off, share, whole

Value = TypeVar("Value")
FIRST_MONTH = 9
"""A school year begins in it: a day from it on is of the year the school year is named by."""


class DutyAuthors(StrEnum):
    """Whose duty an accepted paper meets."""

    FIRST = "first"
    ALL = "all"


class PaperRuleKey(StrEnum):
    DUE_ON = "due_on"
    """By which day of a school year its papers are to be accepted, as month and day."""

    DUTY_AUTHORS = "duty_authors"
    """Whose duty an accepted paper meets: the first author's only, or all authors'."""

    EXEMPT_FROM_AGE = "exempt_from_age"
    """Who is so old on the day papers are due owes none."""

    REVIEWER_YEARS = "reviewer_years"
    """A reviewer has taught so many years at least …"""

    REVIEWER_TITLES = "reviewer_titles"
    """… or holds one of these titles."""

    LEAST_REVIEWS = "least_reviews"
    """So many reviews of a version there must be before it can be accepted."""

    REVIEW_DAYS = "review_days"
    """Days a reviewer has, unless the office says otherwise."""

    CONFLICT_WORK_YEARS = "conflict_work_years"
    """Who wrote anything together within so many years does not review one another."""

    CONFLICT_PAIR_YEARS = "conflict_pair_years"
    """Nor do mentor and apprentice until so many years after their pairing ended."""

    COPIED_SHARE = "copied_share"
    """A paper of which at least this share stands in an earlier one is pointed at."""

    COPIED_PASSAGE = "copied_passage"
    """… and so is one with a passage of so many characters in common, however long the paper."""


Rule: TypeAlias = Figure[PaperRuleKey, Value]


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of every school year."""

    month: int
    day: int

    def of(self, school_year: int) -> date:
        return date(school_year + (self.month < FIRST_MONTH), self.month, self.day)


@dataclass(frozen=True, slots=True)
class PaperPolicy:
    """What was in force on one day; None: switched off."""

    due_on: Rule[MonthDay]
    duty_authors: Rule[DutyAuthors]
    exempt_from_age: Rule[int | None]
    reviewer_years: Rule[int | None]
    reviewer_titles: Rule[tuple[str, ...] | None]
    least_reviews: Rule[int]
    review_days: Rule[int]
    conflict_work_years: Rule[int]
    conflict_pair_years: Rule[int]
    copied_share: Rule[Fraction | None]
    copied_passage: Rule[int | None]


@dataclass(frozen=True, slots=True)
class PaperRule(DatedRule[PaperRuleKey]):
    """A row of the policy of papers: one figure, from one day on."""

    key: PaperRuleKey
    value: str
    """As text: a day "06-10", "first" or "all", titles "高级教师、正高级教师", a number, or "off"."""


PaperRules: TypeAlias = Rules[PaperRule]


def _month_day(written: str) -> MonthDay:
    if re.fullmatch(r"[0-9]{2}-[0-9]{2}", written) is None:
        raise ValueError
    found = date.fromisoformat(f"2001-{written}")  # no leap year: 29 February is no day of every year
    return MonthDay(found.month, found.day)


def _titles(written: str) -> tuple[str, ...]:
    found = tuple(one.strip() for one in written.split("、"))
    if not all(found) or len(set(found)) < len(found):
        raise ValueError
    return found


DEFAULTS: Mapping[PaperRuleKey, str] = {
    PaperRuleKey.DUE_ON: "06-10",
    PaperRuleKey.DUTY_AUTHORS: "first",
    PaperRuleKey.EXEMPT_FROM_AGE: "58",
    PaperRuleKey.REVIEWER_YEARS: "8",
    PaperRuleKey.REVIEWER_TITLES: "高级教师、正高级教师",
    PaperRuleKey.LEAST_REVIEWS: "1",
    PaperRuleKey.REVIEW_DAYS: "14",
    PaperRuleKey.CONFLICT_WORK_YEARS: "3",
    PaperRuleKey.CONFLICT_PAIR_YEARS: "1",
    PaperRuleKey.COPIED_SHARE: "0.3",
    PaperRuleKey.COPIED_PASSAGE: "80",
}
FORMS: Mapping[PaperRuleKey, Form] = {
    PaperRuleKey.DUE_ON: Form(_month_day, "MM-DD"),
    PaperRuleKey.DUTY_AUTHORS: Form(DutyAuthors, "first | all"),
    PaperRuleKey.EXEMPT_FROM_AGE: or_off(whole(40, 80)),
    PaperRuleKey.REVIEWER_YEARS: or_off(whole(0, 40)),
    PaperRuleKey.REVIEWER_TITLES: or_off(Form(_titles, "高级教师、正高级教师")),
    PaperRuleKey.LEAST_REVIEWS: whole(0, 9),
    PaperRuleKey.REVIEW_DAYS: whole(1, 120),
    PaperRuleKey.CONFLICT_WORK_YEARS: whole(0, 20),
    PaperRuleKey.CONFLICT_PAIR_YEARS: whole(0, 20),
    PaperRuleKey.COPIED_SHARE: or_off(share()),
    PaperRuleKey.COPIED_PASSAGE: or_off(whole(20, 9999)),
}

PAPER_POLICY = RuleBook(PaperRule, PaperRuleKey, PaperPolicy, FORMS, DEFAULTS)
in_force = PAPER_POLICY.in_force
