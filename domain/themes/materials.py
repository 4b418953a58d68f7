"""What a group hands in 研修材料: for a slot of its nine ones, as an activity's record, as homework.

Each is kept for good under a number; a further one about the same thing takes the place of the last.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.errors import Forbidden, NotFound, RuleViolation
from domain.files import Files
from domain.identity.access import Caller
from domain.identity.actions import Scope
from domain.lifecycle import match
from domain.messages import Event, Messages
from domain.paging import Page, Window
from domain.people.changes import UnknownReference
from domain.themes.group_theme import (
    GroupTheme,
    GroupThemes,
    Slot,
    SlotState,
    SlotVerdict,
    leads,
    slot_after,
)
from domain.themes.theme import Themes, running


class ThemeMaterialKind(StrEnum):
    SLOT = "slot"
    """For one of the nine ones."""

    RECORD = "record"
    """活动记录, of one activity, with its photos."""

    HOMEWORK = "homework"
    """教师作业, of one member about one activity."""


class MaterialEmpty(RuleViolation):
    """A text, a file or a photo must be handed in."""

    code = "material_empty"


class MaterialMisdirected(RuleViolation):
    """A kind of material names what it is about, and nothing else; facts: `kind`, `needs` (fields)."""

    code = "material_misdirected"


class NotExpectedThere(RuleViolation):
    """Homework is by a member who was expected at the activity; facts: `activity`."""

    code = "not_expected_there"


NEEDS = {
    ThemeMaterialKind.SLOT: ("slot_id",),
    ThemeMaterialKind.RECORD: ("activity_id",),
    ThemeMaterialKind.HOMEWORK: ("activity_id", "teacher_id"),
}
"""What each kind names; a slot's may name the activity it tells of besides."""


@dataclass(frozen=True, slots=True)
class ThemeMaterialFile:
    id: UUID
    """The file's."""

    filename: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ThemeMaterial:
    """One version of something handed in; never changed after."""

    id: UUID
    group_theme_id: UUID
    kind: ThemeMaterialKind
    slot_id: UUID | None
    activity_id: UUID | None
    teacher_id: UUID | None
    """Whose homework it is."""

    number: int
    """1 for the first about the same thing."""

    latest: bool
    text: str | None
    account_id: UUID
    submitted_at: datetime
    files: tuple[ThemeMaterialFile, ...] = ()
    version: int = 1
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewMaterial:
    kind: ThemeMaterialKind
    slot_id: UUID | None = None
    activity_id: UUID | None = None
    teacher_id: UUID | None = None
    text: str | None = None
    file_ids: tuple[UUID, ...] = ()

    @property
    def about(self) -> str:
        """The same for every version of the same thing."""
        if self.kind is ThemeMaterialKind.SLOT:
            return f"slot/{self.slot_id}"
        if self.kind is ThemeMaterialKind.RECORD:
            return f"record/{self.activity_id}"
        return f"homework/{self.activity_id}/{self.teacher_id}"


@dataclass(frozen=True, slots=True)
class MaterialFilter:
    group_theme_id: tuple[UUID, ...] = ()
    slot_id: tuple[UUID, ...] = ()
    activity_id: tuple[UUID, ...] = ()
    teacher_id: tuple[UUID, ...] = ()
    kind: tuple[ThemeMaterialKind, ...] = ()
    latest: bool | None = None


class Materials(Protocol):
    """What was handed in, by the groups a caller may see."""

    async def page(self, filters: MaterialFilter, window: Window) -> Page[ThemeMaterial]: ...

    async def get(self, material_id: UUID) -> ThemeMaterial | None: ...

    async def add(
        self, group_theme_id: UUID, new: NewMaterial, *, account_id: UUID, at: datetime
    ) -> ThemeMaterial:
        """The next version about the same thing, its fingerprints with it; the group's theme is locked."""
        ...

    async def expected_at(self, group_theme_id: UUID, activity_id: UUID) -> Sequence[UUID] | None:
        """Who is expected at an activity of the group's theme; None: it has no such activity."""
        ...


@dataclass(frozen=True, slots=True)
class Tray:
    """Where things are handed in."""

    themes: Themes
    groups: GroupThemes
    materials: Materials
    files: Files


async def hand_in(
    tray: Tray, group_theme_id: UUID, new: NewMaterial, *, caller: Caller, now: datetime
) -> ThemeMaterial:
    """A further version. Members hand in homework of their own; the leader and the office everything.

    Raises NotFound, Forbidden, MaterialMisdirected, MaterialEmpty, UnknownReference, NotExpectedThere,
    ThemeNotRunning, InvalidState.
    """
    group = await tray.groups.get(group_theme_id)
    if group is None:
        raise NotFound()
    check_directed(new)
    _may_hand_in(group, new, caller)
    await running(tray.themes, group.theme_id)
    await tray.groups.for_update(group_theme_id)
    await _check_about(tray, group, new)
    await _check_files(tray.files, new.file_ids, caller)
    if new.slot_id is not None:
        await _fill(tray.groups, group, new.slot_id)
    return await tray.materials.add(group_theme_id, new, account_id=caller.account_id, at=now)


def check_directed(new: NewMaterial) -> None:
    """Raises MaterialMisdirected, MaterialEmpty."""
    named = {name for name in ("slot_id", "activity_id", "teacher_id") if getattr(new, name) is not None}
    needs = set(NEEDS[new.kind])
    besides = {"activity_id"} if new.kind is ThemeMaterialKind.SLOT else set()
    if named - besides != needs:
        raise MaterialMisdirected(kind=new.kind, needs=list(NEEDS[new.kind]))
    if new.text is None and not new.file_ids:
        raise MaterialEmpty()


def _may_hand_in(group: GroupTheme, new: NewMaterial, caller: Caller) -> None:
    own = new.kind is ThemeMaterialKind.HOMEWORK and new.teacher_id == caller.teacher_id
    if not own and not leads(caller, group.leader_id):
        raise Forbidden()


async def _check_about(tray: Tray, group: GroupTheme, new: NewMaterial) -> None:
    if new.activity_id is None:
        return
    expected = await tray.materials.expected_at(group.id, new.activity_id)
    if expected is None:
        raise UnknownReference(field="activity_id")
    if new.teacher_id is not None and new.teacher_id not in expected:
        raise NotExpectedThere(activity=str(new.activity_id))


async def _check_files(files: Files, file_ids: Sequence[UUID], caller: Caller) -> None:
    """A file one did not bring is, to all but the office, none: naming it would make it readable."""
    found = await files.among(file_ids) if file_ids else {}
    for file_id in file_ids:
        file = found.get(file_id)
        if file is None or (caller.reach < Scope.SCHOOL and file.account_id != caller.account_id):
            raise UnknownReference(field="file_ids")


async def _fill(groups: GroupThemes, group: GroupTheme, slot_id: UUID) -> None:
    slot = await groups.slot_for_update(slot_id)
    if slot is None or slot.group_theme_id != group.id:
        raise UnknownReference(field="slot_id")
    await groups.slot_became(slot_id, slot_after(slot, "hand_in"), remark=None)


async def judge(
    tray: Tray,
    messages: Messages,
    slot_id: UUID,
    verdict: SlotVerdict,
    remark: str | None,
    *,
    expected: int,
    caller: Caller,
    now: datetime,
) -> Slot:
    """Accepts or returns what was handed in for a slot; the leader is told of a return.

    Raises NotFound, Stale, InvalidState, ThemeNotRunning.
    """
    group = await _of_slot(tray.groups, slot_id)
    await running(tray.themes, group.theme_id)
    slot = await tray.groups.slot_for_update(slot_id)
    assert slot is not None
    match(slot.version, expected)
    state = slot_after(slot, "accept" if verdict is SlotVerdict.ACCEPTED else "return")
    await tray.groups.review(slot, verdict, remark, account_id=caller.account_id, at=now)
    await tray.groups.slot_became(slot_id, state, remark=remark)
    if state is SlotState.RETURNED and group.leader_id is not None:
        await _tell_return(messages, slot, group.leader_id, remark or "", now)
    judged = await tray.groups.slot(slot_id)
    assert judged is not None
    return judged


async def _of_slot(groups: GroupThemes, slot_id: UUID) -> GroupTheme:
    slot = await groups.slot(slot_id)
    group = None if slot is None else await groups.get(slot.group_theme_id)
    if group is None:
        raise NotFound()
    return group


async def _tell_return(messages: Messages, slot: Slot, leader_id: UUID, remark: str, now: datetime) -> None:
    """About the material returned, so that each return is told."""
    facts = {"theme": slot.theme_title, "slot": slot.title, "reason": remark}
    await messages.tell(
        Event.THEME_SLOT_RETURNED,
        about=slot.material_id or slot.id,
        to=[leader_id],
        facts=facts,
        link=f"theme-slots/{slot.id}",
        at=now,
    )
