"""The credit ledger 学分台账: awards, and the append-only entries behind them."""

from enum import StrEnum


class AwardState(StrEnum):
    PROVISIONAL = "provisional"
    CONFIRMED = "confirmed"
    VOID = "void"


class Account(StrEnum):
    """Which of a teacher's two sums an entry moves."""

    PROVISIONAL = "provisional"
    CONFIRMED = "confirmed"


class EntryKind(StrEnum):
    AWARD = "award"
    RELEASE = "release"
    CONFIRM = "confirm"
    COUNTER = "counter"
    ADJUSTMENT = "adjustment"


class ExemptionKind(StrEnum):
    EXEMPT = "exempt"
    LONG_LEAVE = "long_leave"
