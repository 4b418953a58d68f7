"""Papers with their authors, as far as a caller may know of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from random import SystemRandom
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, exists, false, func, select, true
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.paging import Page, Window
from domain.papers.paper import (
    Paper,
    PaperAuthor,
    PaperFilter,
    PaperOfYear,
    PaperState,
    paper_actions,
    sees_reviewers,
)
from domain.papers.reviews import ReviewState
from persistence import rows
from persistence.paging import page
from persistence.papers.conflicts import STANDING
from persistence.papers.tables import paper, paper_review, paper_version
from persistence.people.tables import school_year, teacher
from persistence.refusals import refusing
from persistence.works.tables import work, work_author

_PAPER, _AUTHOR = paper.c, work_author.c
DRAWN_FROM = 3
"""A number is drawn from so many times as many as there are papers, and fifty more."""


class SqlPapers:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection, self._caller, self._school_id = connection, caller, caller.school_id

    async def page(self, filters: PaperFilter, window: Window) -> Page[Paper]:
        statement = self._visible()
        for column, values in (
            (_PAPER.state, filters.state),
            (_PAPER.school_year, filters.school_year),
        ):
            if values:
                statement = statement.where(column.in_(values))
        if filters.author_id:
            statement = statement.where(written_by(*filters.author_id))
        if filters.subject_group_id:
            statement = statement.where(_led_from(filters.subject_group_id))
        by = [_PAPER.created_at, _PAPER.id]
        return await page(
            self._connection, statement, window, by=by, filters=filters, view=self._view, descending=True
        )

    async def get(self, paper_id: UUID) -> Paper | None:
        row = (await self._connection.execute(self._visible().where(_PAPER.id == paper_id))).one_or_none()
        return None if row is None else self._view(row)

    async def for_update(self, paper_id: UUID) -> Paper | None:
        """Locked first and read in a second statement: who waited sees the authors as they are now."""
        await rows.fetch(self._connection, paper, self._school_id, paper_id, lock=True)
        return await self.get(paper_id)

    async def all_for_update(self, paper_ids: Sequence[UUID]) -> dict[UUID, Paper]:
        among = (_PAPER.school_id == self._school_id, _PAPER.id.in_(paper_ids))
        await self._connection.execute(select(_PAPER.id).where(*among).order_by(_PAPER.id).with_for_update())
        found = await self._connection.execute(self._visible().where(*among))
        return {row.id: self._view(row) for row in found}

    async def add(self, work_id: UUID, school_year: int, lead_id: UUID, *, at: datetime) -> Paper:
        values = {
            "work_id": work_id,
            "school_year": school_year,
            "lead_id": lead_id,
            "state": PaperState.DRAFT,
            "created_at": at,
        }
        with refusing(uq_paper_of_year=PaperOfYear(school_year=school_year)):
            made = await rows.add(self._connection, paper, self._school_id, values)
        return await self._again(made["id"])

    async def change(self, paper_id: UUID, changes: Mapping[str, Any]) -> Paper:
        known = await self._again(paper_id)
        with refusing(uq_paper_of_year=PaperOfYear(school_year=known.school_year)):
            await rows.change(self._connection, paper, self._school_id, paper_id, changes)
        return await self._again(paper_id)

    async def change_all(self, changes: Mapping[UUID, Mapping[str, Any]]) -> None:
        given = [{"id": paper_id, **values} for paper_id, values in changes.items()]
        await rows.change_all(self._connection, paper, self._school_id, given)

    async def free_alias(self, school_year_no: int) -> int:
        year = school_year.c
        await self._connection.execute(
            select(year.id)
            .where(year.school_id == self._school_id, year.start_year == school_year_no)
            .with_for_update()
        )
        taken = set(
            await self._connection.scalars(
                select(_PAPER.alias_no).where(
                    _PAPER.school_id == self._school_id,
                    _PAPER.school_year == school_year_no,
                    _PAPER.alias_no.is_not(None),
                )
            )
        )
        free = set(range(1, DRAWN_FROM * len(taken) + 51)) - taken
        return SystemRandom().choice(sorted(free))

    async def _again(self, paper_id: UUID) -> Paper:
        found = await self.get(paper_id)
        assert found is not None
        return found

    def _visible(self) -> Select[Any]:
        return _WITH_AUTHORS.where(_PAPER.school_id == self._school_id, own_or_all(self._caller))

    def _view(self, row: Row[Any]) -> Paper:
        state = PaperState(row.state)
        authors = tuple(PaperAuthor(UUID(one["teacher_id"]), one["name"]) for one in row.authors)
        ids = [one.teacher_id for one in authors]
        hidden = {} if sees_reviewers(self._caller, ids) else dict.fromkeys(HIDDEN)
        return rows.view(
            Paper,
            row._mapping,
            state=state,
            authors=authors,
            allowed_actions=paper_actions(state, ids, self._caller),
            **hidden,
        )


HIDDEN = ("alias_no", "reviews", "reviews_done")
"""What an author learns nothing of."""


def own_or_all(caller: Caller) -> ColumnElement[bool]:
    """A condition on papers: one's own, or all for those who oversee them."""
    return true() if caller.may(Action.PAPER_OVERSEE) else own(caller)


def own(caller: Caller) -> ColumnElement[bool]:
    """A condition on papers: the caller is one of the authors."""
    if caller.teacher_id is None:
        return false()
    return written_by(caller.teacher_id)


def written_by(*teacher_ids: Any) -> ColumnElement[bool]:
    """A condition on papers: one of these is among the authors."""
    return exists().where(
        _AUTHOR.school_id == _PAPER.school_id,
        _AUTHOR.work_id == _PAPER.work_id,
        _AUTHOR.teacher_id.in_(teacher_ids),
    )


def _led_from(groups: Sequence[UUID]) -> ColumnElement[bool]:
    lead = teacher.alias("lead").c
    return exists().where(
        lead.school_id == _PAPER.school_id, lead.id == _PAPER.lead_id, lead.subject_group_id.in_(groups)
    )


def _authors() -> Any:
    each = func.jsonb_build_object("teacher_id", teacher.c.id, "name", teacher.c.name)
    return (
        select(func.jsonb_agg(aggregate_order_by(each, _AUTHOR.position), type_=JSONB).label("authors"))
        .select_from(work_author)
        .join(teacher, and_(teacher.c.school_id == _AUTHOR.school_id, teacher.c.id == _AUTHOR.teacher_id))
        .where(_AUTHOR.school_id == _PAPER.school_id, _AUTHOR.work_id == _PAPER.work_id)
        .correlate(paper)
        .lateral("its_authors")
    )


def _reviews() -> Any:
    review, version = paper_review.c, paper_version.c
    done = review.state == ReviewState.DONE
    return (
        select(func.count().label("reviews"), func.count().filter(done).label("reviews_done"))
        .select_from(paper_review)
        .join(paper_version, and_(version.school_id == review.school_id, version.id == review.version_id))
        .where(
            review.school_id == _PAPER.school_id,
            review.paper_id == _PAPER.id,
            review.state.in_(STANDING),
            version.number == _PAPER.submitted_number,
        )
        .correlate(paper)
        .lateral("its_reviews")
    )


def _versions() -> Any:
    version = paper_version.alias("each_version").c
    return (
        select(func.count())
        .where(version.school_id == _PAPER.school_id, version.paper_id == _PAPER.id)
        .correlate(paper)
        .scalar_subquery()
        .label("versions")
    )


_AUTHORS, _REVIEWS = _authors(), _reviews()
_WITH_AUTHORS = (
    select(
        paper,
        work.c.title,
        _versions(),
        func.coalesce(_AUTHORS.c.authors, func.jsonb_build_array(type_=JSONB)).label("authors"),
        _REVIEWS.c.reviews,
        _REVIEWS.c.reviews_done,
    )
    .select_from(paper)
    .join(work, and_(work.c.school_id == _PAPER.school_id, work.c.id == _PAPER.work_id))
    .join(_AUTHORS, true())
    .join(_REVIEWS, true())
)
