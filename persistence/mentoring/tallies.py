"""What pairs have done in a term, counted: four statements however many pairs there are."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.mentoring.targets import Tally, TermSpan
from domain.mentoring.words import LogField, LogKind, LogState, MentorField, PairState, ReportLessonState
from persistence.mentoring.logs import LOG_STATE, with_marks
from persistence.mentoring.pairs import NAMES, with_people
from persistence.mentoring.tables import mentor_contract, mentor_log, mentor_pair, report_lesson
from persistence.people.tables import term

_PAIR, _LOG, _LESSON = mentor_pair.c, mentor_log.c, report_lesson.c
RAN = (PairState.RUNNING, PairState.ENDED)

Counts = dict[UUID, dict[tuple[str, str], int]]


class SqlTallies:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def term(self, term_id: UUID) -> TermSpan | None:
        found = await self._terms(term.c.id == term_id)
        return found[0] if found else None

    async def terms_on(self, day: date) -> Sequence[TermSpan]:
        return await self._terms(term.c.starts_on <= day, term.c.ends_on >= day)

    async def of_term(self, term: TermSpan, pair_id: UUID | None = None) -> Sequence[Tally]:
        found = await self._pairs(term, pair_id)
        ids = [row.id for row in found]
        kinds = await self._entries(_LOG.kind, term, ids)
        fields = await self._entries(_LOG.field, term, ids)
        lessons = await self._lessons(term, ids)
        return [_tally(row, kinds[row.id], fields[row.id], lessons[row.id]) for row in found]

    async def _terms(self, *conditions: ColumnElement[bool]) -> list[TermSpan]:
        found = await self._connection.execute(
            select(term.c.id, term.c.starts_on, term.c.ends_on)
            .where(term.c.school_id == self._school_id, *conditions)
            .order_by(term.c.starts_on)
        )
        return [TermSpan(*row) for row in found]

    async def _pairs(self, term: TermSpan, pair_id: UUID | None) -> Sequence[Row[Any]]:
        """With what the latest contract begun by the term's end agrees of targets."""
        agreed = (
            select(mentor_contract.c.targets)
            .where(
                mentor_contract.c.school_id == _PAIR.school_id,
                mentor_contract.c.pair_id == _PAIR.id,
                mentor_contract.c.from_day <= term.ends_on,
            )
            .order_by(mentor_contract.c.number.desc())
            .limit(1)
            .correlate(mentor_pair)
            .lateral("agreed")
        )
        wanted = (
            and_(_PAIR.state.in_(RAN), _PAIR.from_day <= term.ends_on, _PAIR.until_day >= term.starts_on)
            if pair_id is None
            else _PAIR.id == pair_id
        )
        found = await self._connection.execute(
            with_people(
                select(
                    *(_PAIR[name] for name in ("id", "mentor_id", "apprentice_id", "field", "state")),
                    *NAMES,
                    agreed.c.targets,
                ).select_from(mentor_pair)
            )
            .outerjoin(agreed, true())
            .where(_PAIR.school_id == self._school_id, wanted)
            .order_by(_PAIR.from_day, _PAIR.id)
        )
        pairs: Sequence[Row[Any]] = found.all()
        return pairs

    async def _entries(self, by: ColumnElement[str], term: TermSpan, ids: Sequence[UUID]) -> Counts:
        """Under (kind or field, state)."""
        counted = with_marks(
            select(
                _LOG.pair_id, by.label("of"), LOG_STATE.label("state"), func.count().label("n")
            ).select_from(mentor_log)
        ).where(
            _LOG.school_id == self._school_id,
            _LOG.pair_id.in_(ids),
            _LOG.day.between(term.starts_on, term.ends_on),
        )
        return _counted(await self._connection.execute(counted.group_by(_LOG.pair_id, by, LOG_STATE)))

    async def _lessons(self, term: TermSpan, ids: Sequence[UUID]) -> Counts:
        counted = (
            select(_LESSON.pair_id, _LESSON.state.label("of"), _LESSON.state, func.count().label("n"))
            .where(
                _LESSON.school_id == self._school_id,
                _LESSON.pair_id.in_(ids),
                _LESSON.day.between(term.starts_on, term.ends_on),
            )
            .group_by(_LESSON.pair_id, _LESSON.state)
        )
        return _counted(await self._connection.execute(counted))


def _counted(found: Any) -> Counts:
    counts: Counts = defaultdict(dict)
    for row in found:
        counts[row.pair_id][row.of, row.state] = row.n
    return counts


def _tally(
    row: Row[Any],
    kinds: dict[tuple[str, str], int],
    fields: dict[tuple[str, str], int],
    lessons: dict[tuple[str, str], int],
) -> Tally:
    held, planned = ReportLessonState.HELD, ReportLessonState.PLANNED
    return Tally(
        row.id,
        row.mentor_id,
        row.mentor_name,
        row.apprentice_id,
        row.apprentice_name,
        MentorField(row.field),
        row.state == PairState.RUNNING,
        row.targets or {},
        {one: kinds.get((one, LogState.CONFIRMED), 0) for one in LogKind},
        {one: kinds.get((one, LogState.ENTERED), 0) for one in LogKind},
        {one: fields.get((one, LogState.CONFIRMED), 0) for one in LogField},
        {one: fields.get((one, LogState.ENTERED), 0) for one in LogField},
        lessons.get((held, held), 0),
        lessons.get((planned, planned), 0),
    )
