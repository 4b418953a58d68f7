"""A school's notices, for those who issue them and keep them true.

Locks come behind those of the training room (sessions, enrolments): notices in the order of their ids, and
last the series 编号 of the school year. It is held to the end of the transaction: numbers follow each other
without a gap whoever issues at once, and one taken in a transaction that fails is taken by the next.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.notices.notice import CancelCause, EditionCause, NoticeContent, NoticeState
from domain.notices.sheet import Copy, Training
from domain.training.catalogue import SessionState
from domain.training.enrolment import EnrolmentState

Readers = Mapping[Copy, tuple[UUID, ...]]
"""Who is told of each copy: teachers, or accounts that are none."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An enrolment, locked, that a notice is asked for."""

    enrolment_id: UUID
    session_id: UUID
    teacher_id: UUID
    state: EnrolmentState
    school_year: int
    notice_no: str | None
    """Of the notice that stands for it already."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An issued notice, locked, with the training as it is now."""

    notice_id: UUID
    notice_no: str
    state: NoticeState
    edition: int
    version: int
    enrolment_id: UUID
    teacher_id: UUID
    placed: EnrolmentState
    session_state: SessionState
    content: NoticeContent
    """Of the edition that is good."""

    training: Training
    """As it is now; its school days are not counted."""


@dataclass(frozen=True, slots=True)
class NewCopy:
    copy: Copy
    recipient: str
    text: str
    delivered: bool


@dataclass(frozen=True, slots=True)
class NewEdition:
    id: UUID
    notice_id: UUID
    number: int
    cause: EditionCause
    reason: str | None
    content: NoticeContent
    copies: tuple[NewCopy, ...]


@dataclass(frozen=True, slots=True)
class NewNotice:
    placed: Placed
    number: int
    edition: NewEdition


class NoticeBook(Protocol):
    """A school's notices, for those who issue and follow."""

    def new_id(self) -> UUID: ...

    async def without_notice(self, session_id: UUID, limit: int) -> list[UUID] | None:
        """The first of a session's placed enrolments that have none; None: there is no such session."""
        ...

    async def placed_for_update(self, enrolment_ids: Collection[UUID]) -> dict[UUID, Placed]:
        """Holds their sessions still, then locks the enrolments; both in the order of their ids."""
        ...

    async def standing_for_update(
        self, *, session_ids: Collection[UUID] = (), course_ids: Collection[UUID] = ()
    ) -> list[Standing]:
        """The issued notices for places in these sessions, which the caller has locked; by id."""
        ...

    async def one_for_update(self, notice_id: UUID) -> Standing | None:
        """With its session held still, and its enrolment locked, before it."""
        ...

    async def contents(self, enrolment_ids: Collection[UUID]) -> dict[UUID, NoticeContent]:
        """What an edition issued now would say, in a number of statements that does not depend on theirs."""
        ...

    async def readers(self, teacher_ids: Collection[UUID]) -> dict[UUID, Readers]: ...

    async def take_numbers(self, school_year: int, count: int) -> int:
        """The first of so many numbers in a row; nobody else takes any until the transaction ends."""
        ...

    async def add(self, new: Sequence[NewNotice], *, account_id: UUID, at: datetime) -> None: ...

    async def supersede(
        self, editions: Sequence[NewEdition], *, account_id: UUID | None, at: datetime
    ) -> None:
        """Voids the edition of each notice that is good, and puts the new one in its place."""
        ...

    async def cancel(self, notice_ids: Collection[UUID], because: CancelCause, *, at: datetime) -> None: ...
