"""What was handed in, version by version."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, literal_column, select, true
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.extension.materials import (
    About,
    Content,
    ExtensionFile,
    ExtensionMaterial,
    ExtensionMaterialFilter,
    ExtensionMaterialKind,
)
from domain.identity.access import Caller
from domain.paging import Page, Window
from persistence import rows
from persistence.extension.people import visible
from persistence.extension.tables import extension_course, extension_material, extension_material_file
from persistence.ids import new_id
from persistence.paging import page
from persistence.platform.tables import stored_file

_MATERIAL, _COURSE, _FILE = extension_material.c, extension_course.c, extension_material_file.c
_LATER = extension_material.alias("later")


class SqlExtensionMaterials:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection, self._caller, self._school_id = connection, caller, caller.school_id

    async def page(self, filters: ExtensionMaterialFilter, window: Window) -> Page[ExtensionMaterial]:
        statement = self._visible()
        for column, values in (
            (_MATERIAL.course_id, filters.course_id),
            (_MATERIAL.run_id, filters.run_id),
            (_MATERIAL.kind, filters.kind),
        ):
            if values:
                statement = statement.where(column.in_(values))
        if filters.latest is not None:
            statement = statement.where(is_latest() if filters.latest else ~is_latest())
        by = [_MATERIAL.submitted_at, _MATERIAL.id]
        return await page(
            self._connection, statement, window, by=by, filters=filters, view=_view, descending=True
        )

    async def get(self, material_id: UUID) -> ExtensionMaterial | None:
        one = self._visible().where(_MATERIAL.id == material_id)
        row = (await self._connection.execute(one)).one_or_none()
        return None if row is None else _view(row)

    async def add(
        self, about: About, content: Content, *, account_id: UUID, at: datetime
    ) -> ExtensionMaterial:
        number = await self._connection.scalar(
            select(func.coalesce(func.max(_MATERIAL.number), 0) + 1).where(
                _MATERIAL.school_id == self._school_id,
                _MATERIAL.course_id == about.course_id,
                _MATERIAL.about == about.key,
            )
        )
        values = {name: getattr(about, name) for name in About.__slots__}
        values |= {"about": about.key, "number": number, "title": content.title, "text": content.text}
        values |= {"account_id": account_id, "submitted_at": at}
        made = await rows.add(self._connection, extension_material, self._school_id, values)
        files = [
            {"id": new_id(), "material_id": made["id"], "number": number, "file_id": file_id}
            for number, file_id in enumerate(content.file_ids, start=1)
        ]
        await rows.add_all(self._connection, extension_material_file, self._school_id, files)
        found = await self.get(made["id"])
        assert found is not None
        return found

    def _visible(self) -> Select[Any]:
        return _WITH_FILES.where(_MATERIAL.school_id == self._school_id, visible(self._caller))


def is_latest() -> ColumnElement[bool]:
    """A condition on materials: there is no later version."""
    return ~exists().where(
        _LATER.c.school_id == _MATERIAL.school_id,
        _LATER.c.course_id == _MATERIAL.course_id,
        _LATER.c.about == _MATERIAL.about,
        _LATER.c.number > _MATERIAL.number,
    )


def _files() -> Any:
    kept = stored_file.c
    each = func.jsonb_build_object(
        *("id", kept.id, "filename", kept.filename, "media_type", kept.media_type),
        *("size", kept.size, "sha256", kept.sha256),
    )
    listed = func.jsonb_agg(aggregate_order_by(each, _FILE.number), type_=JSONB)
    return (
        select(func.coalesce(listed, literal_column("'[]'::jsonb", JSONB)).label("files"))
        .select_from(extension_material_file)
        .join(stored_file, and_(kept.school_id == _FILE.school_id, kept.id == _FILE.file_id))
        .where(_FILE.school_id == _MATERIAL.school_id, _FILE.material_id == _MATERIAL.id)
        .correlate(extension_material)
        .lateral("its_files")
    )


_FILES = _files()
_WITH_FILES = (
    select(extension_material, is_latest().label("latest"), _FILES.c.files)
    .select_from(extension_material)
    .join(
        extension_course,
        and_(_COURSE.school_id == _MATERIAL.school_id, _COURSE.id == _MATERIAL.course_id),
    )
    .join(_FILES, true())
)


def _view(row: Row[Any]) -> ExtensionMaterial:
    files = tuple(ExtensionFile(**one | {"id": UUID(one["id"])}) for one in row.files)
    return rows.view(
        ExtensionMaterial,
        row._mapping,
        kind=ExtensionMaterialKind(row.kind),
        files=files,
        allowed_actions=("links",) if files else (),
    )
