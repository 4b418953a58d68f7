"""Running a contest: drafted, opened to authors, closed, sent to the organiser, or called off."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from domain.contests.contest import (
    LIFECYCLE,
    Contest,
    Contests,
    ContestState,
    ContestTermsFixed,
    NewContest,
    Terms,
    held,
)
from domain.contests.entry import Entries, told_authors
from domain.contests.policy import ContestRules, in_force
from domain.contests.quota import Quota, reckon, settled
from domain.errors import NotFound
from domain.lifecycle import advance
from domain.messages import Event, Messages
from domain.people.calendar import day_of

CHANGEABLE_LATER = frozenset({"quota_set", "submission_due_on", "remark"})
"""What may still change when entries were accepted by the other terms."""


@dataclass(frozen=True, slots=True)
class ContestDesk:
    """Where the office runs contests."""

    contests: Contests
    entries: Entries
    rules: ContestRules
    messages: Messages


async def add_contest(contests: Contests, new: NewContest) -> Contest:
    """A draft. Raises ContestDatesOutOfOrder, ContestLengthsOutOfOrder, ContestTitleTaken."""
    Terms(new.entries_due_on, new.submission_due_on, new.min_characters, new.max_characters).check()
    return await contests.add(new)


async def revise_contest(
    contests: Contests, contest_id: UUID, *, expected: int, changes: Mapping[str, Any]
) -> Contest:
    """Once entries are closed the organiser's number, their deadline and the remark alone.

    Raises NotFound, Stale, InvalidState, ContestTermsFixed, and as `add_contest`.
    """
    contest = await held(contests, contest_id, expected=expected)
    advance(LIFECYCLE, contest.state, "update")
    Terms(
        changes.get("entries_due_on", contest.entries_due_on),
        changes.get("submission_due_on", contest.submission_due_on),
        changes.get("min_characters", contest.min_characters),
        changes.get("max_characters", contest.max_characters),
    ).check()
    fixed = sorted(changes.keys() - CHANGEABLE_LATER)
    if contest.state is ContestState.CLOSED and fixed:
        raise ContestTermsFixed(fields=fixed)
    values = dict(changes)
    if contest.quota is not None and "quota_set" in changes:
        values["quota"] = settled(contest.quota, changes["quota_set"])
    return await contests.change(contest_id, values)


async def open_contest(desk: ContestDesk, contest_id: UUID, *, expected: int, now: datetime) -> Contest:
    """Every teacher at work is told. Raises NotFound, Stale, InvalidState."""
    contest = await held(desk.contests, contest_id, expected=expected)
    state = advance(LIFECYCLE, contest.state, "open")
    opened = await desk.contests.change(contest_id, {"state": state, "opened_at": now})
    await desk.messages.tell(
        Event.CONTEST_OPENED,
        about=contest_id,
        to=await desk.contests.teachers(),
        facts={"contest": contest.title, "due_on": contest.entries_due_on.isoformat()},
        link=f"contests/{contest_id}",
        at=now,
    )
    return opened


async def close_entries(desk: ContestDesk, contest_id: UUID, *, expected: int, now: datetime) -> Contest:
    """No more entries: those that stand are numbered by lot, and the quota is fixed.

    Raises NotFound, Stale, InvalidState.
    """
    contest = await held(desk.contests, contest_id, expected=expected)
    state = advance(LIFECYCLE, contest.state, "close")
    found = await _quota(desk.contests, desk.rules, contest, closing_day(contest, now))
    standing = await desk.entries.standing(contest_id)
    numbers = enumerate(drawn(one.id for one in standing), start=1)
    await desk.entries.change_all([{"id": one, "number": number} for number, one in numbers])
    return await desk.contests.change(contest_id, {"state": state, "closed_at": now, "quota": found})


async def cancel_contest(
    desk: ContestDesk, contest_id: UUID, *, expected: int, because: str, now: datetime
) -> Contest:
    """Authors whose entries stand are told why. Raises NotFound, Stale, InvalidState."""
    contest = await held(desk.contests, contest_id, expected=expected)
    state = advance(LIFECYCLE, contest.state, "cancel")
    standing = await desk.entries.standing(contest_id)
    gone = await desk.contests.change(contest_id, {"state": state, "cancelled_because": because})
    facts = {"contest": contest.title, "reason": because}
    notices = [
        notice
        for one in standing
        for notice in told_authors(Event.CONTEST_CANCELLED, one, facts | {"title": one.title})
    ]
    await desk.messages.tell_all(notices, at=now)
    return gone


async def submit_contest(contests: Contests, contest_id: UUID, *, expected: int, now: datetime) -> Contest:
    """The entries that are sent have gone to the organiser. Raises NotFound, Stale, InvalidState."""
    contest = await held(contests, contest_id, expected=expected)
    state = advance(LIFECYCLE, contest.state, "submit")
    return await contests.change(contest_id, {"state": state, "submitted_at": now})


async def quota_of(contests: Contests, rules: ContestRules, contest_id: UUID, *, now: datetime) -> Quota:
    """As it was fixed or, until entries are closed, as it would be today. Raises NotFound."""
    contest = await contests.get(contest_id)
    if contest is None:
        raise NotFound()
    return contest.quota or await _quota(contests, rules, contest, closing_day(contest, now))


def closing_day(contest: Contest, now: datetime) -> date:
    """The day on which staff is counted: the deadline, or today when entries close before it."""
    return min(day_of(now), contest.entries_due_on)


def drawn(entry_ids: Iterable[UUID]) -> list[UUID]:
    """In an order that says nothing of who entered when, and is the same each time."""
    return sorted(entry_ids, key=lambda one: hashlib.sha256(one.bytes).digest())


async def _quota(contests: Contests, rules: ContestRules, contest: Contest, day: date) -> Quota:
    facts = await contests.quota_facts(contest, day)
    return reckon(facts, in_force(await rules.every(), day), on=day, places=contest.quota_set)
