"""The few shapes of column the tables are made of."""

from typing import Any

from sqlalchemy import BigInteger, Column, Date, DateTime, Integer, Numeric, SmallInteger, Text, Time, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.schema import SchemaItem


def ident(name: str, *, optional: bool = False) -> Column[Any]:
    return Column(name, Uuid, nullable=optional)


def words(name: str, *items: SchemaItem, optional: bool = False) -> Column[Any]:
    return Column(name, Text, *items, nullable=optional)


def day(name: str, *, optional: bool = False) -> Column[Any]:
    return Column(name, Date, nullable=optional)


def instant(name: str, *, optional: bool = False) -> Column[Any]:
    return Column(name, DateTime(timezone=True), nullable=optional)


def clock(name: str, *, optional: bool = False) -> Column[Any]:
    """A time of day at school, without a day."""
    return Column(name, Time, nullable=optional)


def count(name: str, *, optional: bool = False) -> Column[Any]:
    return Column(name, Integer, nullable=optional)


def year(name: str, *, optional: bool = False) -> Column[Any]:
    """A school year, named by the calendar year it starts in (2020学年 → 2020)."""
    return Column(name, SmallInteger, nullable=optional)


def credits(name: str, *, optional: bool = False) -> Column[Any]:
    """Training credits or hours: two decimals are kept, so 72.9, 73.0 and 73.1 stay what they are."""
    return Column(name, Numeric(8, 2), nullable=optional)


def fen(name: str, *, optional: bool = False) -> Column[Any]:
    """Money in fen."""
    return Column(name, BigInteger, nullable=optional)


def document(name: str, *, optional: bool = False) -> Column[Any]:
    return Column(name, JSONB, nullable=optional)
