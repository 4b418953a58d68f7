"""Dated credit policy 学分政策: every number of MISSION §1 is a row a school can change from a day on.

A school year, and the cycle it stands in, is judged by the rules in force on the year's first day; a
training by those in force on the day it ended. So a rule changed from a day on changes no earlier year.
Rows are never changed: a later row for the same key and day takes the place of the earlier.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, ClassVar, Generic, Protocol, TypeVar
from uuid import UUID

from domain.errors import RuleViolation
from domain.paging import Page, Window

Value = TypeVar("Value")


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

    MAX_GROUP_AWAY = "max_group_away"
    """Teachers of one subject group away on the same day; above it the audit of a round warns."""

    MAX_PARTNERS_AWAY = "max_partners_away"
    """Teachers of one class away on the same day; above it the audit of a round warns."""


class RuleValueInvalid(RuleViolation):
    """The value is not of the form the key takes; facts: `key`, `expected`."""

    code = "rule_value_invalid"


@dataclass(frozen=True, slots=True)
class Rule(Generic[Value]):
    """One figure of the policy and the row it comes from."""

    id: UUID | None
    """None: the school has no row for it, and the shipped default stands."""

    key: RuleKey
    value: Value
    effective_from: date | None
    written: str
    """The value as the row has it."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What was in force on one day; a rule that is switched off has the value None."""

    yearly_target: Rule[Decimal]
    yearly_floor: Rule[Decimal]
    yearly_cap: Rule[Decimal | None]
    cycle_anchor_year: Rule[int]
    cycle_years: Rule[int]
    cycle_target: Rule[Decimal]
    cycle_long_courses: Rule[int]
    school_based_share: Rule[Fraction | None]
    absence_deduction: Rule[Decimal | None]
    absence_void_share: Rule[Fraction | None]
    pro_rata: Rule[bool]
    max_group_away: Rule[int]
    max_partners_away: Rule[int]

    def cycle_of(self, school_year: int) -> int:
        """The first year of the cycle that holds the school year."""
        return school_year - (school_year - self.cycle_anchor_year.value) % self.cycle_years.value


@dataclass(frozen=True, slots=True)
class CreditRule:
    """A row of the policy 政策条目: one figure, from one day on."""

    __pydantic_config__: ClassVar = {"use_attribute_docstrings": True}

    id: UUID | None
    """null: no row of the school's own, the shipped default stands."""

    key: RuleKey
    value: str
    """As text: credits "73", a year "2016", a share "1/3", "on" or "off"."""

    effective_from: date | None
    note: str | None = None
    entered_at: datetime | None = None
    version: int = 1
    """Always 1: a rule is replaced by another row, never changed."""

    allowed_actions: tuple[str, ...] = ()


class CreditRules(Protocol):
    """Where the school's policy is kept."""

    async def every(self) -> list[CreditRule]:
        """All rows, in any order."""
        ...

    async def page(self, window: Window, *, keys: tuple[RuleKey, ...]) -> Page[CreditRule]: ...

    async def get(self, rule_id: UUID) -> CreditRule | None: ...

    async def add(self, new: CreditRule, *, account_id: UUID, at: datetime) -> CreditRule:
        """Keeps the rule under an id of its own."""
        ...


DEFAULTS: Mapping[RuleKey, str] = {
    RuleKey.YEARLY_TARGET: "73",
    RuleKey.YEARLY_FLOOR: "24",
    RuleKey.YEARLY_CAP: "off",
    RuleKey.CYCLE_ANCHOR_YEAR: "2016",
    RuleKey.CYCLE_YEARS: "5",
    RuleKey.CYCLE_TARGET: "360",
    RuleKey.CYCLE_LONG_COURSES: "1",
    RuleKey.SCHOOL_BASED_SHARE: "1/3",
    RuleKey.ABSENCE_DEDUCTION: "off",
    RuleKey.ABSENCE_VOID_SHARE: "off",
    RuleKey.PRO_RATA: "on",
    RuleKey.MAX_GROUP_AWAY: "2",
    RuleKey.MAX_PARTNERS_AWAY: "1",
}
"""What a new school's policy says, row by row."""


def parse(key: RuleKey, written: str) -> Any:
    """The value of the rule; RuleValueInvalid when the text is not of the form its key takes."""
    read, expected = _FORMS[key]
    try:
        return read(written)
    except (ValueError, ZeroDivisionError) as error:
        raise RuleValueInvalid(key=key.value, expected=expected) from error


def rows_in_force(rules: Iterable[CreditRule], day: date) -> list[CreditRule]:
    """Of each key the row that starts last until then, of two the later entered, else the shipped default."""
    chosen = {key: CreditRule(None, key, value, None) for key, value in DEFAULTS.items()}
    for rule in rules:
        if rule.effective_from is not None and rule.effective_from <= day:
            rival = chosen[rule.key]
            if rival.id is None or _rank(rule) > _rank(rival):
                chosen[rule.key] = rule
    return list(chosen.values())


def in_force(rules: Iterable[CreditRule], day: date) -> Policy:
    """The policy of a day."""
    typed: dict[str, Rule[Any]] = {
        row.key.value: Rule(row.id, row.key, parse(row.key, row.value), row.effective_from, row.value)
        for row in rows_in_force(rules, day)
    }
    return Policy(**typed)


def _rank(rule: CreditRule) -> tuple[Any, ...]:
    return rule.effective_from, rule.entered_at, rule.id


def _credits(written: str) -> Decimal:
    if re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,2})?", written) is None:
        raise ValueError
    return Decimal(written)


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(written: str) -> int:
        if re.fullmatch(r"[0-9]{1,4}", written) is None or not least <= int(written) <= most:
            raise ValueError
        return int(written)

    return read


def _share(written: str) -> Fraction:
    if re.fullmatch(r"[0-9]{1,4}/[0-9]{1,4}|[01](\.[0-9]{1,4})?", written) is None or Fraction(written) > 1:
        raise ValueError
    return Fraction(written)


def _or_off(read: Callable[[str], Value]) -> Callable[[str], Value | None]:
    return lambda written: None if written == "off" else read(written)


def _switch(written: str) -> bool:
    if written not in ("on", "off"):
        raise ValueError
    return written == "on"


_FORMS: Mapping[RuleKey, tuple[Callable[[str], Any], str]] = {
    RuleKey.YEARLY_TARGET: (_credits, "0 … 9999.99"),
    RuleKey.YEARLY_FLOOR: (_credits, "0 … 9999.99"),
    RuleKey.YEARLY_CAP: (_or_off(_credits), "0 … 9999.99 | off"),
    RuleKey.CYCLE_ANCHOR_YEAR: (_whole(1900, 2199), "1900 … 2199"),
    RuleKey.CYCLE_YEARS: (_whole(1, 20), "1 … 20"),
    RuleKey.CYCLE_TARGET: (_credits, "0 … 9999.99"),
    RuleKey.CYCLE_LONG_COURSES: (_whole(0, 20), "0 … 20"),
    RuleKey.SCHOOL_BASED_SHARE: (_or_off(_share), "0/1 … 1/1 | off"),
    RuleKey.ABSENCE_DEDUCTION: (_or_off(_credits), "0 … 9999.99 | off"),
    RuleKey.ABSENCE_VOID_SHARE: (_or_off(_share), "0/1 … 1/1 | off"),
    RuleKey.PRO_RATA: (_switch, "on | off"),
    RuleKey.MAX_GROUP_AWAY: (_whole(0, 9999), "0 … 9999"),
    RuleKey.MAX_PARTNERS_AWAY: (_whole(0, 9999), "0 … 9999"),
}
"""How each key's text is read, and what to tell who wrote another."""
