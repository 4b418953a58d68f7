"""Adapters behind the ports of papers."""

import asyncio
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends

from api.wiring.platform import FileBytesPort, FilesPort, MessagesPort
from api.wiring.request import Asker, Connection, Now
from domain.anonymity import Mask
from domain.errors import NotFound
from domain.files import FileBytes
from domain.imports import FileTooLarge
from domain.papers.conflicts import Nearness, ReviewerPool, nearness
from domain.papers.deciding import PaperDecisions
from domain.papers.duty import PaperYears
from domain.papers.exemptions import PaperExemptions
from domain.papers.paper import Papers
from domain.papers.policy import PaperPolicy, PaperRules, in_force
from domain.papers.resemblance import PaperCorpus, PaperHints
from domain.papers.reviews import PaperReviews, ReviewDesk
from domain.papers.tasks import ReviewTasks
from domain.papers.versions import PaperFiles, PaperVersions, WritingDesk
from domain.people.calendar import day_of
from domain.works.work import WorkBook
from gateways.unpacking import MAX_BYTES
from persistence.papers.conflicts import SqlReviewerPool
from persistence.papers.decisions import SqlPaperDecisions
from persistence.papers.exemptions import SqlPaperExemptions
from persistence.papers.papers import SqlPapers
from persistence.papers.resemblance import SqlPaperCorpus, SqlPaperHints
from persistence.papers.reviews import SqlPaperReviews
from persistence.papers.rules import paper_rules
from persistence.papers.tasks import SqlReviewTasks
from persistence.papers.versions import SqlPaperVersions
from persistence.papers.years import SqlPaperYears
from persistence.platform.files import SqlFiles
from persistence.works.book import SqlWorkBook


class StoredWordFiles:
    """Reads a DOCX whole: it is small enough, or refused before its bytes are fetched."""

    def __init__(self, files: SqlFiles, store: FileBytes) -> None:
        self._files, self._store = files, store

    async def text(self, file_id: UUID) -> str:
        from gateways.word_files import text_of

        return await asyncio.to_thread(text_of, await self._bytes(file_id))

    async def anonymous(self, file_id: UUID, mask: Mask) -> bytes:
        from gateways.anonymity import anonymous_docx

        return await asyncio.to_thread(anonymous_docx, await self._bytes(file_id), mask)

    async def _bytes(self, file_id: UUID) -> bytes:
        kept = await self._files.kept(file_id)
        if kept is None:
            raise NotFound()
        if kept.file.size > MAX_BYTES:
            raise FileTooLarge(what="bytes", limit=MAX_BYTES)
        return b"".join([chunk async for chunk in await self._store.read(kept.key)])


async def rules(connection: Connection, caller: Asker) -> PaperRules:
    return paper_rules(connection, caller.school_id)


PaperRulesPort = Annotated[PaperRules, Depends(rules)]


async def policy(rules: PaperRulesPort, now: Now) -> PaperPolicy:
    """Today's."""
    return in_force(await rules.every(), day_of(now))


PaperPolicyNow = Annotated[PaperPolicy, Depends(policy)]


async def near(policy: PaperPolicyNow, now: Now) -> Nearness:
    return nearness(policy, day_of(now))


Near = Annotated[Nearness, Depends(near)]


async def papers(connection: Connection, caller: Asker) -> Papers:
    return SqlPapers(connection, caller)


async def works(connection: Connection, caller: Asker) -> WorkBook:
    return SqlWorkBook(connection, caller.school_id)


async def versions(connection: Connection, caller: Asker) -> PaperVersions:
    return SqlPaperVersions(connection, caller)


async def contents(connection: Connection, caller: Asker, store: FileBytesPort) -> PaperFiles:
    return StoredWordFiles(SqlFiles(connection, caller.school_id), store)


async def reviews(connection: Connection, caller: Asker, near: Near) -> PaperReviews:
    return SqlPaperReviews(connection, caller, near)


async def pool(connection: Connection, caller: Asker) -> ReviewerPool:
    return SqlReviewerPool(connection, caller.school_id)


async def tasks(connection: Connection, caller: Asker, near: Near) -> ReviewTasks:
    return SqlReviewTasks(connection, caller, near)


async def decisions(connection: Connection, caller: Asker) -> PaperDecisions:
    return SqlPaperDecisions(connection, caller.school_id)


async def hints(connection: Connection, caller: Asker) -> PaperHints:
    return SqlPaperHints(connection, caller)


async def years(connection: Connection, caller: Asker) -> PaperYears:
    return SqlPaperYears(connection, caller.school_id)


async def exemptions(connection: Connection, caller: Asker) -> PaperExemptions:
    return SqlPaperExemptions(connection, caller)


PapersPort = Annotated[Papers, Depends(papers)]
PaperWorksPort = Annotated[WorkBook, Depends(works)]
PaperVersionsPort = Annotated[PaperVersions, Depends(versions)]
PaperFilesPort = Annotated[PaperFiles, Depends(contents)]
PaperReviewsPort = Annotated[PaperReviews, Depends(reviews)]
ReviewerPoolPort = Annotated[ReviewerPool, Depends(pool)]
ReviewTasksPort = Annotated[ReviewTasks, Depends(tasks)]
PaperDecisionsPort = Annotated[PaperDecisions, Depends(decisions)]
PaperHintsPort = Annotated[PaperHints, Depends(hints)]
PaperYearsPort = Annotated[PaperYears, Depends(years)]
PaperExemptionsPort = Annotated[PaperExemptions, Depends(exemptions)]


async def review_desk(
    papers: PapersPort,
    reviews: PaperReviewsPort,
    pool: ReviewerPoolPort,
    messages: MessagesPort,
    policy: PaperPolicyNow,
) -> ReviewDesk:
    return ReviewDesk(papers, reviews, pool, messages, policy)


async def writing_desk(
    papers: PapersPort,
    versions: PaperVersionsPort,
    works: PaperWorksPort,
    files: FilesPort,
    contents: PaperFilesPort,
) -> WritingDesk:
    return WritingDesk(papers, versions, works, files, contents)


@dataclass(frozen=True, slots=True)
class Comparing:
    """What a paper is compared with, and by which figures of today's policy."""

    corpus: PaperCorpus
    policy: PaperPolicy


async def comparing(connection: Connection, caller: Asker, policy: PaperPolicyNow) -> Comparing:
    return Comparing(SqlPaperCorpus(connection, caller.school_id), policy)


ReviewDeskPort = Annotated[ReviewDesk, Depends(review_desk)]
WritingDeskPort = Annotated[WritingDesk, Depends(writing_desk)]
ComparingPort = Annotated[Comparing, Depends(comparing)]
