"""Finding what of a paper stands in earlier ones, and the hints that came of it."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Row, Select, and_, bindparam, column, func, insert, not_, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.copying import Passage, fingerprints
from domain.identity.access import Caller
from domain.paging import Page, Window
from domain.papers.resemblance import (
    EarlierPaper,
    PaperFinding,
    PaperHint,
    PaperHintFilter,
    PaperHintState,
    paper_hint_actions,
)
from domain.papers.tasks import PaperResemblance
from persistence import rows
from persistence.ids import new_id
from persistence.paging import page
from persistence.papers.papers import own
from persistence.papers.tables import paper, paper_gram, paper_hint, paper_version
from persistence.papers.tasks import passages_of

_HINT, _PAPER, _VERSION, _GRAM = paper_hint.c, paper.c, paper_version.c, paper_gram.c
CANDIDATES = 5
"""So many of the likest papers are compared passage by passage."""


class SqlPaperCorpus:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def earlier(self, paper_id: UUID, text: str) -> Sequence[EarlierPaper]:
        shared = (
            select(_GRAM.version_id, func.count().label("grams"))
            .join(_given(fingerprints(text)), column("own_gram") == _GRAM.gram)
            .where(_GRAM.school_id == self._school_id)
            .group_by(_GRAM.version_id)
            .subquery("shared")
        )
        likest_first = (shared.c.grams.desc(), _VERSION.number.desc())
        ranked = (
            select(
                _VERSION.id,
                shared.c.grams,
                func.row_number().over(partition_by=_VERSION.paper_id, order_by=likest_first).label("place"),
            )
            .join(shared, shared.c.version_id == _VERSION.id)
            .where(_VERSION.school_id == self._school_id, _VERSION.paper_id != paper_id)
            .subquery("ranked")
        )
        found = await self._connection.execute(
            select(_VERSION.id, _VERSION.text, _VERSION.file_text)
            .join(ranked, ranked.c.id == _VERSION.id)
            .where(_VERSION.school_id == self._school_id, ranked.c.place == 1)
            .order_by(ranked.c.grams.desc(), _VERSION.id)
            .limit(CANDIDATES)
        )
        return [
            EarlierPaper(row.id, row.text if row.file_text is None else f"{row.text}\n\n{row.file_text}")
            for row in found
        ]

    async def keep(
        self, paper_id: UUID, version_id: UUID, found: Sequence[PaperFinding], *, at: datetime
    ) -> None:
        if not found:
            return
        wrote = await self._authors([version_id, *(one.source_id for one in found)])
        kept: list[dict[str, Any]] = [
            {
                "school_id": self._school_id,
                "id": new_id(),
                "paper_id": paper_id,
                "version_id": version_id,
                "source_id": one.source_id,
                "same_author": not wrote[version_id].isdisjoint(wrote[one.source_id]),
                "share": round(Decimal(one.like.share.numerator) / one.like.share.denominator, 4),
                "longest": one.like.longest,
                "passages": [asdict(passage) for passage in one.like.passages],
                "state": PaperHintState.OPEN,
                "found_at": at,
            }
            for one in found
        ]
        await self._connection.execute(insert(paper_hint).values(kept))

    async def _authors(self, version_ids: Sequence[UUID]) -> dict[UUID, set[str]]:
        found = await self._connection.execute(
            select(_VERSION.id, _VERSION.author_ids).where(
                _VERSION.school_id == self._school_id, _VERSION.id.in_(version_ids)
            )
        )
        return {row.id: set(row.author_ids) for row in found}


class SqlPaperHints:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection, self._caller, self._school_id = connection, caller, caller.school_id

    async def page(self, filters: PaperHintFilter, window: Window) -> Page[PaperHint]:
        statement = self._visible()
        if filters.paper_id:
            statement = statement.where(_HINT.paper_id.in_(filters.paper_id))
        if filters.state:
            statement = statement.where(_HINT.state.in_(filters.state))
        by = [_HINT.found_at, _HINT.id]
        return await page(
            self._connection, statement, window, by=by, filters=filters, view=self._view, descending=True
        )

    async def get(self, hint_id: UUID) -> PaperHint | None:
        row = (await self._connection.execute(self._visible().where(_HINT.id == hint_id))).one_or_none()
        return None if row is None else self._view(row)

    async def for_update(self, hint_id: UUID) -> PaperHint | None:
        await rows.fetch(self._connection, paper_hint, self._school_id, hint_id, lock=True)
        return await self.get(hint_id)

    async def dismissed(self, hint_id: UUID, *, because: str, account_id: UUID, at: datetime) -> PaperHint:
        changes = {
            "state": PaperHintState.DISMISSED,
            "dismissed_because": because,
            "dismissed_by": account_id,
            "settled_at": at,
        }
        await rows.change(self._connection, paper_hint, self._school_id, hint_id, changes)
        found = await self.get(hint_id)
        assert found is not None
        return found

    async def of_latest(self, paper_id: UUID) -> Sequence[PaperResemblance]:
        latest = await self._connection.scalar(
            select(_VERSION.id)
            .where(_VERSION.school_id == self._school_id, _VERSION.paper_id == paper_id)
            .order_by(_VERSION.number.desc())
            .limit(1)
        )
        if latest is None:
            return []
        return await passages_of(self._connection, self._school_id, latest)

    def _visible(self) -> Select[Any]:
        source, earlier = paper_version.alias("source").c, paper.alias("earlier").c
        return (
            select(
                *(
                    _HINT[name]
                    for name in (
                        *("id", "paper_id", "version_id", "same_author", "longest", "passages"),
                        *("state", "found_at", "dismissed_because", "version"),
                    )
                ),
                _HINT.share,
                _VERSION.title,
                source.id.label("source_version_id"),
                source.paper_id.label("source_paper_id"),
                source.title.label("source_title"),
                earlier.school_year.label("source_school_year"),
            )
            .select_from(paper_hint)
            .join(paper, and_(_PAPER.school_id == _HINT.school_id, _PAPER.id == _HINT.paper_id))
            .join(
                paper_version,
                and_(_VERSION.school_id == _HINT.school_id, _VERSION.id == _HINT.version_id),
            )
            .where(
                _HINT.school_id == self._school_id,
                source.school_id == _HINT.school_id,
                source.id == _HINT.source_id,
                earlier.school_id == _HINT.school_id,
                earlier.id == source.paper_id,
                not_(own(self._caller)),
            )
        )

    def _view(self, row: Row[Any]) -> PaperHint:
        state = PaperHintState(row.state)
        return rows.view(
            PaperHint,
            row._mapping,
            share=float(row.share),
            passages=tuple(Passage(**one) for one in row.passages),
            state=state,
            allowed_actions=paper_hint_actions(state, self._caller),
        )


def _given(grams: set[int]) -> Any:
    return (
        text("SELECT * FROM unnest(CAST(:grams AS bigint[])) AS given(own_gram)")
        .bindparams(bindparam("grams", sorted(grams)))
        .columns(column("own_gram", BigInteger))
        .subquery("given")
    )
