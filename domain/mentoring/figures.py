"""What mentor pairs came to in a term, for the school's summary 工作总结."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.mentoring.policy import MentoringPolicy, MentoringRules, in_force
from domain.mentoring.targets import Tallies, Tally, targets_of
from domain.mentoring.words import LogField, LogKind


@dataclass(frozen=True, slots=True)
class TermFigures:
    """Of the pairs that ran in a term, whether they run still or have ended."""

    term_id: UUID
    pairs: int
    outside_mentors: int
    """Pairs whose mentor is from outside."""

    apprentices: int
    mentor_observations: int
    """Confirmed, in that term; so with all below."""

    apprentice_observations: int
    report_lessons: int
    logs: dict[str, int]
    """By field."""

    on_target: int
    """Pairs that have met every target."""


async def term_figures(tallies: Tallies, rules: MentoringRules, term_id: UUID) -> list[TermFigures]:
    """Of one term; of none where the school has no such term."""
    term = await tallies.term(term_id)
    if term is None:
        return []
    policy = in_force(await rules.every(), term.starts_on)
    return [figures(term_id, await tallies.of_term(term), policy)]


def figures(term_id: UUID, found: Sequence[Tally], policy: MentoringPolicy) -> TermFigures:
    return TermFigures(
        term_id,
        len(found),
        sum(one.mentor_id is None for one in found),
        len({one.apprentice_id for one in found}),
        sum(one.kinds.get(LogKind.MENTOR_OBSERVES, 0) for one in found),
        sum(one.kinds.get(LogKind.APPRENTICE_OBSERVES, 0) for one in found),
        sum(one.lessons_held for one in found),
        {field.value: sum(one.fields.get(field, 0) for one in found) for field in LogField},
        sum(targets_of(one, term_id, policy).met for one in found),
    )
