"""A teacher's own reviews: what tells who wrote a paper is read here only to strike it out."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.copying import Passage
from domain.identity.access import Caller
from domain.paging import Page, Window
from domain.papers.conflicts import Nearness
from domain.papers.resemblance import SHOWN, resemblances
from domain.papers.reviews import ReviewState
from domain.papers.tasks import (
    OpenPaper,
    PaperResemblance,
    ReviewTask,
    ReviewTaskLine,
    TaskFilter,
    blinded,
    task_actions,
)
from domain.papers.versions import WORD
from persistence import rows
from persistence.paging import page
from persistence.papers.conflicts import in_conflict
from persistence.papers.names import authors_mask
from persistence.papers.reviews import aspects_of, settle, verdict_of
from persistence.papers.tables import paper, paper_hint, paper_review, paper_version
from persistence.papers.versions import FILE, file_of
from persistence.platform.tables import stored_file

_REVIEW, _PAPER, _VERSION, _FILE = paper_review.c, paper.c, paper_version.c, stored_file.c


class SqlReviewTasks:
    def __init__(self, connection: AsyncConnection, caller: Caller, near: Nearness) -> None:
        self._connection, self._caller, self._near = connection, caller, near
        self._school_id = caller.school_id

    async def page(self, filters: TaskFilter, window: Window) -> Page[ReviewTaskLine]:
        statement = self._own(*_LINE, _PAPER.alias_no)
        if filters.state:
            statement = statement.where(_REVIEW.state.in_(filters.state))
        by = [_REVIEW.assigned_at, _REVIEW.id]
        return await page(
            self._connection, statement, window, by=by, filters=filters, view=_line, descending=True
        )

    async def get(self, review_id: UUID) -> ReviewTask | None:
        row = await self._row(review_id)
        if row is None:
            return None
        mask = await authors_mask(self._connection, self._school_id, row.paper_id)
        file, state = file_of(row.file), ReviewState(row.state)
        blind = blinded(
            mask,
            **{name: row._mapping[name] for name in ("alias_no", "title", "abstract", "text", "sources")},
            keywords=row.keywords,
            has_file=file is not None and file.media_type == WORD,
            resemblances=await passages_of(self._connection, self._school_id, row.version_id),
        )
        return rows.view(
            ReviewTask,
            row._mapping,
            paper=blind,
            state=state,
            aspects=aspects_of(row.aspects),
            verdict=verdict_of(row.verdict),
            allowed_actions=task_actions(state, has_file=blind.has_file),
        )

    async def for_update(self, review_id: UUID) -> ReviewTask | None:
        await rows.fetch(self._connection, paper_review, self._school_id, review_id, lock=True)
        return await self.get(review_id)

    async def behind(self, review_id: UUID) -> OpenPaper | None:
        row = await self._row(review_id)
        if row is None:
            return None
        mask = await authors_mask(self._connection, self._school_id, row.paper_id)
        return OpenPaper(row.alias_no, file_of(row.file), mask)

    async def settle(self, review_id: UUID, changes: Mapping[str, Any]) -> None:
        await settle(self._connection, self._school_id, review_id, changes)

    async def _row(self, review_id: UUID) -> Row[Any] | None:
        statement = self._own(*_LINE, *_WORDS, FILE).where(_REVIEW.id == review_id)
        row: Row[Any] | None = (await self._connection.execute(statement)).one_or_none()
        return row

    def _own(self, *columns: Any) -> Select[Any]:
        """Handed in, or waiting while nothing keeps the caller from it."""
        waiting = and_(
            _REVIEW.state == ReviewState.ASSIGNED, not_(in_conflict(_REVIEW.reviewer_id, self._near))
        )
        return (
            select(*columns)
            .select_from(paper_review)
            .join(paper, and_(_PAPER.school_id == _REVIEW.school_id, _PAPER.id == _REVIEW.paper_id))
            .join(
                paper_version,
                and_(_VERSION.school_id == _REVIEW.school_id, _VERSION.id == _REVIEW.version_id),
            )
            .outerjoin(stored_file, and_(_FILE.school_id == _VERSION.school_id, _FILE.id == _VERSION.file_id))
            .where(
                _REVIEW.school_id == self._school_id,
                _REVIEW.reviewer_id == self._caller.teacher_id,
                or_(_REVIEW.state == ReviewState.DONE, waiting),
            )
        )


_LINE = [_REVIEW[name] for name in ("id", "state", "due_on", "version", "assigned_at")]
_WORDS = [
    *(_REVIEW[name] for name in ("paper_id", "version_id", "aspects", "verdict", "remark", "settled_at")),
    *(_VERSION[name] for name in ("title", "abstract", "keywords", "text", "sources")),
    _PAPER.alias_no,
]


def _line(row: Row[Any]) -> ReviewTaskLine:
    state = ReviewState(row.state)
    return rows.view(ReviewTaskLine, row._mapping, state=state, allowed_actions=task_actions(state))


async def passages_of(
    connection: AsyncConnection, school_id: UUID, version_id: UUID
) -> list[PaperResemblance]:
    """What of a version stands in earlier papers, the longest first, without where."""
    hint = paper_hint.c
    found = await connection.execute(
        select(hint.share, hint.passages)
        .where(hint.school_id == school_id, hint.version_id == version_id)
        .order_by(hint.longest.desc(), hint.id)
    )
    told = [
        one
        for row in found
        for one in resemblances(float(row.share), [Passage(**kept) for kept in row.passages])
    ]
    return sorted(told, key=lambda one: -one.characters)[:SHOWN]
