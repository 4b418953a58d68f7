"""What is printed of a notice in four copies 四联培训通知 and of its record sheet (MISSION §3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from domain.training.catalogue import CourseKind
from domain.training.duty import DutyKind
from domain.training.sessions import Block


class Copy(StrEnum):
    """The four copies 联, in the order of the paper."""

    TEACHER = "teacher"
    ACADEMIC_AFFAIRS = "academic_affairs"
    GRADE_GROUP = "grade_group"
    OFFICE = "office"
    """存根: kept by the Teaching Research Office."""


class Arrangement(StrEnum):
    """How a lesson that is missed is looked after."""

    SWAP = "swap"
    COVER = "cover"
    NOT_NEEDED = "not_needed"
    OPEN = "open"
    """Nobody has been found yet."""


class Layout(StrEnum):
    """How the four copies lie on paper."""

    FOUR_PARTS = "four_parts"
    """One A4 page to be torn in four; what does not fit follows on an annex page."""

    PART_PER_PAGE = "part_per_page"
    """A page for each copy, with everything in it."""


@dataclass(frozen=True, slots=True)
class Attendee:
    """The teacher who goes."""

    name: str
    employee_no: str
    subject_group: str | None = None
    title: str | None = None
    """职称."""


@dataclass(frozen=True, slots=True)
class Training:
    """The training as the paper names it."""

    title: str
    provider: str
    kind: CourseKind
    place: str | None
    blocks: tuple[Block, ...]
    """In order, at least one."""

    school_days: Decimal
    """The school days it takes, a half as 0.5."""

    hours: Decimal
    credits: Decimal


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a swapped lesson has gone, and what comes in its place."""

    day: date
    period: str
    subject: str


@dataclass(frozen=True, slots=True)
class LessonLine:
    """A lesson that is missed, and its arrangement."""

    day: date
    period: str
    """Its name, such as 第3节."""

    class_name: str
    subject: str
    arrangement: Arrangement
    teacher_name: str | None = None
    """The swap partner or the cover teacher."""

    moved: Moved | None = None
    """Of a swap: the partner's lesson that changes places with this one."""


@dataclass(frozen=True, slots=True)
class ProxyLine:
    """Who looks after a class while its homeroom teacher is away 班主任工作代理."""

    class_name: str
    proxy_name: str | None
    """None: nobody has been named yet."""

    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class DutyLine:
    kind: DutyKind
    due_on: date


@dataclass(frozen=True, slots=True)
class CopyText:
    """One copy: whom it is for, and what it says to them."""

    copy: Copy
    recipient: str
    """A name, or 教务处, 七年级组, …"""

    text: str
    """May have several paragraphs, parted by line breaks."""

    acknowledged_by: str | None = None
    acknowledged_on: date | None = None
    """Already acknowledged when this is printed: said where the signature would stand."""


@dataclass(frozen=True, slots=True)
class RecordSheet:
    """教师专业发展培训记录表, filled in as far as is known: credits are registered by it."""

    school: str
    number: str
    """Of the notice it belongs to."""

    version: int
    attendee: Attendee
    training: Training
    duties: tuple[DutyLine, ...]
    verify_url: str
    code: str
    """What the QR code leads to, for people to type."""

    void: bool = False


@dataclass(frozen=True, slots=True)
class NoticeSheet:
    """A notice with its four copies."""

    school: str
    number: str
    version: int
    issued_on: date
    attendee: Attendee
    training: Training
    lessons: tuple[LessonLine, ...]
    proxies: tuple[ProxyLine, ...]
    duties: tuple[DutyLine, ...]
    copies: tuple[CopyText, ...]
    """In the order of `Copy`."""

    verify_url: str
    code: str
    record: RecordSheet | None = None
    """Printed behind the notice."""

    void: bool = False


class NoticePrinter(Protocol):
    """Prints any number of notices as one PDF. All raise UnprintableCharacters."""

    async def notices(self, sheets: Sequence[NoticeSheet], layout: Layout) -> bytes: ...

    async def record_sheets(self, sheets: Sequence[RecordSheet]) -> bytes: ...
