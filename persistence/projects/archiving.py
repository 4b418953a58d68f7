"""What goes into a project's archive, and the archive kept with the project."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, select, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.projects.archive import homework_path, material_path, plain
from domain.projects.materials import MaterialKind
from domain.projects.project import ProjectState
from persistence.changes import write
from persistence.people.tables import teacher
from persistence.platform.tables import stored_file
from persistence.projects.tables import (
    homework,
    homework_version,
    material_version,
    project,
    project_material,
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of the archive: its bytes under `key`, or its text."""

    path: str
    note: str
    key: str | None
    text: str | None = None


async def archived_files(connection: AsyncConnection, school_id: UUID, project_id: UUID) -> list[Kept]:
    """Every version of every material, and everybody's last homework."""
    return [
        *await _materials(connection, school_id, project_id),
        *await _homeworks(connection, school_id, project_id),
    ]


async def _materials(connection: AsyncConnection, school_id: UUID, project_id: UUID) -> list[Kept]:
    kept = stored_file.c
    found = await connection.execute(
        select(project_material.c.kind, material_version.c.number, kept.filename, kept.key)
        .select_from(material_version)
        .join(
            project_material,
            and_(
                project_material.c.school_id == material_version.c.school_id,
                project_material.c.id == material_version.c.material_id,
            ),
        )
        .join(
            stored_file,
            and_(
                kept.school_id == material_version.c.school_id,
                kept.id.in_((material_version.c.file_id, material_version.c.sheet_file_id)),
            ),
        )
        .where(material_version.c.school_id == school_id, project_material.c.project_id == project_id)
        .order_by(project_material.c.kind, material_version.c.number, kept.id)
    )
    return [
        Kept(material_path(MaterialKind(row.kind), row.number, row.filename), f"第 {row.number} 版", row.key)
        for row in found
    ]


async def _homeworks(connection: AsyncConnection, school_id: UUID, project_id: UUID) -> list[Kept]:
    version, kept = homework_version.c, stored_file.c
    found = await connection.execute(
        select(teacher.c.name, version.text, kept.filename, kept.key)
        .ext(distinct_on(teacher.c.name_pinyin, homework.c.id))
        .select_from(homework)
        .join(
            teacher, and_(teacher.c.school_id == homework.c.school_id, teacher.c.id == homework.c.teacher_id)
        )
        .join(
            homework_version,
            and_(version.school_id == homework.c.school_id, version.homework_id == homework.c.id),
        )
        .outerjoin(stored_file, and_(kept.school_id == version.school_id, kept.id == version.file_id))
        .where(homework.c.school_id == school_id, homework.c.project_id == project_id)
        .order_by(teacher.c.name_pinyin, homework.c.id, version.number.desc())
    )
    files = []
    for place, row in enumerate(found, start=1):
        if row.key is not None:
            files.append(Kept(homework_path(row.name, place, row.filename), plain(row.name), row.key))
        if row.text is not None:
            path = homework_path(row.name, place, "作业.txt")
            files.append(Kept(path, plain(row.name), None, row.text))
    return files


async def keep_archive(
    connection: AsyncConnection, school_id: UUID, project_id: UUID, closing_no: int, file_id: UUID
) -> bool:
    """False when the project was opened again meanwhile: its archive is another's."""
    table = project.c
    kept = await write(
        connection,
        update(project)
        .where(
            table.school_id == school_id,
            table.id == project_id,
            table.closing_no == closing_no,
            table.state == ProjectState.CLOSED,
        )
        .values(archive_file_id=file_id, version=table.version + 1)
        .returning(table.id),
    )
    return kept.one_or_none() is not None
