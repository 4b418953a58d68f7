"""Setting an assessment up, changing it while it is a draft, opening it for scoring."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.assessment.assessment import Assessment, Assessments, NewAssessment, held, step
from domain.assessment.policy import ASSESSMENT_POLICY, AssessmentRule, AssessmentRules
from domain.assessment.scheme import EXAMPLE, Indicator, NewIndicator, check_indicators, numbered
from domain.lifecycle import match
from domain.people.changes import UnknownReference


@dataclass(frozen=True, slots=True)
class Plan:
    """What the office asks for; what is left out is the school's groups, and the example's indicators."""

    term_id: UUID
    title: str
    group_ids: tuple[UUID, ...] | None = None
    indicators: tuple[NewIndicator, ...] | None = None


async def set_up(assessments: Assessments, rules: AssessmentRules, plan: Plan) -> Assessment:
    """Raises UnknownReference, SharesNotHundred, AssessmentTaken."""
    new = NewAssessment(
        plan.term_id,
        plan.title,
        tuple(await _groups(assessments, plan.group_ids)),
        tuple(await _rules(assessments, rules, plan.term_id)),
        _indicators(assessments, plan.indicators or EXAMPLE),
    )
    return await assessments.add(new)


async def revise(
    assessments: Assessments,
    rules: AssessmentRules,
    assessment_id: UUID,
    changes: Mapping[str, Any],
    *,
    expected: int,
) -> Assessment:
    """Of a draft: title, group_ids, indicators. It takes the rules that are in force by now.

    Raises NotFound, Stale, AssessmentFrozen, InvalidState, UnknownReference, SharesNotHundred.
    """
    found = await held(assessments, assessment_id)
    match(found.version, expected)
    state = step(found, "update")
    given: dict[str, Any] = dict(changes) | {"state": state}
    if "group_ids" in given:
        given["group_ids"] = await _groups(assessments, given["group_ids"])
    if "indicators" in given:
        given["indicators"] = _indicators(assessments, given["indicators"])
    given["rules"] = await _rules(assessments, rules, found.term_id)
    return await assessments.change(found, given)


async def open_for_scoring(
    assessments: Assessments, rules: AssessmentRules, assessment_id: UUID, *, expected: int
) -> Assessment:
    """From now on what it goes by stays. Raises NotFound, Stale, AssessmentFrozen, InvalidState."""
    found = await held(assessments, assessment_id)
    match(found.version, expected)
    state = step(found, "open")
    return await assessments.change(
        found, {"state": state, "rules": await _rules(assessments, rules, found.term_id)}
    )


async def _groups(assessments: Assessments, asked: Sequence[UUID] | None) -> Sequence[UUID]:
    known = await assessments.known_groups(asked or ())
    if not known or (asked is not None and set(asked) != set(known)):
        raise UnknownReference(field="group_ids")
    return known


async def _rules(assessments: Assessments, rules: AssessmentRules, term_id: UUID) -> Sequence[AssessmentRule]:
    day = await assessments.first_day(term_id)
    if day is None:
        raise UnknownReference(field="term_id")
    return ASSESSMENT_POLICY.rows_in_force(await rules.every(), day)


def _indicators(assessments: Assessments, given: Sequence[NewIndicator]) -> tuple[Indicator, ...]:
    check_indicators(given)
    return numbered(given, assessments.ids(len(given)))
