"""What papers have to say of a week and to one teacher: when they are due, what to review, what is back."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Date, and_, cast, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.papers.paper import PaperState
from domain.papers.policy import PAPER_POLICY
from domain.papers.reviews import ReviewState
from domain.weekplan.entries import WeekEntry, WeekEntryKind
from persistence.papers.rules import paper_rules
from persistence.papers.tables import paper, paper_review
from persistence.people.tables import school_year
from persistence.works.tables import work, work_author

_PAPER, _REVIEW, _AUTHOR = paper.c, paper_review.c, work_author.c


class PaperWeek:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def entries(self, first: date, last: date) -> Sequence[WeekEntry]:
        """The day a school year's papers are due, by the policy of that day."""
        year = school_year.c
        years = await self._connection.scalars(
            select(year.start_year).where(
                year.school_id == self._school_id, year.starts_on <= last, year.ends_on >= first
            )
        )
        rules = await paper_rules(self._connection, self._school_id).every()
        due_on = PAPER_POLICY.in_force(rules, last).due_on.value
        return [
            WeekEntry(
                f"papers-{start_year}",
                WeekEntryKind.PAPER_DUE,
                due_on.of(start_year),
                facts={"school_year": str(start_year)},
            )
            for start_year in years
            if first <= due_on.of(start_year) <= last
        ]

    async def entries_of(self, teacher_id: UUID, first: date, last: date) -> Sequence[WeekEntry]:
        """Reviews to be handed in, by the papers' numbers; papers returned, on the day they were."""
        return [*await self._reviews(teacher_id, first, last), *await self._returned(teacher_id, first, last)]

    async def _reviews(self, teacher_id: UUID, first: date, last: date) -> list[WeekEntry]:
        found = await self._connection.execute(
            select(_REVIEW.id, _REVIEW.due_on, _PAPER.alias_no)
            .join(paper, and_(_PAPER.school_id == _REVIEW.school_id, _PAPER.id == _REVIEW.paper_id))
            .where(
                _REVIEW.school_id == self._school_id,
                _REVIEW.reviewer_id == teacher_id,
                _REVIEW.state == ReviewState.ASSIGNED,
                _REVIEW.due_on.between(first, last),
            )
        )
        return [
            WeekEntry(
                f"paper-review-{row.id}",
                WeekEntryKind.PAPER_REVIEW_DUE,
                row.due_on,
                facts={"paper_no": str(row.alias_no)},
            )
            for row in found
        ]

    async def _returned(self, teacher_id: UUID, first: date, last: date) -> list[WeekEntry]:
        day = cast(func.timezone("Asia/Shanghai", _PAPER.decided_at), Date).label("day")
        own = exists().where(
            _AUTHOR.school_id == _PAPER.school_id,
            _AUTHOR.work_id == _PAPER.work_id,
            _AUTHOR.teacher_id == teacher_id,
        )
        found = await self._connection.execute(
            select(_PAPER.id, day, work.c.title)
            .join(work, and_(work.c.school_id == _PAPER.school_id, work.c.id == _PAPER.work_id))
            .where(
                _PAPER.school_id == self._school_id,
                _PAPER.state == PaperState.RETURNED,
                day.between(first, last),
                own,
            )
        )
        return [
            WeekEntry(f"paper-{row.id}", WeekEntryKind.PAPER_RETURNED, row.day, title=row.title)
            for row in found
        ]
