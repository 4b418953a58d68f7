"""Reminding teachers of their paper 催交论文: once when the day is near, once when it is past."""

from collections.abc import Sequence
from datetime import date, datetime

from domain.messages import Event, Messages, Notice
from domain.papers.duty import PaperDuty, PaperDutyState, YearSpan
from domain.papers.paper import PaperState
from domain.people.calendar import SchoolDays
from domain.training.reminders import is_school_day, near_until

HANDED_IN = (PaperState.SUBMITTED, PaperState.UNDER_REVIEW)
"""The author waits for others: nothing to remind them of."""


def reminders(span: YearSpan, duties: Sequence[PaperDuty], *, day: date, near: date) -> list[Notice]:
    """Who owes a paper and has none handed in: when the day is near, and when it is past.

    About the school year, so that each is told once a year of either.
    """
    return [
        Notice(
            Event.PAPER_OVERDUE if one.due_on < day else Event.PAPER_DUE,
            span.id,
            one.teacher_id,
            {"school_year": str(span.start_year), "due_on": one.due_on.isoformat()},
            "paper-duties",
        )
        for one in duties
        if one.state is PaperDutyState.OWED and one.due_on <= near and one.paper_state not in HANDED_IN
    ]


async def remind(
    messages: Messages,
    span: YearSpan,
    duties: Sequence[PaperDuty],
    table: SchoolDays,
    *,
    day: date,
    now: datetime,
) -> int:
    """In the caller's transaction; how many were written to. Who was told is not told again."""
    if not is_school_day(day, table):
        return 0
    told = reminders(span, duties, day=day, near=near_until(day, table))
    await messages.tell_all(told, at=now)
    return len(told)
