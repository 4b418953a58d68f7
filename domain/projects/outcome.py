"""What a project comes to for each member: the hours or nothing, with the reasons, and the two scores
学习过程考核 and 学习效果考核."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from domain.projects.policy import ProjectPolicy


class OutcomeReason(StrEnum):
    """Why a member earns nothing."""

    NOT_EXPECTED = "not_expected"
    """At none of the activities."""

    EXCUSED_FROM_ALL = "excused_from_all"
    ABSENT = "absent"
    """Attended less than the policy's share."""

    HOMEWORK_MISSING = "homework_missing"
    HOMEWORK_NOT_ACCEPTED = "homework_not_accepted"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is on record of one member, all activities closed."""

    teacher_id: UUID
    name: str
    expected: int
    present: int
    late: int
    excused: int
    homework: str | None
    """The state of what they handed in; None: nothing."""

    mark: Decimal | None
    evaluated: bool


@dataclass(frozen=True, slots=True)
class MemberOutcome:
    """One member's."""

    id: UUID
    """The teacher's."""

    name: str
    granted: bool
    """The project's hours and credits, all or nothing."""

    reasons: list[OutcomeReason]
    """Why nothing is granted."""

    expected: int
    present: int
    late: int
    excused: int
    absent: int
    process: Decimal
    """学习过程考核, 0 to 100."""

    effect: Decimal
    """学习效果考核, 0 to 100: the homework's mark."""

    total: Decimal


_HUNDRED = Decimal(100)


def judge(facts: Facts, policy: ProjectPolicy, *, homework_required: bool) -> MemberOutcome:
    reasons = [*_attendance(facts, policy), *(_homework(facts) if homework_required else ())]
    attended = _score(facts, policy)
    process = weighted(
        (policy.weight_attendance.value, attended),
        (policy.weight_evaluation.value, _HUNDRED if facts.evaluated else Decimal(0)),
    )
    effect = _effect(facts)
    total = weighted((policy.weight_process.value, process), (policy.weight_effect.value, effect))
    absent = facts.expected - facts.present - facts.late - facts.excused
    return MemberOutcome(
        facts.teacher_id,
        facts.name,
        not reasons,
        reasons,
        facts.expected,
        facts.present,
        facts.late,
        facts.excused,
        absent,
        process,
        effect,
        total,
    )


def weighted(*parts: tuple[int, Decimal]) -> Decimal:
    """By the share of each weight, two decimals; 0 where nothing has any weight."""
    weights = sum(weight for weight, _ in parts)
    if weights == 0:
        return Decimal("0.00")
    whole = sum((weight * value for weight, value in parts), Decimal(0))
    return (whole / weights).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _attendance(facts: Facts, policy: ProjectPolicy) -> Sequence[OutcomeReason]:
    """What one is excused from counts neither way, but nothing is earned where one never came."""
    if facts.expected == 0:
        return [OutcomeReason.NOT_EXPECTED]
    due = facts.expected - facts.excused
    if due == 0:
        return [OutcomeReason.EXCUSED_FROM_ALL]
    came = facts.present + facts.late
    enough = came > 0 and Fraction(came, due) >= policy.attendance_share.value
    return [] if enough else [OutcomeReason.ABSENT]


def _homework(facts: Facts) -> Sequence[OutcomeReason]:
    if facts.homework is None:
        return [OutcomeReason.HOMEWORK_MISSING]
    return [] if facts.homework == "accepted" else [OutcomeReason.HOMEWORK_NOT_ACCEPTED]


def _score(facts: Facts, policy: ProjectPolicy) -> Decimal:
    due = facts.expected - facts.excused
    if due == 0:
        return Decimal(0)
    return _HUNDRED * (facts.present + facts.late * policy.late_worth.value) / due


def _effect(facts: Facts) -> Decimal:
    if facts.homework != "accepted":
        return Decimal("0.00")
    return (_HUNDRED if facts.mark is None else facts.mark).quantize(Decimal("0.01"))
