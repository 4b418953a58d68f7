"""An absence 缺勤: when a teacher is away, and how the lessons missed are looked after (MISSION §2)."""

from enum import StrEnum

from domain.lifecycle import Lifecycle


class AbsenceKind(StrEnum):
    TRAINING = "training"
    """Follows a place in a training session, and ends with it."""

    OFFICIAL = "official"
    """公出."""

    LEAVE = "leave"
    """请假."""


class AbsenceState(StrEnum):
    STANDING = "standing"
    CANCELLED = "cancelled"


class Route(StrEnum):
    """How the lessons of an absence are looked after."""

    SWAP = "swap"
    """调课: partner teachers agree between themselves."""

    COVER = "cover"
    """代课: arranged by Academic Affairs."""


LIFECYCLE: Lifecycle[AbsenceState] = {
    AbsenceState.STANDING: {"cancel": AbsenceState.CANCELLED},
}
