"""Who may cover 代课 a lesson whose teacher is away, and at what cost (MISSION §2).

Hard: free in that period, not away, within the daily and the weekly cap, not excluded, with the qualification
the lesson needs. What is soft is priced by `cover_price`.
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from domain.timetable.cover_facts import Colleague, CoverFacts, Need, Plan, locked_plan, week_of
from domain.timetable.cover_price import CoverReason, charges, total
from domain.timetable.cover_tally import Tally


class CoverRule(StrEnum):
    """What no row may break; as a code of Excluded, why a colleague does not cover a lesson."""

    EXCLUDED = "excluded"
    AWAY = "away"
    TEACHING = "teaching"
    ON_DUTY = "on_duty"
    NOT_QUALIFIED = "not_qualified"
    COVERS_ANOTHER = "covers_another"
    """Free, but needed more in another lesson of the same period."""

    DAILY_COVERS = "daily_covers"
    DAILY_LESSONS = "daily_lessons"
    WEEKLY_COVERS = "weekly_covers"
    LOCKED = "locked"
    """A person settled the row otherwise."""

    LEFT_OUT = "left_out"
    """Nothing stands in the way: a person took the row out. No breach."""


@dataclass(frozen=True, slots=True)
class Candidate:
    teacher_id: UUID
    name: str
    cost: int
    """In points: by how much this row would raise the price of the plan."""

    reasons: tuple[CoverReason, ...]


@dataclass(frozen=True, slots=True)
class Excluded:
    """A colleague who cannot cover a lesson."""

    teacher_id: UUID
    name: str
    code: CoverRule
    detail: str | None = None
    """Why the school excludes the colleague; the qualification that lacks."""

    count: int | None = None
    """With this lesson; for a cap."""

    at_most: int | None = None
    need_id: UUID | None = None
    """The lesson covered instead."""


def candidates(
    need: Need, facts: CoverFacts, plan: Plan | None = None
) -> tuple[tuple[Candidate, ...], tuple[Excluded, ...]]:
    """Who may cover this lesson beside the rows of a plan, cheapest first, and why everybody else may not.

    The plan is that of the locked rows if none is given; a row it has for this very lesson does not count.
    """
    rows = locked_plan(facts) if plan is None else plan
    tally = Tally.of({need_id: one for need_id, one in rows.items() if need_id != need.need_id}, facts)
    able, unable = [], []
    for _, colleague in sorted(facts.colleagues.items()):
        why = hindrance(need, colleague, facts, tally)
        if why is None:
            reasons = charges(need, colleague, facts, tally)
            able.append(Candidate(colleague.teacher_id, colleague.name, total(reasons), reasons))
        else:
            unable.append(why)
    return tuple(sorted(able, key=lambda one: (one.cost, one.teacher_id))), tuple(unable)


def hindrance(need: Need, colleague: Colleague, facts: CoverFacts, tally: Tally) -> Excluded | None:
    """The first rule that keeps a colleague from a lesson beside the rows counted."""
    return _never(need, colleague, facts) or _by_now(need, colleague, facts, tally)


def _never(need: Need, colleague: Colleague, facts: CoverFacts) -> Excluded | None:
    """Whatever the other rows are."""
    who, name = colleague.teacher_id, colleague.name
    at = who, need.day, need.period_no
    if colleague.excluded is not None:
        return Excluded(who, name, CoverRule.EXCLUDED, colleague.excluded)
    if at in facts.away or who == need.teacher_id:
        return Excluded(who, name, CoverRule.AWAY)
    if at in facts.teaching:
        return Excluded(who, name, CoverRule.TEACHING)
    if at in facts.duty:
        return Excluded(who, name, CoverRule.ON_DUTY)
    if need.qualification is not None and need.qualification not in colleague.qualifications:
        return Excluded(who, name, CoverRule.NOT_QUALIFIED, need.qualification)
    return None


def _by_now(need: Need, colleague: Colleague, facts: CoverFacts, tally: Tally) -> Excluded | None:
    """Because of the other rows, or of covers given outside the plan."""
    who, name, terms = colleague.teacher_id, colleague.name, facts.terms
    instead = tally.covering.get((who, need.day, need.period_no))
    if instead is not None:
        return Excluded(who, name, CoverRule.COVERS_ANOTHER, need_id=instead)
    for code, before, at_most in (
        (CoverRule.DAILY_COVERS, tally.covers[who, need.day], terms.daily_covers),
        (CoverRule.DAILY_LESSONS, tally.lessons[who, need.day], terms.daily_lessons),
        (CoverRule.WEEKLY_COVERS, tally.week[who, week_of(need.day)], terms.weekly_covers),
    ):
        if before >= at_most:
            return Excluded(who, name, code, count=before + 1, at_most=at_most)
    return None
