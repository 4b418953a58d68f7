"""The base of the enumerations that lists are full of."""

from enum import StrEnum
from operator import attrgetter
from typing import TYPE_CHECKING


class Word(StrEnum):
    """A StrEnum whose value is read in C.

    JSON reads `value` a hundred times for a page of a ledger, and enum's own is a function of Python.
    """

    if not TYPE_CHECKING:  # a checker takes it for a member
        value = property(attrgetter("_value_"))
