"""The assessment of a term's subject groups 教研组考核: set up, opened for scoring, published, appealed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from domain.assessment.policy import AssessmentPolicy, AssessmentRule, kept_policy
from domain.assessment.scheme import Indicator
from domain.errors import Conflict, Forbidden, NotFound
from domain.identity.access import Caller, reach
from domain.identity.actions import Action, Scope
from domain.lifecycle import Lifecycle, actions, advance
from domain.paging import Page, Window
from domain.people.changes import UnknownReference


class AssessmentTaken(Conflict):
    """The term has its assessment."""

    code = "assessment_taken"


class AssessmentFrozen(Conflict):
    """Published: nothing of it changes but by an appeal; facts: `edition_no`."""

    code = "assessment_frozen"


class NotGroupLeader(Forbidden):
    """Only the group's leader speaks for it; facts: `group`."""

    code = "not_group_leader"


class AssessmentState(StrEnum):
    DRAFT = "draft"
    SCORING = "scoring"
    PUBLISHED = "published"
    APPEALED = "appealed"
    """An appeal waits for its answer; what was published stands meanwhile."""

    REPUBLISHED = "republished"
    """An appeal was upheld: the latest edition is not the first."""


FROZEN = (AssessmentState.PUBLISHED, AssessmentState.APPEALED, AssessmentState.REPUBLISHED)

LIFECYCLE: Lifecycle[AssessmentState] = {
    AssessmentState.DRAFT: {
        "update": AssessmentState.DRAFT,
        "appoint": AssessmentState.DRAFT,
        "open": AssessmentState.SCORING,
    },
    AssessmentState.SCORING: {
        "appoint": AssessmentState.SCORING,
        "submit": AssessmentState.SCORING,
        "score": AssessmentState.SCORING,
        "adjust": AssessmentState.SCORING,
        "publish": AssessmentState.PUBLISHED,
    },
    AssessmentState.PUBLISHED: {"appeal": AssessmentState.APPEALED},
    AssessmentState.APPEALED: {
        "appeal": AssessmentState.APPEALED,
        "reject": AssessmentState.PUBLISHED,
        "uphold": AssessmentState.REPUBLISHED,
    },
    AssessmentState.REPUBLISHED: {"appeal": AssessmentState.APPEALED},
}
"""`submit` brings evidence, `adjust` enters deductions and bonus points."""

_BEFORE_FREEZING = ("update", "appoint", "open", "submit", "score", "adjust", "publish")
_NEEDS: Mapping[str, Action] = {
    "update": Action.ASSESSMENT_WRITE,
    "appoint": Action.ASSESSMENT_WRITE,
    "open": Action.ASSESSMENT_WRITE,
    "adjust": Action.ASSESSMENT_WRITE,
    "publish": Action.ASSESSMENT_WRITE,
    "submit": Action.ASSESSMENT_SUBMIT,
    "score": Action.ASSESSMENT_SCORE,
    "appeal": Action.ASSESSMENT_SUBMIT,
}
_BY_ROLE = ("update", "appoint", "open", "adjust", "publish")


@dataclass(frozen=True, slots=True)
class AssessedGroup:
    """A subject group, as it is assessed."""

    id: UUID
    name: str
    leader_id: UUID | None


@dataclass(frozen=True, slots=True)
class Assessment:
    """A term's assessment of its subject groups, and what they are assessed by."""

    id: UUID
    term_id: UUID
    title: str
    state: AssessmentState
    rules: list[AssessmentRule]
    """The rows it goes by: while it is a draft those in force on the term's first day, and then kept."""

    indicators: list[Indicator]
    groups: list[AssessedGroup]
    """By their codes."""

    edition_no: int
    """Of the latest result; 0: not published yet."""

    published_at: datetime | None
    """Of the latest result."""

    version: int
    allowed_actions: tuple[str, ...] = ()

    @property
    def policy(self) -> AssessmentPolicy:
        return kept_policy(self.rules)

    def group(self, group_id: UUID) -> AssessedGroup:
        """UnknownReference when it is not assessed here."""
        found = next((one for one in self.groups if one.id == group_id), None)
        if found is None:
            raise UnknownReference(field="group_id")
        return found

    def indicator(self, indicator_id: UUID) -> Indicator:
        """UnknownReference when it is none of these."""
        found = next((one for one in self.indicators if one.id == indicator_id), None)
        if found is None:
            raise UnknownReference(field="indicator_id")
        return found


@dataclass(frozen=True, slots=True)
class NewAssessment:
    term_id: UUID
    title: str
    group_ids: tuple[UUID, ...]
    rules: tuple[AssessmentRule, ...]
    indicators: tuple[Indicator, ...]


class Assessments(Protocol):
    """Those the caller may see: all of them; or once opened, those they judge or whose group they lead."""

    async def page(self, window: Window, *, term_id: UUID | None) -> Page[Assessment]:
        """The latest first."""
        ...

    async def get(self, assessment_id: UUID) -> Assessment | None: ...

    async def hold(self, assessment_id: UUID, *, shared: bool = False) -> Assessment | None:
        """The assessment, locked and then read; shared: beside others who do what disturbs nobody."""
        ...

    async def first_day(self, term_id: UUID) -> date | None: ...

    async def known_groups(self, group_ids: Sequence[UUID]) -> Sequence[UUID]:
        """Of these the school's, or all it has when none are named."""
        ...

    def ids(self, count: int) -> Sequence[UUID]:
        """So many fresh ids, for indicators."""
        ...

    async def add(self, new: NewAssessment) -> Assessment:
        """Raises AssessmentTaken."""
        ...

    async def change(self, assessment: Assessment, changes: Mapping[str, Any]) -> Assessment:
        """Sets what is named of title, group_ids, rules, indicators, state, edition_no, published_at."""
        ...


def step(assessment: Assessment, action: str) -> AssessmentState:
    """The state after the action. Raises AssessmentFrozen, InvalidState."""
    if assessment.state in FROZEN and action in _BEFORE_FREEZING:
        raise AssessmentFrozen(edition_no=assessment.edition_no)
    return advance(LIFECYCLE, assessment.state, action)


def answered(assessment: Assessment, action: str, *, others: bool) -> AssessmentState:
    """The state after an appeal was answered, with other appeals still open or none."""
    after = step(assessment, action)
    if others:
        return AssessmentState.APPEALED
    return AssessmentState.REPUBLISHED if assessment.edition_no > 1 else after


def sees_all(caller: Caller) -> bool:
    return (reach(Action.ASSESSMENT_READ, caller.roles, caller.scopes) or Scope.OWN) >= Scope.SCHOOL


def allowed_actions(state: AssessmentState, caller: Caller, *, judges: bool, leads: bool) -> tuple[str, ...]:
    """What this caller may do: by their role, as one of its judges, or as leader of a group in it."""
    of_place = {
        "submit": leads or caller.may(Action.ASSESSMENT_WRITE),
        "score": judges,
        "appeal": leads,
    }
    steps = [one for one in actions(LIFECYCLE, state) if one in _NEEDS and caller.may(_NEEDS[one])]
    return tuple(one for one in steps if one in _BY_ROLE or of_place[one])


async def held(assessments: Assessments, assessment_id: UUID, *, shared: bool = False) -> Assessment:
    """Locked; NotFound when the caller does not see it."""
    found = await assessments.hold(assessment_id, shared=shared)
    if found is None:
        raise NotFound()
    return found


def speaks_for(group: AssessedGroup, caller: Caller, *, office: bool) -> None:
    """Its leader, or where the office may stand in for them, the office. Raises NotGroupLeader."""
    leads = caller.teacher_id is not None and group.leader_id == caller.teacher_id
    if not (leads or (office and caller.may(Action.ASSESSMENT_WRITE))):
        raise NotGroupLeader(group=group.name)
