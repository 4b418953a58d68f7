"""What a summary says of contests 评比 the school took part in."""

from collections.abc import Sequence

from domain.contests.contest import ContestState
from domain.contests.entry import EntryState
from domain.contests.statistics import ContestStatistic
from domain.reports.figure import figure, link
from domain.reports.parts.topics import LEVELS
from domain.reports.parts.wording import sentences, titles
from domain.reports.summary import SummaryPart, SummaryTable, SummaryTerm, TableColumn

COUNTED = (
    ContestState.OPEN,
    ContestState.CLOSED,
    ContestState.RANKED,
    ContestState.SUBMITTED,
    ContestState.RESULTS_IN,
)
STANDS = tuple(state for state in EntryState if state is not EntryState.WITHDRAWN)


def contest_part(
    term: SummaryTerm, contests: Sequence[ContestStatistic], entries: int, won: int
) -> SummaryPart:
    """Of the school year: entries that stand in any of its contests, and those that won something."""
    year = term.school_year
    listed_at = link("contests", school_year=year, state=COUNTED)
    return SummaryPart(
        "contests",
        "论文与成果评比",
        _sentences(contests, entries, won),
        (
            figure("contests", "本学年组织参加的评比", len(contests), "项", listed_at),
            figure(
                "contest_entries",
                "评比参评成果",
                entries,
                "件",
                link("contest-entries", school_year=year, state=STANDS),
            ),
            figure(
                "contest_awarded",
                "评比获奖成果",
                won,
                "件",
                link("contest-entries", school_year=year, state=EntryState.AWARDED),
            ),
        ),
        (_table(contests, listed_at),) if contests else (),
    )


def _sentences(contests: Sequence[ContestStatistic], entries: int, won: int) -> tuple[str, ...]:
    if not contests:
        return ("本学年尚未组织参加教科研成果评比。",)
    return sentences(
        f"本学年组织教师参加{titles([one.title for one in contests])}等评比{len(contests)}项，"
        f"参评成果{entries}件。",
        f"其中{won}件获奖。" if won else None,
    )


def _table(contests: Sequence[ContestStatistic], listed_at: str) -> SummaryTable:
    return SummaryTable(
        "contests",
        "参加评比情况",
        (
            TableColumn("评比"),
            TableColumn("级别"),
            TableColumn("主办单位"),
            TableColumn("参评", number=True),
            TableColumn("上送", number=True),
            TableColumn("获奖", number=True),
        ),
        tuple(
            (
                one.title,
                LEVELS[one.level],
                one.organiser,
                str(one.entered),
                str(one.sent),
                str(sum(prize.count for prize in one.prizes)),
            )
            for one in contests
        ),
        listed_at,
    )
