"""How a group, a grade or the school stands 学分汇总: its teachers counted and added up."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from domain.training.standing import NOTHING, Standing, StandingState


class GroupBy(StrEnum):
    SUBJECT_GROUP = "subject_group"
    GRADE_GROUP = "grade_group"
    SCHOOL = "school"


@dataclass(frozen=True, slots=True)
class Summary:
    """How the teachers of a group, or of the school, stand together."""

    group_id: UUID | None
    """null for the whole school, and for those who are in no group."""

    name: str | None
    teachers: int
    met: int
    on_track: int
    at_risk: int
    behind: int
    exempt: int
    confirmed: Decimal
    provisional: Decimal
    planned: Decimal
    target: Decimal
    owed: Decimal


def summarise(standings: Iterable[Standing], by: GroupBy, names: Mapping[UUID, str]) -> list[Summary]:
    """By group, in the order of their names; those without a group last."""
    groups: dict[UUID | None, list[Standing]] = {}
    for one in standings:
        group_id = None if by is GroupBy.SCHOOL else getattr(one, f"{by.value}_id")
        groups.setdefault(group_id, []).append(one)
    summaries = [_summary(group_id, names, members) for group_id, members in groups.items()]
    return sorted(summaries, key=lambda one: (one.group_id is None, one.name or "", str(one.group_id)))


def _summary(group_id: UUID | None, names: Mapping[UUID, str], members: Sequence[Standing]) -> Summary:
    states = Counter(one.state for one in members)

    def total(name: str) -> Decimal:
        return sum((getattr(one, name) for one in members), NOTHING)

    return Summary(
        group_id=group_id,
        name=None if group_id is None else names[group_id],
        teachers=len(members),
        met=states[StandingState.MET],
        on_track=states[StandingState.ON_TRACK],
        at_risk=states[StandingState.AT_RISK],
        behind=states[StandingState.BEHIND],
        exempt=states[StandingState.EXEMPT],
        confirmed=total("confirmed"),
        provisional=total("provisional"),
        planned=total("planned"),
        target=total("target"),
        owed=total("owed"),
    )
