"""What a result is decided on, and what it changes 学分登记: enrolments, awards, entries, sums."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.people.calendar import SchoolYearSpan
from domain.training.catalogue import CourseKind, SessionState
from domain.training.credit import AwardState, CreditAward, Entry, Reason, award_actions
from domain.training.duty import DutyKind
from domain.training.enrolment import EnrolmentState, allowed_actions
from domain.training.policy import CreditRule
from domain.training.record_sheet import QuotedSheet


@dataclass(frozen=True, slots=True)
class Sitting:
    """An enrolment and its training, read under the enrolment's lock."""

    enrolment_id: UUID
    teacher_id: UUID
    state: EnrolmentState
    version: int
    planned_credits: Decimal
    planned_year: int
    absent_days: Decimal | None
    remark: str | None
    record_sheet_code: str | None
    session_id: UUID
    session_state: SessionState
    ends_at: datetime
    days: tuple[date, ...]
    """The days on which the training is held."""

    course_id: UUID
    title: str
    kind: CourseKind
    hours: Decimal
    credits: Decimal


@dataclass(frozen=True, slots=True)
class TrainingResult:
    """An enrolment after its result, with the award it brought."""

    id: UUID
    """The enrolment's."""

    teacher_id: UUID
    session_id: UUID
    state: EnrolmentState
    absent_days: Decimal | None
    remark: str | None
    record_sheet_code: str | None
    """Of the record sheet 培训记录表 the result was registered by; null: none was quoted."""

    award: CreditAward | None
    """null when nothing is earned: not passed, reopened, or the course counted in this cycle before."""

    reasons: list[Reason]
    """Why there is no award, or why it is what it is; `course_already_counted` has the first award's id."""

    missing: list[DutyKind]
    """The duties its credits wait for; confirmed of themselves once all are accepted or waived."""

    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """A step of an enrolment, and by how much its teacher's planned credits change."""

    sitting: Sitting
    state: EnrolmentState
    absent_days: Decimal | None
    remark: str | None
    reason: str | None
    planned: Decimal
    record_sheet_code: str | None = None


def offered(result: TrainingResult, caller: Caller) -> TrainingResult:
    """The result with what this caller may do next."""
    steps = allowed_actions(result.state, result.teacher_id, caller)
    award = result.award
    if award is not None:
        award = replace(award, allowed_actions=award_actions(award.state, caller))
        waits = bool(result.missing) or award.state is not AwardState.PROVISIONAL
        if not waits and caller.may(Action.CREDIT_WRITE):
            steps = ("confirm", *steps)
    return replace(result, award=award, allowed_actions=steps)


class CreditBook(Protocol):
    """Enrolments, awards, entries and sums, moved together.

    Locks are taken in this order: enrolments by id, awards, duties, sums by teacher.
    """

    def new_id(self) -> UUID: ...

    async def sittings_for_update(self, enrolment_ids: Sequence[UUID]) -> dict[UUID, Sitting]: ...

    async def record_sheets(self, codes: Collection[str]) -> Mapping[str, QuotedSheet]:
        """By their codes, and held still: none is voided meanwhile."""
        ...

    async def rules(self) -> list[CreditRule]: ...

    async def years(self) -> list[SchoolYearSpan]: ...

    async def enrolment_of(self, award_id: UUID) -> UUID | None:
        """The enrolment an award is for; None for an adjustment, or when there is no such award."""
        ...

    async def award_for_update(self, award_id: UUID) -> CreditAward | None: ...

    async def standing_award_for_update(self, enrolment_id: UUID) -> CreditAward | None:
        """The award of an enrolment that is not void."""
        ...

    async def standing_awards_for_update(self, enrolment_ids: Sequence[UUID]) -> dict[UUID, CreditAward]:
        """The same of many, by enrolment; locked in the order of their ids."""
        ...

    async def add_awards(self, awards: Sequence[CreditAward]) -> dict[UUID, UUID]:
        """Keeps them, but for those whose course counts for the teacher and cycle already.

        The answer has for each of these the id of the award that counts, by the id of the one not kept.
        """
        ...

    async def award_became(self, award: CreditAward, state: AwardState) -> None: ...

    async def awards_became(self, awards: Sequence[CreditAward], state: AwardState) -> None: ...

    async def write(self, *, moves: Sequence[Move] = (), entries: Sequence[Entry] = ()) -> None:
        """Steps of enrolments with their history, lines of the ledger, and last the sums both move."""
        ...


def after(
    move: Move, award: CreditAward | None, reasons: list[Reason], missing: Sequence[DutyKind] = ()
) -> TrainingResult:
    return TrainingResult(
        id=move.sitting.enrolment_id,
        teacher_id=move.sitting.teacher_id,
        session_id=move.sitting.session_id,
        state=move.state,
        absent_days=move.absent_days,
        remark=move.remark,
        record_sheet_code=move.record_sheet_code,
        award=award,
        reasons=reasons,
        missing=list(missing),
        version=move.sitting.version + 1,
    )
