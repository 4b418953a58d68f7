"""Dataclasses as JSON documents and back, by their declared types: a snapshot is read as it was written."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

Kept = TypeVar("Kept")


def as_document(value: Any) -> Any:
    """Decimals and moments as text; an instance as an object of its fields."""
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: as_document(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, tuple):
        return [as_document(one) for one in value]
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def from_document(kind: type[Kept], document: Any) -> Kept:
    return cast(Kept, _read(kind, document))


def _read(kind: Any, document: Any) -> Any:
    if isinstance(kind, UnionType):
        (one,) = (part for part in get_args(kind) if part is not NoneType)
        return None if document is None else _read(one, document)
    if get_origin(kind) is tuple:
        return tuple(_read(get_args(kind)[0], one) for one in document)
    made: Any = kind
    if is_dataclass(kind):
        return made(**{name: _read(its, document[name]) for name, its in _hints(made).items()})
    if issubclass(kind, datetime | date):
        return kind.fromisoformat(document)
    return kind(document)


@cache
def _hints(kind: Any) -> Mapping[str, Any]:
    hints = get_type_hints(kind)
    return {one.name: hints[one.name] for one in fields(kind)}
