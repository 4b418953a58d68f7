"""What an account's history keeps: which request did what to it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Event(StrEnum):
    """What an account's own history records, beside the audit of each school."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    LOCKED_OUT = "locked_out"
    SIGNED_OUT = "signed_out"
    REFRESH_REUSED = "refresh_reused"
    PASSWORD_CHANGED = "password_changed"
    SESSION_REVOKED = "session_revoked"


@dataclass(frozen=True, slots=True)
class Visit:
    """The request somebody signs in by."""

    at: datetime
    address: str
    user_agent: str
    request_id: str
