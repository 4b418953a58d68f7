"""Who is told what of a step of an enrolment: one message an event, about the enrolment."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from domain.messages import Event, Notice
from domain.people.calendar import day_of
from domain.training.enrolment import EnrolmentState
from domain.training.places import Move

EVENTS: Mapping[EnrolmentState, Event] = {
    EnrolmentState.PLACED: Event.ENROLMENT_PLACED,
    EnrolmentState.WAITLISTED: Event.ENROLMENT_WAITLISTED,
    EnrolmentState.REJECTED: Event.ENROLMENT_REJECTED,
    EnrolmentState.REFUSED: Event.ENROLMENT_REFUSED,
}


def facts_of(course: str, session_code: str, starts_at: datetime) -> dict[str, str]:
    return {"course": course, "session": session_code, "starts_on": day_of(starts_at).isoformat()}


def notices(moves: Iterable[Move], facts: Mapping[str, str]) -> list[Notice]:
    """For the steps that concern a person; a skipped promotion, or a withdrawal, is told to nobody."""
    return [
        Notice(
            event,
            move.before.enrolment_id,
            move.before.teacher_id,
            {**facts, "reason": move.reason} if move.reason and move.account_id else facts,
            f"enrolments/{move.before.enrolment_id}",
        )
        for move in moves
        for event in _events(move)
    ]


def _events(move: Move) -> Iterable[Event]:
    if move.state is move.before.state:
        return ()
    if (move.before.state, move.state) == (EnrolmentState.WAITLISTED, EnrolmentState.PLACED):
        return (Event.ENROLMENT_PROMOTED,)
    return (EVENTS[move.state],) if move.state in EVENTS else ()
