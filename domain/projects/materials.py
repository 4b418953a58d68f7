"""The six ones 六个一 of a project: each a slot with versions, handed in, accepted or returned (MISSION §5).

The sign-in sheet and the evaluation form are produced from what is on record; the other four are brought.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID, uuid5

from domain.errors import NotFound, RuleViolation
from domain.files import Files
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.lifecycle import Lifecycle, advance, match
from domain.messages import Event, Messages
from domain.paging import Page, Window
from domain.people.changes import UnknownReference
from domain.projects.project import Project, Projects, ProjectState, leading_only, leads, open_project


class MaterialKind(StrEnum):
    PLAN = "plan"
    """方案."""

    SIGN_IN_SHEET = "sign_in_sheet"
    """签到表."""

    RECORD = "record"
    """记录."""

    REPORT = "report"
    """报道."""

    HOMEWORK = "homework"
    """教师作业."""

    EVALUATION_FORM = "evaluation_form"
    """评价表."""


PRODUCED = frozenset({MaterialKind.SIGN_IN_SHEET, MaterialKind.EVALUATION_FORM})


class MaterialState(StrEnum):
    MISSING = "missing"
    HANDED_IN = "handed_in"
    RETURNED = "returned"
    ACCEPTED = "accepted"


LIFECYCLE: Lifecycle[MaterialState] = {
    MaterialState.MISSING: {"hand_in": MaterialState.HANDED_IN},
    MaterialState.HANDED_IN: {
        "hand_in": MaterialState.HANDED_IN,
        "accept": MaterialState.ACCEPTED,
        "return": MaterialState.RETURNED,
    },
    MaterialState.RETURNED: {"hand_in": MaterialState.HANDED_IN},
    MaterialState.ACCEPTED: {"return": MaterialState.RETURNED},
}


class MaterialVerdict(StrEnum):
    ACCEPTED = "accepted"
    RETURNED = "returned"


class MaterialIsProduced(RuleViolation):
    """It is made from what is on record, and not brought; facts: `kind`."""

    code = "material_is_produced"


class MaterialIsBrought(RuleViolation):
    """It cannot be made from what is on record; facts: `kind`."""

    code = "material_is_brought"


@dataclass(frozen=True, slots=True)
class Material:
    """One of the six, and how far it is."""

    id: UUID
    project_id: UUID
    kind: MaterialKind
    state: MaterialState
    number: int
    """Of its latest version; 0: there is none."""

    file_id: UUID | None
    """Of its latest version."""

    sheet_file_id: UUID | None
    """The workbook beside it, where it is produced."""

    remark: str | None
    """What was said last."""

    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MaterialVersion:
    """What was handed in or produced at one time, kept for good."""

    id: UUID
    material_id: UUID
    number: int
    file_id: UUID
    sheet_file_id: UUID | None
    note: str | None
    account_id: UUID
    at: datetime
    verdict: MaterialVerdict | None
    remark: str | None


class Materials(Protocol):
    async def of(self, project_id: UUID) -> list[Material]:
        """The six, in their order."""
        ...

    async def get(self, material_id: UUID) -> Material | None: ...

    async def for_update(self, material_id: UUID) -> Material | None: ...

    async def became(self, material: Material, state: MaterialState) -> Material: ...

    async def add_version(
        self, material: Material, file_id: UUID, sheet_file_id: UUID | None, note: str | None,
        *, account_id: UUID, at: datetime,
    ) -> MaterialVersion: ...  # fmt: skip

    async def review(
        self,
        material: Material,
        verdict: MaterialVerdict,
        remark: str | None,
        *,
        account_id: UUID,
        at: datetime,
    ) -> None:
        """Of its latest version."""
        ...  # fmt: skip

    async def versions(self, material: Material, window: Window) -> Page[MaterialVersion]: ...

    async def version(self, material: Material, version_id: UUID) -> MaterialVersion | None: ...


@dataclass(frozen=True, slots=True)
class MaterialDesk:
    projects: Projects
    materials: Materials
    files: Files
    messages: Messages


async def hand_in(
    desk: MaterialDesk, material_id: UUID, file_id: UUID, note: str | None, *, caller: Caller, now: datetime
) -> MaterialVersion:
    """A further version, by the project's leader or the office.

    Raises NotFound, Forbidden, ProjectOver, InvalidState, MaterialIsProduced, UnknownReference.
    """
    material, _ = await held(desk, material_id, caller)
    if material.kind in PRODUCED:
        raise MaterialIsProduced(kind=material.kind.value)
    file = await desk.files.get(file_id)
    if file is None or not (caller.may(Action.PROJECT_WRITE) or file.account_id == caller.account_id):
        raise UnknownReference(field="file_id")
    return await kept(desk, material, file_id, None, note, caller=caller, now=now)


async def kept(
    desk: MaterialDesk, material: Material, file_id: UUID, sheet_file_id: UUID | None, note: str | None,
    *, caller: Caller, now: datetime,
) -> MaterialVersion:  # fmt: skip
    """Raises InvalidState."""
    await desk.materials.became(material, advance(LIFECYCLE, material.state, "hand_in"))
    return await desk.materials.add_version(
        material, file_id, sheet_file_id, note, account_id=caller.account_id, at=now
    )


async def accept(
    desk: MaterialDesk, material_id: UUID, *, remark: str | None, expected: int, caller: Caller, now: datetime
) -> Material:
    """Raises NotFound, Stale, ProjectOver, InvalidState."""
    material, _ = await held(desk, material_id, caller)
    match(material.version, expected)
    state = advance(LIFECYCLE, material.state, "accept")
    await desk.materials.review(
        material, MaterialVerdict.ACCEPTED, remark, account_id=caller.account_id, at=now
    )
    return await desk.materials.became(material, state)


async def send_back(
    desk: MaterialDesk, material_id: UUID, *, remark: str, expected: int, caller: Caller, now: datetime
) -> Material:
    """Accepted or not, while the project is open; the leader is told why."""
    material, project = await held(desk, material_id, caller)
    match(material.version, expected)
    state = advance(LIFECYCLE, material.state, "return")
    await desk.materials.review(
        material, MaterialVerdict.RETURNED, remark, account_id=caller.account_id, at=now
    )
    returned = await desk.materials.became(material, state)
    await desk.messages.tell(
        Event.MATERIAL_RETURNED,
        about=uuid5(returned.id, str(returned.version)),  # each return is told
        to=[project.leader_id],
        facts={"material": material.kind.value, "project": project.title, "reason": remark},
        link=f"materials/{material.id}",
        at=now,
    )
    return returned


async def held(desk: MaterialDesk, material_id: UUID, caller: Caller) -> tuple[Material, Project]:
    """The project first, then the material. Raises NotFound, ProjectOver, Forbidden."""
    seen = await desk.materials.get(material_id)
    if seen is None:
        raise NotFound()
    project = await open_project(desk.projects, seen.project_id)
    leading_only(caller, project)
    material = await desk.materials.for_update(material_id)
    assert material is not None
    return material, project


def steps(
    kind: MaterialKind, state: MaterialState, project: ProjectState, leader_id: UUID, caller: Caller
) -> tuple[str, ...]:
    """What this caller may do to the material now."""
    if project is not ProjectState.OPEN or not leads(caller, leader_id):
        return ()
    if not caller.may(Action.PROJECT_TAKE_PART):
        return ()
    offered = []
    for step in LIFECYCLE[state]:
        if step == "hand_in":
            offered.append("produce" if kind in PRODUCED else "hand_in")
        elif caller.may(Action.PROJECT_WRITE):
            offered.append(step)
    return tuple(offered)
