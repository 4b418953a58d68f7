"""Who is too near to a paper's authors to review it, and who may be asked: in one statement however many."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Row,
    Select,
    Uuid,
    and_,
    bindparam,
    cast,
    column,
    exists,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import ACCESS
from domain.identity.actions import Action
from domain.papers.conflicts import ConflictKind, Nearness, ReviewerFacts
from domain.papers.reviews import ReviewState
from domain.people.teacher import TeacherStatus
from persistence import rows
from persistence.identity.tables import role_grant
from persistence.mentoring.tables import mentor_pair
from persistence.papers.tables import paper, paper_review, paper_version
from persistence.people.tables import subject_group, teacher
from persistence.works.tables import work, work_author

STANDING = (ReviewState.ASSIGNED, ReviewState.DONE)
SEEING = tuple(ACCESS[Action.PAPER_OVERSEE])
"""The roles that look up who wrote what."""

_PAPER, _REVIEW = paper.c, paper_review.c
_AUTHOR, _MINE, _THEIRS = work_author.alias("wrote"), work_author.alias("mine"), work_author.alias("theirs")


def _is_author(reviewer_id: Any, _: Nearness) -> ColumnElement[bool]:
    """Now, or of a version as it was written."""
    version = paper_version.alias("written").c
    once = exists().where(
        version.school_id == _PAPER.school_id,
        version.paper_id == _PAPER.id,
        version.author_ids.contains(func.to_jsonb(reviewer_id, type_=JSONB)),
    )
    return or_(exists().where(*_of_paper(), _AUTHOR.c.teacher_id == reviewer_id), once)


def _shares_group(reviewer_id: Any, _: Nearness) -> ColumnElement[bool]:
    author, reviewer = teacher.alias("author").c, teacher.alias("reviewer").c
    return exists().where(
        *_of_paper(),
        author.school_id == _PAPER.school_id,
        author.id == _AUTHOR.c.teacher_id,
        reviewer.school_id == _PAPER.school_id,
        reviewer.id == reviewer_id,
        author.subject_group_id == reviewer.subject_group_id,
    )


def _wrote_together(reviewer_id: Any, near: Nearness) -> ColumnElement[bool]:
    since = func.timezone("Asia/Shanghai", work.c.entered_at)
    return exists().where(
        *_of_paper(),
        _THEIRS.c.school_id == _PAPER.school_id,
        _THEIRS.c.teacher_id == _AUTHOR.c.teacher_id,
        _THEIRS.c.work_id != _PAPER.work_id,
        _MINE.c.school_id == _PAPER.school_id,
        _MINE.c.work_id == _THEIRS.c.work_id,
        _MINE.c.teacher_id == reviewer_id,
        work.c.school_id == _PAPER.school_id,
        work.c.id == _THEIRS.c.work_id,
        since >= near.works_since,
    )


def _is_paired(reviewer_id: Any, near: Nearness) -> ColumnElement[bool]:
    """As mentor or apprentice, agreed or proposed, until `pairs_since` at least."""
    pair = mentor_pair.c
    ended = cast(func.timezone("Asia/Shanghai", pair.closed_at), Date)
    return exists().where(
        *_of_paper(),
        pair.school_id == _PAPER.school_id,
        or_(
            and_(pair.mentor_id == reviewer_id, pair.apprentice_id == _AUTHOR.c.teacher_id),
            and_(pair.apprentice_id == reviewer_id, pair.mentor_id == _AUTHOR.c.teacher_id),
        ),
        func.coalesce(ended, pair.until_day) >= near.pairs_since,
    )


def _sees_names(reviewer_id: Any, _: Nearness) -> ColumnElement[bool]:
    """By any role of an account of theirs in this school."""
    own, other = role_grant.alias("own").c, role_grant.alias("other").c
    return exists().where(
        own.school_id == _PAPER.school_id,
        own.teacher_id == reviewer_id,
        other.account_id == own.account_id,
        other.school_id == _PAPER.school_id,
        other.role.in_(SEEING),
    )


CONFLICTS: Mapping[ConflictKind, Callable[[Any, Nearness], ColumnElement[bool]]] = {
    ConflictKind.AUTHOR: _is_author,
    ConflictKind.SAME_GROUP: _shares_group,
    ConflictKind.MENTOR_PAIR: _is_paired,
    ConflictKind.CO_AUTHOR: _wrote_together,
    ConflictKind.SEES_NAMES: _sees_names,
}
"""Each a condition on the paper of the statement around it and a teacher's id."""


def in_conflict(reviewer_id: Any, near: Nearness) -> ColumnElement[bool]:
    return or_(*(condition(reviewer_id, near) for condition in CONFLICTS.values()))


def conflict_columns(reviewer_id: Any, near: Nearness) -> list[ColumnElement[bool]]:
    return [condition(reviewer_id, near).label(f"is_{kind}") for kind, condition in CONFLICTS.items()]


def conflicts_of(row: Row[Any]) -> tuple[ConflictKind, ...]:
    """Of a statement with `conflict_columns`."""
    return tuple(kind for kind in CONFLICTS if row._mapping[f"is_{kind}"])


class SqlReviewerPool:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def facts(
        self, pairs: Sequence[tuple[UUID, UUID]], near: Nearness
    ) -> dict[tuple[UUID, UUID], ReviewerFacts]:
        given = (
            text("SELECT * FROM unnest(CAST(:papers AS uuid[]), CAST(:teachers AS uuid[])) AS given(p, t)")
            .bindparams(
                bindparam("papers", [paper_id for paper_id, _ in pairs]),
                bindparam("teachers", [teacher_id for _, teacher_id in pairs]),
            )
            .columns(column("p", Uuid), column("t", Uuid))
            .subquery("given")
        )
        asked = self._facts(near).where(exists().where(given.c.p == _PAPER.id, given.c.t == teacher.c.id))
        found = [_view(row) for row in await self._connection.execute(asked)]
        return {(one.paper_id, one.teacher_id): one for one in found}

    async def candidates(self, paper_id: UUID, near: Nearness) -> Sequence[ReviewerFacts]:
        asked = self._facts(near).where(_PAPER.id == paper_id, teacher.c.status == TeacherStatus.ACTIVE)
        return [_view(row) for row in await self._connection.execute(asked)]

    def _facts(self, near: Nearness) -> Select[Any]:
        return (
            select(
                _PAPER.id.label("paper_id"),
                teacher.c.id.label("teacher_id"),
                *(teacher.c[name] for name in ("name", "title", "hired_on")),
                subject_group.c.name.label("subject_group_name"),
                (teacher.c.status == TeacherStatus.ACTIVE).label("active"),
                _load(),
                _has(*STANDING).label("reviewing"),
                _has(ReviewState.DECLINED).label("declined"),
                *conflict_columns(teacher.c.id, near),
            )
            .select_from(paper)
            .join(teacher, teacher.c.school_id == _PAPER.school_id)
            .outerjoin(
                subject_group,
                and_(
                    subject_group.c.school_id == teacher.c.school_id,
                    subject_group.c.id == teacher.c.subject_group_id,
                ),
            )
            .where(_PAPER.school_id == self._school_id)
        )


def _of_paper() -> tuple[ColumnElement[bool], ...]:
    return _AUTHOR.c.school_id == _PAPER.school_id, _AUTHOR.c.work_id == _PAPER.work_id


def _has(*states: ReviewState) -> ColumnElement[bool]:
    """Whether the teacher has a review of the version handed in, in one of these states."""
    version = paper_version.alias("handed_in").c
    return exists().where(
        _REVIEW.school_id == _PAPER.school_id,
        _REVIEW.paper_id == _PAPER.id,
        _REVIEW.reviewer_id == teacher.c.id,
        _REVIEW.state.in_(states),
        version.school_id == _PAPER.school_id,
        version.id == _REVIEW.version_id,
        version.number == _PAPER.submitted_number,
    )


def _load() -> ColumnElement[int]:
    return (
        select(func.count())
        .select_from(paper_review)
        .where(
            _REVIEW.school_id == teacher.c.school_id,
            _REVIEW.reviewer_id == teacher.c.id,
            _REVIEW.state == ReviewState.ASSIGNED,
        )
        .correlate(teacher)
        .scalar_subquery()
        .label("load")
    )


def _view(row: Row[Any]) -> ReviewerFacts:
    return rows.view(ReviewerFacts, row._mapping, conflicts=conflicts_of(row))
