"""Versions of a paper 论文稿次: each kept as it was written; a further one takes the place of the last."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.anonymity import Mask
from domain.errors import Conflict, NotFound, RuleViolation
from domain.files import EXTENSIONS, Files, StoredFile
from domain.identity.access import Caller
from domain.identity.actions import Scope
from domain.lifecycle import advance
from domain.paging import Page, Window
from domain.papers.paper import LIFECYCLE, Paper, Papers, may_write
from domain.people.changes import UnknownReference
from domain.works.work import WorkBook

LONGEST = 50_000
"""Characters of a paper."""

PDF = "application/pdf"
WORD = next(kind for kind, endings in EXTENSIONS.items() if endings == (".docx",))


class PaperFileUnfit(RuleViolation):
    """A paper's file is DOCX or PDF; facts: `filename`."""

    code = "paper_file_unfit"


class PaperTextMissing(RuleViolation):
    """Without a text only a DOCX will do: it can be read, and made anonymous for its reviewers."""

    code = "paper_text_missing"


class PaperTooLong(RuleViolation):
    """Facts: `characters`, `limit`."""

    code = "paper_too_long"


class PaperFileNotBlind(Conflict):
    """A PDF cannot be made anonymous: its reviewers read the text beside it."""

    code = "paper_file_not_blind"


@dataclass(frozen=True, slots=True)
class PaperFile:
    id: UUID
    filename: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class PaperVersionLine:
    """A version in a list: without its text."""

    id: UUID
    paper_id: UUID
    number: int
    title: str
    characters: int
    """Of its text."""

    file: PaperFile | None
    account_id: UUID
    """Who wrote it down."""

    written_at: datetime
    version: int = 1
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperVersion:
    """One version of a paper; never changed after."""

    id: UUID
    paper_id: UUID
    number: int
    """1 for the first."""

    title: str
    abstract: str | None
    keywords: tuple[str, ...]
    text: str
    """As it was given or, where only a DOCX was, as that says."""

    sources: str | None
    """参考文献, one a line."""

    file: PaperFile | None
    account_id: UUID
    written_at: datetime
    version: int = 1
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewVersion:
    title: str
    text: str | None = None
    abstract: str | None = None
    keywords: tuple[str, ...] = ()
    sources: str | None = None
    file_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What is kept of a version: its text settled, and what its file says besides."""

    new: NewVersion
    text: str
    file_text: str | None
    """Of a DOCX beside a text that says something else."""

    author_ids: tuple[UUID, ...]

    @property
    def compared(self) -> str:
        """All its words, for finding what stands in earlier papers."""
        return self.text if self.file_text is None else f"{self.text}\n\n{self.file_text}"


class PaperVersions(Protocol):
    """Versions of the papers a caller may see."""

    async def page(self, paper_id: UUID, window: Window) -> Page[PaperVersionLine]:
        """The latest first."""
        ...

    async def get(self, version_id: UUID) -> PaperVersion | None: ...

    async def add(self, paper: Paper, written: Written, *, account_id: UUID, at: datetime) -> PaperVersion:
        """The next one, its fingerprints with it; the paper is locked."""
        ...


class PaperFiles(Protocol):
    """What is inside a DOCX. Raises UnreadableFile, FileTooLarge."""

    async def text(self, file_id: UUID) -> str: ...

    async def anonymous(self, file_id: UUID, mask: Mask) -> bytes:
        """A copy without names and properties."""
        ...


@dataclass(frozen=True, slots=True)
class WritingDesk:
    """Where a version is written."""

    papers: Papers
    versions: PaperVersions
    works: WorkBook
    files: Files
    contents: PaperFiles


async def write(
    desk: WritingDesk, paper_id: UUID, new: NewVersion, *, caller: Caller, now: datetime
) -> tuple[PaperVersion, Written]:
    """A further version. Raises NotFound, Forbidden, InvalidState, UnknownReference, PaperFileUnfit,
    PaperTextMissing, PaperTooLong, UnreadableFile, FileTooLarge."""
    paper = await desk.papers.for_update(paper_id)
    if paper is None:
        raise NotFound()
    may_write(paper, caller)
    advance(LIFECYCLE, paper.state, "write")
    written = await _settled(desk, new, paper.author_ids, caller)
    await desk.works.retitle(paper.work_id, new.title)
    made = await desk.versions.add(paper, written, account_id=caller.account_id, at=now)
    await desk.papers.change(paper_id, {})
    return made, written


async def _settled(
    desk: WritingDesk, new: NewVersion, author_ids: tuple[UUID, ...], caller: Caller
) -> Written:
    file = None if new.file_id is None else await _file(desk.files, new.file_id, caller)
    said = await desk.contents.text(file.id) if file is not None and file.media_type == WORD else None
    text = new.text or said
    if not text:
        raise PaperTextMissing()
    for one in (text, said or ""):
        if len(one) > LONGEST:
            raise PaperTooLong(characters=len(one), limit=LONGEST)
    return Written(new, text, said if said != text else None, author_ids)


async def _file(files: Files, file_id: UUID, caller: Caller) -> StoredFile:
    """A file one did not bring is, to all but the office, none: naming it would make it readable."""
    file = await files.get(file_id)
    if file is None or (caller.reach < Scope.SCHOOL and file.account_id != caller.account_id):
        raise UnknownReference(field="file_id")
    if file.media_type not in (WORD, PDF):
        raise PaperFileUnfit(filename=file.filename)
    return file


async def read(versions: PaperVersions, version_id: UUID) -> PaperVersion:
    """Raises NotFound."""
    found = await versions.get(version_id)
    if found is None:
        raise NotFound()
    return found


def file_of(version: PaperVersion) -> UUID:
    """Raises NotFound when there is none."""
    if version.file is None:
        raise NotFound()
    return version.file.id


def blind_file(file: PaperFile | None) -> UUID:
    """Of which an anonymous copy can be made. Raises NotFound, PaperFileNotBlind."""
    if file is None:
        raise NotFound()
    if file.media_type != WORD:
        raise PaperFileNotBlind()
    return file.id
