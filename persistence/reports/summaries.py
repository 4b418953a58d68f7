"""Term summaries, their texts and their editions, kept."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, func, insert, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.paging import Page, Window
from domain.reports.summary import (
    SummaryContent,
    SummaryEdition,
    SummarySlot,
    SummaryState,
    SummaryTaken,
    SummaryTerm,
    SummaryText,
    TermSummary,
    allowed_actions,
)
from persistence import rows
from persistence.ids import new_id
from persistence.paging import page
from persistence.people.tables import school_year, term
from persistence.platform.tables import school
from persistence.refusals import refusing
from persistence.reports import snapshots
from persistence.reports.tables import (
    term_summary,
    term_summary_edition,
    term_summary_reopening,
    term_summary_text,
)

_SUMMARY, _TEXT, _EDITION = term_summary.c, term_summary_text.c, term_summary_edition.c
_REOPENED = term_summary_reopening.c
_OF_YEAR = and_(school_year.c.school_id == term.c.school_id, school_year.c.id == term.c.school_year_id)


class SqlTermSummaries:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection, self._caller, self._school_id = connection, caller, caller.school_id

    async def page(self, window: Window, *, term_id: UUID | None) -> Page[TermSummary]:
        statement = self._own() if term_id is None else self._own().where(_SUMMARY.term_id == term_id)
        return await page(
            self._connection,
            statement,
            window,
            by=[_SUMMARY.created_at, _SUMMARY.id],
            filters=term_id,
            view=self._view,
            descending=True,
        )

    async def get(self, summary_id: UUID) -> TermSummary | None:
        found = await self._connection.execute(self._own().where(_SUMMARY.id == summary_id))
        row = found.one_or_none()
        return None if row is None else self._view(row)

    async def for_update(self, summary_id: UUID) -> TermSummary | None:
        """In two statements: what was written is read once nobody else can write."""
        held = select(_SUMMARY.id).where(_SUMMARY.school_id == self._school_id, _SUMMARY.id == summary_id)
        await self._connection.execute(held.with_for_update(key_share=True))
        return await self.get(summary_id)

    async def knows_term(self, term_id: UUID) -> bool:
        return await rows.fetch(self._connection, term, self._school_id, term_id) is not None

    async def term(self, term_id: UUID, *, now: datetime) -> SummaryTerm:
        return await summary_term(self._connection, self._school_id, term_id, now)

    async def add(self, term_id: UUID, *, at: datetime) -> TermSummary:
        values = {"term_id": term_id, "state": SummaryState.DRAFT, "edition_no": 0, "created_at": at}
        with refusing(uq_term_summary_term_id=SummaryTaken()):
            row = await rows.add(self._connection, term_summary, self._school_id, values)
        return await self._again(row["id"])

    async def write(self, summary_id: UUID, texts: Mapping[SummarySlot, str], *, at: datetime) -> TermSummary:
        new = [
            {
                "id": new_id(),
                "summary_id": summary_id,
                "slot": slot,
                "text": text,
                "account_id": self._caller.account_id,
                "at": at,
            }
            for slot, text in texts.items()
        ]
        await rows.add_all(self._connection, term_summary_text, self._school_id, new)
        return await self._change(summary_id, {})

    async def freeze(self, summary_id: UUID, content: SummaryContent, *, at: datetime) -> TermSummary:
        await self._connection.execute(
            insert(term_summary_edition).values(
                school_id=self._school_id,
                id=new_id(),
                summary_id=summary_id,
                number=content.edition_no,
                content=snapshots.written(content),
                account_id=self._caller.account_id,
                frozen_at=at,
            )
        )
        return await self._change(
            summary_id, {"state": SummaryState.FROZEN, "edition_no": content.edition_no}
        )

    async def reopen(self, summary: TermSummary, reason: str, *, at: datetime) -> TermSummary:
        await self._connection.execute(
            insert(term_summary_reopening).values(
                school_id=self._school_id,
                id=new_id(),
                summary_id=summary.id,
                edition_no=summary.edition_no,
                reason=reason,
                account_id=self._caller.account_id,
                at=at,
            )
        )
        return await self._change(summary.id, {"state": SummaryState.DRAFT})

    async def edition(self, summary_id: UUID, number: int) -> SummaryContent | None:
        said: dict[str, Any] | None = await self._connection.scalar(
            select(_EDITION.content).where(
                _EDITION.school_id == self._school_id,
                _EDITION.summary_id == summary_id,
                _EDITION.number == number,
            )
        )
        return None if said is None else snapshots.read(said)

    async def editions(self, summary_id: UUID, window: Window) -> Page[SummaryEdition]:
        reopened = and_(
            _REOPENED.school_id == _EDITION.school_id,
            _REOPENED.summary_id == _EDITION.summary_id,
            _REOPENED.edition_no == _EDITION.number,
        )
        statement = (
            select(
                _EDITION.id,
                _EDITION.number,
                _EDITION.frozen_at,
                _EDITION.account_id,
                _REOPENED.at.label("reopened_at"),
                _REOPENED.reason.label("reopened_because"),
            )
            .select_from(term_summary_edition)
            .outerjoin(term_summary_reopening, reopened)
            .where(_EDITION.school_id == self._school_id, _EDITION.summary_id == summary_id)
        )
        return await page(
            self._connection,
            statement,
            window,
            by=[_EDITION.number, _EDITION.id],
            filters=summary_id,
            view=lambda row: rows.view(SummaryEdition, row._mapping),
            descending=True,
        )

    async def texts(self, summary_id: UUID, window: Window, *, slot: SummarySlot | None) -> Page[SummaryText]:
        statement = select(term_summary_text).where(
            _TEXT.school_id == self._school_id, _TEXT.summary_id == summary_id
        )
        return await page(
            self._connection,
            statement if slot is None else statement.where(_TEXT.slot == slot),
            window,
            by=[_TEXT.id],
            filters=(summary_id, slot),
            view=lambda row: rows.view(SummaryText, row._mapping, slot=SummarySlot(row.slot)),
            descending=True,
        )

    async def _change(self, summary_id: UUID, values: Mapping[str, Any]) -> TermSummary:
        await rows.change(self._connection, term_summary, self._school_id, summary_id, values)
        return await self._again(summary_id)

    async def _again(self, summary_id: UUID) -> TermSummary:
        return self._view(
            (await self._connection.execute(self._own().where(_SUMMARY.id == summary_id))).one()
        )

    def _own(self) -> Select[Any]:
        """With the last text of each slot, as one object."""
        last = (
            select(_TEXT.slot, _TEXT.text)
            .where(_TEXT.school_id == _SUMMARY.school_id, _TEXT.summary_id == _SUMMARY.id)
            .ext(distinct_on(_TEXT.slot))
            .order_by(_TEXT.slot, _TEXT.id.desc())
            .correlate(term_summary)
            .subquery("last")
        )
        texts = select(func.jsonb_object_agg(last.c.slot, last.c.text)).scalar_subquery()
        its_term = and_(term.c.school_id == _SUMMARY.school_id, term.c.id == _SUMMARY.term_id)
        return (
            select(term_summary, school_year.c.start_year, term.c.number, texts.label("texts"))
            .select_from(term_summary)
            .join(term, its_term)
            .join(school_year, _OF_YEAR)
            .where(_SUMMARY.school_id == self._school_id)
        )

    def _view(self, row: Row[Any]) -> TermSummary:
        state, said = SummaryState(row.state), row.texts or {}
        return rows.view(
            TermSummary,
            row._mapping,
            school_year=row.start_year,
            state=state,
            texts={slot: said[slot] for slot in SummarySlot if said.get(slot)},
            allowed_actions=allowed_actions(state, self._caller),
        )


async def summary_term(
    connection: AsyncConnection, school_id: UUID, term_id: UUID, now: datetime
) -> SummaryTerm:
    found = await connection.execute(
        select(
            term.c.id,
            school.c.name,
            school_year.c.start_year,
            term.c.number,
            term.c.starts_on,
            term.c.ends_on,
        )
        .select_from(term)
        .join(school_year, _OF_YEAR)
        .join(school, school.c.id == term.c.school_id)
        .where(term.c.school_id == school_id, term.c.id == term_id)
    )
    return SummaryTerm(*found.one(), now=now)
