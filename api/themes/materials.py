"""Handing in: for a slot, as an activity's record with its photos, as homework."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import AfterValidator, Field, StringConstraints

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, safe
from api.wiring.platform import FileLinksPort
from api.wiring.request import Asker, Now, Replies, reads, writes
from api.wiring.themes import ChecksPort, MaterialsPort, TrayPort
from domain.errors import NotFound
from domain.files import FileLink
from domain.identity.actions import Action
from domain.paging import Page
from domain.themes.checks import check_group, check_material
from domain.themes.materials import MaterialFilter, NewMaterial, ThemeMaterial, ThemeMaterialKind, hand_in

group_router = room("themes", "/schools/{school}/group-themes/{group_theme_id}/materials")
router = room("themes", "/schools/{school}/theme-materials")

SEVERAL = "Repeat for any of several."

Record = Annotated[
    str, StringConstraints(min_length=1, max_length=12_000, strip_whitespace=True), AfterValidator(safe)
]


class ThemeMaterialBody(Body):
    kind: ThemeMaterialKind
    slot_id: UUID | None = None
    """Of a slot's material, which."""

    activity_id: UUID | None = None
    """Of a record or homework, which activity; of a slot's material, the one it tells of, if any."""

    teacher_id: UUID | None = None
    """Whose homework it is; left out: one's own."""

    text: Record | None = None
    file_ids: Annotated[tuple[UUID, ...], Field(max_length=30)] = ()
    """Uploaded files and photos of one's own, in order."""


@group_router.post(
    "",
    operation_id="themes_create_material",
    summary="Hand something in",
    status_code=201,
    dependencies=writes(Action.THEME_HAND_IN),
)
async def create_material(
    group_theme_id: UUID,
    body: ThemeMaterialBody,
    tray: TrayPort,
    checks: ChecksPort,
    caller: Asker,
    now: Now,
    reply: Replies,
) -> ThemeMaterial:
    """A version of its own each time, kept for good. Members hand in their homework; the leader everything.

    It is compared with what was handed in before; what looks odd becomes a hint, and refuses nothing.
    """
    made = await hand_in(tray, group_theme_id, _given(body, caller.teacher_id), caller=caller, now=now)
    await check_material(checks.ground, group_theme_id, made.id, checks.policy, now=now)
    await check_group(checks.ground, group_theme_id, checks.policy, now=now)
    return reply.created(made, f"/api/v1/schools/{caller.school_id}/theme-materials")


@router.get(
    "",
    operation_id="themes_list_materials",
    summary="Look through what was handed in",
    dependencies=reads(Action.THEME_READ),
)
async def list_materials(
    materials: MaterialsPort,
    window: Windowed,
    group_theme_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    slot_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    activity_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    teacher_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    kind: Annotated[tuple[ThemeMaterialKind, ...], Query(description=SEVERAL)] = (),
    latest: Annotated[
        bool | None, Query(description="Only the latest version, or only earlier ones.")
    ] = None,
) -> Page[ThemeMaterial]:
    """The latest first. Homework is its author's, the leader's and the office's to read."""
    filters = MaterialFilter(group_theme_id, slot_id, activity_id, teacher_id, kind, latest)
    return await materials.page(filters, window)


@router.get(
    "/{material_id}",
    operation_id="themes_get_material",
    summary="Read something handed in",
    dependencies=reads(Action.THEME_READ),
)
async def get_material(material_id: UUID, materials: MaterialsPort, reply: Replies) -> ThemeMaterial:
    """Its text, and which files and photos belong to it."""
    return reply.tagged(await _seen(materials, material_id))


@router.get(
    "/{material_id}/links",
    operation_id="themes_list_material_links",
    summary="Fetch the files of something handed in",
    dependencies=reads(Action.THEME_READ),
)
async def list_material_links(
    material_id: UUID, materials: MaterialsPort, links: FileLinksPort, now: Now
) -> Page[FileLink]:
    """A link for each, in their order; they need no sign-in and end soon."""
    found = await _seen(materials, material_id)
    return Page(await links.to_each([file.id for file in found.files], now=now), None, False)


def _given(body: ThemeMaterialBody, own: UUID | None) -> NewMaterial:
    given = body.model_dump()
    if body.kind is ThemeMaterialKind.HOMEWORK and body.teacher_id is None:
        given["teacher_id"] = own
    return NewMaterial(**given)


async def _seen(materials: MaterialsPort, material_id: UUID) -> ThemeMaterial:
    found = await materials.get(material_id)
    if found is None:
        raise NotFound()
    return found
