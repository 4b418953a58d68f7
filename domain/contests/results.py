"""Results of a contest 评比结果: what the organiser gave becomes confirmed awards of the works, each once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from domain.contests.contest import LIFECYCLE, Contest, Contests, held
from domain.contests.entry import LIFECYCLE as ENTRY_LIFECYCLE
from domain.contests.entry import ContestEntry, Entries, EntryState, seen_entry, told_authors
from domain.errors import Conflict, RuleViolation
from domain.identity.access import Caller
from domain.lifecycle import advance, match
from domain.messages import Event, Messages, Notice
from domain.works.award import Prize
from domain.works.work import WorkLevel


class ResultDayMissing(RuleViolation):
    """A prize is given on a day."""

    code = "result_day_missing"


class CorrectionReasonMissing(RuleViolation):
    """Another result takes the award there is back, which takes a reason; facts: `title`."""

    code = "correction_reason_missing"


class AwardGivenOtherwise(Conflict):
    """The work has an award of this issuer, level and day with another prize; facts: `titles`."""

    code = "award_given_otherwise"


@dataclass(frozen=True, slots=True)
class AwardOfEntry:
    """An award to be kept of an entry's work."""

    work_id: UUID
    title: str
    level: WorkLevel
    prize: Prize
    issuer: str
    awarded_on: date


class AwardBook(Protocol):
    """The awards of works, as far as contests add to them."""

    async def enter_confirmed(
        self, awards: Sequence[AwardOfEntry], *, account_id: UUID, at: datetime
    ) -> Sequence[UUID]:
        """Their ids, in order. One an author reported is confirmed, one that stands so already is left so.

        Raises AwardGivenOtherwise.
        """
        ...

    async def void(self, award_id: UUID, because: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Result:
    """What the organiser gave an entry; no prize: it was not placed."""

    prize: Prize | None
    awarded_on: date | None = None
    reason: str | None = None
    """Why another result stood before."""


@dataclass(frozen=True, slots=True)
class ResultDesk:
    """Where results are entered."""

    contests: Contests
    entries: Entries
    awards: AwardBook
    messages: Messages


async def record_result(
    desk: ResultDesk, entry_id: UUID, result: Result, *, expected: int, caller: Caller, now: datetime
) -> ContestEntry:
    """The same result again changes nothing. Another one voids the award there is and adds its own.

    Raises NotFound, Stale, InvalidState, ResultDayMissing, CorrectionReasonMissing, AwardGivenOtherwise.
    """
    seen = await seen_entry(desk.entries, entry_id)
    contest = await held(desk.contests, seen.contest_id)
    advance(LIFECYCLE, contest.state, "record")
    entry = await desk.entries.hold(entry_id)
    assert entry is not None
    match(entry.version, expected)
    state = advance(ENTRY_LIFECYCLE, entry.state, "award" if result.prize else "pass_over")
    if result.prize is not None and result.awarded_on is None:
        raise ResultDayMissing()
    day = result.awarded_on if result.prize else None
    if (entry.state, entry.prize, entry.awarded_on) == (state, result.prize, day):
        return entry
    if entry.award_id is not None:
        if result.reason is None:
            raise CorrectionReasonMissing(title=entry.title)
        await desk.awards.void(entry.award_id, result.reason)
    award_id = None
    if result.prize is not None and day is not None:
        award = award_of(contest, entry, result.prize, day)
        (award_id,) = await desk.awards.enter_confirmed([award], account_id=caller.account_id, at=now)
    changes = {"state": state, "prize": result.prize, "awarded_on": day, "award_id": award_id}
    changed = await desk.entries.change(entry_id, changes)
    because = result.reason if entry.award_id is not None else None
    await desk.messages.tell_all(told_result(contest, changed, because), at=now)
    return changed


async def record_all(
    desk: ResultDesk,
    contest: Contest,
    results: Sequence[tuple[ContestEntry, Prize | None]],
    *,
    awarded_on: date,
    account_id: UUID,
    now: datetime,
) -> None:
    """First results of many entries of a contest that is held, in a fixed number of statements.

    Raises InvalidState, AwardGivenOtherwise.
    """
    won = [(entry, award_of(contest, entry, prize, awarded_on)) for entry, prize in results if prize]
    ids = await desk.awards.enter_confirmed([award for _, award in won], account_id=account_id, at=now)
    awards = {entry.id: award_id for (entry, _), award_id in zip(won, ids, strict=True)}
    await desk.entries.change_all([_recorded(*one, awarded_on, awards) for one in results])
    standing = {one.id: one for one in await desk.entries.standing(contest.id)}
    told = [notice for entry, _ in results for notice in told_result(contest, standing[entry.id])]
    await desk.messages.tell_all(told, at=now)


async def finish_contest(desk: ResultDesk, contest_id: UUID, *, expected: int, now: datetime) -> Contest:
    """All results are in: what was sent and is on no list won nothing, and its authors are told.

    Raises NotFound, Stale, InvalidState.
    """
    contest = await held(desk.contests, contest_id, expected=expected)
    state = advance(LIFECYCLE, contest.state, "finish")
    standing = await desk.entries.standing(contest_id)
    unheard = [one for one in standing if one.state is EntryState.SENT]
    after = advance(ENTRY_LIFECYCLE, EntryState.SENT, "pass_over")
    await desk.entries.change_all([{"id": one.id, "state": after} for one in unheard])
    told = [notice for one in unheard for notice in told_result(contest, one)]
    await desk.messages.tell_all(told, at=now)
    return await desk.contests.change(contest_id, {"state": state, "finished_at": now})


def award_of(contest: Contest, entry: ContestEntry, prize: Prize, awarded_on: date) -> AwardOfEntry:
    return AwardOfEntry(entry.work_id, entry.title, contest.level, prize, contest.organiser, awarded_on)


def told_result(contest: Contest, entry: ContestEntry, because: str | None = None) -> list[Notice]:
    """Each result is news: a corrected one is about its own award, and says why it was corrected."""
    facts = {"contest": contest.title, "title": entry.title}
    if because is not None:
        facts["reason"] = because
    if entry.prize is None or entry.award_id is None:
        return told_authors(Event.CONTEST_ENTRY_UNPLACED, entry, facts)
    link = f"contest-entries/{entry.id}"
    won = facts | {"prize": entry.prize.value}
    return [
        Notice(Event.CONTEST_PRIZE_WON, entry.award_id, author.teacher_id, won, link)
        for author in entry.authors
    ]


def _recorded(
    entry: ContestEntry, prize: Prize | None, awarded_on: date, awards: dict[UUID, UUID]
) -> dict[str, Any]:
    return {
        "id": entry.id,
        "state": advance(ENTRY_LIFECYCLE, entry.state, "award" if prize else "pass_over"),
        "prize": prize,
        "awarded_on": awarded_on if prize else None,
        "award_id": awards.get(entry.id),
    }
