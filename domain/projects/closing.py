"""Closing a project 结项, and opening it again.

No hours are granted until all six materials are accepted. They are entered as those of any training: behind
the project stand a school-based course and a session of it, and closing records every member's result. So
caps, standings, duties asked for after school-based training, and counter-entries are the training room's.
Who closes holds the project: of two, the second finds it closed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from domain.errors import Conflict
from domain.lifecycle import advance
from domain.messages import Event, Messages, Notice
from domain.people.calendar import day_of
from domain.projects.materials import Material, Materials, MaterialState
from domain.projects.outcome import Facts, MemberOutcome, OutcomeReason, judge
from domain.projects.policy import PROJECT_POLICY, ProjectRules
from domain.projects.project import LIFECYCLE, Project, Projects, ProjectState, locked
from domain.training.awards import confirm_all, reopen
from domain.training.book import CreditBook
from domain.training.demands import Demands
from domain.training.results import Outcome as ResultOutcome
from domain.training.results import Result, record


class MaterialsMissing(Conflict):
    """Not all of the six are accepted; facts: `missing`, their kinds."""

    code = "materials_missing"

    def __init__(self, missing: Sequence[Material] = ()) -> None:
        super().__init__(missing=[one.kind for one in missing])
        self.refusals = [
            (f"/materials/{one.kind.value}", MaterialNotAccepted(kind=one.kind)) for one in missing
        ]


class MaterialNotAccepted(Conflict):
    """One of the six; facts: `kind`."""

    code = "material_not_accepted"


class ProjectNotHeld(Conflict):
    """None of its activities took place, so there is nothing to grant hours for; facts: `title`."""

    code = "project_not_held"


class ProjectNotOver(Conflict):
    """An activity is still to come; facts: `activity`."""

    code = "project_not_over"


@dataclass(frozen=True, slots=True)
class Held:
    """An activity that was not called off."""

    title: str
    starts_at: datetime
    ends_at: datetime
    place: str | None


@dataclass(frozen=True, slots=True)
class Seat:
    """A member's enrolment in the session behind the project."""

    enrolment_id: UUID
    version: int


class Closings(Protocol):
    async def activities(self, project_id: UUID) -> list[Held]: ...

    async def facts(self, project_id: UUID) -> list[Facts]:
        """Of every member, in as many statements however many they are."""
        ...

    async def seats(
        self, project: Project, held: Sequence[Held], member_ids: Sequence[UUID], *, at: datetime
    ) -> dict[UUID, Seat]:
        """The course and session behind the project brought up to date, and each member's seat in it."""
        ...

    async def settled_seats(self, project: Project) -> dict[UUID, Seat]:
        """Those with a result."""
        ...

    async def keep(self, project: Project, closing_no: int, outcomes: Sequence[MemberOutcome]) -> None: ...

    async def kept(self, project: Project) -> list[MemberOutcome]:
        """Of its last closing."""
        ...


@dataclass(frozen=True, slots=True)
class ClosingDesk:
    projects: Projects
    materials: Materials
    closings: Closings
    rules: ProjectRules
    book: CreditBook
    demands: Demands
    messages: Messages


async def close(desk: ClosingDesk, project_id: UUID, *, expected: int, now: datetime) -> Project:
    """Raises NotFound, Stale, InvalidState, MaterialsMissing, ProjectNotHeld, ProjectNotOver, and of results
    ItemsRefused."""
    project = await locked(desk.projects, project_id, expected)
    state = advance(LIFECYCLE, project.state, "close")
    missing = [one for one in await desk.materials.of(project_id) if one.state is not MaterialState.ACCEPTED]
    if missing:
        raise MaterialsMissing(missing)
    held = await _all_over(desk, project, now)
    outcomes = await judged(desk, project, day=max(one.ends_at for one in held))
    seats = await desk.closings.seats(project, held, [one.id for one in outcomes], at=now)
    results = [_result(one, seats[one.id]) for one in outcomes]
    await confirm_all(
        desk.book, desk.messages, await record(desk.book, desk.demands, results, now=now), now=now
    )
    closing_no = project.closing_no + 1
    await desk.closings.keep(project, closing_no, outcomes)
    await _tell(desk, project, outcomes, now)
    changes = {"state": state, "closed_at": now, "closing_no": closing_no, "archive_file_id": None}
    return await desk.projects.change(project_id, changes)


async def open_again(
    desk: ClosingDesk, project_id: UUID, *, reason: str, expected: int, now: datetime
) -> Project:
    """What it granted is taken back by counter-entries; closing it again grants anew.

    Raises NotFound, Stale, InvalidState.
    """
    project = await locked(desk.projects, project_id, expected)
    state = advance(LIFECYCLE, project.state, "reopen")
    seats = await desk.closings.settled_seats(project)
    for seat in sorted(seats.values(), key=lambda one: one.enrolment_id):
        await reopen(
            desk.book, desk.demands, seat.enrolment_id, expected=seat.version, reason=reason, now=now
        )  # one by one: it is rare, and each voids an award and duties of its own
    changes = {"state": state, "closed_at": None, "archive_file_id": None}
    return await desk.projects.change(project_id, changes)


async def outcomes_of(desk: ClosingDesk, project: Project, *, now: datetime) -> list[MemberOutcome]:
    """As it was closed; of an open project what closing it now would come to."""
    if project.state is ProjectState.CLOSED:
        return await desk.closings.kept(project)
    return await judged(desk, project, day=now)


async def judged(desk: ClosingDesk, project: Project, *, day: datetime) -> list[MemberOutcome]:
    """By the policy of the day the last activity ended."""
    policy = PROJECT_POLICY.in_force(await desk.rules.every(), day_of(day))
    required = project.homework_required
    return [judge(one, policy, homework_required=required) for one in await desk.closings.facts(project.id)]


async def _all_over(desk: ClosingDesk, project: Project, now: datetime) -> list[Held]:
    held = await desk.closings.activities(project.id)
    if not held:
        raise ProjectNotHeld(title=project.title)
    coming = [one for one in held if now < one.ends_at]
    if coming:
        raise ProjectNotOver(activity=coming[0].title)
    return held


def _result(one: MemberOutcome, seat: Seat) -> Result:
    outcome = ResultOutcome.PASSED if one.granted else ResultOutcome.FAILED
    remark = None if one.granted else "、".join(SAID[reason] for reason in one.reasons)
    return Result(seat.enrolment_id, seat.version, outcome, Decimal(0), remark)


SAID = {
    OutcomeReason.NOT_EXPECTED: "未参加任何活动",
    OutcomeReason.EXCUSED_FROM_ALL: "全部请假",
    OutcomeReason.ABSENT: "缺勤",
    OutcomeReason.HOMEWORK_MISSING: "未交作业",
    OutcomeReason.HOMEWORK_NOT_ACCEPTED: "作业未通过",
}
"""As the remark of the result: the registers are Chinese."""


async def _tell(
    desk: ClosingDesk, project: Project, outcomes: Sequence[MemberOutcome], now: datetime
) -> None:
    """Those who earned nothing, and why; the others are told of their credits."""
    await desk.messages.tell_all(
        [
            Notice(
                Event.PROJECT_NOT_PASSED,
                project.id,
                one.id,
                {"project": project.title, "reason": "、".join(SAID[reason] for reason in one.reasons)},
                f"projects/{project.id}",
            )
            for one in outcomes
            if not one.granted
        ],
        at=now,
    )
