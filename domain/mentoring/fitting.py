"""Whether two people may be made a pair: who may be a mentor, how many apprentices, never both ways."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from domain.errors import Conflict, RuleViolation
from domain.mentoring.pair import PersonKnown, StandingPair, Terms
from domain.mentoring.policy import MentoringPolicy
from domain.mentoring.young import completed_years
from domain.people.changes import DaysOutOfOrder


class MentorUnclear(RuleViolation):
    """A mentor is a teacher of the school, or somebody from outside named with their school; not both."""

    code = "mentor_unclear"


class PairOfOne(RuleViolation):
    """Nobody is their own mentor."""

    code = "pair_of_one"


class MentorNotEligible(RuleViolation):
    """Neither service nor title make them a mentor; facts: `name`, `service` (years, or null), `years`,
    `titles`, `rule_ids`."""

    code = "mentor_not_eligible"


class MentorFull(Conflict):
    """The mentor has as many apprentices in that time as policy allows; facts: `name`, `capacity`,
    `rule_id`."""

    code = "mentor_full"


class PairReversed(Conflict):
    """The apprentice is, in that other pair, the mentor's own mentor; facts: `pair_id`."""

    code = "pair_reversed"


class ApprenticeTaken(Conflict):
    """The apprentice has a mentor for this field; facts: `field`."""

    code = "apprentice_taken"


def check_days(terms: Terms) -> None:
    if terms.until_day < terms.from_day:
        raise DaysOutOfOrder(first="from_day", last="until_day")


def check_mentor_named(mentor_id: UUID | None, name: str | None, school: str | None) -> None:
    here, outside = mentor_id is not None, name is not None and school is not None
    neither = name is None and school is None
    if not ((here and neither) or (not here and outside)):
        raise MentorUnclear()


def check_eligible(mentor: PersonKnown, policy: MentoringPolicy, day: date) -> None:
    """By service in completed years on that day, or by title; what is not known makes nobody a mentor."""
    years, titles = policy.mentor_service_years, policy.mentor_titles
    service = completed_years(mentor.hired_on, day)
    by_service = service is not None and service >= years.value
    by_title = titles.value is not None and mentor.title in titles.value
    if not by_service and not by_title:
        raise MentorNotEligible(
            name=mentor.name,
            service=service,
            years=years.value,
            titles=list(titles.value or ()),
            rule_ids=[str(one) for one in (years.id, titles.id) if one is not None],
        )


def check_room(
    mentor: PersonKnown,
    apprentice_id: UUID,
    terms: Terms,
    standing: Sequence[StandingPair],
    policy: MentoringPolicy,
    *,
    but: UUID | None = None,
) -> None:
    """Counts apprentices, not pairs, whose time with the mentor touches this one. Raises MentorFull."""
    others = {
        one.apprentice_id
        for one in standing
        if one.id != but and one.mentor_id == mentor.id and _touch(one, terms)
    }
    capacity = policy.mentor_capacity
    if len(others | {apprentice_id}) > capacity.value:
        rule_id = None if capacity.id is None else str(capacity.id)
        raise MentorFull(name=mentor.name, capacity=capacity.value, rule_id=rule_id)


def check_direction(mentor_id: UUID, apprentice_id: UUID, standing: Sequence[StandingPair]) -> None:
    for one in standing:
        if one.mentor_id == apprentice_id and one.apprentice_id == mentor_id:
            raise PairReversed(pair_id=str(one.id))


def _touch(one: StandingPair, terms: Terms) -> bool:
    return one.from_day <= terms.until_day and terms.from_day <= one.until_day
