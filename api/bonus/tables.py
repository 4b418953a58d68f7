"""Bonus tables: what prizes pay from a day on, and trying one out."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field, Strict

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Day, Line, Paragraph, Year
from api.wiring.bonus import BonusTablesPort, PastAwardsPort, PeriodsPort
from api.wiring.request import Asker, Now, Replies, reads, writes
from domain.bonus.dry_run import DryRun, dry_run
from domain.bonus.table import BonusCell, BonusTable, NewBonusTable, Split, list_tables, set_table
from domain.identity.actions import Action
from domain.paging import Page
from domain.people.changes import read
from domain.works.award import Prize
from domain.works.work import WorkKind, WorkLevel

router = room("bonus", "/schools/{school}/bonus-tables")
trial_router = room("bonus", "/schools/{school}/bonus-dry-runs")

MOST = 1_000_000_000
Fen = Annotated[int, Strict(), Field(ge=1, le=MOST)]
Weight = Annotated[int, Strict(), Field(ge=1, le=1000)]


class BonusCellBody(Body):
    level: WorkLevel
    prize: Prize
    amount_fen: Fen


class ProposedTableBody(Body):
    title: Line
    split: Split
    weights: Annotated[tuple[Weight, ...], Field(max_length=20)] = ()
    """Of a ratio, the first author's first: [6, 3, 1]. Two authors then share 6:3, and a fourth has the last
    weight, as the third."""

    excluded_kinds: Annotated[tuple[WorkKind, ...], Field(max_length=7)] = ()
    """Works that are paid nothing, whatever they win."""

    cells: Annotated[tuple[BonusCellBody, ...], Field(min_length=1, max_length=25)]
    """A level and prize without a cell pays nothing."""

    note: Paragraph | None = None


class BonusTableBody(ProposedTableBody):
    effective_from: Day
    """The first day it holds for: awards given then or later."""


class DryRunBody(Body):
    school_year: Year
    """Whose awards it is tried on."""

    table: ProposedTableBody


@router.get(
    "",
    operation_id="bonus_list_tables",
    summary="Read the bonus tables",
    dependencies=reads(Action.POLICY_READ),
)
async def list_bonus_tables(
    tables: BonusTablesPort,
    window: Windowed,
    on: Annotated[Day | None, Query(description="Only the one in force on this day.")] = None,
) -> Page[BonusTable]:
    """Every table there ever was, the latest first, or with `on` the one an award of that day is paid by."""
    return await list_tables(tables, window, on=on)


@router.post(
    "",
    operation_id="bonus_create_table",
    summary="Set a bonus table from a day on",
    status_code=201,
    dependencies=writes(Action.BONUS_WRITE),
)
async def create_bonus_table(
    body: BonusTableBody, tables: BonusTablesPort, caller: Asker, now: Now, reply: Replies
) -> BonusTable:
    """Takes the place of an earlier table from the same day. What was paid stays."""
    made = await set_table(tables, _proposed(body), body.effective_from, account_id=caller.account_id, at=now)
    return reply.created(made)


@router.get(
    "/{table_id}",
    operation_id="bonus_get_table",
    summary="Look at a bonus table",
    dependencies=reads(Action.POLICY_READ),
)
async def get_bonus_table(table_id: UUID, tables: BonusTablesPort, reply: Replies) -> BonusTable:
    """The table a line of a batch names."""
    return reply.tagged(await read(tables, table_id))


@trial_router.post(
    "",
    operation_id="bonus_try_table",
    summary="Try a table on a year's awards",
    dependencies=writes(Action.BONUS_WRITE),
)
async def try_table(
    body: DryRunBody, past: PastAwardsPort, tables: BonusTablesPort, periods: PeriodsPort
) -> DryRun:
    """Who would get what by it, against the tables in force; as if nothing had been paid. Nothing is kept."""
    return await dry_run(past, tables, periods, _proposed(body.table), body.school_year)


def _proposed(body: ProposedTableBody) -> NewBonusTable:
    cells = tuple(BonusCell(**one.model_dump()) for one in body.cells)
    return NewBonusTable(body.title, body.split, cells, body.weights, body.excluded_kinds, body.note)
