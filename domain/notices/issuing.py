"""Issuing notices: numbered, in four copies, each told to its readers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from domain.errors import DomainError, ItemsRefused, NotFound, RuleViolation
from domain.messages import Event, Messages
from domain.notices.book import NewNotice, NoticeBook, Placed
from domain.notices.editions import new_edition, told
from domain.notices.notice import (
    EditionCause,
    NothingToIssue,
    NoticeAskedTwice,
    NoticeIssuedAlready,
    NotPlaced,
    notice_no,
)
from domain.training.enrolment import EnrolmentState

MOST = 500
"""Notices a request issues; a session has fewer people, or is asked for again."""


class BulkChoice(RuleViolation):
    """A session or a list of enrolments is to be named, one of the two."""

    code = "bulk_choice"


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
        edition = new_edition(
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
    news = [
        told(
            Event.NOTICE_ISSUED,
            one.edition.notice_id,
            one.edition,
            _number(one),
            readers[one.placed.teacher_id],
        )
        for one in new
    ]
    await messages.tell_all([notice for some in news for notice in some], at=now)
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


def _number(new: NewNotice) -> str:
    return notice_no(new.placed.school_year, new.number)
