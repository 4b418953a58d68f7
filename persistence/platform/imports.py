"""Previews of imported files, kept until somebody commits them."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.imports import FileImport, ImportKind, ImportState, RowError, Tally
from domain.paging import Page, Window
from persistence.paging import page
from persistence.platform.tables import file_import

_SHOWN = [column for column in file_import.c if column.name != "plan"]
"""The plan is for the commit alone, and long."""


class SqlImports:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection = connection
        self._school_id = school_id

    async def add(self, new: FileImport, *, plan: Any, account_id: UUID) -> None:
        await self._connection.execute(
            insert(file_import).values(
                school_id=self._school_id,
                id=new.id,
                kind=new.kind,
                format=new.format,
                filename=new.filename,
                sha256=new.sha256,
                state=new.state,
                counts={name: asdict(tally) for name, tally in new.counts.items()},
                row_errors=[asdict(error) for error in new.row_errors],
                plan=plan,
                account_id=account_id,
                created_at=new.created_at,
            )
        )

    async def get(self, import_id: UUID) -> FileImport | None:
        row = (
            (await self._connection.execute(select(*_SHOWN).where(*self._one(import_id))))
            .mappings()
            .one_or_none()
        )
        return None if row is None else _file_import(row)

    async def listed(self, kind: ImportKind, window: Window) -> Page[FileImport]:
        return await self.listed_of([kind], window)

    async def listed_of(self, kinds: Collection[ImportKind], window: Window) -> Page[FileImport]:
        named = sorted(kinds)
        return await page(
            self._connection,
            select(*_SHOWN).where(file_import.c.school_id == self._school_id, file_import.c.kind.in_(named)),
            window,
            by=[file_import.c.created_at, file_import.c.id],
            filters=named,
            view=lambda row: _file_import(row._mapping),
            descending=True,
        )

    async def latest(self, kind: ImportKind, filename: str) -> FileImport | None:
        """The last of this name."""
        asked = (
            select(*_SHOWN)
            .where(
                file_import.c.school_id == self._school_id,
                file_import.c.kind == kind,
                file_import.c.filename == filename,
            )
            .order_by(file_import.c.created_at.desc(), file_import.c.id.desc())
            .limit(1)
        )
        row = (await self._connection.execute(asked)).mappings().one_or_none()
        return None if row is None else _file_import(row)

    async def for_update(self, import_id: UUID) -> tuple[FileImport, Any] | None:
        row = (
            (
                await self._connection.execute(
                    select(file_import).where(*self._one(import_id)).with_for_update()
                )
            )
            .mappings()
            .one_or_none()
        )
        return None if row is None else (_file_import(row), row["plan"])

    async def committed(self, import_id: UUID, *, counts: dict[str, Tally], at: datetime) -> FileImport:
        row = (
            (
                await self._connection.execute(
                    update(file_import)
                    .where(*self._one(import_id))
                    .values(
                        state=ImportState.COMMITTED,
                        counts={name: asdict(tally) for name, tally in counts.items()},
                        committed_at=at,
                        version=file_import.c.version + 1,
                    )
                    .returning(*_SHOWN)
                )
            )
            .mappings()
            .one()
        )
        return _file_import(row)

    def _one(self, import_id: UUID) -> tuple[Any, Any]:
        return file_import.c.school_id == self._school_id, file_import.c.id == import_id


def _file_import(row: RowMapping) -> FileImport:
    state = ImportState(row["state"])
    ready = state is ImportState.PREVIEWED and not row["row_errors"]
    return FileImport(
        id=row["id"],
        kind=ImportKind(row["kind"]),
        format=row["format"],
        filename=row["filename"],
        sha256=row["sha256"],
        state=state,
        counts={name: Tally(**tally) for name, tally in row["counts"].items()},
        row_errors=[RowError(**error) for error in row["row_errors"]],
        created_at=row["created_at"],
        committed_at=row["committed_at"],
        version=row["version"],
        allowed_actions=("commit",) if ready else (),
    )
