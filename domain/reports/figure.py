"""A figure 数据 that can be checked: what it says, and the list that it counts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, with a link to what it counts. Walk all pages of the linked list and the number is there."""

    key: str
    """Stable, and alone in its report: `training_hours`."""

    label: str
    value: Decimal
    unit: str
    """A measure word: 人, 项, 学分. Empty where the label says it all."""

    link: str
    """Path and query below the school, such as `credit-entries?school_year=2020`."""

    sum_of: str | None = None
    """The field of the linked list's items that adds up to it. What is summed in fen is said in yuan."""

    distinct: str | None = None
    """The field whose different values it counts. It counts the items where neither is named."""


def figure(
    key: str,
    label: str,
    value: Decimal | int | None,
    unit: str,
    link: str,
    *,
    sum_of: str | None = None,
    distinct: str | None = None,
) -> Figure:
    """A sum of nothing is zero; fen become yuan."""
    said = Decimal(value or 0)
    if sum_of is not None and sum_of.endswith("_fen"):
        said = said.scaleb(-2)
    return Figure(key, label, said, unit, link, sum_of, distinct)


def link(path: str, **query: object) -> str:
    """Below the school: `link("papers", term_id=term, state=(A, B))`. What is None is left out.

    A name that is a word of Python's gets an underscore after it: `from_`.
    """
    pairs = [(name.rstrip("_"), _written(one)) for name, value in query.items() for one in _each(value)]
    return f"{path}?{urlencode(pairs)}" if pairs else path


def valued(figures: Sequence[Figure]) -> dict[str, Decimal]:
    """By key."""
    return {one.key: one.value for one in figures}


def _each(value: object) -> Iterable[object]:
    if isinstance(value, Iterable) and not isinstance(value, str):
        return value
    return () if value is None else (value,)


def _written(one: object) -> str:
    if isinstance(one, bool):
        return "true" if one else "false"
    return one.isoformat() if isinstance(one, date) else str(one)
