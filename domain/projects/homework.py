"""A member's homework 教师作业 after a project's activities: handed in, accepted with a mark, or returned."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol
from uuid import UUID, uuid5

from domain.errors import Forbidden, NotFound, RuleViolation
from domain.files import Files
from domain.identity.access import Caller
from domain.lifecycle import Lifecycle, advance, match
from domain.messages import Event, Messages
from domain.paging import Page, Window
from domain.people.changes import UnknownReference
from domain.projects.project import Projects, leading_only, open_project


class HomeworkState(StrEnum):
    HANDED_IN = "handed_in"
    RETURNED = "returned"
    ACCEPTED = "accepted"


LIFECYCLE: Lifecycle[HomeworkState] = {
    HomeworkState.HANDED_IN: {
        "hand_in": HomeworkState.HANDED_IN,
        "accept": HomeworkState.ACCEPTED,
        "return": HomeworkState.RETURNED,
    },
    HomeworkState.RETURNED: {"hand_in": HomeworkState.HANDED_IN},
    HomeworkState.ACCEPTED: {"return": HomeworkState.RETURNED},
}


class HomeworkEmpty(RuleViolation):
    """Neither a text nor a file."""

    code = "homework_empty"


class NotAMember(Forbidden):
    """Only members of the project hand in and evaluate; facts: `title`."""

    code = "not_a_member"


class OwnHomework(Forbidden):
    """Nobody judges their own homework."""

    code = "own_homework"


@dataclass(frozen=True, slots=True)
class Homework:
    """One member's 作业."""

    id: UUID
    project_id: UUID
    teacher_id: UUID
    name: str
    state: HomeworkState
    mark: Decimal | None
    """0 to 100; null: accepted without one counts in full."""

    remark: str | None
    number: int
    """How many versions were handed in."""

    text: str | None
    file_id: UUID | None
    handed_in_at: datetime
    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HomeworkGiven:
    text: str | None
    file_id: UUID | None


class Homeworks(Protocol):
    """Those the caller may see: one's own, and of projects one leads everybody's."""

    async def page(self, project_id: UUID, window: Window) -> Page[Homework]: ...

    async def get(self, homework_id: UUID) -> Homework | None: ...

    async def for_update(self, homework_id: UUID) -> Homework | None: ...

    async def own_for_update(self, project_id: UUID, teacher_id: UUID) -> Homework | None: ...

    async def hand_in(
        self, project_id: UUID, teacher_id: UUID, before: Homework | None, given: HomeworkGiven,
        *, account_id: UUID, at: datetime,
    ) -> Homework: ...  # fmt: skip

    async def judge(
        self, homework: Homework, state: HomeworkState, mark: Decimal | None, remark: str | None,
        *, account_id: UUID, at: datetime,
    ) -> Homework: ...  # fmt: skip


@dataclass(frozen=True, slots=True)
class HomeworkDesk:
    projects: Projects
    homeworks: Homeworks
    files: Files
    messages: Messages


async def hand_in(
    desk: HomeworkDesk, project_id: UUID, given: HomeworkGiven, *, caller: Caller, now: datetime
) -> Homework:
    """One's own, a further version each time.

    Raises NotFound, ProjectOver, NotAMember, HomeworkEmpty, UnknownReference, InvalidState.
    """
    project = await open_project(desk.projects, project_id)
    teacher_id = caller.teacher_id
    if teacher_id is None or not await desk.projects.is_member(project_id, teacher_id):
        raise NotAMember(title=project.title)
    if given.text is None and given.file_id is None:
        raise HomeworkEmpty()
    if given.file_id is not None:
        file = await desk.files.get(given.file_id)
        if file is None or file.account_id != caller.account_id:
            raise UnknownReference(field="file_id")
    before = await desk.homeworks.own_for_update(project_id, teacher_id)
    if before is not None:
        advance(LIFECYCLE, before.state, "hand_in")
    return await desk.homeworks.hand_in(
        project_id, teacher_id, before, given, account_id=caller.account_id, at=now
    )


async def judge(
    desk: HomeworkDesk,
    homework_id: UUID,
    step: str,
    *,
    mark: Decimal | None,
    remark: str | None,
    expected: int,
    caller: Caller,
    now: datetime,
) -> Homework:
    """`step` is accept or return; by the project's leader or the office, and never one's own.

    Raises NotFound, ProjectOver, Forbidden, OwnHomework, Stale, InvalidState.
    """
    seen = await desk.homeworks.get(homework_id)
    if seen is None:
        raise NotFound()
    project = await open_project(desk.projects, seen.project_id)
    leading_only(caller, project)
    homework = await desk.homeworks.for_update(homework_id)
    assert homework is not None
    if caller.teacher_id == homework.teacher_id:
        raise OwnHomework()
    match(homework.version, expected)
    state = advance(LIFECYCLE, homework.state, step)
    judged = await desk.homeworks.judge(homework, state, mark, remark, account_id=caller.account_id, at=now)
    if state is HomeworkState.RETURNED:
        await desk.messages.tell(
            Event.HOMEWORK_RETURNED,
            about=uuid5(judged.id, str(judged.version)),  # each return is told
            to=[homework.teacher_id],
            facts={"project": project.title} | ({} if remark is None else {"reason": remark}),
            link=f"homeworks/{homework.id}",
            at=now,
        )
    return judged


def steps(state: HomeworkState, *, own: bool, leading: bool, project_open: bool) -> tuple[str, ...]:
    if not project_open:
        return ()
    return tuple(step for step in LIFECYCLE[state] if (own if step == "hand_in" else leading and not own))
