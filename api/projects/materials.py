"""The six materials of a project: handed in or produced, accepted, returned."""

from uuid import UUID

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Paragraph
from api.wiring.projects import MaterialDeskPort, MaterialsPort, PressPort, ProjectsPort
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from api.wiring.timetable import FreshIds
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.paging import Page
from domain.projects.materials import (
    Material,
    Materials,
    MaterialVersion,
    accept,
    hand_in,
    send_back,
)
from domain.projects.papers import produce

project_router = room("projects", "/schools/{school}/projects/{project_id}/materials")
router = room("projects", "/schools/{school}/materials/{material_id}")


class VersionBody(Body):
    file_id: UUID
    """An uploaded file of one's own."""

    note: Paragraph | None = None


class AcceptBody(Body):
    remark: Paragraph | None = None


class MaterialReturnBody(Body):
    remark: Paragraph
    """What is to be done better; the project's leader reads it."""


NO_REMARK = AcceptBody()


@project_router.get(
    "",
    operation_id="projects_list_materials",
    summary="See how far the six materials are",
    dependencies=reads(Action.PROJECT_READ),
)
async def list_materials(
    project_id: UUID, projects: ProjectsPort, materials: MaterialsPort
) -> Page[Material]:
    """六个一: 方案, 签到表, 记录, 报道, 教师作业, 评价表; always all six."""
    if await projects.get(project_id) is None:
        raise NotFound()
    return Page(await materials.of(project_id), None, False)


@router.get(
    "",
    operation_id="projects_get_material",
    summary="Look at one of the six materials",
    dependencies=reads(Action.PROJECT_READ),
)
async def get_material(material_id: UUID, materials: MaterialsPort, reply: Replies) -> Material:
    """Its latest version, and what was said to it."""
    return reply.tagged(await _found(materials, material_id))


@router.get(
    "/versions",
    operation_id="projects_list_material_versions",
    summary="Read a material's versions",
    dependencies=reads(Action.PROJECT_READ),
)
async def list_versions(
    material_id: UUID, materials: MaterialsPort, window: Windowed
) -> Page[MaterialVersion]:
    """The first one first."""
    return await materials.versions(await _found(materials, material_id), window)


@router.get(
    "/versions/{version_id}",
    operation_id="projects_get_material_version",
    summary="Read one version of a material",
    dependencies=reads(Action.PROJECT_READ),
)
async def get_version(material_id: UUID, version_id: UUID, materials: MaterialsPort) -> MaterialVersion:
    """With what was said to it."""
    found = await materials.version(await _found(materials, material_id), version_id)
    if found is None:
        raise NotFound()
    return found


@router.post(
    "/versions",
    operation_id="projects_create_material_version",
    summary="Hand one of the six materials in",
    status_code=201,
    dependencies=writes(Action.PROJECT_TAKE_PART),
)
async def create_version(
    material_id: UUID, body: VersionBody, desk: MaterialDeskPort, caller: Asker, now: Now, reply: Replies
) -> MaterialVersion:
    """By the project's leader or the office; a version of its own each time, until one is accepted."""
    return reply.created(await hand_in(desk, material_id, body.file_id, body.note, caller=caller, now=now))


@router.post(
    "/productions",
    operation_id="projects_produce_material",
    summary="Produce the sign-in sheet or the evaluation form",
    status_code=201,
    dependencies=writes(Action.PROJECT_TAKE_PART),
)
async def produce_version(
    material_id: UUID,
    desk: MaterialDeskPort,
    press: PressPort,
    new_id: FreshIds,
    caller: Asker,
    now: Now,
    reply: Replies,
) -> MaterialVersion:
    """From what is on record now, as PDF and XLSX; again whenever it changed, until one is accepted."""
    made = await produce(desk, press, material_id, new_ids=(new_id(), new_id()), caller=caller, now=now)
    return reply.created(made, f"/api/v1/schools/{caller.school_id}/materials/{material_id}/versions")


@router.post(
    "/accept",
    operation_id="projects_accept_material",
    summary="Accept one of the six materials",
    dependencies=writes(Action.PROJECT_WRITE),
)
async def accept_material(
    material_id: UUID,
    desk: MaterialDeskPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
    body: AcceptBody = NO_REMARK,
) -> Material:
    """Its latest version will do."""
    done = await accept(desk, material_id, remark=body.remark, expected=expected, caller=caller, now=now)
    return reply.tagged(done)


@router.post(
    "/return",
    operation_id="projects_return_material",
    summary="Return one of the six materials",
    dependencies=writes(Action.PROJECT_WRITE),
)
async def return_material(
    material_id: UUID,
    body: MaterialReturnBody,
    desk: MaterialDeskPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> Material:
    """To be handed in or produced again, accepted before or not; the leader is told why."""
    done = await send_back(desk, material_id, remark=body.remark, expected=expected, caller=caller, now=now)
    return reply.tagged(done)


async def _found(materials: Materials, material_id: UUID) -> Material:
    found = await materials.get(material_id)
    if found is None:
        raise NotFound()
    return found
