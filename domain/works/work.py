"""A work of research 教科研成果: one thing with its authors in order, judged at any levels (MISSION §7).

A topic, a paper, a case is a work; its room adds what is particular to it. At several levels it stays one
work, so that its awards are told, and paid, as one work's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.errors import RuleViolation


class WorkKind(StrEnum):
    TOPIC = "topic"
    PAPER = "paper"
    CASE = "case"
    LESSON = "lesson"
    COURSEWARE = "courseware"
    COURSE = "course"
    """An extension course's plan or case."""

    OTHER = "other"


class WorkLevel(StrEnum):
    """Who judges, the lowest first."""

    SCHOOL = "school"
    COUNTY = "county"
    CITY = "city"
    PROVINCE = "province"
    NATION = "nation"


class AuthorTwice(RuleViolation):
    """Each author is named once; facts: `teacher_ids`."""

    code = "author_twice"


class AuthorUnknown(RuleViolation):
    """An author is not a teacher of the school; facts: `teacher_ids`."""

    code = "author_unknown"


@dataclass(frozen=True, slots=True)
class NewWork:
    kind: WorkKind
    title: str
    author_ids: tuple[UUID, ...]
    """In order: the first is the first author, or leads."""


class WorkBook(Protocol):
    """Where the rooms enter what they hold as works. Authors: 1 … 20, each once, teachers of the school."""

    async def enter(self, new: NewWork, *, at: datetime) -> UUID:
        """The work's id. Raises AuthorTwice, AuthorUnknown."""
        ...

    async def retitle(self, work_id: UUID, title: str) -> None: ...

    async def set_authors(self, work_id: UUID, author_ids: Sequence[UUID]) -> None:
        """In place of those there were. Raises AuthorTwice, AuthorUnknown."""
        ...

    async def authors(self, work_id: UUID) -> tuple[UUID, ...]:
        """In order."""
        ...
