"""Lines of reconciliations: looking through them, deciding, reopening."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field

from api.queries import Search, Windowed
from api.routes import room
from api.shapes import FIRST_YEAR, LAST_YEAR, Body, Count, Paragraph
from api.wiring.credits import CreditBookPort
from api.wiring.reconciliation import ReconciliationDecisionsPort, ReconciliationLinesPort
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.paging import Page
from domain.reconciliation.comparing import DifferenceKind
from domain.reconciliation.deciding import decide_all, decide_one, reopen
from domain.reconciliation.decision import LineVerdict
from domain.reconciliation.line import (
    LineFilter,
    ReconciliationDecision,
    ReconciliationEvent,
    ReconciliationLine,
    ReconciliationState,
)

router = room("reconciliation", "/schools/{school}/credit-reconciliation-lines")

MOST, SEVERAL = 500, "Repeat for any of several."


class LineDecisionBody(Body):
    decision: ReconciliationDecision
    note: Paragraph | None = None
    """What keeping ours and leaving open need; of `take_theirs` what the ledger will show."""


class LineDecisionItem(LineDecisionBody):
    line_id: UUID
    version: Count
    """The line's version the decision was made on."""


class LineDecisionsBody(Body):
    items: Annotated[list[LineDecisionItem], Field(min_length=1, max_length=MOST)]


class LineReopenBody(Body):
    reason: Paragraph


@dataclass(frozen=True, slots=True)
class LinesDecided:
    items: list[ReconciliationLine]


@router.get(
    "",
    operation_id="reconciliation_list_lines",
    summary="Look through the differences",
    dependencies=reads(Action.RECONCILIATION_READ),
)
async def list_lines(
    lines: ReconciliationLinesPort,
    window: Windowed,
    school_year: Annotated[int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR)] = None,
    kind: Annotated[tuple[DifferenceKind, ...], Query(description=SEVERAL)] = (),
    state: Annotated[tuple[ReconciliationState, ...], Query(description=SEVERAL)] = (),
    teacher_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    run_id: Annotated[UUID | None, Query(description="Those this run found first.")] = None,
    q: Search = None,
) -> Page[ReconciliationLine]:
    """By the teachers' names. `state=open` is what waits for a decision."""
    return await lines.page(LineFilter(school_year, kind, state, teacher_id, run_id, q), window)


@router.post(
    "/bulk-decisions",
    operation_id="reconciliation_decide_lines",
    summary="Decide on many differences at once",
    dependencies=writes(Action.RECONCILIATION_WRITE, key=True),
)
async def decide_lines(
    body: LineDecisionsBody,
    decisions: ReconciliationDecisionsPort,
    book: CreditBookPort,
    caller: Asker,
    now: Now,
) -> LinesDecided:
    """All or none: when some are refused, `errors` names each by its place among the items."""
    verdicts = [LineVerdict(one.line_id, one.version, one.decision, one.note) for one in body.items]
    return LinesDecided(await decide_all(decisions, book, verdicts, caller=caller, now=now))


@router.get(
    "/{line_id:one}",
    operation_id="reconciliation_get_line",
    summary="Look at a difference",
    dependencies=reads(Action.RECONCILIATION_READ),
)
async def get_line(line_id: UUID, lines: ReconciliationLinesPort, reply: Replies) -> ReconciliationLine:
    """What either side says, and what was decided."""
    return reply.tagged(await _seen(lines, line_id))


@router.get(
    "/{line_id:one}/events",
    operation_id="reconciliation_list_line_events",
    summary="Read the history of a difference",
    dependencies=reads(Action.RECONCILIATION_READ),
)
async def list_line_events(
    line_id: UUID, lines: ReconciliationLinesPort, window: Windowed
) -> Page[ReconciliationEvent]:
    """Found, decided, reopened, closed: the first one first, each with the awards it moved."""
    return await lines.events((await _seen(lines, line_id)).id, window)


@router.post(
    "/{line_id:one}/decide",
    operation_id="reconciliation_decide_line",
    summary="Decide on a difference",
    dependencies=writes(Action.RECONCILIATION_WRITE),
)
async def decide_line(
    line_id: UUID,
    body: LineDecisionBody,
    decisions: ReconciliationDecisionsPort,
    book: CreditBookPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> ReconciliationLine:
    """`take_theirs` enters the platform's figures in the ledger, `keep_ours` disputes them, both at once;
    `leave_open` notes what is waited for. Nobody decides on their own credits.
    """
    verdict = LineVerdict(line_id, expected, body.decision, body.note)
    return reply.tagged(await decide_one(decisions, book, verdict, caller=caller, now=now))


@router.post(
    "/{line_id:one}/reopen",
    operation_id="reconciliation_reopen_line",
    summary="Undo the decision on a difference",
    dependencies=writes(Action.RECONCILIATION_WRITE),
)
async def reopen_line(
    line_id: UUID,
    body: LineReopenBody,
    decisions: ReconciliationDecisionsPort,
    book: CreditBookPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> ReconciliationLine:
    """Open again; what the decision did to the ledger is undone by counter-entries."""
    return reply.tagged(
        await reopen(decisions, book, line_id, expected=expected, reason=body.reason, caller=caller, now=now)
    )


async def _seen(lines: ReconciliationLinesPort, line_id: UUID) -> ReconciliationLine:
    line = await lines.get(line_id)
    if line is None:
        raise NotFound()
    return line
