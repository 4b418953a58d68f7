"""Dated policy of young teachers 青年教师政策: who is young, who may be a mentor, what a pair has to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias, TypeVar

from domain.policy import DatedRule, Figure, Form, RuleBook, Rules, or_off, whole

Value = TypeVar("Value")


class MentoringRuleKey(StrEnum):
    YOUNG_AGE = "young_age"
    """Who is at most so old, in completed years 周岁, is a young teacher …"""

    YOUNG_SERVICE_YEARS = "young_service_years"
    """… and so is who was hired at most so many years ago."""

    MENTOR_SERVICE_YEARS = "mentor_service_years"
    """A teacher of so many years of service may be a mentor …"""

    MENTOR_TITLES = "mentor_titles"
    """… and so may one with any of these professional titles 职称, separated by 、."""

    MENTOR_CAPACITY = "mentor_capacity"
    """A mentor has at most so many apprentices at once."""

    MENTOR_OBSERVES = "mentor_observes"
    """Lessons of the apprentice the mentor observes, a term."""

    APPRENTICE_OBSERVES = "apprentice_observes"
    """Lessons of the mentor the apprentice observes, a term."""

    REPORT_LESSONS = "report_lessons"
    """汇报课 the apprentice gives, a term."""

    ETHICS_LOGS = "ethics_logs"
    """Entries of the log in this field, a term; so with the next four."""

    THEORY_LOGS = "theory_logs"
    TEACHING_LOGS = "teaching_logs"
    HOMEROOM_LOGS = "homeroom_logs"
    RESEARCH_LOGS = "research_logs"
    BEHIND_FROM_DAYS = "behind_from_days"
    """So many days before a term's end pairs are told what they still lack."""


Rule: TypeAlias = Figure[MentoringRuleKey, Value]


@dataclass(frozen=True, slots=True)
class MentoringPolicy:
    """What was in force on one day."""

    young_age: Rule[int]
    young_service_years: Rule[int]
    mentor_service_years: Rule[int]
    mentor_titles: Rule[tuple[str, ...] | None]
    mentor_capacity: Rule[int]
    mentor_observes: Rule[int]
    apprentice_observes: Rule[int]
    report_lessons: Rule[int]
    ethics_logs: Rule[int]
    theory_logs: Rule[int]
    teaching_logs: Rule[int]
    homeroom_logs: Rule[int]
    research_logs: Rule[int]
    behind_from_days: Rule[int]


@dataclass(frozen=True, slots=True)
class MentoringRule(DatedRule[MentoringRuleKey]):
    """A row of the policy of young teachers: one figure, from one day on."""

    key: MentoringRuleKey
    value: str
    """As text: a number "7", titles "正高级教师、高级教师", or "off"."""


MentoringRules: TypeAlias = Rules[MentoringRule]


def titles() -> Form:
    """Words separated by 、."""

    def read(written: str) -> tuple[str, ...]:
        found = tuple(one.strip() for one in written.split("、"))
        if not all(found):
            raise ValueError
        return found

    return Form(read, "高级教师、一级教师")


KEY = MentoringRuleKey
DEFAULTS: Mapping[MentoringRuleKey, str] = {
    KEY.YOUNG_AGE: "35",
    KEY.YOUNG_SERVICE_YEARS: "5",
    KEY.MENTOR_SERVICE_YEARS: "10",
    KEY.MENTOR_TITLES: "正高级教师、高级教师",
    KEY.MENTOR_CAPACITY: "2",
    KEY.MENTOR_OBSERVES: "7",
    KEY.APPRENTICE_OBSERVES: "7",
    KEY.REPORT_LESSONS: "1",
    KEY.ETHICS_LOGS: "1",
    KEY.THEORY_LOGS: "1",
    KEY.TEACHING_LOGS: "1",
    KEY.HOMEROOM_LOGS: "1",
    KEY.RESEARCH_LOGS: "1",
    KEY.BEHIND_FROM_DAYS: "28",
}
FORMS: Mapping[MentoringRuleKey, Form] = {
    KEY.YOUNG_AGE: whole(18, 70),
    KEY.YOUNG_SERVICE_YEARS: whole(0, 40),
    KEY.MENTOR_SERVICE_YEARS: whole(0, 40),
    KEY.MENTOR_TITLES: or_off(titles()),
    KEY.MENTOR_CAPACITY: whole(1, 20),
    KEY.MENTOR_OBSERVES: whole(0, 99),
    KEY.APPRENTICE_OBSERVES: whole(0, 99),
    KEY.REPORT_LESSONS: whole(0, 99),
    KEY.ETHICS_LOGS: whole(0, 99),
    KEY.THEORY_LOGS: whole(0, 99),
    KEY.TEACHING_LOGS: whole(0, 99),
    KEY.HOMEROOM_LOGS: whole(0, 99),
    KEY.RESEARCH_LOGS: whole(0, 99),
    KEY.BEHIND_FROM_DAYS: whole(0, 120),
}

MENTORING_POLICY = RuleBook(MentoringRule, MentoringRuleKey, MentoringPolicy, FORMS, DEFAULTS)
in_force = MENTORING_POLICY.in_force
