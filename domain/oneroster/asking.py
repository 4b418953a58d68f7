"""What a list of the service is asked: a page, sorted, narrowed by a filter, with the fields chosen.

The grammar is that of the REST binding of OneRoster 1.2: `field operator 'value'`, one or two of them, joined
by AND or OR. A quotation mark within a value is doubled.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, Protocol

from domain.errors import NotFound, RuleViolation
from domain.oneroster.records import Collection, Field, Kind

DEFAULT_LIMIT = 100
MAX_LIMIT = 5_000
FIRST_YEAR, LAST_YEAR = 1900, 2199

_CLAUSE = r"\s*([A-Za-z]+(?:\.[A-Za-z]+)*)\s*(!=|>=|<=|=|>|<|~)\s*'((?:''|[^'])*)'\s*"
_FILTER = re.compile(rf"{_CLAUSE}(?:(?<=\s)(AND|OR)(?=\s){_CLAUSE})?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class FilterMalformed(RuleViolation):
    """Not one or two comparisons of the grammar."""

    code = "oneroster_filter_malformed"


class FilterFieldUnknown(RuleViolation):
    """The filter names no field of these records; facts: `fields`."""

    code = "oneroster_filter_field_unknown"


class FilterUnfit(RuleViolation):
    """The field is not compared so, or with no such value; facts: `field`, `expected`."""

    code = "oneroster_filter_unfit"


class SortFieldUnknown(RuleViolation):
    """Facts: `fields`."""

    code = "oneroster_sort_field_unknown"


class SelectionUnknown(RuleViolation):
    """`fields` names none of these records, or nothing; facts: `fields`."""

    code = "oneroster_selection_unknown"


class SeveralSchools(RuleViolation):
    """The service tells the school from the token, and the caller may read several's; facts: `schools`."""

    code = "oneroster_several_schools"


class Operator(Enum):
    EQUAL = "="
    UNEQUAL = "!="
    LESS = "<"
    GREATER = ">"
    AT_MOST = "<="
    AT_LEAST = ">="
    CONTAINS = "~"


class Join(Enum):
    AND = "AND"
    OR = "OR"


@dataclass(frozen=True, slots=True)
class Clause:
    field: Field
    operator: Operator
    value: Any
    """Of the field's kind: text, a truth, a day, a moment in UTC; of a list field the texts."""


@dataclass(frozen=True, slots=True)
class Filter:
    clauses: tuple[Clause, ...]
    join: Join = Join.AND


@dataclass(frozen=True, slots=True)
class Asked:
    limit: int = DEFAULT_LIMIT
    offset: int = 0
    sort: Field | None = None
    descending: bool = False
    filter: Filter | None = None
    chosen: tuple[str, ...] | None = None
    """The fields to answer; None for all."""


class Records(Protocol):
    """The school's records, as rows by the headings of the bundle."""

    async def page(self, collection: Collection, asked: Asked) -> tuple[list[Mapping[str, Any]], int]:
        """The rows asked for, and how many match in all; in a fixed number of statements."""
        ...

    async def one(self, collection: Collection, sourced_id: str) -> Mapping[str, Any] | None: ...

    async def all(self, collection: Collection) -> list[Mapping[str, Any]]: ...


async def read(records: Records, collection: Collection, sourced_id: str) -> Mapping[str, Any]:
    found = await records.one(collection, sourced_id)
    if found is None:
        raise NotFound()
    return found


def read_filter(text: str, collection: Collection) -> Filter:
    """Raises FilterMalformed, FilterFieldUnknown, FilterUnfit."""
    found = _FILTER.fullmatch(text)
    if found is None:
        raise FilterMalformed()
    first, join, second = found.groups()[:3], found[4], found.groups()[4:]
    if join is None:
        return Filter((_clause(collection, *first),))
    return Filter((_clause(collection, *first), _clause(collection, *second)), Join(join))


def read_sort(name: str, collection: Collection) -> Field:
    """Raises SortFieldUnknown."""
    known = collection.sorted_by
    if name not in known:
        raise SortFieldUnknown(fields=", ".join(known))
    return known[name]


def read_selection(text: str, collection: Collection) -> tuple[str, ...]:
    """Raises SelectionUnknown."""
    named = tuple(name.strip() for name in text.split(","))
    if not set(named) <= set(collection.selectable):
        raise SelectionUnknown(fields=", ".join(collection.selectable))
    return named


def _clause(collection: Collection, name: str, operator: str, quoted: str) -> Clause:
    known = collection.asked_by
    if name not in known:
        raise FilterFieldUnknown(fields=", ".join(known))
    found, said = known[name], Operator(operator)
    if said not in _FIT[found.kind]:
        raise FilterUnfit(field=name, expected=" ".join(one.value for one in _FIT[found.kind]))
    return Clause(found, said, _value(found, name, quoted.replace("''", "'")))


_SAME = (Operator.EQUAL, Operator.UNEQUAL)
_ORDER = (*_SAME, Operator.LESS, Operator.GREATER, Operator.AT_MOST, Operator.AT_LEAST)
_FIT: Mapping[Kind, tuple[Operator, ...]] = {
    Kind.TEXT: (*_ORDER, Operator.CONTAINS),
    Kind.REFERENCE: _SAME,
    Kind.FLAG: _SAME,
    Kind.DAY: _ORDER,
    Kind.MOMENT: _ORDER,
    Kind.TEXTS: (*_SAME, Operator.CONTAINS),
    Kind.REFERENCES: (*_SAME, Operator.CONTAINS),
}


def _value(found: Field, name: str, text: str) -> Any:
    if found.kind is Kind.FLAG:
        if text not in ("true", "false"):
            raise FilterUnfit(field=name, expected="true, false")
        return text == "true"
    if found.kind is Kind.DAY:
        return _day(name, text)
    if found.kind is Kind.MOMENT:
        return _moment(name, text)
    if found.kind in (Kind.TEXTS, Kind.REFERENCES):
        return tuple(part.strip() for part in text.split(","))
    return text


def _day(name: str, text: str) -> date:
    try:
        read = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        read = None
    if read is None or not FIRST_YEAR <= read.year <= LAST_YEAR:
        raise FilterUnfit(field=name, expected="2021-03-08")
    return read


def _moment(name: str, text: str) -> datetime:
    """With its offset; a day alone is its first moment in UTC."""
    try:
        read = datetime.fromisoformat(f"{text}T00:00:00Z" if _DAY.fullmatch(text) else text)
    except ValueError:
        read = None
    if read is None or read.tzinfo is None or not FIRST_YEAR < read.year < LAST_YEAR:
        raise FilterUnfit(field=name, expected="2021-03-08T00:00:00Z")
    return read.astimezone(UTC)
