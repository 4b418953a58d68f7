"""Outlines, textbooks, lesson plans and reports of extension courses."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.extension.shapes import SEVERAL, ExtensionContentBody
from api.queries import Windowed
from api.routes import room
from api.wiring.extension import ExtensionMaterialsPort, ExtensionTrayPort
from api.wiring.platform import FileLinksPort
from api.wiring.request import Asker, Now, Replies, reads, writes
from domain.errors import NotFound
from domain.extension.materials import (
    ExtensionMaterial,
    ExtensionMaterialFilter,
    ExtensionMaterialKind,
    ExtensionMaterials,
    write,
)
from domain.files import FileLink
from domain.identity.actions import Action
from domain.paging import Page

course_router = room("extension", "/schools/{school}/extension-courses/{course_id}")
router = room("extension", "/schools/{school}/extension-materials")


@course_router.post(
    "/outlines",
    operation_id="extension_create_outline",
    summary="Hand a course's outline in",
    status_code=201,
    dependencies=writes(Action.EXTENSION_WRITE),
)
async def create_outline(
    course_id: UUID,
    body: ExtensionContentBody,
    tray: ExtensionTrayPort,
    caller: Asker,
    now: Now,
    reply: Replies,
) -> ExtensionMaterial:
    """课程纲要, until the course is applied for; a further one is its next version."""
    kind = ExtensionMaterialKind.OUTLINE
    made = await write(tray, course_id, kind, body.content, caller=caller, now=now)
    return reply.created(made, f"/api/v1/schools/{caller.school_id}/extension-materials")


@course_router.post(
    "/textbooks",
    operation_id="extension_create_textbook",
    summary="Hand a course's textbook in",
    status_code=201,
    dependencies=writes(Action.EXTENSION_WRITE),
)
async def create_textbook(
    course_id: UUID,
    body: ExtensionContentBody,
    tray: ExtensionTrayPort,
    caller: Asker,
    now: Now,
    reply: Replies,
) -> ExtensionMaterial:
    """教材, at any time but while the application is looked at; a further one is its next version."""
    kind = ExtensionMaterialKind.TEXTBOOK
    made = await write(tray, course_id, kind, body.content, caller=caller, now=now)
    return reply.created(made, f"/api/v1/schools/{caller.school_id}/extension-materials")


@router.get(
    "",
    operation_id="extension_list_materials",
    summary="Look through what was handed in",
    dependencies=reads(Action.EXTENSION_READ),
)
async def list_materials(
    materials: ExtensionMaterialsPort,
    window: Windowed,
    course_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    run_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    kind: Annotated[tuple[ExtensionMaterialKind, ...], Query(description=SEVERAL)] = (),
    latest: Annotated[
        bool | None, Query(description="Only the latest version, or only earlier ones.")
    ] = None,
) -> Page[ExtensionMaterial]:
    """The latest first, of the courses one sees."""
    return await materials.page(ExtensionMaterialFilter(course_id, run_id, kind, latest), window)


@router.get(
    "/{material_id}",
    operation_id="extension_get_material",
    summary="Read something handed in",
    dependencies=reads(Action.EXTENSION_READ),
)
async def get_material(
    material_id: UUID, materials: ExtensionMaterialsPort, reply: Replies
) -> ExtensionMaterial:
    """Its text, and which files belong to it."""
    return reply.tagged(await _seen(materials, material_id))


@router.get(
    "/{material_id}/links",
    operation_id="extension_list_material_links",
    summary="Fetch the files of something handed in",
    dependencies=reads(Action.EXTENSION_READ),
)
async def list_material_links(
    material_id: UUID, materials: ExtensionMaterialsPort, links: FileLinksPort, now: Now
) -> Page[FileLink]:
    """A link for each, in their order; they need no sign-in and end soon."""
    found = await _seen(materials, material_id)
    return Page(await links.to_each([file.id for file in found.files], now=now), None, False)


async def _seen(materials: ExtensionMaterials, material_id: UUID) -> ExtensionMaterial:
    found = await materials.get(material_id)
    if found is None:
        raise NotFound()
    return found
