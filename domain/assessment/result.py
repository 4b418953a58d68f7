"""What a group's assessment comes to, every line with where it is from.

Numbers are exact decimals. An indicator's score is rounded to hundredths, halves up, and so are the points
it earns: score × share × weight. Weights and shares are whole per cents, so full scores make exactly 100, and
what is printed adds up.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from uuid import UUID

from domain.assessment.adjusting import AdjustmentKind
from domain.assessment.policy import AssessmentPolicy, Band, Dimension
from domain.assessment.scheme import FactKind, Indicator
from domain.themes.facts import GroupFacts, Missed

ZERO = Decimal("0.00")
FULL = Decimal(100)


class Basis(StrEnum):
    """Where a line's score comes from."""

    MEAN = "mean"
    TRIMMED_MEAN = "trimmed_mean"
    """The mean without one highest and one lowest score."""

    FACT = "fact"
    NOTHING_COUNTED = "nothing_counted"
    """The system has nothing of the term to count: 0."""

    NO_EVIDENCE = "no_evidence"
    """The group brought none: 0."""

    CORRECTED = "corrected"
    """Set when an appeal was upheld."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One judge's score in a line."""

    judge_id: UUID
    name: str
    score: Decimal
    counts: bool = True
    """False: the highest or the lowest, left out of a trimmed mean."""


@dataclass(frozen=True, slots=True)
class FactLine:
    """What the system counted for a line."""

    kind: FactKind
    counted: int
    """`attendance`: places attended. `nine_ones`: slots accepted. `unexcused`: absences without excuse."""

    out_of: int
    """`attendance`: places expected and not excused. `nine_ones`: slots. `unexcused`: places expected."""

    missed: list[Missed]
    """Everybody absent without excuse, for the lines that count them."""


@dataclass(frozen=True, slots=True)
class AppealCorrection:
    """What a line said before an appeal was upheld."""

    appeal_id: UUID
    before: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One indicator of a group."""

    indicator_id: UUID
    dimension: Dimension
    title: str
    share: int
    weight: int
    """Of the dimension, by `weight_rule_id`; null: the shipped default."""

    weight_rule_id: UUID | None
    basis: Basis
    rule_id: UUID | None
    """The row the score goes by: from how many judges on a mean is trimmed, or what an absence costs."""

    score: Decimal
    """Out of 100."""

    points: Decimal
    """score × share × weight, rounded to hundredths, halves up."""

    marks: list[Mark]
    fact: FactLine | None
    correction: AppealCorrection | None = None


@dataclass(frozen=True, slots=True)
class AdjustmentLine:
    """A deduction or a bonus in a result."""

    id: UUID
    kind: AdjustmentKind
    dimension: Dimension | None
    points: Decimal
    reason: str
    lifted_by: UUID | None = None
    """The appeal that took it back; it counts no more."""


@dataclass(frozen=True, slots=True)
class DimensionSum:
    """What a dimension comes to: its lines, less its deductions, and never below nothing."""

    dimension: Dimension
    weight: int
    points: Decimal
    deducted: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class Sums:
    dimensions: list[DimensionSum]
    bonus: Decimal
    bonus_counted: Decimal
    total: Decimal
    band: Band


@dataclass(frozen=True, slots=True)
class GroupResult:
    """A group's result in one edition; it stays what it was."""

    id: UUID
    assessment_id: UUID
    edition_no: int
    group_id: UUID
    group_name: str
    rank: int
    """Groups of one total share it, and the next rank counts them all."""

    groups: int
    """How many were assessed."""

    total: Decimal
    """The dimensions' totals and the bonus that counts."""

    band: Band
    band_rule_id: UUID | None
    dimensions: list[DimensionSum]
    bonus: Decimal
    """All that was given; what counts is capped."""

    bonus_counted: Decimal
    bonus_cap: Decimal
    bonus_rule_id: UUID | None
    lines: list[ScoreLine]
    adjustments: list[AdjustmentLine]
    published_at: datetime
    appeal_id: UUID | None
    """The appeal whose upholding made this edition."""

    version: int = 1
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupInputs:
    """All that a group's result is made of."""

    evidence: frozenset[UUID]
    """Indicators it brought evidence for."""

    marks: Mapping[UUID, Sequence[Mark]]
    """By indicator; of judges that count."""

    facts: GroupFacts | None
    adjustments: Sequence[AdjustmentLine]


def hundredths(number: Decimal) -> Decimal:
    return number.quantize(ZERO, ROUND_HALF_UP)


def aggregate(marks: Iterable[Mark], trim_from: int) -> tuple[Decimal, Basis, list[Mark]]:
    """The mean; from `trim_from` judges on without one highest and one lowest. Whatever their order."""
    ordered = sorted(marks, key=lambda one: (one.score, one.judge_id))
    basis = Basis.MEAN
    if len(ordered) >= trim_from:
        basis = Basis.TRIMMED_MEAN
        ordered[0], ordered[-1] = replace(ordered[0], counts=False), replace(ordered[-1], counts=False)
    counting = [one.score for one in ordered if one.counts]
    return hundredths(sum(counting, ZERO) / len(counting)), basis, ordered


def points_of(score: Decimal, share: int, weight: int) -> Decimal:
    return hundredths(score * share * weight / 10_000)


def line(indicator: Indicator, inputs: GroupInputs, policy: AssessmentPolicy) -> ScoreLine:
    """An indicator that is judged has marks, or lacks the evidence it needs: publishing sees to that."""
    weight = policy.weights.value[indicator.dimension]
    score, basis, rule_id, marks, fact = _scored(indicator, inputs, policy)
    return ScoreLine(
        indicator.id,
        indicator.dimension,
        indicator.title,
        indicator.share,
        weight,
        policy.weights.id,
        basis,
        rule_id,
        score,
        points_of(score, indicator.share, weight),
        marks,
        fact,
    )


def _scored(
    indicator: Indicator, inputs: GroupInputs, policy: AssessmentPolicy
) -> tuple[Decimal, Basis, UUID | None, list[Mark], FactLine | None]:
    if indicator.fact is not None:
        return _counted(indicator.fact, inputs.facts, policy)
    marks = inputs.marks.get(indicator.id, ())
    if not marks:
        return ZERO, Basis.NO_EVIDENCE, None, [], None
    score, basis, ordered = aggregate(marks, policy.trim_from.value)
    return score, basis, policy.trim_from.id, ordered, None


def _counted(
    kind: FactKind, facts: GroupFacts | None, policy: AssessmentPolicy
) -> tuple[Decimal, Basis, UUID | None, list[Mark], FactLine | None]:
    if facts is None:
        return ZERO, Basis.NOTHING_COUNTED, None, [], FactLine(kind, 0, 0, [])
    missed = list(facts.missed)
    if kind is FactKind.NINE_ONES:
        said, score = FactLine(kind, facts.accepted, facts.slots, []), facts.nine_ones_rate
    elif kind is FactKind.ATTENDANCE:
        said = FactLine(kind, facts.attended, facts.expected - facts.excused, missed)
        score = facts.attendance_rate
    else:
        said = FactLine(kind, facts.absent, facts.expected, missed)
        lost = policy.unexcused_points.value * facts.absent
        score = max(ZERO, hundredths(FULL - lost)) if facts.expected else None
    rule_id = policy.unexcused_points.id if kind is FactKind.UNEXCUSED else None
    basis = Basis.NOTHING_COUNTED if score is None else Basis.FACT
    return ZERO if score is None else score, basis, rule_id, [], said


def sums(lines: Iterable[ScoreLine], adjustments: Iterable[AdjustmentLine], policy: AssessmentPolicy) -> Sums:
    """Within 0 and 100 + the bonus cap, whatever the lines."""
    points = dict.fromkeys(Dimension, ZERO)
    for one in lines:
        points[one.dimension] += one.points
    deducted, bonus = dict.fromkeys(Dimension, ZERO), ZERO
    for given in adjustments:
        if given.lifted_by is None and given.dimension is not None:
            deducted[given.dimension] += given.points
        elif given.lifted_by is None:
            bonus += given.points
    dimensions = [
        DimensionSum(
            one,
            policy.weights.value[one],
            points[one],
            deducted[one],
            max(ZERO, points[one] - deducted[one]),
        )
        for one in Dimension
    ]
    counted = min(bonus, hundredths(policy.bonus_cap.value))
    total = hundredths(sum((one.total for one in dimensions), ZERO) + counted)
    return Sums(dimensions, bonus, counted, total, band_of(total, policy))


def band_of(total: Decimal, policy: AssessmentPolicy) -> Band:
    return next((band for band, least in policy.bands.value.items() if total >= least), Band.FAIL)


def ranked(results: Iterable[GroupResult]) -> list[GroupResult]:
    """The highest total first, and of one total by name, each with its rank."""
    ordered = sorted(results, key=lambda one: (-one.total, one.group_name, one.group_id))
    totals = [one.total for one in ordered]
    return [replace(one, rank=totals.index(one.total) + 1, groups=len(ordered)) for one in ordered]
