"""Works as the office keeps them, and as their authors see them: cases, lessons, courseware, courses, others.

A topic or a paper is a work too, listed here with the rest; its own room enters and changes it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.errors import Conflict, Forbidden, NotFound, RuleViolation
from domain.identity.access import Caller
from domain.identity.actions import Action, Scope
from domain.lifecycle import match
from domain.paging import Page, Window
from domain.works.work import NewWork, WorkKind

KEPT_HERE = (WorkKind.CASE, WorkKind.LESSON, WorkKind.COURSEWARE, WorkKind.COURSE, WorkKind.OTHER)


class WorkHeldElsewhere(RuleViolation):
    """Topics and papers are entered and changed where they are held; facts: `kind`."""

    code = "work_held_elsewhere"


class NotAnAuthor(Forbidden):
    """A teacher enters works of their own."""

    code = "not_an_author"


class WorkSettled(Conflict):
    """An award of it is confirmed: title and authors are what was awarded, and the office's to correct."""

    code = "work_settled"


@dataclass(frozen=True, slots=True)
class WorkAuthor:
    teacher_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Work:
    """One work of research, whatever the levels it was judged at."""

    id: UUID
    kind: WorkKind
    title: str
    authors: list[WorkAuthor]
    """In order: the first is the first author, or leads."""

    confirmed_awards: int
    entered_at: datetime
    version: int = 1
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkFilter:
    kind: tuple[WorkKind, ...] = ()
    teacher_id: tuple[UUID, ...] = ()
    q: str | None = None
    """A part of the title."""


@dataclass(frozen=True, slots=True)
class WorkChange:
    title: str | None = None
    author_ids: tuple[UUID, ...] | None = None
    """In place of those there were."""


class Works(Protocol):
    """Those the caller may see: all, or the ones they are an author of."""

    async def page(self, filters: WorkFilter, window: Window) -> Page[Work]:
        """The latest entered first."""
        ...

    async def get(self, work_id: UUID, *, lock: bool = False) -> Work | None: ...

    async def add(self, new: NewWork, *, at: datetime) -> Work:
        """Raises AuthorTwice, AuthorUnknown."""
        ...

    async def change(self, found: Work, change: WorkChange) -> Work:
        """Raises AuthorTwice, AuthorUnknown."""
        ...


async def enter(works: Works, new: NewWork, *, caller: Caller, now: datetime) -> Work:
    """Raises WorkHeldElsewhere, NotAnAuthor, AuthorTwice, AuthorUnknown."""
    _held_here(new.kind)
    _among(new.author_ids, caller)
    return await works.add(new, at=now)


async def revise(works: Works, work_id: UUID, change: WorkChange, *, expected: int, caller: Caller) -> Work:
    """Raises NotFound, Stale, WorkHeldElsewhere, WorkSettled, NotAnAuthor, AuthorTwice, AuthorUnknown."""
    found = await works.get(work_id, lock=True)
    if found is None:
        raise NotFound()
    match(found.version, expected)
    _held_here(found.kind)
    if found.confirmed_awards and not caller.may(Action.AWARD_CONFIRM):
        raise WorkSettled()
    if change.author_ids is not None:
        _among(change.author_ids, caller)
    return await works.change(found, change)


def for_caller(work: Work, caller: Caller) -> Work:
    """The work with what this caller may do to it; whoever sees it is an author, or sees all."""
    office = caller.may(Action.AWARD_CONFIRM)
    may = caller.may(Action.WORK_WRITE)
    changes = may and work.kind in KEPT_HERE and (office or not work.confirmed_awards)
    offered = (("update",) if changes else ()) + (("report_award",) if may else ())
    return replace(work, allowed_actions=offered)


def _held_here(kind: WorkKind) -> None:
    if kind not in KEPT_HERE:
        raise WorkHeldElsewhere(kind=kind.value)


def _among(author_ids: Sequence[UUID], caller: Caller) -> None:
    if caller.reach is Scope.OWN and caller.teacher_id not in author_ids:
        raise NotAnAuthor()
