"""Entering a work for a contest, revising the entry, taking it back; refusals say which term is broken."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from domain.contests.contest import AwardedExclusion, Contest, Contests, ContestState, held
from domain.contests.entry import (
    BY_AUTHORS,
    LIFECYCLE,
    ContestEntry,
    Enterable,
    EnterableWork,
    Entries,
    NewEntry,
    seen_entry,
)
from domain.errors import Conflict, Forbidden, NotFound, RuleViolation
from domain.files import Files, StoredFile, own_file
from domain.identity.access import Caller
from domain.identity.actions import Action, Scope
from domain.imports import FileTooLarge
from domain.lifecycle import advance, match
from domain.people.calendar import day_of
from domain.people.changes import UnknownReference
from domain.works.work import WorkLevel

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_BYTES = 8 << 20
"""Of a file: an article with a few pictures; the anonymous copies of a contest go into one ZIP."""


class ContestNotOpen(Conflict):
    """Works are entered while the contest is open; facts: `title`, `state`."""

    code = "contest_not_open"


class EntryDeadlinePassed(Conflict):
    """facts: `due_on`."""

    code = "entry_deadline_passed"


class EntryKindNotAccepted(RuleViolation):
    """The contest does not take such works; facts: `kind`, `accepted`."""

    code = "entry_kind_not_accepted"


class EntryCategoryUnknown(RuleViolation):
    """The entry names none of the contest's categories; facts: `categories` (none: leave it out)."""

    code = "entry_category_unknown"


class EntryManuscriptUnclear(RuleViolation):
    """Either a text or a file is sent, not both and not neither."""

    code = "entry_manuscript_unclear"


class EntryFileNotWord(RuleViolation):
    """Only a Word document can be made anonymous; facts: `filename`."""

    code = "entry_file_not_word"


class EntryLengthOutside(RuleViolation):
    """Too short or too long; facts: `characters`, `least`, `most` ("–": no limit)."""

    code = "entry_length_outside"


class WorkAlreadyAwarded(RuleViolation):
    """It won something that excludes it; facts: `levels`."""

    code = "work_already_awarded"


class WorkAlreadyEntered(Conflict):
    """The work is entered for this contest; facts: `title`."""

    code = "work_already_entered"


class PaperNotAccepted(Conflict):
    """A paper is entered when the school has accepted it; facts: `title`."""

    code = "paper_not_accepted"


class NotFirstAuthor(Forbidden):
    """Only the first author enters a work."""

    code = "not_first_author"


class AuthorOverLimit(Conflict):
    """The first author has as many entries as the contest allows; facts: `limit`."""

    code = "author_over_limit"


class WithdrawingOver(Conflict):
    """Authors take entries back before the ranking is published, the office before they are submitted."""

    code = "withdrawing_over"


class Manuscripts(Protocol):
    """What is in the files of entries."""

    async def characters(self, file: StoredFile) -> int:
        """Of a Word document, blanks not counted. Raises UnreadableFile, FileTooLarge."""
        ...


@dataclass(frozen=True, slots=True)
class EntryDesk:
    """Where works are entered."""

    contests: Contests
    entries: Entries
    works: Enterable
    files: Files
    manuscripts: Manuscripts


async def enter(desk: EntryDesk, new: NewEntry, *, caller: Caller, now: datetime) -> ContestEntry:
    """By its first author, or by the office for them.

    Raises UnknownReference, ContestNotOpen, EntryDeadlinePassed, NotFirstAuthor, EntryKindNotAccepted,
    PaperNotAccepted, WorkAlreadyAwarded, EntryCategoryUnknown, EntryManuscriptUnclear, EntryFileNotWord,
    EntryLengthOutside, AuthorOverLimit, WorkAlreadyEntered, UnreadableFile, FileTooLarge.
    """
    characters = await measured(desk, new.text, new.file_id, caller)
    contest = await desk.contests.hold(new.contest_id)
    if contest is None:
        raise UnknownReference(field="contest_id")
    taking_entries(contest, day_of(now))
    work = await desk.works.find(new.work_id)
    if work is None:
        raise UnknownReference(field="work_id")
    first_author_only(work, caller)
    check_work(contest, work)
    check_entry(contest, new.category, characters)
    limit = contest.entries_per_author
    if limit is not None and await desk.entries.count_of(contest.id, work.author_ids[0]) >= limit:
        raise AuthorOverLimit(limit=limit)
    return await desk.entries.add(new, work, characters=characters, at=now)


async def revise_entry(
    desk: EntryDesk,
    entry_id: UUID,
    changes: Mapping[str, Any],
    *,
    expected: int,
    caller: Caller,
    now: datetime,
) -> ContestEntry:
    """Another category, text or file, until entries are due. A file takes the text's place, or a text its.

    Raises NotFound, Forbidden, Stale, and as `enter`.
    """
    seen = await seen_entry(desk.entries, entry_id)
    _by_author_or_office(seen, caller)
    values = dict(changes)
    if values.keys() & {"text", "file_id"}:
        given = {"text": None, "file_id": None} | values
        values |= given | {"characters": await measured(desk, given["text"], given["file_id"], caller)}
    contest = await held(desk.contests, seen.contest_id)
    taking_entries(contest, day_of(now))
    entry = await _held(desk.entries, entry_id, expected)
    advance(LIFECYCLE, entry.state, "update")
    check_entry(contest, values.get("category", entry.category), values.get("characters", entry.characters))
    return await desk.entries.change(entry_id, values)


async def withdraw(
    contests: Contests, entries: Entries, entry_id: UUID, *, expected: int, caller: Caller
) -> ContestEntry:
    """Raises NotFound, Forbidden, Stale, InvalidState, WithdrawingOver."""
    seen = await seen_entry(entries, entry_id)
    _by_author_or_office(seen, caller)
    contest = await held(contests, seen.contest_id)
    entry = await _held(entries, entry_id, expected)
    state = advance(LIFECYCLE, entry.state, "withdraw")
    office = caller.may(Action.CONTEST_WRITE)
    if contest.state not in BY_AUTHORS and not (office and contest.state is ContestState.RANKED):
        raise WithdrawingOver(title=contest.title)
    return await entries.change(entry_id, {"state": state})


def taking_entries(contest: Contest, day: date) -> None:
    """Raises ContestNotOpen, EntryDeadlinePassed."""
    if contest.state is not ContestState.OPEN:
        raise ContestNotOpen(title=contest.title, state=contest.state)
    if day > contest.entries_due_on:
        raise EntryDeadlinePassed(due_on=contest.entries_due_on.isoformat())


def first_author_only(work: EnterableWork, caller: Caller) -> None:
    """What is none of one's own is not there: UnknownReference. Raises NotFirstAuthor."""
    if caller.reach >= Scope.SCHOOL:
        return
    if caller.teacher_id not in work.author_ids:
        raise UnknownReference(field="work_id")
    if caller.teacher_id != work.author_ids[0]:
        raise NotFirstAuthor()


def check_work(contest: Contest, work: EnterableWork) -> None:
    """Raises EntryKindNotAccepted, PaperNotAccepted, WorkAlreadyAwarded."""
    if work.kind not in contest.kinds:
        raise EntryKindNotAccepted(kind=work.kind, accepted=list(contest.kinds))
    if not work.accepted:
        raise PaperNotAccepted(title=work.title)
    barred = work.awarded_at & excluding_levels(contest)
    if barred:
        raise WorkAlreadyAwarded(levels=[level for level in WorkLevel if level in barred])


def excluding_levels(contest: Contest) -> frozenset[WorkLevel]:
    """An award at one of these bars a work."""
    levels = list(WorkLevel)
    if contest.excludes_awarded is AwardedExclusion.NONE:
        return frozenset()
    lowest = 0 if contest.excludes_awarded is AwardedExclusion.ANY else levels.index(contest.level)
    return frozenset(levels[lowest:])


def check_entry(contest: Contest, category: str | None, characters: int) -> None:
    """Raises EntryCategoryUnknown, EntryLengthOutside."""
    if (category not in contest.categories) if contest.categories else category is not None:
        raise EntryCategoryUnknown(categories=list(contest.categories))
    least, most = contest.min_characters, contest.max_characters
    if (least is not None and characters < least) or (most is not None and characters > most):
        raise EntryLengthOutside(
            characters=characters,
            least="–" if least is None else least,
            most="–" if most is None else most,
        )


def length_of(text: str) -> int:
    """Characters, blanks not counted."""
    return sum(not character.isspace() for character in text)


async def measured(desk: EntryDesk, text: str | None, file_id: UUID | None, caller: Caller) -> int:
    """How long what is sent is. The file is one's own upload; the office sends anybody's.

    Raises EntryManuscriptUnclear, EntryFileNotWord, UnknownReference, UnreadableFile, FileTooLarge.
    """
    if (text is None) == (file_id is None):
        raise EntryManuscriptUnclear()
    if text is not None:
        return length_of(text)
    assert file_id is not None
    try:
        file = await own_file(desk.files, file_id, caller)
    except NotFound as missing:
        raise UnknownReference(field="file_id") from missing
    if file.media_type != WORD:
        raise EntryFileNotWord(filename=file.filename)
    if file.size > MOST_BYTES:
        raise FileTooLarge(what="bytes", limit=MOST_BYTES)
    return await desk.manuscripts.characters(file)


def _by_author_or_office(entry: ContestEntry, caller: Caller) -> None:
    if caller.reach < Scope.SCHOOL and caller.teacher_id != entry.author_id:
        raise NotFirstAuthor()


async def _held(entries: Entries, entry_id: UUID, expected: int) -> ContestEntry:
    entry = await entries.hold(entry_id)
    assert entry is not None
    match(entry.version, expected)
    return entry
