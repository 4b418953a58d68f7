"""The contract of a pair on paper 师徒结对协议: who, for what, for how long, and what is to be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from domain.errors import NotFound
from domain.mentoring.pair import MentorContract, MentorPair, Pairs, seen
from domain.mentoring.policy import MentoringPolicy, MentoringRules, in_force
from domain.mentoring.targets import TargetKey, needed
from domain.mentoring.words import MentorField


@dataclass(frozen=True, slots=True)
class Agreement:
    """One sheet."""

    school: str
    mentor: str
    mentor_school: str
    apprentice: str
    field: MentorField
    number: int
    from_day: date
    until_day: date
    targets: Mapping[TargetKey, int]
    """How many of each, a term."""

    note: str | None


class SchoolName(Protocol):
    async def name(self) -> str: ...


class AgreementPrinter(Protocol):
    async def pdf(self, sheet: Agreement) -> bytes:
        """Raises UnprintableCharacters."""
        ...


async def agreement(
    pairs: Pairs, rules: MentoringRules, school: SchoolName, pair_id: UUID, number: int | None
) -> Agreement:
    """The latest contract's, or that of a number. Raises NotFound."""
    pair = await seen(pairs, pair_id)
    contract = numbered(await pairs.contracts(pair_id), number)
    policy = in_force(await rules.every(), contract.from_day)
    return drawn_up(pair, contract, policy, await school.name())


def numbered(contracts: Sequence[MentorContract], number: int | None) -> MentorContract:
    found = [one for one in contracts if number is None or one.number == number]
    if not found:
        raise NotFound()
    return found[-1]


def drawn_up(pair: MentorPair, contract: MentorContract, policy: MentoringPolicy, school: str) -> Agreement:
    """With the policy of the contract's first day, where nothing else was agreed."""
    return Agreement(
        school,
        pair.mentor_name,
        pair.outside_school or school,
        pair.apprentice_name,
        pair.field,
        contract.number,
        contract.from_day,
        contract.until_day,
        {key: needed(key, contract.targets, policy) for key in TargetKey},
        contract.note,
    )
