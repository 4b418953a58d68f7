"""Dated policy: the numbers a school's rules go by are rows, each text from a day on.

A room's policy is its keys, a form and a default for each, and a dataclass with one field a key: a `RuleBook`
holds these together. Rows are never changed: a later row for the same key and day takes the place of the
earlier. What a room judges by which day, it says itself.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from domain.errors import NotFound, RuleViolation
from domain.paging import Page, Window

Key = TypeVar("Key", bound=StrEnum)
Value = TypeVar("Value")
Row = TypeVar("Row", bound="DatedRule[Any]")
Typed = TypeVar("Typed")


class RuleValueInvalid(RuleViolation):
    """The value is not of the form the key takes; facts: `key`, `expected`."""

    code = "rule_value_invalid"


@dataclass(frozen=True, slots=True)
class DatedRule(Generic[Key]):
    """A row of a policy 政策条目: one figure, from one day on.

    A room's own names the type of its key again, and says what its values look like: the contract reads both
    off the room's class.
    """

    id: UUID | None = field(
        metadata={"description": "null: no row of the school's own, the shipped default stands."}
    )
    key: Key
    value: str
    effective_from: date | None
    note: str | None = None
    entered_at: datetime | None = None
    version: int = field(
        default=1,
        metadata={"description": "Always 1: a rule is replaced by another row, never changed."},
    )
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure(Generic[Key, Value]):
    """One figure of a policy and the row it comes from."""

    id: UUID | None
    """None: the school has no row for it, and the shipped default stands."""

    key: Key
    value: Value
    effective_from: date | None
    written: str
    """The value as the row has it."""


@dataclass(frozen=True, slots=True)
class Form:
    """How a key's text is read (ValueError when it cannot be), and what to tell who wrote another."""

    read: Callable[[str], Any]
    expected: str


@dataclass(frozen=True, slots=True)
class RuleBook(Generic[Row, Typed]):
    """A room's policy: what its rows are, what they may say, and what they come to on a day."""

    row: type[Row]
    key: type[StrEnum]
    policy: type[Typed]
    """Has a `Figure` for each key, named as the key."""

    forms: Mapping[Any, Form]
    defaults: Mapping[Any, str]
    """What a new school's policy says, row by row."""

    def parse(self, key: StrEnum, written: str) -> Any:
        """The value of the rule; RuleValueInvalid when the text is not of the form its key takes."""
        form = self.forms[key]
        try:
            return form.read(written)
        except (ValueError, ZeroDivisionError) as error:
            raise RuleValueInvalid(key=key.value, expected=form.expected) from error

    def rows_in_force(self, rules: Iterable[Row], day: date) -> list[Row]:
        """Of each key the row that starts last until then, of two the later entered, else the default."""
        chosen: dict[Any, Row] = {key: self.row(None, key, text, None) for key, text in self.defaults.items()}
        for rule in rules:
            if rule.effective_from is not None and rule.effective_from <= day:
                rival = chosen[rule.key]
                if rival.id is None or _rank(rule) > _rank(rival):
                    chosen[rule.key] = rule
        return list(chosen.values())

    def in_force(self, rules: Iterable[Row], day: date) -> Typed:
        """The policy of a day."""
        figures: dict[str, Figure[Any, Any]] = {
            row.key.value: Figure(
                row.id, row.key, self.parse(row.key, row.value), row.effective_from, row.value
            )
            for row in self.rows_in_force(rules, day)
        }
        return self.policy(**figures)


class Rules(Protocol[Row]):
    """Where a school's rows of one policy are kept."""

    async def every(self) -> list[Row]:
        """All rows, in any order."""
        ...

    async def page(self, window: Window, *, keys: tuple[Any, ...]) -> Page[Row]: ...

    async def get(self, rule_id: UUID) -> Row | None: ...

    async def add(self, new: Row, *, account_id: UUID, at: datetime) -> Row:
        """Keeps the rule under an id of its own."""
        ...


async def list_rules(
    rules: Rules[Row], book: RuleBook[Row, Any], window: Window, *, on: date | None, keys: tuple[Any, ...]
) -> Page[Row]:
    """Every row there ever was or, with a day, the one row of each key that held then."""
    if on is None:
        return await rules.page(window, keys=keys)
    rows = book.rows_in_force(await rules.every(), on)
    return Page([row for row in rows if not keys or row.key in keys], None, False)


async def set_rule(
    rules: Rules[Row], book: RuleBook[Row, Any], new: Row, *, account_id: UUID, at: datetime
) -> Row:
    """Raises RuleValueInvalid."""
    book.parse(new.key, new.value)
    return await rules.add(new, account_id=account_id, at=at)


async def read_rule(rules: Rules[Row], rule_id: UUID) -> Row:
    """The row a figure or a refusal names. Raises NotFound."""
    rule = await rules.get(rule_id)
    if rule is None:
        raise NotFound()
    return rule


def number(least: str, most: str, *, places: int = 2) -> Form:
    """A decimal number with so many places at most."""
    pattern = re.compile(rf"[0-9]{{1,7}}(\.[0-9]{{1,{places}}})?", re.ASCII)
    low, high = Decimal(least), Decimal(most)

    def read(written: str) -> Decimal:
        if pattern.fullmatch(written) is None or not low <= Decimal(written) <= high:
            raise ValueError
        return Decimal(written)

    return Form(read, f"{least} … {most}")


def whole(least: int, most: int) -> Form:
    def read(written: str) -> int:
        if re.fullmatch(r"[0-9]{1,7}", written) is None or not least <= int(written) <= most:
            raise ValueError
        return int(written)

    return Form(read, f"{least} … {most}")


def halves(least: str, most: str) -> Form:
    """A number of days in steps of a half."""
    plain = number(least, most, places=1)

    def read(written: str) -> Decimal:
        found: Decimal = plain.read(written)
        if found % Decimal("0.5"):
            raise ValueError
        return found

    return Form(read, f"{least} … {most} (0.5)")


def share() -> Form:
    """A part of a whole, as "1/3" or "0.2"."""

    def read(written: str) -> Fraction:
        form = r"[0-9]{1,4}/[0-9]{1,4}|[01](\.[0-9]{1,4})?"
        if re.fullmatch(form, written) is None or Fraction(written) > 1:
            raise ValueError
        return Fraction(written)

    return Form(read, "0/1 … 1/1")


def switch() -> Form:
    def read(written: str) -> bool:
        if written not in ("on", "off"):
            raise ValueError
        return written == "on"

    return Form(read, "on | off")


def or_off(form: Form) -> Form:
    """ "off" is None."""
    return Form(lambda written: None if written == "off" else form.read(written), f"{form.expected} | off")


def _rank(rule: DatedRule[Any]) -> tuple[Any, ...]:
    return rule.effective_from, rule.entered_at, rule.id
