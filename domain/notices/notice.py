"""A notice of training in four copies 四联培训通知: what it says, who sees which copy, what is refused of it
(MISSION §3).

A notice keeps its number for good and has editions 版次. What an edition says is a snapshot; when the
training changes, a new edition takes its place, and all four copies of the old one are void at once.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from domain.errors import Conflict, Forbidden, RuleViolation
from domain.identity.access import Caller
from domain.identity.actions import Action, Role, Scope
from domain.lifecycle import Lifecycle, actions
from domain.notices.sheet import Attendee, Copy, DutyLine, Moved, ProxyLine, Training
from domain.timetable.missed import Arrangement


class NoticeState(StrEnum):
    ISSUED = "issued"
    CANCELLED = "cancelled"
    """The place in the training is given up, or the training called off: no copy is good any more."""


class CancelCause(StrEnum):
    PLACE_GIVEN_UP = "place_given_up"
    SESSION_CANCELLED = "session_cancelled"


class EditionCause(StrEnum):
    """Why there is an edition."""

    ISSUED = "issued"
    TRAINING_CHANGED = "training_changed"
    BY_HAND = "by_hand"
    """The office had it issued anew, such as when the lessons had been arranged."""


class Acknowledged(StrEnum):
    """By which way a copy was acknowledged 签收."""

    IN_APP = "in_app"
    BY_LINK = "by_link"
    ON_PAPER = "on_paper"
    """Signed on paper, and entered by the office."""


LIFECYCLE: Lifecycle[NoticeState] = {
    NoticeState.ISSUED: {"reissue": NoticeState.ISSUED, "cancel": NoticeState.CANCELLED},
}
"""`cancel` is done by the house, when the place in the training is given up."""

AWAITED = frozenset({Copy.TEACHER, Copy.ACADEMIC_AFFAIRS, Copy.GRADE_GROUP})
"""The copies whose acknowledgement is waited for: the stub stays with those who issued it."""

SEES: Mapping[Copy, Mapping[Role, Scope]] = {
    Copy.TEACHER: {Role.TEACHER: Scope.OWN, Role.RESEARCH_OFFICE: Scope.SCHOOL},
    Copy.ACADEMIC_AFFAIRS: {Role.ACADEMIC_AFFAIRS: Scope.SCHOOL, Role.RESEARCH_OFFICE: Scope.SCHOOL},
    Copy.GRADE_GROUP: {Role.GRADE_HEAD: Scope.GROUP, Role.RESEARCH_OFFICE: Scope.SCHOOL},
    Copy.OFFICE: {Role.RESEARCH_OFFICE: Scope.SCHOOL},
}
"""Role × copy: who sees which. OWN is the teacher's whose notice it is; GROUP, the head's of their grade."""

RECIPIENT: Mapping[Copy, Role] = {
    Copy.TEACHER: Role.TEACHER,
    Copy.ACADEMIC_AFFAIRS: Role.ACADEMIC_AFFAIRS,
    Copy.GRADE_GROUP: Role.GRADE_HEAD,
    Copy.OFFICE: Role.RESEARCH_OFFICE,
}
"""Whose a copy is: they acknowledge it."""


class NotPlaced(RuleViolation):
    """Only a place in a training that stands is announced; facts: `state`."""

    code = "notice_not_placed"


class NoticeIssuedAlready(Conflict):
    """Facts: `notice_no`."""

    code = "notice_issued_already"


class NoticeAskedTwice(RuleViolation):
    """The same enrolment stands twice among those to issue notices for."""

    code = "notice_asked_twice"


class NothingToIssue(RuleViolation):
    """Everybody placed in the session has a notice, or nobody is placed."""

    code = "nothing_to_issue"


class CopyVoid(Conflict):
    """A newer edition has taken its place, or the notice is cancelled; facts: `notice_no`."""

    code = "notice_copy_void"


class CopyAcknowledged(Conflict):
    """Facts: `by`."""

    code = "notice_copy_acknowledged"


class NotTheRecipient(Forbidden):
    """One acknowledges one's own copies; what others signed on paper is entered as such."""

    code = "notice_copy_not_yours"


class PaperForOffice(Forbidden):
    """What was signed on paper is entered by the Teaching Research Office."""

    code = "notice_paper_for_office"


@dataclass(frozen=True, slots=True)
class LessonAffected:
    """A lesson that is missed, and what looked after it when the notice was issued."""

    day: date
    period_no: int
    period: str
    """Its name, such as 第3节."""

    class_name: str
    subject: str
    arrangement: Arrangement
    teacher_name: str | None
    """The swap partner or the cover teacher."""

    moved: Moved | None
    """Of a swap: the partner's lesson it changes places with."""


@dataclass(frozen=True, slots=True)
class NoticeContent:
    """What an edition says, as things stood when it was issued."""

    school: str
    attendee: Attendee
    grade_group: str | None
    training: Training
    lessons: tuple[LessonAffected, ...]
    proxies: tuple[ProxyLine, ...]
    """班主任工作代理."""

    duties: tuple[DutyLine, ...]
    """What will be owed after the training, by the rules as they stood."""


@dataclass(frozen=True, slots=True)
class NoticeCopy:
    """One of the four copies of an edition 联."""

    id: UUID
    notice_id: UUID
    notice_no: str
    edition: int
    copy: Copy
    teacher_id: UUID
    teacher_name: str
    """Who goes to the training."""

    recipient: str
    text: str
    void: bool
    issued_at: datetime
    delivered_at: datetime | None
    """When it was put into its recipients' inboxes; null: there is nobody, as for a grade without a head."""

    acknowledged_at: datetime | None
    acknowledged_by: str | None
    acknowledged_how: Acknowledged | None
    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TrainingNotice:
    """A notice of one teacher's confirmed training."""

    id: UUID
    notice_no: str
    """The school year of the training, and the number in its series, such as 2020-012."""

    enrolment_id: UUID
    session_id: UUID
    teacher_id: UUID
    teacher_name: str
    title: str
    """Of the course, as the edition has it."""

    state: NoticeState
    edition: int
    """Of the edition shown: the one that is good, or the last one there was."""

    code: str
    """Verifies the edition at `/v/<school>/<code>`."""

    record_sheet_code: str
    """Verifies the record sheet that belongs to it; quoted when the result is registered."""

    issued_at: datetime
    cancelled_at: datetime | None
    cancelled_because: CancelCause | None
    copies: tuple[NoticeCopy, ...]
    """Those this caller sees."""

    version: int
    """Counted up by a new edition, by cancelling, and whenever a copy is acknowledged."""

    content: NoticeContent | None = None
    """null in a list."""

    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoticeEdition:
    """An edition there is, or was."""

    id: UUID
    number: int
    cause: EditionCause
    reason: str | None
    code: str
    record_sheet_code: str
    issued_at: datetime
    voided_at: datetime | None
    """null: this is the one that is good."""

    content: NoticeContent


@dataclass(frozen=True, slots=True)
class NoticeFilter:
    teacher_id: UUID | None = None
    session_id: UUID | None = None
    school_year: int | None = None
    states: tuple[NoticeState, ...] = ()


@dataclass(frozen=True, slots=True)
class CopyFilter:
    copies: tuple[Copy, ...] = ()
    teacher_id: UUID | None = None
    session_id: UUID | None = None
    awaited: bool | None = None
    grade_group_ids: tuple[UUID, ...] = ()
    """Of the teacher whose notice it is."""


def notice_no(school_year: int, number: int) -> str:
    return f"{school_year}-{number:03d}"


def copies_seen(caller: Caller, teacher_id: UUID, head_id: UUID | None) -> frozenset[Copy]:
    """The copies of a teacher's notice that the caller sees; `head_id` heads the teacher's grade."""
    return frozenset(
        copy
        for copy, roles in SEES.items()
        if _among(roles.keys() & caller.roles, caller, teacher_id, head_id)
    )


def is_recipient(caller: Caller, copy: Copy, teacher_id: UUID, head_id: UUID | None) -> bool:
    return _among({RECIPIENT[copy]} & caller.roles, caller, teacher_id, head_id)


def _among(roles: Collection[Role], caller: Caller, teacher_id: UUID, head_id: UUID | None) -> bool:
    """Whether one of the roles is held in a way that reaches this teacher's notice."""
    near = {Role.TEACHER: teacher_id, Role.GRADE_HEAD: head_id}
    return any(role not in near or _is(caller, near[role]) for role in roles)


def _is(caller: Caller, teacher_id: UUID | None) -> bool:
    return teacher_id is not None and caller.teacher_id == teacher_id


def notice_actions(state: NoticeState, caller: Caller) -> tuple[str, ...]:
    if not caller.may(Action.NOTICE_WRITE):
        return ()
    return tuple(step for step in actions(LIFECYCLE, state) if step == "reissue")


def copy_actions(copy: NoticeCopy, caller: Caller, head_id: UUID | None) -> tuple[str, ...]:
    """Acknowledging one's own; for the office also entering a signature, and making a link."""
    if copy.void or copy.acknowledged_at is not None:
        return ()
    office = caller.may(Action.NOTICE_WRITE)
    own = is_recipient(caller, copy.copy, copy.teacher_id, head_id)
    return (*(("acknowledge",) if own or office else ()), *(("links",) if office else ()))


def in_order(copies: Iterable[NoticeCopy]) -> tuple[NoticeCopy, ...]:
    order = list(Copy)
    return tuple(sorted(copies, key=lambda one: order.index(one.copy)))
