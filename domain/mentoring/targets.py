"""What a pair has to do in a term 师徒结对任务, and how far it is: counted from its log and report lessons.

An entry of the log counts once it is confirmed; a report lesson once it was held.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made
from datetime import date
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.mentoring.policy import MentoringPolicy
from domain.mentoring.words import LogField, LogKind, MentorField


class TargetKey(StrEnum):
    """Named as the rule each goes by, unless the pair's contract says otherwise."""

    MENTOR_OBSERVES = "mentor_observes"
    APPRENTICE_OBSERVES = "apprentice_observes"
    REPORT_LESSONS = "report_lessons"
    ETHICS_LOGS = "ethics_logs"
    THEORY_LOGS = "theory_logs"
    TEACHING_LOGS = "teaching_logs"
    HOMEROOM_LOGS = "homeroom_logs"
    RESEARCH_LOGS = "research_logs"


BY_KIND = {
    TargetKey.MENTOR_OBSERVES: LogKind.MENTOR_OBSERVES,
    TargetKey.APPRENTICE_OBSERVES: LogKind.APPRENTICE_OBSERVES,
}
BY_FIELD = {
    TargetKey.ETHICS_LOGS: LogField.ETHICS,
    TargetKey.THEORY_LOGS: LogField.THEORY,
    TargetKey.TEACHING_LOGS: LogField.TEACHING,
    TargetKey.HOMEROOM_LOGS: LogField.HOMEROOM,
    TargetKey.RESEARCH_LOGS: LogField.RESEARCH,
}


@dataclass(frozen=True, slots=True)
class Target:
    """One thing a pair has to do so many times in a term."""

    key: TargetKey
    needed: int
    counted: int
    awaiting: int
    """Entered or planned, and not yet confirmed or held: it may still come to count."""

    met: bool
    missing: int
    """How many are needed still."""

    agreed: bool
    """The pair's contract says so; otherwise the school's policy of the term's first day."""

    rule_id: UUID | None
    """The row of the policy; null where the contract or the shipped default stands."""


@dataclass(frozen=True, slots=True)
class PairTargets:
    """What a pair has done of what it has to do in a term."""

    pair_id: UUID
    term_id: UUID
    targets: tuple[Target, ...]
    met: bool
    """All of them."""

    mark: str
    """Stands for these figures: who grades the pair quotes it, and so has seen them."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What counts, and what is awaited, of one pair in one term."""

    pair_id: UUID
    mentor_id: UUID | None
    mentor_name: str
    apprentice_id: UUID
    apprentice_name: str
    field: MentorField
    running: bool
    agreed: Mapping[str, int] = made(default_factory=dict)
    """What the contract of the term says of targets, by their keys."""

    kinds: Mapping[LogKind, int] = made(default_factory=dict)
    """Confirmed entries."""

    awaited_kinds: Mapping[LogKind, int] = made(default_factory=dict)
    fields: Mapping[LogField, int] = made(default_factory=dict)
    awaited_fields: Mapping[LogField, int] = made(default_factory=dict)
    lessons_held: int = 0
    lessons_planned: int = 0


@dataclass(frozen=True, slots=True)
class TermSpan:
    id: UUID
    starts_on: date
    ends_on: date


class Tallies(Protocol):
    async def term(self, term_id: UUID) -> TermSpan | None: ...

    async def terms_on(self, day: date) -> Sequence[TermSpan]:
        """The terms that hold the day."""
        ...

    async def of_term(self, term: TermSpan, pair_id: UUID | None = None) -> Sequence[Tally]:
        """One pair's, whatever its state, or those of all pairs that ran in the term and run or ended."""
        ...


def targets_of(tally: Tally, term_id: UUID, policy: MentoringPolicy) -> PairTargets:
    """`policy` is that of the term's first day."""
    found = tuple(_target(key, tally, policy) for key in TargetKey)
    return PairTargets(tally.pair_id, term_id, found, all(one.met for one in found), mark_of(found))


def needed(key: TargetKey, agreed: Mapping[str, int], policy: MentoringPolicy) -> int:
    figure: int = getattr(policy, key.value).value
    return agreed.get(key.value, figure)


def mark_of(targets: Iterable[Target]) -> str:
    said = repr([(one.key.value, one.needed, one.counted) for one in targets])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def counts(key: TargetKey, tally: Tally) -> tuple[int, int]:
    """What counts, and what is awaited."""
    if key in BY_KIND:
        kind = BY_KIND[key]
        return tally.kinds.get(kind, 0), tally.awaited_kinds.get(kind, 0)
    if key in BY_FIELD:
        of = BY_FIELD[key]
        return tally.fields.get(of, 0), tally.awaited_fields.get(of, 0)
    return tally.lessons_held, tally.lessons_planned


def _target(key: TargetKey, tally: Tally, policy: MentoringPolicy) -> Target:
    counted, awaiting = counts(key, tally)
    wanted = needed(key, tally.agreed, policy)
    agreed = key.value in tally.agreed
    rule_id = None if agreed else getattr(policy, key.value).id
    return Target(
        key, wanted, counted, awaiting, counted >= wanted, max(0, wanted - counted), agreed, rule_id
    )
