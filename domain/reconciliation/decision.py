"""What is decided on lines, and what a decision does to the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.reconciliation.line import (
    AwardEffect,
    ReconciliationDecision,
    ReconciliationLine,
    ReconciliationState,
    ReconciliationStep,
)
from domain.reconciliation.running import Books
from domain.training.credit import AwardState, CreditAward


@dataclass(frozen=True, slots=True)
class LineVerdict:
    """What is decided on one line, on one version of it."""

    line_id: UUID
    expected: int
    decision: ReconciliationDecision
    note: str | None


@dataclass(frozen=True, slots=True)
class Effect:
    """An award that a decision made or took back, and the state it was in as it was made or until then."""

    award_id: UUID
    enrolment_id: UUID | None
    effect: AwardEffect
    award_state: AwardState


@dataclass(frozen=True, slots=True)
class LineMove:
    """A step that somebody takes with a line."""

    line: ReconciliationLine
    state: ReconciliationState
    step: ReconciliationStep
    note: str | None
    effects: tuple[Effect, ...] = ()


class Decisions(Books, Protocol):
    async def lines(self, ids: Sequence[UUID]) -> dict[UUID, ReconciliationLine]:
        """As they stand; under `hold` nobody else changes them."""
        ...

    async def awards_for_update(self, ids: Sequence[UUID]) -> dict[UUID, CreditAward]:
        """The void among them, locked in the order of their ids."""
        ...

    async def effects(self, line_id: UUID) -> list[Effect]:
        """What the line's last decision for the platform's figures did."""
        ...

    async def settle(self, moves: Sequence[LineMove], *, account_id: UUID, at: datetime) -> None:
        """Raises LineReplaced."""
        ...


def made(award: CreditAward) -> Effect:
    return Effect(award.id, award.enrolment_id, AwardEffect.MADE, award.state)


def taken_back(award: CreditAward) -> Effect:
    return Effect(award.id, award.enrolment_id, AwardEffect.TAKEN_BACK, award.state)
