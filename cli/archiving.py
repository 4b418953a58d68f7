"""Making the archive of a closed project: one ZIP among the school's files."""

import asyncio
import hashlib
import zipfile
from dataclasses import dataclass, field
from datetime import datetime
from tempfile import TemporaryFile
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from cli.keeping import keep
from cli.operations import Report
from domain.errors import NotFound
from domain.files import FileBytes
from domain.identity.access import Caller
from domain.people.calendar import ZONE
from domain.projects.archive import OUTCOMES, SUMS, Item, index_csv, index_html, plain, sums, table_csv
from domain.projects.closing import SAID
from domain.projects.outcome import MemberOutcome
from persistence.projects.archiving import Kept, archived_files, keep_archive
from persistence.projects.closings import SqlClosings
from persistence.projects.projects import SqlProjects

HEADER = ("姓名", "计学时", "原因", "应到", "出勤", "迟到", "请假", "缺勤", "过程考核", "效果考核", "总评")
ZIP = "application/zip"


@dataclass
class Packed:
    """A ZIP as it grows; names are UTF-8 and say so."""

    zip: zipfile.ZipFile
    at: datetime
    items: list[Item] = field(default_factory=list)

    async def add(self, store: FileBytes, one: Kept) -> None:
        if one.key is None:
            self.write(one.path, one.note, (one.text or "").encode())
            return
        chunks = await store.read(one.key)  # before there is an entry: they may be gone
        digest, size = hashlib.sha256(), 0
        with self.zip.open(self.entry(one.path), "w", force_zip64=True) as entry:
            async for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                await asyncio.to_thread(entry.write, chunk)
        self.items.append(Item(one.path, one.note, size, digest.hexdigest()))

    def write(self, path: str, note: str, content: bytes) -> None:
        self.zip.writestr(self.entry(path), content)
        self.items.append(Item(path, note, len(content), hashlib.sha256(content).hexdigest()))

    def entry(self, path: str) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(path, self.at.astimezone(ZONE).timetuple()[:6])
        entry.compress_type = zipfile.ZIP_DEFLATED
        return entry


async def archive(
    connection: AsyncConnection,
    store: FileBytes,
    caller: Caller,
    project_id: UUID,
    closing_no: int,
    *,
    report: Report,
) -> UUID:
    """The archive's file. Raises NotFound when the project is no longer closed as it was."""
    school_id = caller.school_id
    project = await SqlProjects(connection, caller).get(project_id)
    if project is None or project.closing_no != closing_no or project.closed_at is None:
        raise NotFound()
    files = await archived_files(connection, school_id, project_id)
    with TemporaryFile() as out:
        with zipfile.ZipFile(out, "w") as opened:
            packed = Packed(opened, project.closed_at)
            for done, one in enumerate(files):
                await report(done, len(files))
                await packed.add(store, one)
            outcomes = await SqlClosings(connection, school_id).kept(project)
            packed.write(OUTCOMES, "考核结果", table_csv(HEADER, [_line(one) for one in outcomes]))
            listed = list(packed.items)
            packed.write("index.csv", "目录", index_csv(listed))
            packed.write("index.html", "目录", index_html(project.title, listed))
            opened.writestr(packed.entry(SUMS), sums(packed.items))
        file_id = await keep(
            connection,
            store,
            school_id,
            caller.account_id,
            name=f"{plain(f'{project.title}归档')}.zip",
            media_type=ZIP,
            content=out,
        )
    if not await keep_archive(connection, school_id, project_id, closing_no, file_id):
        raise NotFound()
    return file_id


def _line(one: MemberOutcome) -> tuple[str, ...]:
    reasons = "、".join(SAID[reason] for reason in one.reasons)
    counts = (one.expected, one.present, one.late, one.excused, one.absent)
    scores = (one.process, one.effect, one.total)
    return (one.name, "是" if one.granted else "否", reasons, *map(str, counts), *map(str, scores))
