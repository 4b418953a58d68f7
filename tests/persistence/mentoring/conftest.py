"""People of a pair, and a clock that stands where a test sets it."""

from tests.api.mentoring.conftest import hands, room

__all__ = ["hands", "room"]
