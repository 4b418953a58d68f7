"""Adapters behind the ports of contests."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends

from api.wiring.platform import FileBytesPort, FilesPort, MessagesPort
from api.wiring.request import Asker, Connection
from domain.contests.contest import Contests
from domain.contests.copies import Original, Originals, RegisterLine
from domain.contests.entering import EntryDesk, Manuscripts
from domain.contests.entry import Enterable, Entries
from domain.contests.judging import ContestJudges, ContestScores, JudgesDesk
from domain.contests.policy import ContestRules
from domain.contests.ranking import RankingDesk
from domain.contests.result_import import ResultFiles
from domain.contests.results import AwardBook, ResultDesk
from domain.contests.running import ContestDesk
from domain.contests.statistics import Statistics
from domain.files import FileBytes, StoredFile
from persistence.contests.awards import SqlContestAwards
from persistence.contests.contests import SqlContests
from persistence.contests.entries import SqlEnterable, SqlEntries
from persistence.contests.judges import SqlContestJudges
from persistence.contests.originals import SqlOriginals
from persistence.contests.rules import contest_rules
from persistence.contests.scores import SqlContestScores
from persistence.contests.statistics import SqlContestStatistics
from persistence.platform.files import SqlFiles


async def rules(connection: Connection, caller: Asker) -> ContestRules:
    return contest_rules(connection, caller.school_id)


async def contests(connection: Connection, caller: Asker) -> Contests:
    return SqlContests(connection, caller)


async def entries(connection: Connection, caller: Asker) -> Entries:
    return SqlEntries(connection, caller)


async def enterable(connection: Connection, caller: Asker) -> Enterable:
    return SqlEnterable(connection, caller.school_id)


async def judges(connection: Connection, caller: Asker) -> ContestJudges:
    return SqlContestJudges(connection, caller)


async def scores(connection: Connection, caller: Asker) -> ContestScores:
    return SqlContestScores(connection, caller)


async def award_book(connection: Connection, caller: Asker) -> AwardBook:
    return SqlContestAwards(connection, caller.school_id)


async def originals(connection: Connection, caller: Asker) -> Originals:
    return SqlOriginals(connection, caller.school_id)


async def statistics(connection: Connection, caller: Asker) -> Statistics:
    return SqlContestStatistics(connection, caller.school_id)


async def result_files() -> ResultFiles:
    from gateways.contests import ResultSheets

    return ResultSheets()


@dataclass(frozen=True, slots=True)
class StoredManuscripts:
    """Behind the port `Manuscripts`."""

    files: SqlFiles
    store: FileBytes

    async def characters(self, file: StoredFile) -> int:
        from gateways.contests import characters_of

        kept = await self.files.kept(file.id)
        assert kept is not None
        return await characters_of(self.store, kept.key)


async def manuscripts(connection: Connection, caller: Asker, store: FileBytesPort) -> Manuscripts:
    return StoredManuscripts(SqlFiles(connection, caller.school_id), store)


@dataclass(frozen=True, slots=True)
class Copier:
    """Makes anonymous copies of what the store holds."""

    store: FileBytes

    async def one(self, original: Original) -> bytes:
        from gateways.contests import anonymous_copy

        return await anonymous_copy(self.store, original)

    async def zipped(self, all_of_them: Sequence[Original]) -> AsyncIterator[bytes]:
        """Made before the first chunk is asked for, so that a failure is known in time."""
        from gateways.contests import chunks_of, pack

        return chunks_of(await pack(self.store, all_of_them))


async def copier(store: FileBytesPort) -> Copier:
    return Copier(store)


async def register_sheet() -> Callable[[str, Sequence[RegisterLine]], bytes]:
    from gateways.contests import write_register

    return write_register


ContestRulesPort = Annotated[ContestRules, Depends(rules)]
ContestsPort = Annotated[Contests, Depends(contests)]
EntriesPort = Annotated[Entries, Depends(entries)]
EnterablePort = Annotated[Enterable, Depends(enterable)]
ContestJudgesPort = Annotated[ContestJudges, Depends(judges)]
ContestScoresPort = Annotated[ContestScores, Depends(scores)]
AwardBookPort = Annotated[AwardBook, Depends(award_book)]
OriginalsPort = Annotated[Originals, Depends(originals)]
StatisticsPort = Annotated[Statistics, Depends(statistics)]
ResultFilesPort = Annotated[ResultFiles, Depends(result_files)]
ManuscriptsPort = Annotated[Manuscripts, Depends(manuscripts)]
CopierPort = Annotated[Copier, Depends(copier)]
RegisterSheet = Annotated[Callable[[str, Sequence[RegisterLine]], bytes], Depends(register_sheet)]


async def contest_desk(
    contests: ContestsPort, entries: EntriesPort, rules: ContestRulesPort, messages: MessagesPort
) -> ContestDesk:
    return ContestDesk(contests, entries, rules, messages)


async def entry_desk(
    contests: ContestsPort,
    entries: EntriesPort,
    works: EnterablePort,
    files: FilesPort,
    manuscripts: ManuscriptsPort,
) -> EntryDesk:
    return EntryDesk(contests, entries, works, files, manuscripts)


async def judges_desk(
    contests: ContestsPort, judges: ContestJudgesPort, scores: ContestScoresPort, rules: ContestRulesPort
) -> JudgesDesk:
    return JudgesDesk(contests, judges, scores, rules)


async def ranking_desk(
    contests: ContestsPort,
    entries: EntriesPort,
    judges: ContestJudgesPort,
    scores: ContestScoresPort,
    rules: ContestRulesPort,
    messages: MessagesPort,
) -> RankingDesk:
    return RankingDesk(contests, entries, judges, scores, rules, messages)


async def result_desk(
    contests: ContestsPort, entries: EntriesPort, awards: AwardBookPort, messages: MessagesPort
) -> ResultDesk:
    return ResultDesk(contests, entries, awards, messages)


ContestDeskPort = Annotated[ContestDesk, Depends(contest_desk)]
EntryDeskPort = Annotated[EntryDesk, Depends(entry_desk)]
JudgesDeskPort = Annotated[JudgesDesk, Depends(judges_desk)]
RankingDeskPort = Annotated[RankingDesk, Depends(ranking_desk)]
ResultDeskPort = Annotated[ResultDesk, Depends(result_desk)]
