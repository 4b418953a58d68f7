"""The six materials of a project, with their versions."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, insert, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.paging import Page, Window
from domain.projects.materials import (
    Material,
    MaterialKind,
    MaterialState,
    MaterialVerdict,
    MaterialVersion,
    steps,
)
from domain.projects.project import ProjectState
from persistence import rows
from persistence.ids import new_id
from persistence.paging import page
from persistence.projects.tables import material_review, material_version, project, project_material

_MATERIAL, _VERSION, _REVIEW = project_material.c, material_version.c, material_review.c
_ORDER, _TRUE = list(MaterialKind), true()


class SqlMaterials:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection, self._caller, self._school_id = connection, caller, caller.school_id

    async def of(self, project_id: UUID) -> list[Material]:
        found = await self._connection.execute(self._own().where(_MATERIAL.project_id == project_id))
        return sorted((self._view(row) for row in found), key=lambda one: _ORDER.index(one.kind))

    async def get(self, material_id: UUID) -> Material | None:
        row = (await self._connection.execute(self._own().where(_MATERIAL.id == material_id))).one_or_none()
        return None if row is None else self._view(row)

    async def for_update(self, material_id: UUID) -> Material | None:
        await rows.fetch(self._connection, project_material, self._school_id, material_id, lock=True)
        return await self.get(material_id)

    async def became(self, material: Material, state: MaterialState) -> Material:
        await rows.change(self._connection, project_material, self._school_id, material.id, {"state": state})
        changed = await self.get(material.id)
        assert changed is not None
        return changed

    async def add_version(
        self, material: Material, file_id: UUID, sheet_file_id: UUID | None, note: str | None,
        *, account_id: UUID, at: datetime,
    ) -> MaterialVersion:  # fmt: skip
        row = {
            "id": new_id(),
            "material_id": material.id,
            "number": material.number + 1,
            "file_id": file_id,
            "sheet_file_id": sheet_file_id,
            "note": note,
            "account_id": account_id,
            "at": at,
        }
        await self._connection.execute(insert(material_version).values(school_id=self._school_id, **row))
        return rows.view(MaterialVersion, row, verdict=None, remark=None)

    async def review(
        self, material: Material, verdict: MaterialVerdict, remark: str | None, *, account_id: UUID,
        at: datetime,
    ) -> None:  # fmt: skip
        values = {
            "material_id": material.id,
            "number": material.number,
            "verdict": verdict,
            "remark": remark,
            "account_id": account_id,
            "at": at,
        }
        await self._connection.execute(
            insert(material_review).values(school_id=self._school_id, id=new_id(), **values)
        )

    async def versions(self, material: Material, window: Window) -> Page[MaterialVersion]:
        return await page(
            self._connection,
            self._versions(material),
            window,
            by=[_VERSION.number, _VERSION.id],
            filters=material.id,
            view=_version,
        )

    async def version(self, material: Material, version_id: UUID) -> MaterialVersion | None:
        one = self._versions(material).where(_VERSION.id == version_id)
        row = (await self._connection.execute(one)).one_or_none()
        return None if row is None else _version(row)

    def _versions(self, material: Material) -> Select[Any]:
        said = self._last_review(_REVIEW.number == _VERSION.number).correlate(material_version)
        last = said.where(_REVIEW.material_id == _VERSION.material_id).lateral("said")
        return (
            select(material_version, last.c.verdict, last.c.remark)
            .outerjoin(last, _TRUE)
            .where(_VERSION.school_id == self._school_id, _VERSION.material_id == material.id)
        )

    def _last_review(self, which: Any) -> Select[Any]:
        return (
            select(_REVIEW.verdict, _REVIEW.remark)
            .where(_REVIEW.school_id == self._school_id, which)
            .order_by(_REVIEW.id.desc())
            .limit(1)
        )

    def _own(self) -> Select[Any]:
        latest = (
            select(_VERSION.number, _VERSION.file_id, _VERSION.sheet_file_id)
            .where(_VERSION.school_id == self._school_id, _VERSION.material_id == _MATERIAL.id)
            .order_by(_VERSION.number.desc())
            .limit(1)
            .correlate(project_material)
            .lateral("latest")
        )
        said = (
            self._last_review(_REVIEW.material_id == _MATERIAL.id).correlate(project_material).lateral("said")
        )
        return (
            select(
                project_material,
                latest.c.number,
                latest.c.file_id,
                latest.c.sheet_file_id,
                said.c.remark,
                project.c.state.label("project_state"),
                project.c.leader_id,
            )
            .join(
                project,
                and_(project.c.school_id == _MATERIAL.school_id, project.c.id == _MATERIAL.project_id),
            )
            .outerjoin(latest, _TRUE)
            .outerjoin(said, _TRUE)
            .where(_MATERIAL.school_id == self._school_id)
        )

    def _view(self, row: Row[Any]) -> Material:
        kind, state = MaterialKind(row.kind), MaterialState(row.state)
        return Material(
            id=row.id,
            project_id=row.project_id,
            kind=kind,
            state=state,
            number=row.number or 0,
            file_id=row.file_id,
            sheet_file_id=row.sheet_file_id,
            remark=row.remark,
            version=row.version,
            allowed_actions=steps(kind, state, ProjectState(row.project_state), row.leader_id, self._caller),
        )


def _version(row: Row[Any]) -> MaterialVersion:
    verdict = None if row.verdict is None else MaterialVerdict(row.verdict)
    return rows.view(MaterialVersion, row._mapping, verdict=verdict)
