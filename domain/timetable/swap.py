"""A swap 调课: two lessons of one class change places, so that who is away misses neither (MISSION §2)."""

from enum import StrEnum

from domain.lifecycle import Lifecycle


class SwapState(StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    """Both halves stand."""

    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    """Something else took one of the two lessons, or the absence is over or went to cover."""

    UNDONE = "undone"


LIFECYCLE: Lifecycle[SwapState] = {
    SwapState.PROPOSED: {
        "accept": SwapState.ACCEPTED,
        "decline": SwapState.DECLINED,
        "withdraw": SwapState.WITHDRAWN,
        "lapse": SwapState.LAPSED,
    },
    SwapState.ACCEPTED: {"undo": SwapState.UNDONE},
}
