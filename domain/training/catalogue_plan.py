"""What committing a catalogue would do: pure planning against what the school has."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.imports import Tally
from domain.people.roster_rows import Errors
from domain.training.catalogue import SessionState
from domain.training.catalogue_rows import CatalogueFile, CourseRow, SessionRow
from domain.training.sessions import Block, editable

COURSE_FIELDS = ("code", "title", "provider", "kind", "hours", "credits", "audience", "platform_id")
SESSION_FIELDS = (
    "code",
    "place",
    "capacity",
    "waitlist",
    "enrolment_opens_at",
    "enrolment_closes_at",
    "platform_id",
)
_BLANK_COURSE = {"audience": None, "platform_id": None, "archived": False}
_BLANK_SESSION: dict[str, Any] = {
    **dict.fromkeys(SESSION_FIELDS),
    "waitlist": False,
    "taken": 0,
    "state": SessionState.DRAFT,
}


@dataclass(frozen=True, slots=True)
class KnownCourse:
    id: UUID
    archived: bool
    values: dict[str, Any]
    """`COURSE_FIELDS` as they stand."""


@dataclass(frozen=True, slots=True)
class KnownSession:
    id: UUID
    course_id: UUID
    state: SessionState
    taken: int
    values: dict[str, Any]
    """`SESSION_FIELDS` as they stand."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Present:
    """The school's courses and sessions that share a code or a platform number with the file."""

    courses: Sequence[KnownCourse]
    sessions: Sequence[KnownSession]


@dataclass(slots=True)
class Changes:
    """Rows to add and to change, each with its `id`; and what follows from them."""

    add_courses: list[dict[str, Any]] = field(default_factory=list)
    change_courses: list[dict[str, Any]] = field(default_factory=list)
    add_sessions: list[dict[str, Any]] = field(default_factory=list)
    change_sessions: list[dict[str, Any]] = field(default_factory=list)
    blocks: dict[UUID, tuple[Block, ...]] = field(default_factory=dict)
    """Of new sessions, and of those whose blocks are replaced."""

    repriced: list[UUID] = field(default_factory=list)
    """Courses worth something else now."""

    rescheduled: list[UUID] = field(default_factory=list)
    """Sessions held at other times now."""

    enlarged: list[UUID] = field(default_factory=list)
    """Sessions with more seats now."""

    counts: dict[str, Tally] = field(default_factory=dict)


def plan(file: CatalogueFile, present: Present, *, new_id: Callable[[], UUID], errors: Errors) -> Changes:
    """Adds to `errors` what cannot be done, each by its line."""
    planner = _Planner(file.name, present, new_id, errors)
    course_ids = {code: planner.course(row) for code, row in file.courses.items()}
    for row in file.sessions.values():
        planner.session(row, course_ids[row.course_code])
    changes = planner.changes
    changes.counts = {
        "courses": _tally(changes.add_courses, changes.change_courses, len(file.courses)),
        "sessions": _tally(changes.add_sessions, changes.change_sessions, len(file.sessions)),
    }
    return changes


class _Planner:
    def __init__(self, file: str, present: Present, new_id: Callable[[], UUID], errors: Errors) -> None:
        self._file, self._new_id, self._errors = file, new_id, errors
        self._courses = {one.values["code"]: one for one in present.courses}
        self._sessions = {one.values["code"]: one for one in present.sessions}
        self._course_owners = _owners(present.courses)
        self._session_owners = _owners(present.sessions)
        self.changes = Changes()

    def course(self, row: CourseRow) -> UUID:
        """The id the course has, or will have."""
        said = {name.removeprefix("course_"): value for name, value in row.said.items()} | {"code": row.code}
        self._own_number(row, "课程平台编号", self._course_owners.get(said.get("platform_id")))
        known = self._courses.get(row.code)
        if known is None:
            course_id = self._new_id()
            self.changes.add_courses.append({"id": course_id, **_BLANK_COURSE, **said})
            return course_id
        if any(known.values[name] != value for name, value in said.items()):
            self.changes.change_courses.append({"id": known.id, **known.values, **said})
        if known.values["credits"] != said["credits"]:
            self.changes.repriced.append(known.id)
        return known.id

    def session(self, row: SessionRow, course_id: UUID) -> None:
        said = row.said | {"code": row.code}
        known = self._sessions.get(row.code)
        self._own_number(row, "平台编号", self._session_owners.get(said.get("platform_id")))
        window = (_BLANK_SESSION if known is None else known.values) | said
        opens_at, closes_at = window["enrolment_opens_at"], window["enrolment_closes_at"]
        if opens_at and closes_at and opens_at >= closes_at:
            self._refuse(row, "选课截止", "closes_before_opening")
        if not row.blocks:  # every one of them was refused already
            return
        if known is None:
            self._new(row, said, course_id)
        elif known.course_id != course_id:
            self._refuse(row, "班次代码", "session_of_other_course")
        else:
            self._change(row, said, known)

    def _new(self, row: SessionRow, said: Mapping[str, Any], course_id: UUID) -> None:
        course = self._courses.get(row.course_code)
        if course is not None and course.archived:
            self._refuse(row, "课程代码", "course_archived")
        session_id = self._new_id()
        new = {"id": session_id, "course_id": course_id, **_BLANK_SESSION, **said, **_times(row)}
        self.changes.add_sessions.append(new)
        self.changes.blocks[session_id] = _blocks(row)

    def _change(self, row: SessionRow, said: Mapping[str, Any], known: KnownSession) -> None:
        moved = _blocks(row) != known.blocks
        if not moved and all(known.values[name] == value for name, value in said.items()):
            return
        if not editable(known.state):
            self._refuse(row, "班次代码", "session_over")
        if said["capacity"] < known.taken:
            self._refuse(row, "名额", "capacity_below_taken", taken=str(known.taken))
        self.changes.change_sessions.append({"id": known.id, **known.values, **said, **_times(row)})
        if moved:
            self.changes.blocks[known.id] = _blocks(row)
            self.changes.rescheduled.append(known.id)
        if said["capacity"] > known.values["capacity"]:
            self.changes.enlarged.append(known.id)

    def _own_number(self, row: CourseRow | SessionRow, column: str, owner: str | None) -> None:
        if owner is not None and owner != row.code:
            self._refuse(row, column, "platform_id_taken", owner=owner)

    def _refuse(self, row: CourseRow | SessionRow, column: str, code: str, **facts: str) -> None:
        self._errors.add(self._file, row.line, column, code, **facts)


def _owners(known: Sequence[KnownCourse] | Sequence[KnownSession]) -> dict[str | None, str]:
    """Whose each platform number is: the code of the course or session."""
    numbered = (one.values for one in known if one.values["platform_id"] is not None)
    return {values["platform_id"]: values["code"] for values in numbered}


def _blocks(row: SessionRow) -> tuple[Block, ...]:
    return tuple(block for _, block in row.blocks)


def _times(row: SessionRow) -> dict[str, datetime]:
    blocks = _blocks(row)
    return {"starts_at": blocks[0].starts_at, "ends_at": blocks[-1].ends_at}


def _tally(adds: Sequence[Any], changed: Sequence[Any], total: int) -> Tally:
    return Tally(created=len(adds), updated=len(changed), unchanged=total - len(adds) - len(changed))
