"""What a course's teachers hand in: the outline 课程纲要, the textbook 教材, lesson plans 教案, reports.

Each is kept for good under a number; a further one about the same thing takes the place of the last.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.errors import RuleViolation
from domain.extension.course import ExtensionCourses, take_up
from domain.files import Files
from domain.identity.access import Caller
from domain.identity.actions import Scope
from domain.paging import Page, Window
from domain.people.changes import UnknownReference


class ExtensionMaterialKind(StrEnum):
    OUTLINE = "outline"
    """课程纲要."""

    TEXTBOOK = "textbook"
    """教材."""

    LESSON_PLAN = "lesson_plan"
    """教案, of one session of a term."""

    REPORT = "report"
    """总结, a term is closed with."""


class ExtensionMaterialEmpty(RuleViolation):
    """A text or a file is handed in."""

    code = "extension_material_empty"


@dataclass(frozen=True, slots=True)
class ExtensionFile:
    id: UUID
    """The file's."""

    filename: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ExtensionMaterial:
    """One version of something handed in; never changed after."""

    id: UUID
    course_id: UUID
    kind: ExtensionMaterialKind
    run_id: UUID | None
    """Of a lesson plan and a report: the term's run."""

    session_no: int | None
    """Of a lesson plan."""

    number: int
    """1 for the first about the same thing."""

    latest: bool
    title: str | None
    text: str | None
    account_id: UUID
    submitted_at: datetime
    files: tuple[ExtensionFile, ...] = ()
    version: int = 1
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """What is handed in."""

    title: str | None = None
    text: str | None = None
    file_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class About:
    """What it is handed in for."""

    course_id: UUID
    kind: ExtensionMaterialKind
    run_id: UUID | None = None
    session_no: int | None = None

    @property
    def key(self) -> str:
        """The same for every version of the same thing of a course."""
        return "/".join(
            str(one) for one in (self.kind.value, self.run_id, self.session_no) if one is not None
        )


@dataclass(frozen=True, slots=True)
class ExtensionMaterialFilter:
    course_id: tuple[UUID, ...] = ()
    run_id: tuple[UUID, ...] = ()
    kind: tuple[ExtensionMaterialKind, ...] = ()
    latest: bool | None = None


class ExtensionMaterials(Protocol):
    """What was handed in, of the courses a caller may see."""

    async def page(self, filters: ExtensionMaterialFilter, window: Window) -> Page[ExtensionMaterial]:
        """The latest first."""
        ...

    async def get(self, material_id: UUID) -> ExtensionMaterial | None: ...

    async def add(
        self, about: About, content: Content, *, account_id: UUID, at: datetime
    ) -> ExtensionMaterial:
        """Under the next number; the course is held by who calls."""
        ...


@dataclass(frozen=True, slots=True)
class ExtensionTray:
    courses: ExtensionCourses
    materials: ExtensionMaterials
    files: Files


STEPS = {
    ExtensionMaterialKind.OUTLINE: "write_outline",
    ExtensionMaterialKind.TEXTBOOK: "write_textbook",
}


async def write(
    tray: ExtensionTray,
    course_id: UUID,
    kind: ExtensionMaterialKind,
    content: Content,
    *,
    caller: Caller,
    now: datetime,
) -> ExtensionMaterial:
    """A further outline, until it is applied for; a further textbook at almost any time.

    Raises NotFound, Forbidden, InvalidState, ExtensionMaterialEmpty, UnknownReference.
    """
    _, state = await take_up(tray.courses, course_id, STEPS[kind], expected=None, caller=caller)
    made = await handed_in(tray, About(course_id, kind), content, caller=caller, now=now)
    await tray.courses.change(course_id, {"state": state})
    return made


async def handed_in(
    tray: ExtensionTray, about: About, content: Content, *, caller: Caller, now: datetime
) -> ExtensionMaterial:
    """Raises ExtensionMaterialEmpty, UnknownReference."""
    if content.text is None and not content.file_ids:
        raise ExtensionMaterialEmpty()
    await _check_files(tray.files, content.file_ids, caller)
    return await tray.materials.add(about, content, account_id=caller.account_id, at=now)


async def _check_files(files: Files, file_ids: Sequence[UUID], caller: Caller) -> None:
    """A file one did not bring is, to all but the office, none: naming it would make it readable."""
    found = await files.among(file_ids) if file_ids else {}
    for file_id in file_ids:
        file = found.get(file_id)
        if file is None or (caller.reach < Scope.SCHOOL and file.account_id != caller.account_id):
            raise UnknownReference(field="file_ids")
