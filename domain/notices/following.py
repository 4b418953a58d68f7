"""Keeping notices true: a new edition when the training changes, or by hand; none when it is given up."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from domain.errors import NotFound
from domain.lifecycle import advance, match
from domain.messages import Event, Messages, Notice
from domain.notices.book import NoticeBook, Standing
from domain.notices.editions import facts_of, new_edition, to_each, told
from domain.notices.notice import LIFECYCLE, CancelCause, EditionCause
from domain.training.catalogue import SessionState
from domain.training.enrolment import SEATED


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


def _is_over(standing: Standing) -> bool:
    return standing.placed not in SEATED or standing.session_state is SessionState.CANCELLED


def _differs(standing: Standing) -> bool:
    """School days do not count: the calendar may have changed since, and the training has not."""
    return replace(standing.content.training, school_days=Decimal(0)) != standing.training


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
        new_edition(
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
    news: list[Notice] = []
    for before, edition in zip(standing, editions, strict=True):
        more = {"edition": str(edition.number)} | ({"reason": reason} if reason else {})
        news += told(
            Event.NOTICE_CHANGED, edition.id, edition, before.notice_no, readers[before.teacher_id], more
        )
    await messages.tell_all(news, at=now)


async def _cancel(book: NoticeBook, messages: Messages, over: Sequence[Standing], now: datetime) -> None:
    withdrawn = [one.notice_id for one in over if one.session_state is not SessionState.CANCELLED]
    called_off = [one.notice_id for one in over if one.session_state is SessionState.CANCELLED]
    if withdrawn:
        await book.cancel(withdrawn, CancelCause.PLACE_GIVEN_UP, at=now)
    if called_off:
        await book.cancel(called_off, CancelCause.SESSION_CANCELLED, at=now)
    readers = await book.readers([one.teacher_id for one in over])
    news: list[Notice] = []
    for one in over:
        facts = facts_of(one.content, one.notice_no)
        news += to_each(Event.NOTICE_CANCELLED, one.notice_id, one.notice_id, facts, readers[one.teacher_id])
    await messages.tell_all(news, at=now)
