"""Passing free seats on to the waitlist 候补递补, and telling those concerned."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from domain.messages import Messages
from domain.training.places import Move, Places, gained, succession
from domain.training.seats import SessionSeats
from domain.training.telling import facts_of, notices


async def fill(places: Places, messages: Messages, session_id: UUID, *, now: datetime) -> None:
    """Gives whatever seats are free in a session to its waitlist."""
    seats = await places.seats_for_update(session_id)
    assert seats is not None
    moves = await succession(places, seats, now=now)
    await places.apply(session_id, moves, taken=seats.taken + gained(moves), at=now)
    await tell(places, messages, seats, moves, now)


async def tell(
    places: Places, messages: Messages, seats: SessionSeats, moves: Sequence[Move], now: datetime
) -> None:
    """Tells everybody concerned by steps in one session."""
    if not moves:
        return
    offer = await places.offer(seats.course_id)
    await messages.tell_all(notices(moves, facts_of(offer.title, seats.code, seats.starts_at)), at=now)
