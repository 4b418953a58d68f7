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

_READ: dict[str, Callable[[str], Any]] = {
    "UUID": UUID,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "Decimal": Decimal,
    "int": int,
    "str": str,
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
        last = read_cursor(window.cursor, mark, len(by))
        left, right = tuple_(*by), tuple_(*last)
        statement = statement.where(left < right if descending else left > right)
    ordered = statement.order_by(*(column.desc() if descending else column for column in by))
    rows = (await connection.execute(ordered.limit(window.limit + 1))).all()
    names = [column.key or "" for column in by]
    return paged(rows, window, view=view, mark=mark, keys=lambda row: [row._mapping[name] for name in names])


def paged(
    rows: Sequence[Found],
    window: Window,
    *,
    view: Callable[[Found], View],
    mark: str,
    keys: Callable[[Found], Sequence[Any]],
) -> Page[View]:
    """A page from one row more than was asked for; `keys` gives where in the sort a row stands."""
    shown = rows[: window.limit]
    more = len(rows) > window.limit
    cursor = write_cursor(mark, keys(shown[-1])) if more else None
    return Page([view(row) for row in shown], cursor, more)


def digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def write_cursor(mark: str, values: Sequence[Any]) -> str:
    typed = [[type(value).__name__, str(value)] for value in values]
    return base64.urlsafe_b64encode(json.dumps([mark, typed]).encode()).decode().rstrip("=")


def read_cursor(cursor: str, mark: str, length: int) -> list[Any]:
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        found, typed = json.loads(raw)
        values = [_READ[kind](value) for kind, value in typed]
        if "\x00" in "".join(value for _, value in typed):
            raise InvalidCursor()
    except (ValueError, KeyError, TypeError, ArithmeticError) as error:
        raise InvalidCursor() from error
    if found != mark or len(values) != length:
        raise InvalidCursor()
    return values
