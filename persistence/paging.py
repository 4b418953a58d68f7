"""Keyset paging: a page continues where the last row stood, so depth costs nothing and nothing is lost.

Only NOT NULL sort keys ending in a unique one may be used: a comparison with NULL is neither true nor false,
and the row it belongs to would never be shown.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, Select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ColumnElement

from domain.paging import InvalidCursor, Page, Window

Found = TypeVar("Found")
View = TypeVar("View")

FIRST_YEAR, LAST_YEAR = 1900, 2199
INT32 = 2**31


def _text(value: str) -> str:
    if "\x00" in value:
        raise ValueError("no column holds a NUL")
    value.encode()  # nor a lone surrogate
    return value


def _number(value: str) -> int:
    number = int(value)
    if abs(number) >= INT32:
        raise ValueError("no column we sort by is that wide")
    return number


def _decimal(value: str) -> Decimal:
    number = Decimal(value)
    if not number.is_finite() or abs(number.adjusted()) > 20:
        raise ValueError("no column we sort by is that wide")
    return number


def _day(value: str) -> date:
    found = date.fromisoformat(value)
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError("out of the calendar")
    return found


def _moment(value: str) -> datetime:
    found = datetime.fromisoformat(value)
    if found.tzinfo is None:
        raise ValueError("a moment has its offset")
    _day(found.date().isoformat())
    return found


# By the type of the column sorted by, never by what the cursor says of itself: anybody can write one.
_READ: dict[type, Callable[[str], Any]] = {
    UUID: UUID,
    date: _day,
    datetime: _moment,
    Decimal: _decimal,
    int: _number,
    str: _text,
}


async def page(
    connection: AsyncConnection,
    statement: Select[Any],
    window: Window,
    *,
    by: Sequence[ColumnElement[Any]],
    filters: object,
    view: Callable[[Row[Any]], View],
    descending: bool = False,
) -> Page[View]:
    """One page of the statement, sorted by `by` (columns of the statement, the last one unique).

    `filters` is whatever the list was narrowed by: a cursor made for another filter or sort is refused.
    Raises InvalidCursor.
    """
    mark = digest(filters, [str(column) for column in by], descending)
    if window.cursor is not None:
        last = read_cursor(window.cursor, mark, [column.type.python_type for column in by])
        left, right = tuple_(*by), tuple_(*last)
        statement = statement.where(left < right if descending else left > right)
    ordered = statement.order_by(*(column.desc() if descending else column for column in by))
    rows = (await connection.execute(ordered.limit(window.limit + 1))).all()
    names = [column.key or "" for column in by]
    return paged(
        rows, window, view=view, mark=lambda: mark, keys=lambda row: [row._mapping[name] for name in names]
    )


def paged(
    rows: Sequence[Found],
    window: Window,
    *,
    view: Callable[[Found], View],
    mark: Callable[[], str],
    keys: Callable[[Found], Sequence[Any]],
) -> Page[View]:
    """A page from one row more than was asked for; `keys` gives where in the sort a row stands.

    `mark` is asked only when there is more, and so a cursor.
    """
    shown = rows[: window.limit]
    more = len(rows) > window.limit
    cursor = write_cursor(mark(), keys(shown[-1])) if more else None
    return Page([view(row) for row in shown], cursor, more)


def digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def write_cursor(mark: str, values: Sequence[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps([mark, *map(str, values)]).encode()).decode().rstrip("=")


def read_cursor(cursor: str, mark: str, kinds: Sequence[type]) -> list[Any]:
    """The sort keys of the last row shown; InvalidCursor for another list's cursor, or an invented one."""
    try:
        found, *values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if found != mark:
            raise InvalidCursor()
        return [_READ[kind](value) for kind, value in zip(kinds, values, strict=True)]
    except (ValueError, TypeError, AttributeError, ArithmeticError) as error:
        raise InvalidCursor() from error
