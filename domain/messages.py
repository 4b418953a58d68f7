"""What people are told: in the inbox, and from there by robot and mail.

An event is told to a person once: the same event about the same thing a second time is nothing new.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Protocol
from uuid import UUID


class Event(StrEnum):
    """What can be told. Each has its sentences, Chinese and English, at the edge."""

    ENROLMENT_PLACED = "enrolment_placed"
    ENROLMENT_WAITLISTED = "enrolment_waitlisted"
    ENROLMENT_REFUSED = "enrolment_refused"
    ENROLMENT_PROMOTED = "enrolment_promoted"
    ENROLMENT_REJECTED = "enrolment_rejected"
    SESSION_CANCELLED = "session_cancelled"
    ROUND_OPENED = "round_opened"
    DUTY_DUE = "duty_due"
    DUTY_OVERDUE = "duty_overdue"
    DUTY_RETURNED = "duty_returned"
    DUTY_ACCEPTED = "duty_accepted"
    CREDIT_CONFIRMED = "credit_confirmed"


class ChannelKind(StrEnum):
    """Where messages go besides the inbox."""

    DINGTALK = "dingtalk"
    WECOM = "wecom"
    FEISHU = "feishu"
    MAIL = "mail"


class DeliveryState(StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Message:
    """One thing told to one person."""

    __pydantic_config__: ClassVar = {"use_attribute_docstrings": True}

    id: UUID
    event: Event
    about: UUID
    """The thing it is about: an enrolment, a duty, a session."""

    facts: dict[str, str]
    title: str
    """In the language asked for."""

    body: str
    link: str | None
    created_at: datetime
    read_at: datetime | None
    version: int
    allowed_actions: tuple[str, ...] = ()


class Messages(Protocol):
    async def tell(
        self,
        event: Event,
        *,
        about: UUID,
        to: Sequence[UUID],
        facts: Mapping[str, str],
        link: str | None = None,
        at: datetime,
    ) -> None:
        """Puts the event in the inbox of each of these teachers (or accounts), in the caller's transaction.

        Who was told this event about this thing before is not told again.
        """
        ...
