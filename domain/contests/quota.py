"""How many works the school may send 名额: a part of its staff, last year's first prizes, or a number set."""

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from uuid import UUID

from domain.contests.policy import ContestPolicy, Rounding


@dataclass(frozen=True, slots=True)
class QuotaFacts:
    """What is counted for a quota."""

    staff: int
    """Teachers at work on the day."""

    first_prizes: int
    """First and special prizes of the contest of the same series a school year before."""


@dataclass(frozen=True, slots=True)
class Quota:
    """How many works may be sent, and why."""

    places: int
    """What counts: the number set for the contest, or else `by_rule`."""

    explicit: bool
    """The organiser's number was entered; the rule is shown beside it."""

    by_rule: int
    """share_of_staff + first_prizes_counted"""

    counted_on: date
    staff: int
    """Teachers at work on that day."""

    share: str
    """As the rule has it, such as "0.3"."""

    rounding: Rounding
    share_of_staff: int
    """share × staff, rounded."""

    first_prizes: int
    """Of the contest of the same series a school year before, special prizes with them."""

    first_prizes_counted: int
    share_rule_id: UUID | None
    """null: the shipped default, as below."""

    rounding_rule_id: UUID | None
    first_prizes_rule_id: UUID | None


def rounded(number: Fraction, rounding: Rounding) -> int:
    if rounding is Rounding.DOWN:
        return number.__floor__()
    if rounding is Rounding.UP:
        return number.__ceil__()
    return (number + Fraction(1, 2)).__floor__()


def reckon(facts: QuotaFacts, policy: ContestPolicy, *, on: date, places: int | None) -> Quota:
    """`policy` is that of the day; `places` the number set for the contest, or None."""
    of_staff = rounded(policy.quota_share.value * facts.staff, policy.quota_rounding.value)
    counted = facts.first_prizes if policy.quota_adds_first_prizes.value else 0
    found = Quota(
        places=0,
        explicit=False,
        by_rule=of_staff + counted,
        counted_on=on,
        staff=facts.staff,
        share=policy.quota_share.written,
        rounding=policy.quota_rounding.value,
        share_of_staff=of_staff,
        first_prizes=facts.first_prizes,
        first_prizes_counted=counted,
        share_rule_id=policy.quota_share.id,
        rounding_rule_id=policy.quota_rounding.id,
        first_prizes_rule_id=policy.quota_adds_first_prizes.id,
    )
    return settled(found, places)


def settled(quota: Quota, places: int | None) -> Quota:
    """The same with the number set for the contest in place of the rule's, or the rule's again."""
    explicit = places is not None
    return replace(quota, places=quota.by_rule if places is None else places, explicit=explicit)
