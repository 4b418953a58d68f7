"""Reviews with names, for those who arrange them; of one's own papers none is there."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, func, insert, not_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.paging import Page, Window
from domain.papers.conflicts import Nearness, ReviewerAssigned
from domain.papers.reviews import (
    AspectRemark,
    PaperAspect,
    PaperReview,
    PaperVerdict,
    ReviewFilter,
    ReviewRow,
    ReviewState,
    review_actions,
)
from persistence import rows
from persistence.ids import new_id
from persistence.paging import page
from persistence.papers.conflicts import STANDING, conflict_columns, conflicts_of
from persistence.papers.papers import own
from persistence.papers.tables import paper, paper_review, paper_version
from persistence.people.tables import teacher
from persistence.refusals import refusing

_REVIEW, _PAPER, _VERSION = paper_review.c, paper.c, paper_version.c


class SqlPaperReviews:
    def __init__(self, connection: AsyncConnection, caller: Caller, near: Nearness) -> None:
        self._connection, self._caller, self._near = connection, caller, near
        self._school_id = caller.school_id

    async def page(self, filters: ReviewFilter, window: Window) -> Page[PaperReview]:
        statement = self._visible()
        for column, values in (
            (_REVIEW.paper_id, filters.paper_id),
            (_REVIEW.reviewer_id, filters.reviewer_id),
            (_REVIEW.state, filters.state),
            (_PAPER.school_year, filters.school_year),
        ):
            if values:
                statement = statement.where(column.in_(values))
        by = [_REVIEW.assigned_at, _REVIEW.id]
        return await page(
            self._connection, statement, window, by=by, filters=filters, view=self._view, descending=True
        )

    async def get(self, review_id: UUID) -> PaperReview | None:
        row = (await self._connection.execute(self._visible().where(_REVIEW.id == review_id))).one_or_none()
        return None if row is None else self._view(row)

    async def for_update(self, review_id: UUID) -> PaperReview | None:
        await rows.fetch(self._connection, paper_review, self._school_id, review_id, lock=True)
        return await self.get(review_id)

    async def among(self, review_ids: Sequence[UUID]) -> Sequence[PaperReview]:
        found = await self._connection.execute(self._visible().where(_REVIEW.id.in_(review_ids)))
        by_id = {row.id: self._view(row) for row in found}
        return [by_id[one] for one in review_ids]

    async def numbers(self, paper_ids: Sequence[UUID]) -> dict[UUID, tuple[int, int]]:
        standing = func.count().filter(_REVIEW.state.in_(STANDING))
        found = await self._connection.execute(
            select(_REVIEW.paper_id, func.max(_REVIEW.number).label("highest"), standing.label("standing"))
            .select_from(paper_review)
            .join(paper_version, _of_version())
            .join(paper, _of_paper())
            .where(
                _REVIEW.school_id == self._school_id,
                _REVIEW.paper_id.in_(paper_ids),
                _VERSION.number == _PAPER.submitted_number,
            )
            .group_by(_REVIEW.paper_id)
        )
        return {row.paper_id: (row.highest, row.standing) for row in found}

    async def add(self, new: Sequence[ReviewRow], *, account_id: UUID, at: datetime) -> Sequence[UUID]:
        versions = await self._versions(new)
        made: list[dict[str, Any]] = [
            {
                "school_id": self._school_id,
                "id": new_id(),
                "paper_id": one.paper_id,
                "version_id": versions[one.paper_id, one.version_number],
                "number": one.number,
                "reviewer_id": one.reviewer_id,
                "state": ReviewState.ASSIGNED.value,
                "due_on": one.due_on,
                "aspects": [],
                "account_id": account_id,
                "assigned_at": at,
            }
            for one in new
        ]
        with refusing(uq_paper_review_standing=ReviewerAssigned(name="")):
            await self._connection.execute(insert(paper_review).values(made))
        return [one["id"] for one in made]

    async def settle(self, review_id: UUID, changes: Mapping[str, Any]) -> None:
        await settle(self._connection, self._school_id, review_id, changes)

    async def remove_waiting(self, paper_id: UUID, *, at: datetime) -> None:
        await self._connection.execute(
            update(paper_review)
            .where(
                _REVIEW.school_id == self._school_id,
                _REVIEW.paper_id == paper_id,
                _REVIEW.state == ReviewState.ASSIGNED,
            )
            .values(state=ReviewState.REMOVED, settled_at=at, version=_REVIEW.version + 1)
        )

    async def _versions(self, new: Sequence[ReviewRow]) -> dict[tuple[UUID, int], UUID]:
        found = await self._connection.execute(
            select(_VERSION.paper_id, _VERSION.number, _VERSION.id).where(
                _VERSION.school_id == self._school_id,
                _VERSION.paper_id.in_({one.paper_id for one in new}),
            )
        )
        return {(row.paper_id, row.number): row.id for row in found}

    def _visible(self) -> Select[Any]:
        return (
            select(
                *(_REVIEW[name] for name in _COLUMNS),
                _PAPER.alias_no,
                _VERSION.title,
                _VERSION.number.label("version_number"),
                _VERSION.author_ids,
                teacher.c.name.label("reviewer_name"),
                *conflict_columns(_REVIEW.reviewer_id, self._near),
            )
            .select_from(paper_review)
            .join(paper, _of_paper())
            .join(paper_version, _of_version())
            .join(
                teacher,
                and_(teacher.c.school_id == _REVIEW.school_id, teacher.c.id == _REVIEW.reviewer_id),
            )
            .where(_REVIEW.school_id == self._school_id, not_(own(self._caller)))
        )

    def _view(self, row: Row[Any]) -> PaperReview:
        state = ReviewState(row.state)
        return rows.view(
            PaperReview,
            row._mapping,
            state=state,
            aspects=aspects_of(row.aspects),
            verdict=verdict_of(row.verdict),
            conflicts=conflicts_of(row) if state is ReviewState.ASSIGNED else (),
            allowed_actions=review_actions(state, [UUID(one) for one in row.author_ids], self._caller),
        )


_COLUMNS = (
    *("id", "paper_id", "version_id", "number", "reviewer_id", "state", "due_on", "aspects", "verdict"),
    *("remark", "reason", "assigned_at", "settled_at", "version"),
)


async def settle(
    connection: AsyncConnection, school_id: UUID, review_id: UUID, changes: Mapping[str, Any]
) -> None:
    given = dict(changes)
    if "aspects" in given:
        given["aspects"] = [asdict(one) for one in given["aspects"]]
    await rows.change(connection, paper_review, school_id, review_id, given)


def aspects_of(kept: Sequence[dict[str, Any]]) -> tuple[AspectRemark, ...]:
    return tuple(AspectRemark(PaperAspect(one["aspect"]), one["remark"], one["mark"]) for one in kept)


def verdict_of(kept: str | None) -> PaperVerdict | None:
    return None if kept is None else PaperVerdict(kept)


def _of_paper() -> Any:
    return and_(_PAPER.school_id == _REVIEW.school_id, _PAPER.id == _REVIEW.paper_id)


def _of_version() -> Any:
    return and_(_VERSION.school_id == _REVIEW.school_id, _VERSION.id == _REVIEW.version_id)
