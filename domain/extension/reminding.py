"""Reminding the teachers of courses that run 催交: of missing lesson plans, and of closing in time."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID, uuid5

from domain.extension.gaps import RunFacts
from domain.extension.policy import ExtensionPolicy
from domain.messages import Event, Messages, Notice


class RunningCourses(Protocol):
    async def running(self) -> Sequence[RunFacts]:
        """What is on record of every run that is open."""
        ...


async def remind(
    courses: RunningCourses, messages: Messages, policy: ExtensionPolicy, *, day: date, now: datetime
) -> int:
    """In the caller's transaction; how many notices there were. Who was told is not told again."""
    told = [one for run in await courses.running() for one in notices(run, policy, day)]
    await messages.tell_all(told, at=now)
    return len(told)


def notices(run: RunFacts, policy: ExtensionPolicy, day: date) -> list[Notice]:
    """Each session without a plan, to the responsible teacher; and the closing, to all of them."""
    link = f"extension-runs/{run.run_id}"
    told = [
        Notice(
            Event.EXTENSION_PLAN_MISSING,
            about_session(run.run_id, session_no),
            run.teacher_ids[0],
            {"course": run.title, "number": str(session_no), "day": held.isoformat()},
            link,
        )
        for session_no, held in unprepared(run, day - timedelta(days=policy.plan_after_days.value))
    ]
    if day >= run.ends_on - timedelta(days=policy.closing_before_days.value):
        facts = {"course": run.title, "due_on": run.ends_on.isoformat()}
        told += [Notice(Event.EXTENSION_CLOSING_DUE, run.run_id, one, facts, link) for one in run.teacher_ids]
    return told


def unprepared(run: RunFacts, until: date) -> list[tuple[int, date]]:
    """The sessions held, or planned, until that day that have no lesson plan: number and day."""
    days = {one.session_no: one.day for one in run.planned} | dict(run.taught)
    return [(no, day) for no, day in sorted(days.items()) if day <= until and no not in run.plans]


def about_session(run_id: UUID, session_no: int) -> UUID:
    """What a message about a session's plan is about: there may be no entry of it yet."""
    return uuid5(run_id, f"plan/{session_no}")
