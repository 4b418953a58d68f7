"""Planning who goes to which 90-hour training 90学时规划, so that cycles close in time."""

from enum import StrEnum


class PlanState(StrEnum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DISCARDED = "discarded"
