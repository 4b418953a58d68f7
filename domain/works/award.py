"""An award 获奖 a work was given: reported by an author, confirmed by the office, or entered by it."""

from enum import StrEnum

from domain.lifecycle import Lifecycle


class Prize(StrEnum):
    """The highest first."""

    SPECIAL = "special"
    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    MERIT = "merit"


class WorkAwardState(StrEnum):
    REPORTED = "reported"
    """By an author; it counts for nothing yet."""

    CONFIRMED = "confirmed"
    VOIDED = "voided"
    """Entered in error; kept, and says why."""


LIFECYCLE: Lifecycle[WorkAwardState] = {
    WorkAwardState.REPORTED: {
        "update": WorkAwardState.REPORTED,
        "confirm": WorkAwardState.CONFIRMED,
        "void": WorkAwardState.VOIDED,
    },
    WorkAwardState.CONFIRMED: {"void": WorkAwardState.VOIDED},
}
