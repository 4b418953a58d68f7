"""Keeping a selection round 选课轮次管理: setting it up, opening it, closing it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.errors import NotFound
from domain.lifecycle import advance, match
from domain.messages import Event, Messages
from domain.people.calendar import day_of
from domain.training.selection import (
    LIFECYCLE,
    NewRound,
    Rounds,
    RoundWithoutSessions,
    SelectionRound,
    check_times,
    during,
    refuse_late,
)


async def add_round(rounds: Rounds, new: NewRound) -> SelectionRound:
    """Raises RoundBackwards, RoundCodeTaken."""
    check_times(new.opens_at, new.closes_at)
    return await rounds.add(new)


async def revise_round(
    rounds: Rounds, round_id: UUID, *, expected: int, changes: Mapping[str, Any]
) -> SelectionRound:
    """Raises NotFound, Stale, InvalidState, RoundBackwards, RoundCodeTaken."""
    found = await locked(rounds, round_id, expected)
    during(found.state, "update")
    check_times(changes.get("opens_at", found.opens_at), changes.get("closes_at", found.closes_at))
    return await rounds.change(round_id, changes)


async def open_round(
    rounds: Rounds, messages: Messages, round_id: UUID, *, expected: int, now: datetime
) -> SelectionRound:
    """Opens the round with its draft sessions, and tells the teachers at work.

    Raises NotFound, Stale, InvalidState, RoundWithoutSessions, RoundOver.
    """
    found = await locked(rounds, round_id, expected)
    state = advance(LIFECYCLE, found.state, "open")
    refuse_late(found, now)
    if not await rounds.move_sessions(round_id, "open"):
        raise RoundWithoutSessions(code=found.code)
    opened = await rounds.change(round_id, {"state": state})
    facts = {"round": found.title, "closes_on": day_of(found.closes_at).isoformat()}
    link = f"selection-rounds/{round_id}"
    await messages.tell(
        Event.ROUND_OPENED, about=round_id, to=await rounds.staff(), facts=facts, link=link, at=now
    )
    return opened


async def close_round(rounds: Rounds, round_id: UUID, *, expected: int) -> SelectionRound:
    """Nobody applies any more; its open sessions are closed with it. Raises NotFound, Stale, InvalidState."""
    found = await locked(rounds, round_id, expected)
    state = advance(LIFECYCLE, found.state, "close")
    await rounds.move_sessions(round_id, "close")
    return await rounds.change(round_id, {"state": state})


async def locked(rounds: Rounds, round_id: UUID, expected: int | None = None) -> SelectionRound:
    """Raises NotFound, Stale."""
    found = await rounds.for_update(round_id)
    if found is None:
        raise NotFound()
    if expected is not None:
        match(found.version, expected)
    return found
