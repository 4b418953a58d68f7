"""What members of a project hand in and answer: homework and evaluations."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Credits, Paragraph
from api.wiring.projects import EvaluationsPort, HomeworkDeskPort, HomeworksPort, ProjectsPort
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.paging import Page
from domain.projects.evaluation import Evaluation, EvaluationQuestion, evaluate, read
from domain.projects.homework import Homework, HomeworkGiven, hand_in, judge
from domain.projects.project import Projects

project_router = room("projects", "/schools/{school}/projects/{project_id}")
router = room("projects", "/schools/{school}/homeworks/{homework_id}")


class HomeworkBody(Body):
    text: Paragraph | None = None
    file_id: UUID | None = None
    """An uploaded file of one's own."""


class MarkBody(Body):
    mark: Annotated[Credits, Field(le=100)] | None = None
    """0 to 100; left out, it counts in full."""

    remark: Paragraph | None = None


class HomeworkReturnBody(Body):
    remark: Paragraph
    """What is to be done better; the teacher reads it."""


Mark = Annotated[int, Field(strict=True, ge=1, le=5)]


class EvaluationBody(Body):
    content: Mark
    """内容切合教学需要, 1 to 5."""

    presenters: Mark
    organisation: Mark
    use: Mark
    """对自己的课堂有帮助."""

    comment: Paragraph | None = None


NO_MARK = MarkBody()


@project_router.get(
    "/homeworks",
    operation_id="projects_list_homeworks",
    summary="Read a project's homework",
    dependencies=reads(Action.PROJECT_READ),
)
async def list_homeworks(
    project_id: UUID, projects: ProjectsPort, homeworks: HomeworksPort, window: Windowed
) -> Page[Homework]:
    """One's own; of a project one leads, everybody's, by name."""
    await _known(projects, project_id)
    return await homeworks.page(project_id, window)


@project_router.post(
    "/homeworks",
    operation_id="projects_create_homework",
    summary="Hand one's homework in",
    status_code=201,
    dependencies=writes(Action.PROJECT_TAKE_PART),
)
async def create_homework(
    project_id: UUID, body: HomeworkBody, desk: HomeworkDeskPort, caller: Asker, now: Now, reply: Replies
) -> Homework:
    """A text or a file, a further version each time, until it is accepted."""
    given = HomeworkGiven(body.text, body.file_id)
    made = await hand_in(desk, project_id, given, caller=caller, now=now)
    return reply.created(made, f"/api/v1/schools/{caller.school_id}/homeworks")


@router.get(
    "",
    operation_id="projects_get_homework",
    summary="Read one homework",
    dependencies=reads(Action.PROJECT_READ),
)
async def get_homework(homework_id: UUID, homeworks: HomeworksPort, reply: Replies) -> Homework:
    """Its latest version, its mark and what was said to it."""
    found = await homeworks.get(homework_id)
    if found is None:
        raise NotFound()
    return reply.tagged(found)


@router.post(
    "/accept",
    operation_id="projects_accept_homework",
    summary="Accept a homework",
    dependencies=writes(Action.PROJECT_TAKE_PART),
)
async def accept_homework(
    homework_id: UUID,
    desk: HomeworkDeskPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
    body: MarkBody = NO_MARK,
) -> Homework:
    """By the project's leader or the office, never one's own; the mark is the score of the effect."""
    judged = await judge(
        desk, homework_id, "accept", mark=body.mark, remark=body.remark, expected=expected, caller=caller,
        now=now,
    )  # fmt: skip
    return reply.tagged(judged)


@router.post(
    "/return",
    operation_id="projects_return_homework",
    summary="Return a homework",
    dependencies=writes(Action.PROJECT_TAKE_PART),
)
async def return_homework(
    homework_id: UUID,
    body: HomeworkReturnBody,
    desk: HomeworkDeskPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> Homework:
    """To be handed in again; the teacher is told why."""
    judged = await judge(
        desk, homework_id, "return", mark=None, remark=body.remark, expected=expected, caller=caller, now=now
    )
    return reply.tagged(judged)


@project_router.get(
    "/evaluations",
    operation_id="projects_list_evaluations",
    summary="Read what members think of a project",
    dependencies=reads(Action.PROJECT_READ),
)
async def list_evaluations(
    project_id: UUID, projects: ProjectsPort, evaluations: EvaluationsPort, window: Windowed
) -> Page[Evaluation]:
    """One's own; of a project one leads, everybody's."""
    await _known(projects, project_id)
    return await evaluations.page(project_id, window)


@project_router.post(
    "/evaluations",
    operation_id="projects_create_evaluation",
    summary="Say what one thinks of a project",
    status_code=201,
    dependencies=writes(Action.PROJECT_TAKE_PART),
)
async def create_evaluation(
    project_id: UUID,
    body: EvaluationBody,
    projects: ProjectsPort,
    evaluations: EvaluationsPort,
    caller: Asker,
    now: Now,
    reply: Replies,
) -> Evaluation:
    """Once, by a member; the form in the file has no names."""
    answers = {question: getattr(body, question.value) for question in EvaluationQuestion}
    made = await evaluate(projects, evaluations, project_id, answers, body.comment, caller=caller, now=now)
    return reply.created(made)


@project_router.get(
    "/evaluations/{evaluation_id}",
    operation_id="projects_get_evaluation",
    summary="Read one evaluation",
    dependencies=reads(Action.PROJECT_READ),
)
async def get_evaluation(project_id: UUID, evaluation_id: UUID, evaluations: EvaluationsPort) -> Evaluation:
    """One member's answers."""
    return await read(evaluations, project_id, evaluation_id)


async def _known(projects: Projects, project_id: UUID) -> None:
    if await projects.get(project_id) is None:
        raise NotFound()
