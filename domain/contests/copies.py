"""Anonymous copies 匿名稿 of entries, and the register that says whose each is, for the office alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from domain.anonymity import Mask
from domain.contests.contest import Contest, Contests, sees_all
from domain.contests.entry import ContestEntry, Entries
from domain.contests.judging import JudgesDesk, theirs
from domain.contests.ranking import RankingNotThere
from domain.errors import NotFound
from domain.files import KeptFile
from domain.identity.access import Caller


@dataclass(frozen=True, slots=True)
class Original:
    """What was entered, before anything is struck out."""

    alias: str
    title: str
    text: str | None
    file: KeptFile | None
    mask: Mask


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """Whose an alias is."""

    alias: str
    title: str
    category: str | None
    first_author: str
    employee_no: str
    co_authors: tuple[str, ...]
    rank: int | None


class Originals(Protocol):
    async def of(self, entries: Sequence[ContestEntry]) -> Sequence[Original]:
        """In their order; in a fixed number of statements."""
        ...

    async def employee_numbers(self, teacher_ids: Sequence[UUID]) -> Mapping[UUID, str]: ...


async def originals_of(
    contests: Contests, entries: Entries, originals: Originals, contest_id: UUID
) -> tuple[Contest, Sequence[Original]]:
    """Of all that stand, by their numbers. Raises NotFound, RankingNotThere before entries are closed."""
    contest, standing = await _closed(contests, entries, contest_id)
    return contest, await originals.of(standing)


async def original_of(
    desk: JudgesDesk,
    entries: Entries,
    originals: Originals,
    entry_id: UUID,
    *,
    caller: Caller,
) -> Original:
    """Of one entry, for a judge who is to score it, and for the office and the principal. Raises NotFound."""
    found = await entries.any(entry_id)
    if found is None or found.alias is None:
        raise NotFound()
    if not sees_all(caller):
        await _for_judge(desk, found, caller)
    (original,) = await originals.of([found])
    return original


async def register_of(
    contests: Contests, entries: Entries, originals: Originals, contest_id: UUID
) -> tuple[Contest, list[RegisterLine]]:
    """By number. Raises NotFound, RankingNotThere before entries are closed."""
    contest, standing = await _closed(contests, entries, contest_id)
    numbers = await originals.employee_numbers([one.author_id for one in standing])
    return contest, [_line(one, numbers[one.author_id]) for one in standing]


async def _for_judge(desk: JudgesDesk, entry: ContestEntry, caller: Caller) -> None:
    """Whatever is none of their business is not there: NotFound."""
    contest = await desk.contests.get(entry.contest_id)
    own = (
        None
        if caller.teacher_id is None
        else await desk.judges.of_teacher(entry.contest_id, caller.teacher_id)
    )
    if contest is None or own is None or entry.id not in await theirs(desk, contest, own):
        raise NotFound()


async def _closed(
    contests: Contests, entries: Entries, contest_id: UUID
) -> tuple[Contest, Sequence[ContestEntry]]:
    contest = await contests.get(contest_id)
    if contest is None:
        raise NotFound()
    if contest.quota is None:
        raise RankingNotThere(title=contest.title)
    return contest, await entries.standing(contest_id)


def _line(one: ContestEntry, employee_no: str) -> RegisterLine:
    names = {author.teacher_id: author.name for author in one.authors}
    others = tuple(name for teacher_id, name in names.items() if teacher_id != one.author_id)
    return RegisterLine(
        one.alias or "", one.title, one.category, names.get(one.author_id, ""), employee_no, others, one.rank
    )
