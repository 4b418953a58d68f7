"""What members think of a project 评价: four questions answered 1 to 5, and a word, once each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.errors import Conflict, NotFound
from domain.identity.access import Caller
from domain.paging import Page, Window
from domain.projects.homework import NotAMember
from domain.projects.project import Projects, open_project


class EvaluationQuestion(StrEnum):
    CONTENT = "content"
    """内容: does it answer what teachers need?"""

    PRESENTERS = "presenters"
    """主讲."""

    ORGANISATION = "organisation"
    """组织."""

    USE = "use"
    """收获: of use in the classroom?"""


class EvaluationGiven(Conflict):
    """One evaluates a project once."""

    code = "evaluation_given"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One member's answers."""

    id: UUID
    project_id: UUID
    teacher_id: UUID
    name: str
    answers: dict[str, int]
    """1 (not at all) to 5 (very much) for each question."""

    comment: str | None
    at: datetime


class Evaluations(Protocol):
    """One's own, and of projects one leads everybody's."""

    async def page(self, project_id: UUID, window: Window) -> Page[Evaluation]: ...

    async def get(self, project_id: UUID, evaluation_id: UUID) -> Evaluation | None: ...

    async def add(
        self,
        project_id: UUID,
        teacher_id: UUID,
        answers: Mapping[str, int],
        comment: str | None,
        *,
        at: datetime,
    ) -> Evaluation:
        """Raises EvaluationGiven."""
        ...  # fmt: skip


async def evaluate(
    projects: Projects,
    evaluations: Evaluations,
    project_id: UUID,
    answers: Mapping[EvaluationQuestion, int],
    comment: str | None,
    *,
    caller: Caller,
    now: datetime,
) -> Evaluation:
    """Raises NotFound, ProjectOver, NotAMember, EvaluationGiven."""
    project = await open_project(projects, project_id)
    if caller.teacher_id is None or not await projects.is_member(project_id, caller.teacher_id):
        raise NotAMember(title=project.title)
    plain = {question.value: answer for question, answer in answers.items()}
    return await evaluations.add(project_id, caller.teacher_id, plain, comment, at=now)


async def read(evaluations: Evaluations, project_id: UUID, evaluation_id: UUID) -> Evaluation:
    found = await evaluations.get(project_id, evaluation_id)
    if found is None:
        raise NotFound()
    return found
