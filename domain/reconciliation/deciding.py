"""Deciding on the lines of a reconciliation: the platform's figures are taken, ours are kept, or it waits.

Whoever decides holds the school's reconciliation; then come enrolments, awards and sums in their order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from domain.errors import DomainError, ItemsRefused, NotFound
from domain.identity.access import Caller
from domain.lifecycle import advance, match
from domain.reconciliation.decision import Decisions, LineMove, LineVerdict
from domain.reconciliation.line import (
    LIFECYCLE,
    DecisionNeedsNote,
    LineGivenTwice,
    OwnCredits,
    ReconciliationDecision,
    ReconciliationLine,
    ReconciliationState,
    ReconciliationStep,
)
from domain.reconciliation.taking import Taking, give_back, take_theirs
from domain.training.book import CreditBook

TAKEN_OVER = "学分对账：以平台为准"
"""What the ledger says where the decision has no note."""


async def decide_all(
    decisions: Decisions,
    book: CreditBook,
    verdicts: Sequence[LineVerdict],
    *,
    caller: Caller,
    now: datetime,
) -> list[ReconciliationLine]:
    """All or none: ItemsRefused names each that is against a rule, by its place."""
    await decisions.hold()
    ids = [one.line_id for one in verdicts]
    lines = await decisions.lines(ids)
    moves: list[LineMove] = []
    refusals: list[tuple[str, DomainError]] = []
    for place, verdict in enumerate(verdicts):
        try:
            if verdict.line_id in ids[:place]:
                raise LineGivenTwice()
            moves.append(_decided(verdict, lines, caller))
        except DomainError as refusal:
            refusals.append((f"/items/{place}", refusal))
    if refusals:
        raise ItemsRefused(refusals)
    takings = [
        Taking(place, move.line, move.note or TAKEN_OVER)
        for place, move in enumerate(moves)
        if move.step is ReconciliationStep.TAKE_THEIRS
    ]
    effects = await take_theirs(decisions, book, takings, now=now)
    settled = [replace(move, effects=effects.get(move.line.id, ())) for move in moves]
    await decisions.settle(settled, account_id=caller.account_id, at=now)
    after = await decisions.lines(ids)
    return [after[line_id] for line_id in ids]


async def decide_one(
    decisions: Decisions, book: CreditBook, verdict: LineVerdict, *, caller: Caller, now: datetime
) -> ReconciliationLine:
    try:
        return (await decide_all(decisions, book, [verdict], caller=caller, now=now))[0]
    except ItemsRefused as refused:
        raise refused.refusals[0][1] from None


def _decided(verdict: LineVerdict, lines: Mapping[UUID, ReconciliationLine], caller: Caller) -> LineMove:
    line = _own_not(lines.get(verdict.line_id), verdict.expected, caller)
    state = advance(LIFECYCLE, line.state, verdict.decision.value)
    if verdict.note is None and verdict.decision is not ReconciliationDecision.TAKE_THEIRS:
        raise DecisionNeedsNote(decision=verdict.decision)
    return LineMove(line, state, ReconciliationStep(verdict.decision.value), verdict.note)


def _own_not(line: ReconciliationLine | None, expected: int, caller: Caller) -> ReconciliationLine:
    if line is None:
        raise NotFound()
    if caller.teacher_id == line.teacher_id:
        raise OwnCredits()
    match(line.version, expected)
    return line


async def reopen(
    decisions: Decisions,
    book: CreditBook,
    line_id: UUID,
    *,
    expected: int,
    reason: str,
    caller: Caller,
    now: datetime,
) -> ReconciliationLine:
    """As if nothing had been decided; what the decision did to the ledger is undone by counter-entries.

    Raises NotFound, OwnCredits, Stale, InvalidState, DecisionOvertaken, CourseCounted, LineReplaced.
    """
    await decisions.hold()
    line = _own_not((await decisions.lines([line_id])).get(line_id), expected, caller)
    state = advance(LIFECYCLE, line.state, "reopen")
    taken = line.state is ReconciliationState.TAKEN
    effects = await give_back(decisions, book, line, reason) if taken else ()
    move = LineMove(line, state, ReconciliationStep.REOPEN, reason, effects)
    await decisions.settle([move], account_id=caller.account_id, at=now)
    return (await decisions.lines([line_id]))[line_id]
