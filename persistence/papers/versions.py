"""Versions of papers, with the fingerprints their texts are found by."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.copying import fingerprints
from domain.identity.access import Caller
from domain.paging import Page, Window
from domain.papers.paper import Paper
from domain.papers.versions import PaperFile, PaperVersion, PaperVersionLine, Written
from persistence import rows
from persistence.ids import new_id
from persistence.paging import page
from persistence.papers.papers import own_or_all
from persistence.papers.tables import paper, paper_gram, paper_version
from persistence.platform.tables import stored_file

_VERSION, _PAPER, _FILE = paper_version.c, paper.c, stored_file.c


class SqlPaperVersions:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection, self._caller, self._school_id = connection, caller, caller.school_id

    async def page(self, paper_id: UUID, window: Window) -> Page[PaperVersionLine]:
        statement = self._visible(func.char_length(_VERSION.text).label("characters"), *_LINE)
        by = [_VERSION.number, _VERSION.id]
        return await page(
            self._connection,
            statement.where(_VERSION.paper_id == paper_id),
            window,
            by=by,
            filters=paper_id,
            view=_line,
            descending=True,
        )

    async def get(self, version_id: UUID) -> PaperVersion | None:
        statement = self._visible(*_LINE, *_WORDS).where(_VERSION.id == version_id)
        row = (await self._connection.execute(statement)).one_or_none()
        return None if row is None else _view(row)

    async def add(self, paper: Paper, written: Written, *, account_id: UUID, at: datetime) -> PaperVersion:
        new = written.new
        values = {
            "paper_id": paper.id,
            "number": paper.versions + 1,
            "title": new.title,
            "abstract": new.abstract,
            "keywords": list(new.keywords),
            "text": written.text,
            "sources": new.sources,
            "file_id": new.file_id,
            "file_text": written.file_text,
            "author_ids": [str(one) for one in written.author_ids],
            "account_id": account_id,
            "written_at": at,
        }
        version_id = (await rows.add(self._connection, paper_version, self._school_id, values))["id"]
        grams = [
            {"id": new_id(), "gram": gram, "version_id": version_id}
            for gram in sorted(fingerprints(written.compared))
        ]
        await rows.add_all(self._connection, paper_gram, self._school_id, grams)
        made = await self.get(version_id)
        assert made is not None
        return made

    def _visible(self, *columns: Any) -> Select[Any]:
        return (
            select(*columns, FILE)
            .select_from(paper_version)
            .join(paper, and_(_PAPER.school_id == _VERSION.school_id, _PAPER.id == _VERSION.paper_id))
            .outerjoin(stored_file, and_(_FILE.school_id == _VERSION.school_id, _FILE.id == _VERSION.file_id))
            .where(_VERSION.school_id == self._school_id, own_or_all(self._caller))
        )


_LINE = [_VERSION[name] for name in ("id", "paper_id", "number", "title", "account_id", "written_at")]
_WORDS = [_VERSION[name] for name in ("abstract", "keywords", "text", "sources")]
FILE = func.jsonb_build_object(
    *("id", _FILE.id, "filename", _FILE.filename, "media_type", _FILE.media_type, "size", _FILE.size),
    type_=JSONB,
).label("file")
"""Of an outer join: `id` is null where there is none."""


def file_of(kept: dict[str, Any]) -> PaperFile | None:
    return None if kept["id"] is None else PaperFile(**kept | {"id": UUID(kept["id"])})


def _actions(file: PaperFile | None) -> tuple[str, ...]:
    return () if file is None else ("link",)


def _line(row: Row[Any]) -> PaperVersionLine:
    file = file_of(row.file)
    return rows.view(PaperVersionLine, row._mapping, file=file, allowed_actions=_actions(file))


def _view(row: Row[Any]) -> PaperVersion:
    file, keywords = file_of(row.file), tuple(row.keywords)
    return rows.view(PaperVersion, row._mapping, file=file, keywords=keywords, allowed_actions=_actions(file))
