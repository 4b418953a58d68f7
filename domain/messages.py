"""What people are told: in the inbox, and from there by robot and mail.

An event is told to a person once: the same event about the same thing a second time is nothing new.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.paging import Page, Window


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
    ABSENCE_ENTERED = "absence_entered"
    ABSENCE_CHANGED = "absence_changed"
    ABSENCE_CANCELLED = "absence_cancelled"
    ABSENCE_REROUTED = "absence_rerouted"
    ABSENCE_ESCALATED = "absence_escalated"
    ABSENCE_TO_COVER = "absence_to_cover"
    ABSENCE_ENTANGLED = "absence_entangled"
    PROXY_GIVEN = "proxy_given"
    PROXY_ENDED = "proxy_ended"
    PROXY_NEEDED = "proxy_needed"
    SWAP_PROPOSED = "swap_proposed"
    SWAP_ACCEPTED = "swap_accepted"
    SWAP_DECLINED = "swap_declined"
    SWAP_WITHDRAWN = "swap_withdrawn"
    SWAP_LAPSED = "swap_lapsed"
    SWAP_UNDONE = "swap_undone"
    COVER_ASKED = "cover_asked"
    COVER_GIVEN = "cover_given"
    COVER_ARRANGED = "cover_arranged"
    COVER_IN_CLASS = "cover_in_class"
    COVER_DECLINED = "cover_declined"
    COVER_RELEASED = "cover_released"
    COVER_REOPENED = "cover_reopened"
    COVER_ENTANGLED = "cover_entangled"
    WEEK_PUBLISHED = "week_published"
    NOTICE_ISSUED = "notice_issued"
    NOTICE_CHANGED = "notice_changed"
    NOTICE_CANCELLED = "notice_cancelled"
    NOTICE_UNACKNOWLEDGED = "notice_unacknowledged"
    ACTIVITY_PLANNED = "activity_planned"
    ACTIVITY_CHANGED = "activity_changed"
    ACTIVITY_CANCELLED = "activity_cancelled"
    ATTENDANCE_ENTERED = "attendance_entered"
    MATERIAL_RETURNED = "material_returned"
    HOMEWORK_RETURNED = "homework_returned"
    PROJECT_NOT_PASSED = "project_not_passed"
    THEME_OPENED = "theme_opened"
    THEME_PARTS_DUE = "theme_parts_due"
    THEME_PARTS_OVERDUE = "theme_parts_overdue"
    THEME_SLOT_RETURNED = "theme_slot_returned"
    JUDGE_APPOINTED = "judge_appointed"
    ASSESSMENT_PUBLISHED = "assessment_published"
    APPEAL_UPHELD = "appeal_upheld"
    APPEAL_REJECTED = "appeal_rejected"
    TOPIC_JOINED = "topic_joined"
    TOPIC_APPROVED = "topic_approved"
    TOPIC_RETURNED = "topic_returned"
    TOPIC_REJECTED = "topic_rejected"
    TOPIC_TERMINATED = "topic_terminated"
    TOPIC_STEP_DUE = "topic_step_due"
    TOPIC_STEP_OVERDUE = "topic_step_overdue"
    TOPIC_STEP_RETURNED = "topic_step_returned"
    TOPIC_STEP_ACCEPTED = "topic_step_accepted"
    TOPIC_EXTENSION_GRANTED = "topic_extension_granted"
    TOPIC_EXTENSION_REFUSED = "topic_extension_refused"
    AWARD_CONFIRMED = "award_confirmed"
    AWARD_VOIDED = "award_voided"
    BONUS_APPROVED = "bonus_approved"
    BONUS_PAID = "bonus_paid"
    EXTENSION_APPROVED = "extension_approved"
    EXTENSION_RETURNED = "extension_returned"
    EXTENSION_REJECTED = "extension_rejected"
    EXTENSION_PLAN_MISSING = "extension_plan_missing"
    EXTENSION_CLOSING_DUE = "extension_closing_due"
    PAPER_REVIEW_ASSIGNED = "paper_review_assigned"
    PAPER_RETURNED = "paper_returned"
    PAPER_ACCEPTED = "paper_accepted"
    PAPER_DUE = "paper_due"
    PAPER_OVERDUE = "paper_overdue"
    MENTOR_PAIR_PROPOSED = "mentor_pair_proposed"
    MENTOR_PAIR_SIGNED = "mentor_pair_signed"
    MENTOR_PAIR_DISSOLVED = "mentor_pair_dissolved"
    MENTOR_PAIR_EXTENDED = "mentor_pair_extended"
    MENTOR_LOG_ENTERED = "mentor_log_entered"
    MENTOR_TARGETS_BEHIND = "mentor_targets_behind"
    REPORT_LESSON_PLANNED = "report_lesson_planned"
    MENTOR_PAIR_EVALUATED = "mentor_pair_evaluated"
    CONTEST_OPENED = "contest_opened"
    CONTEST_ENTRY_DUE = "contest_entry_due"
    CONTEST_CANCELLED = "contest_cancelled"
    CONTEST_JUDGE_APPOINTED = "contest_judge_appointed"
    CONTEST_ENTRY_SENT = "contest_entry_sent"
    CONTEST_ENTRY_NOT_SENT = "contest_entry_not_sent"
    CONTEST_PRIZE_WON = "contest_prize_won"
    CONTEST_ENTRY_UNPLACED = "contest_entry_unplaced"
    PLATFORM_SUBMISSION_REFUSED = "platform_submission_refused"
    PLATFORM_SUBMISSION_FAILED = "platform_submission_failed"
    PLATFORM_PULL_FAILED = "platform_pull_failed"
    PLATFORM_PULL_WAITS = "platform_pull_waits"
    WEBHOOK_DISABLED = "webhook_disabled"


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


_ENROLMENT = frozenset({"course", "session", "starts_on"})
_DUTY = frozenset({"kind", "course"})
_OWN_ABSENCE = frozenset({"starts_on", "days"})
_ABSENCE = _OWN_ABSENCE | {"name"}
_PROXY = frozenset({"class", "day", "name"})
_SWAP = frozenset(
    {
        "class",
        *("teacher", "day", "period", "subject"),
        *("partner", "partner_day", "partner_period", "partner_subject"),
    }
)
_COVER = frozenset({"lessons", "which"})
_NOTICE = frozenset({"notice_no", "name", "course", "starts_on"})
_ACTIVITY = frozenset({"activity", "starts_at", "place"})
_TOPIC = frozenset({"topic"})
_TOPIC_STEP = _TOPIC | {"step"}
_MENTOR_PAIR = frozenset({"mentor", "apprentice", "mentor_field"})
_SUBMISSION = frozenset({"submission_kind", "about"})
_PULL = frozenset({"platform_kind", "platform_about"})
FACTS: Mapping[Event, frozenset[str]] = {
    Event.ENROLMENT_PLACED: _ENROLMENT,
    Event.ENROLMENT_WAITLISTED: _ENROLMENT,
    Event.ENROLMENT_REFUSED: _ENROLMENT,
    Event.ENROLMENT_PROMOTED: _ENROLMENT,
    Event.ENROLMENT_REJECTED: _ENROLMENT,
    Event.SESSION_CANCELLED: _ENROLMENT,
    Event.ROUND_OPENED: frozenset({"round", "closes_on"}),
    Event.DUTY_DUE: _DUTY | {"due_on"},
    Event.DUTY_OVERDUE: _DUTY | {"due_on"},
    Event.DUTY_RETURNED: _DUTY,
    Event.DUTY_ACCEPTED: _DUTY,
    Event.CREDIT_CONFIRMED: frozenset({"course", "credits"}),
    Event.ABSENCE_ENTERED: _OWN_ABSENCE,
    Event.ABSENCE_CHANGED: _ABSENCE,
    Event.ABSENCE_CANCELLED: _ABSENCE,
    Event.ABSENCE_REROUTED: _OWN_ABSENCE,
    Event.ABSENCE_ESCALATED: _OWN_ABSENCE,
    Event.ABSENCE_TO_COVER: _ABSENCE,
    Event.ABSENCE_ENTANGLED: _ABSENCE,
    Event.PROXY_GIVEN: _PROXY,
    Event.PROXY_ENDED: _PROXY - {"name"},
    Event.PROXY_NEEDED: _PROXY,
    Event.SWAP_PROPOSED: _SWAP,
    Event.SWAP_ACCEPTED: _SWAP,
    Event.SWAP_DECLINED: _SWAP,
    Event.SWAP_WITHDRAWN: _SWAP,
    Event.SWAP_LAPSED: _SWAP,
    Event.SWAP_UNDONE: _SWAP,
    Event.COVER_ASKED: _COVER,
    Event.COVER_GIVEN: _COVER,
    Event.COVER_ARRANGED: _COVER,
    Event.COVER_IN_CLASS: _COVER,
    Event.COVER_DECLINED: _COVER,
    Event.COVER_RELEASED: _COVER,
    Event.COVER_REOPENED: _COVER,
    Event.COVER_ENTANGLED: _COVER,
    Event.ACTIVITY_PLANNED: _ACTIVITY,
    Event.ACTIVITY_CHANGED: _ACTIVITY,
    Event.ACTIVITY_CANCELLED: _ACTIVITY,
    Event.ATTENDANCE_ENTERED: frozenset({"activity", "state"}),
    Event.MATERIAL_RETURNED: frozenset({"material", "project"}),
    Event.HOMEWORK_RETURNED: frozenset({"project"}),
    Event.PROJECT_NOT_PASSED: frozenset({"project"}),
    Event.WEEK_PUBLISHED: frozenset({"week_no", "starts_on", "edition"}),
    Event.NOTICE_ISSUED: _NOTICE,
    Event.NOTICE_CHANGED: _NOTICE | {"edition"},
    Event.NOTICE_CANCELLED: _NOTICE,
    Event.NOTICE_UNACKNOWLEDGED: _NOTICE,
    Event.THEME_OPENED: frozenset({"theme", "question", "due_on"}),
    Event.THEME_PARTS_DUE: frozenset({"theme", "count", "which", "due_on"}),
    Event.THEME_PARTS_OVERDUE: frozenset({"theme", "count", "which", "due_on"}),
    Event.THEME_SLOT_RETURNED: frozenset({"theme", "slot"}),
    Event.JUDGE_APPOINTED: frozenset({"title"}),
    Event.ASSESSMENT_PUBLISHED: frozenset({"title", "group", "total", "rank"}),
    Event.APPEAL_UPHELD: frozenset({"title", "group"}),
    Event.APPEAL_REJECTED: frozenset({"title", "group"}),
    Event.TOPIC_JOINED: _TOPIC | {"name"},
    Event.TOPIC_APPROVED: _TOPIC | {"level", "number"},
    Event.TOPIC_RETURNED: _TOPIC,
    Event.TOPIC_REJECTED: _TOPIC,
    Event.TOPIC_TERMINATED: _TOPIC,
    Event.TOPIC_STEP_DUE: _TOPIC_STEP | {"due_on"},
    Event.TOPIC_STEP_OVERDUE: _TOPIC_STEP | {"due_on"},
    Event.TOPIC_STEP_RETURNED: _TOPIC_STEP,
    Event.TOPIC_STEP_ACCEPTED: _TOPIC_STEP,
    Event.TOPIC_EXTENSION_GRANTED: _TOPIC_STEP | {"due_on"},
    Event.TOPIC_EXTENSION_REFUSED: _TOPIC_STEP | {"due_on"},
    Event.AWARD_CONFIRMED: frozenset({"work", "issuer"}),
    Event.AWARD_VOIDED: frozenset({"work", "issuer"}),
    Event.BONUS_APPROVED: frozenset({"title", "amount"}),
    Event.BONUS_PAID: frozenset({"title", "amount"}),
    Event.EXTENSION_APPROVED: frozenset({"course"}),
    Event.EXTENSION_RETURNED: frozenset({"course"}),
    Event.EXTENSION_REJECTED: frozenset({"course"}),
    Event.EXTENSION_PLAN_MISSING: frozenset({"course", "number", "day"}),
    Event.EXTENSION_CLOSING_DUE: frozenset({"course", "due_on"}),
    Event.PAPER_REVIEW_ASSIGNED: frozenset({"paper_no", "due_on"}),
    Event.PAPER_RETURNED: frozenset({"title"}),
    Event.PAPER_ACCEPTED: frozenset({"title"}),
    Event.PAPER_DUE: frozenset({"school_year", "due_on"}),
    Event.PAPER_OVERDUE: frozenset({"school_year", "due_on"}),
    Event.MENTOR_PAIR_PROPOSED: _MENTOR_PAIR | {"from_day", "until_day"},
    Event.MENTOR_PAIR_SIGNED: _MENTOR_PAIR | {"from_day", "until_day"},
    Event.MENTOR_PAIR_DISSOLVED: _MENTOR_PAIR,
    Event.MENTOR_PAIR_EXTENDED: _MENTOR_PAIR | {"until_day"},
    Event.MENTOR_LOG_ENTERED: frozenset({"name", "day", "log_kind"}),
    Event.MENTOR_TARGETS_BEHIND: _MENTOR_PAIR | {"count", "due_on"},
    Event.REPORT_LESSON_PLANNED: frozenset({"name", "title", "day", "starts_at", "place"}),
    Event.MENTOR_PAIR_EVALUATED: _MENTOR_PAIR | {"pair_grade"},
    Event.CONTEST_OPENED: frozenset({"contest", "due_on"}),
    Event.CONTEST_ENTRY_DUE: frozenset({"contest", "due_on"}),
    Event.CONTEST_CANCELLED: frozenset({"contest", "title"}),
    Event.CONTEST_JUDGE_APPOINTED: frozenset({"contest"}),
    Event.CONTEST_ENTRY_SENT: frozenset({"contest", "title"}),
    Event.CONTEST_ENTRY_NOT_SENT: frozenset({"contest", "title", "rank"}),
    Event.CONTEST_PRIZE_WON: frozenset({"contest", "title", "prize"}),
    Event.CONTEST_ENTRY_UNPLACED: frozenset({"contest", "title"}),
    Event.PLATFORM_SUBMISSION_REFUSED: _SUBMISSION,
    Event.PLATFORM_SUBMISSION_FAILED: _SUBMISSION,
    Event.PLATFORM_PULL_FAILED: _PULL,
    Event.PLATFORM_PULL_WAITS: _PULL | {"count"},
    Event.WEBHOOK_DISABLED: frozenset({"webhook", "webhook_because"}),
}
"""What each event's sentences need to know. Days are ISO, credits have two decimals, `amount` is in yuan with
two, `session` is its code, `kind` the duty's; of lessons `lessons` says how many, `which` names the first of
them. Any event may carry a `reason` besides: somebody's own words, shown behind the sentence."""

IN_CONFIDENCE = frozenset({Event.PAPER_REVIEW_ASSIGNED})
"""Told in the inbox alone: a post to a group would say who reviews."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One event about one thing, for one person: a teacher, or an account that is none."""

    event: Event
    about: UUID
    recipient_id: UUID
    facts: Mapping[str, str]
    link: str | None = None
    """Where the thing is shown: a path of the API below the school, such as `duties/<id>`."""


@dataclass(frozen=True, slots=True)
class Message:
    """One thing told to one person."""

    id: UUID
    event: Event
    about: UUID
    """The thing it is about: an enrolment, a duty, a session."""

    facts: dict[str, str]
    title: str
    """In the language asked for."""

    body: str
    school_id: UUID
    """Whose message it is; one may work at several schools."""

    link: str | None
    created_at: datetime
    read_at: datetime | None
    version: int
    allowed_actions: tuple[str, ...] = ()


def missing_facts(notice: Notice) -> list[str]:
    """The facts its sentences need and it does not carry."""
    return sorted(FACTS[notice.event] - notice.facts.keys())


@dataclass(frozen=True, slots=True)
class AllRead:
    """How many messages were unread until now."""

    read: int


class Inbox(Protocol):
    """One's own messages, of every school one is at unless one is named."""

    async def page(self, window: Window, *, unread: bool) -> Page[Message]:
        """The latest first."""
        ...

    async def read(self, message_id: UUID, *, at: datetime) -> Message | None:
        """The message, read from now on if it was not before."""
        ...

    async def read_all(self, *, at: datetime) -> int: ...


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

        Who was told this event about this thing before is not told again. `facts` hold what FACTS names.
        """
        ...

    async def tell_all(self, notices: Sequence[Notice], *, at: datetime) -> None:
        """As `tell`, for many things at once and with as few statements."""
        ...
