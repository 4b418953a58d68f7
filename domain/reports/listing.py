"""What a list taken out of the system looks like: its columns, and how a cell is read."""

from dataclasses import dataclass
from enum import Enum, StrEnum, auto, unique


@unique
class CellKind(Enum):
    TEXT = auto()
    WORD = auto()
    """A value of an enumeration, written as people say it."""

    DAY = auto()
    TIME = auto()
    """A moment, written by the school's clock, to the minute."""

    WHOLE = auto()
    DECIMAL = auto()
    """Credits, hours, points: two decimals."""

    FEN = auto()
    """Money: kept in fen, written in yuan."""


WIDTHS = {
    CellKind.TEXT: 14,
    CellKind.WORD: 12,
    CellKind.DAY: 12,
    CellKind.TIME: 17,
    CellKind.WHOLE: 9,
    CellKind.DECIMAL: 10,
    CellKind.FEN: 10,
}


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    """As the statement behind it calls it."""

    title: str
    kind: CellKind = CellKind.TEXT
    words: type[StrEnum] | None = None
    """Of a WORD, the enumeration."""

    wide: int | None = None
    """In characters, where it is not the width of its kind."""

    @property
    def width(self) -> int:
        return WIDTHS[self.kind] if self.wide is None else self.wide


def text(name: str, title: str, wide: int | None = None) -> Column:
    return Column(name, title, wide=wide)


def word(name: str, title: str, words: type[StrEnum]) -> Column:
    return Column(name, title, CellKind.WORD, words)


def day(name: str, title: str) -> Column:
    return Column(name, title, CellKind.DAY)


def time(name: str, title: str) -> Column:
    return Column(name, title, CellKind.TIME)


def whole(name: str, title: str) -> Column:
    return Column(name, title, CellKind.WHOLE)


def decimal(name: str, title: str) -> Column:
    return Column(name, title, CellKind.DECIMAL)


def fen(name: str, title: str) -> Column:
    return Column(name, title, CellKind.FEN)
