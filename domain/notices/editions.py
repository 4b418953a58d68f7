"""An edition about to be, and what its readers are told of it."""

from collections.abc import Mapping
from uuid import UUID

from domain.messages import Event, Notice
from domain.notices.book import NewCopy, NewEdition, NoticeBook, Readers
from domain.notices.notice import EditionCause, NoticeContent
from domain.notices.sheet import Copy
from domain.notices.wording import recipients, texts
from domain.people.calendar import day_of


def new_edition(
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


def told(
    event: Event,
    about: UUID,
    edition: NewEdition,
    number: str,
    readers: Readers,
    more: Mapping[str, str] = {},
) -> list[Notice]:
    return to_each(event, about, edition.notice_id, facts_of(edition.content, number) | dict(more), readers)


def to_each(
    event: Event, about: UUID, notice_id: UUID, facts: Mapping[str, str], readers: Readers
) -> list[Notice]:
    """To each person once, who may be the reader of several copies."""
    everybody = dict.fromkeys(one for some in readers.values() for one in some)
    return [Notice(event, about, one, facts, f"notices/{notice_id}") for one in everybody]


def facts_of(content: NoticeContent, number: str) -> dict[str, str]:
    training = content.training
    return {
        "notice_no": number,
        "name": content.attendee.name,
        "course": training.title,
        "starts_on": day_of(training.blocks[0].starts_at).isoformat(),
    }
