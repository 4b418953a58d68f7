"""What the school entered, sent and won: figures of a school year, for the term summary."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from domain.contests.contest import ContestState
from domain.works.award import Prize
from domain.works.work import WorkLevel


@dataclass(frozen=True, slots=True)
class ContestPrizeCount:
    """How many prizes of a kind."""

    level: WorkLevel
    prize: Prize
    count: int


@dataclass(frozen=True, slots=True)
class ContestStatistic:
    """What became of a contest."""

    contest_id: UUID
    title: str
    organiser: str
    level: WorkLevel
    state: ContestState
    entered: int
    """Entries that stand."""

    sent: int
    """Entries sent to the organiser."""

    prizes: list[ContestPrizeCount]


@dataclass(frozen=True, slots=True)
class ContestStatistics:
    """What the school entered, sent and won in a school year; for the term summary."""

    school_year: int
    entered: int
    sent: int
    prizes: list[ContestPrizeCount]
    """By level, the highest first, and prize."""

    contests: list[ContestStatistic]


class Statistics(Protocol):
    async def of_year(self, school_year: int) -> Sequence[ContestStatistic]:
        """Contests that were opened and not cancelled, by their entry deadline."""
        ...


def summed(school_year: int, contests: Sequence[ContestStatistic]) -> ContestStatistics:
    won: dict[tuple[WorkLevel, Prize], int] = {}
    for one in contests:
        for prize in one.prizes:
            won[prize.level, prize.prize] = won.get((prize.level, prize.prize), 0) + prize.count
    return ContestStatistics(
        school_year=school_year,
        entered=sum(one.entered for one in contests),
        sent=sum(one.sent for one in contests),
        prizes=in_order([ContestPrizeCount(level, prize, count) for (level, prize), count in won.items()]),
        contests=list(contests),
    )


def in_order(prizes: Sequence[ContestPrizeCount]) -> list[ContestPrizeCount]:
    """The highest level first, and of a level the highest prize."""
    levels, kinds = list(WorkLevel), list(Prize)
    return sorted(prizes, key=lambda one: (-levels.index(one.level), kinds.index(one.prize)))
