"""Selection rounds 网上选课: when teachers apply, what the school decides, what the platform answers."""

from enum import StrEnum


class RoundState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    """Applications are audited."""

    SUBMITTED = "submitted"
    """The approved ones are with the platform."""

    FINISHED = "finished"
