"""Which contests and entries a caller sees: drafts are for who runs them, entries for their authors."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, false, true

from domain.contests.contest import ContestState, sees_all
from domain.identity.access import Caller
from persistence.contests.tables import contest, contest_entry, contest_judge
from persistence.works.tables import work_author

_JUDGE = contest_judge.alias("judging").c
_AUTHOR = work_author.alias("own_author").c
"""Under names of their own: what they are asked beside may join the same tables."""


def visible_contests(caller: Caller) -> ColumnElement[bool]:
    return true() if sees_all(caller) else contest.c.state != ContestState.DRAFT


def visible_entries(caller: Caller) -> ColumnElement[bool]:
    """All, or those of works one is an author of."""
    if sees_all(caller):
        return true()
    if caller.teacher_id is None:
        return false()
    return by_author(caller.teacher_id)


def by_author(teacher_id: UUID) -> ColumnElement[bool]:
    """Entries of works they are an author of, and those they entered."""
    own = exists().where(
        _AUTHOR.school_id == contest_entry.c.school_id,
        _AUTHOR.work_id == contest_entry.c.work_id,
        _AUTHOR.teacher_id == teacher_id,
    )
    return (contest_entry.c.author_id == teacher_id) | own


def judged_by(caller: Caller, contest_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """The caller is one of its judges, and not released."""
    if caller.teacher_id is None:
        return false()
    return exists().where(
        _JUDGE.school_id == caller.school_id,
        _JUDGE.contest_id == contest_id,
        _JUDGE.teacher_id == caller.teacher_id,
        _JUDGE.released_at.is_(None),
    )
