"""What groups hand in, version by version, with the fingerprints their texts are found by."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.activities.activity import OwnerKind
from domain.copying import fingerprints
from domain.identity.access import Caller
from domain.paging import Page, Window
from domain.themes.materials import (
    MaterialFilter,
    NewMaterial,
    ThemeMaterial,
    ThemeMaterialFile,
    ThemeMaterialKind,
)
from persistence import rows
from persistence.activities.tables import activity, activity_person
from persistence.ids import new_id
from persistence.paging import page
from persistence.platform.tables import stored_file
from persistence.themes.tables import (
    group_theme,
    theme,
    theme_gram,
    theme_material,
    theme_material_file,
)
from persistence.themes.visibility import led_groups, visible_groups, visible_themes

_TABLE, _PART, _FILE = theme_material.c, group_theme.c, theme_material_file.c
_LATER = theme_material.alias("later")


class SqlMaterials:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection, self._caller, self._school_id = connection, caller, caller.school_id

    async def page(self, filters: MaterialFilter, window: Window) -> Page[ThemeMaterial]:
        statement = self._visible()
        for column, values in (
            (_TABLE.group_theme_id, filters.group_theme_id),
            (_TABLE.slot_id, filters.slot_id),
            (_TABLE.activity_id, filters.activity_id),
            (_TABLE.teacher_id, filters.teacher_id),
            (_TABLE.kind, filters.kind),
        ):
            if values:
                statement = statement.where(column.in_(values))
        if filters.latest is not None:
            statement = statement.where(is_latest() if filters.latest else ~is_latest())
        by = [_TABLE.submitted_at, _TABLE.id]
        return await page(
            self._connection, statement, window, by=by, filters=filters, view=_view, descending=True
        )

    async def get(self, material_id: UUID) -> ThemeMaterial | None:
        row = (await self._connection.execute(self._visible().where(_TABLE.id == material_id))).one_or_none()
        return None if row is None else _view(row)

    async def add(
        self, group_theme_id: UUID, new: NewMaterial, *, account_id: UUID, at: datetime
    ) -> ThemeMaterial:
        material_id = new_id()
        number = await self._connection.scalar(
            select(func.coalesce(func.max(_TABLE.number), 0) + 1).where(
                _TABLE.school_id == self._school_id,
                _TABLE.group_theme_id == group_theme_id,
                _TABLE.about == new.about,
            )
        )
        await self._connection.execute(
            insert(theme_material).values(
                school_id=self._school_id,
                id=material_id,
                group_theme_id=group_theme_id,
                kind=new.kind,
                slot_id=new.slot_id,
                activity_id=new.activity_id,
                teacher_id=new.teacher_id,
                about=new.about,
                number=number,
                text=new.text,
                account_id=account_id,
                submitted_at=at,
            )
        )
        await self._add_files(material_id, new.file_ids)
        await self._add_grams(material_id, new.text or "")
        made = await self.get(material_id)
        assert made is not None
        return made

    async def expected_at(self, group_theme_id: UUID, activity_id: UUID) -> Sequence[UUID] | None:
        person = activity_person.c
        found = await self._connection.execute(
            select(activity.c.id, person.teacher_id)
            .select_from(activity)
            .outerjoin(
                activity_person,
                and_(person.school_id == activity.c.school_id, person.activity_id == activity.c.id),
            )
            .where(
                activity.c.school_id == self._school_id,
                activity.c.id == activity_id,
                activity.c.owner_kind == OwnerKind.THEME,
                activity.c.owner_id == group_theme_id,
            )
        )
        people = found.all()
        return [row.teacher_id for row in people if row.teacher_id is not None] if people else None

    async def _add_files(self, material_id: UUID, file_ids: Sequence[UUID]) -> None:
        new = [
            {"id": new_id(), "material_id": material_id, "file_id": file_id, "number": number}
            for number, file_id in enumerate(file_ids, start=1)
        ]
        await rows.add_all(self._connection, theme_material_file, self._school_id, new)

    async def _add_grams(self, material_id: UUID, text: str) -> None:
        new = [
            {"id": new_id(), "gram": gram, "material_id": material_id} for gram in sorted(fingerprints(text))
        ]
        await rows.add_all(self._connection, theme_gram, self._school_id, new)

    def _visible(self) -> Select[Any]:
        return _WITH_FILES.where(
            _TABLE.school_id == self._school_id,
            visible_groups(self._caller, _PART.subject_group_id),
            visible_themes(self._caller),
            self._may_read(),
        )

    def _may_read(self) -> ColumnElement[bool]:
        """Homework is its author's, the leader's and the office's to read."""
        return or_(
            _TABLE.kind != ThemeMaterialKind.HOMEWORK,
            _TABLE.teacher_id == self._caller.teacher_id,
            led_groups(self._caller, _PART.subject_group_id),
        )


def is_latest() -> ColumnElement[bool]:
    """A condition on materials: there is no later version."""
    return ~exists().where(
        _LATER.c.school_id == _TABLE.school_id,
        _LATER.c.group_theme_id == _TABLE.group_theme_id,
        _LATER.c.about == _TABLE.about,
        _LATER.c.number > _TABLE.number,
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
        .select_from(theme_material_file)
        .join(stored_file, and_(kept.school_id == _FILE.school_id, kept.id == _FILE.file_id))
        .where(_FILE.school_id == _TABLE.school_id, _FILE.material_id == _TABLE.id)
        .correlate(theme_material)
        .lateral("its_files")
    )


_FILES = _files()
_WITH_FILES = (
    select(
        *(
            _TABLE[name]
            for name in (
                *("id", "group_theme_id", "kind", "slot_id", "activity_id", "teacher_id"),
                *("number", "text", "account_id", "submitted_at"),
            )
        ),
        is_latest().label("latest"),
        _FILES.c.files,
    )
    .select_from(theme_material)
    .join(group_theme, and_(_PART.school_id == _TABLE.school_id, _PART.id == _TABLE.group_theme_id))
    .join(theme, and_(theme.c.school_id == _PART.school_id, theme.c.id == _PART.theme_id))
    .join(_FILES, true())
)


def _view(row: Row[Any]) -> ThemeMaterial:
    files = tuple(ThemeMaterialFile(**one | {"id": UUID(one["id"])}) for one in row.files)
    return rows.view(
        ThemeMaterial,
        row._mapping,
        kind=ThemeMaterialKind(row.kind),
        files=files,
        allowed_actions=("links",) if files else (),
    )
