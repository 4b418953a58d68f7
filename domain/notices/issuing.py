"""Issuing notices, and keeping them true: a new edition when the training changes, none when it is given up.

Locks come behind those of the training room (sessions, enrolments): notices in the order of their ids, and
last the series 编号 of the school year. It is held to the end of the transaction: numbers follow each other
without a gap whoever issues at once, and a number taken in a transaction that fails is taken by the next.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from domain.errors import DomainError, ItemsRefused, NotFound, RuleViolation
from domain.lifecycle import advance, match
from domain.messages import Event, Messages, Notice
from domain.notices.notice import (
    LIFECYCLE,
    CancelCause,
    EditionCause,
    NothingToIssue,
    NoticeAskedTwice,
    NoticeContent,
    NoticeIssuedAlready,
    NoticeState,
    NotPlaced,
    notice_no,
)
from domain.notices.sheet import Copy, Training
from domain.notices.wording import recipients, texts
from domain.people.calendar import day_of
from domain.training.catalogue import SessionState
from domain.training.enrolment import SEATED, EnrolmentState

MOST = 500
"""Notices a request issues; a session has fewer people, or is asked for again."""

Readers = Mapping[Copy, tuple[UUID, ...]]
"""Who is told of each copy: teachers, or accounts that are none."""


class BulkChoice(RuleViolation):
    """A session or a list of enrolments is to be named, one of the two."""

    code = "bulk_choice"


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


async def issue(
    book: NoticeBook,
    messages: Messages,
    enrolment_ids: Sequence[UUID],
    *,
    account_id: UUID,
    now: datetime,
) -> list[UUID]:
    """One notice for each of the enrolments, numbered in their order, or none at all.

    Raises ItemsRefused, with NotFound, NoticeAskedTwice, NotPlaced or NoticeIssuedAlready for each.
    """
    placed = await book.placed_for_update(enrolment_ids)
    _refuse(enrolment_ids, placed)
    contents = await book.contents(enrolment_ids)
    readers = await book.readers([one.teacher_id for one in placed.values()])
    chosen = [placed[one] for one in enrolment_ids]
    years = Counter(one.school_year for one in chosen)
    numbers = {year: await book.take_numbers(year, years[year]) for year in sorted(years)}
    new = []
    for one in chosen:
        edition = _edition(
            book,
            book.new_id(),
            1,
            EditionCause.ISSUED,
            None,
            contents[one.enrolment_id],
            readers[one.teacher_id],
        )
        new.append(NewNotice(one, numbers[one.school_year], edition))
        numbers[one.school_year] += 1
    await book.add(new, account_id=account_id, at=now)
    told = [
        _tell(
            Event.NOTICE_ISSUED,
            one.edition.notice_id,
            one.edition,
            _number(one),
            readers[one.placed.teacher_id],
        )
        for one in new
    ]
    await messages.tell_all([notice for some in told for notice in some], at=now)
    return [one.edition.notice_id for one in new]


async def issue_one(
    book: NoticeBook, messages: Messages, enrolment_id: UUID, *, account_id: UUID, now: datetime
) -> UUID:
    """Raises NotFound, NotPlaced, NoticeIssuedAlready."""
    try:
        return (await issue(book, messages, [enrolment_id], account_id=account_id, now=now))[0]
    except ItemsRefused as refused:
        raise refused.refusals[0][1] from None


async def issue_for_session(
    book: NoticeBook, messages: Messages, session_id: UUID, *, account_id: UUID, now: datetime
) -> list[UUID]:
    """For everybody placed in the session who has none, `MOST` at a time. Raises NotFound, NothingToIssue."""
    waiting = await book.without_notice(session_id, MOST)
    if waiting is None:
        raise NotFound()
    if not waiting:
        raise NothingToIssue()
    return await issue(book, messages, waiting, account_id=account_id, now=now)


async def reissue(
    book: NoticeBook,
    messages: Messages,
    notice_id: UUID,
    *,
    expected: int,
    reason: str,
    account_id: UUID,
    now: datetime,
) -> None:
    """A new edition by hand, such as when lessons were arranged. Raises NotFound, Stale, InvalidState."""
    standing = await book.one_for_update(notice_id)
    if standing is None:
        raise NotFound()
    match(standing.version, expected)
    advance(LIFECYCLE, standing.state, "reissue")
    await _supersede(book, messages, [standing], EditionCause.BY_HAND, reason, account_id=account_id, now=now)


async def follow(
    book: NoticeBook,
    messages: Messages,
    *,
    session_ids: Collection[UUID],
    course_ids: Collection[UUID] = (),
    now: datetime,
) -> None:
    """Brings notices in line with the trainings they announce; asked for again, it finds nothing to do."""
    standing = await book.standing_for_update(session_ids=session_ids, course_ids=course_ids)
    over = [one for one in standing if _is_over(one)]
    changed = [one for one in standing if not _is_over(one) and _differs(one)]
    if over:
        await _cancel(book, messages, over, now)
    if changed:
        await _supersede(
            book, messages, changed, EditionCause.TRAINING_CHANGED, None, account_id=None, now=now
        )


def _refuse(enrolment_ids: Sequence[UUID], placed: Mapping[UUID, Placed]) -> None:
    refusals: list[tuple[str, DomainError]] = []
    seen: set[UUID] = set()
    for place, enrolment_id in enumerate(enrolment_ids):
        refusal = NoticeAskedTwice() if enrolment_id in seen else _refusal(placed.get(enrolment_id))
        seen.add(enrolment_id)
        if refusal is not None:
            refusals.append((f"/enrolment_ids/{place}", refusal))
    if refusals:
        raise ItemsRefused(refusals)


def _refusal(placed: Placed | None) -> DomainError | None:
    if placed is None:
        return NotFound()
    if placed.state is not EnrolmentState.PLACED:
        return NotPlaced(state=placed.state)
    if placed.notice_no is not None:
        return NoticeIssuedAlready(notice_no=placed.notice_no)
    return None


def _is_over(standing: Standing) -> bool:
    return standing.placed not in SEATED or standing.session_state is SessionState.CANCELLED


def _differs(standing: Standing) -> bool:
    """School days do not count: the calendar may have changed since, and the training has not."""
    return replace(standing.content.training, school_days=Decimal(0)) != standing.training


def _edition(
    book: NoticeBook,
    notice_id: UUID,
    number: int,
    cause: EditionCause,
    reason: str | None,
    content: NoticeContent,
    readers: Readers,
) -> NewEdition:
    names, said = recipients(content), texts(content)
    copies = tuple(NewCopy(copy, names[copy], said[copy], bool(readers[copy])) for copy in Copy)
    return NewEdition(book.new_id(), notice_id, number, cause, reason, content, copies)


async def _supersede(
    book: NoticeBook,
    messages: Messages,
    standing: Sequence[Standing],
    cause: EditionCause,
    reason: str | None,
    *,
    account_id: UUID | None,
    now: datetime,
) -> None:
    contents = await book.contents([one.enrolment_id for one in standing])
    readers = await book.readers([one.teacher_id for one in standing])
    editions = [
        _edition(
            book,
            one.notice_id,
            one.edition + 1,
            cause,
            reason,
            contents[one.enrolment_id],
            readers[one.teacher_id],
        )
        for one in standing
    ]
    await book.supersede(editions, account_id=account_id, at=now)
    told: list[Notice] = []
    for before, edition in zip(standing, editions, strict=True):
        more = {"edition": str(edition.number)} | ({"reason": reason} if reason else {})
        told += _tell(
            Event.NOTICE_CHANGED, edition.id, edition, before.notice_no, readers[before.teacher_id], more
        )
    await messages.tell_all(told, at=now)


async def _cancel(book: NoticeBook, messages: Messages, over: Sequence[Standing], now: datetime) -> None:
    withdrawn = [one.notice_id for one in over if one.session_state is not SessionState.CANCELLED]
    called_off = [one.notice_id for one in over if one.session_state is SessionState.CANCELLED]
    if withdrawn:
        await book.cancel(withdrawn, CancelCause.PLACE_GIVEN_UP, at=now)
    if called_off:
        await book.cancel(called_off, CancelCause.SESSION_CANCELLED, at=now)
    readers = await book.readers([one.teacher_id for one in over])
    told: list[Notice] = []
    for one in over:
        facts = _facts(one.content, one.notice_no)
        told += _to(Event.NOTICE_CANCELLED, one.notice_id, one.notice_id, facts, readers[one.teacher_id])
    await messages.tell_all(told, at=now)


def _tell(
    event: Event,
    about: UUID,
    edition: NewEdition,
    number: str,
    readers: Readers,
    more: Mapping[str, str] = {},
) -> list[Notice]:
    return _to(event, about, edition.notice_id, _facts(edition.content, number) | dict(more), readers)


def _to(
    event: Event, about: UUID, notice_id: UUID, facts: Mapping[str, str], readers: Readers
) -> list[Notice]:
    """To each person once, who may be the reader of several copies."""
    everybody = dict.fromkeys(one for some in readers.values() for one in some)
    return [Notice(event, about, one, facts, f"notices/{notice_id}") for one in everybody]


def _facts(content: NoticeContent, number: str) -> dict[str, str]:
    training = content.training
    return {
        "notice_no": number,
        "name": content.attendee.name,
        "course": training.title,
        "starts_on": day_of(training.blocks[0].starts_at).isoformat(),
    }


def _number(new: NewNotice) -> str:
    return notice_no(new.placed.school_year, new.number)
