"""The school's own ranking 排序: which entries are sent when there are more than places.

An entry's score is the mean of its judges' scores, rounded to hundredths, halves up; from so many judges on
without one highest and one lowest. Of equal means the higher median stands first, then the higher lowest
score, then what was entered earlier. So places never go to a tie.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from uuid import UUID

from domain.contests.contest import LIFECYCLE, Contest, Contests, held, sees_all
from domain.contests.entry import LIFECYCLE as ENTRY_LIFECYCLE
from domain.contests.entry import ContestEntry, Entries, told_authors
from domain.contests.judging import ContestJudges, ContestScores, expected_judges, policy_of
from domain.contests.policy import ContestRules
from domain.errors import Conflict, Forbidden, NotFound
from domain.identity.access import Caller
from domain.lifecycle import advance
from domain.messages import Event, Messages, Notice

HUNDREDTH = Decimal("0.01")


class ContestScoresMissing(Conflict):
    """Not every judge scored all they are to, or nobody may judge an entry; facts: `aliases`."""

    code = "contest_scores_missing"


class RankingNotThere(Conflict):
    """Entries are ranked once they are closed; facts: `title`."""

    code = "ranking_not_there"


class TieBreak(StrEnum):
    """By what an entry stands behind one of the same mean."""

    MEDIAN = "median"
    LOWEST_SCORE = "lowest_score"
    ENTERED_EARLIER = "entered_earlier"


@dataclass(frozen=True, slots=True)
class RankLine:
    """An entry's place, and why."""

    entry_id: UUID
    alias: str
    rank: int
    score: Decimal
    """The mean."""

    median: Decimal
    lowest: Decimal
    judges: int
    trimmed: bool
    """One highest and one lowest score are left out of the mean."""

    sent: bool
    tie_break: TieBreak | None
    """Why it stands behind the one before it; null: by its mean."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """How the entries of a contest stand."""

    contest_id: UUID
    places: int
    entries: int
    over_quota: bool
    """False: all are sent, and nothing need be scored."""

    trim_rule_id: UUID | None
    """null: the shipped default."""

    lines: list[RankLine]
    """Of the entries that were scored, the best first; empty where all are sent."""

    waiting: list[str]
    """Numbers of the entries that lack scores; `rank` is refused until there are none."""


@dataclass(frozen=True, slots=True)
class Scored:
    """An entry with its scores, at least one."""

    entry_id: UUID
    alias: str
    entered_at: datetime
    scores: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class _Weighed:
    of: Scored
    score: Decimal
    median: Decimal
    lowest: Decimal
    trimmed: bool

    @property
    def key(self) -> tuple[Decimal, Decimal, Decimal, datetime, UUID]:
        return -self.score, -self.median, -self.lowest, self.of.entered_at, self.of.entry_id


def ranked(entries: Iterable[Scored], *, places: int, trim_from: int | None) -> list[RankLine]:
    """The best first; `places` of them are sent."""
    ordered = sorted((_weighed(one, trim_from) for one in entries), key=lambda one: one.key)
    return [
        RankLine(
            entry_id=one.of.entry_id,
            alias=one.of.alias,
            rank=rank,
            score=one.score,
            median=one.median,
            lowest=one.lowest,
            judges=len(one.of.scores),
            trimmed=one.trimmed,
            sent=rank <= places,
            tie_break=None if before is None else _behind(before, one),
        )
        for rank, (before, one) in enumerate(zip([None, *ordered], ordered, strict=False), start=1)
    ]


def _weighed(one: Scored, trim_from: int | None) -> _Weighed:
    scores = sorted(one.scores)
    trimmed = trim_from is not None and len(scores) >= trim_from
    counting = scores[1:-1] if trimmed else scores
    half = len(scores) // 2
    middle = scores[half : half + 1] if len(scores) % 2 else scores[half - 1 : half + 1]
    return _Weighed(one, _mean(counting), _mean(middle), scores[0], trimmed)


def _mean(numbers: Sequence[Decimal]) -> Decimal:
    return (sum(numbers, Decimal(0)) / len(numbers)).quantize(HUNDREDTH, ROUND_HALF_UP)


def _behind(before: _Weighed, one: _Weighed) -> TieBreak | None:
    if before.score != one.score:
        return None
    if before.median != one.median:
        return TieBreak.MEDIAN
    return TieBreak.LOWEST_SCORE if before.lowest != one.lowest else TieBreak.ENTERED_EARLIER


@dataclass(frozen=True, slots=True)
class RankingDesk:
    """Where the ranking is made."""

    contests: Contests
    entries: Entries
    judges: ContestJudges
    scores: ContestScores
    rules: ContestRules
    messages: Messages


async def ranking_of(desk: RankingDesk, contest_id: UUID, *, caller: Caller) -> Ranking:
    """As it stands; for those who see all entries. Raises NotFound, Forbidden, RankingNotThere."""
    contest = await desk.contests.get(contest_id)
    if contest is None:
        raise NotFound()
    if not sees_all(caller):
        raise Forbidden()
    return await _drawn_up(desk, contest, await desk.entries.standing(contest_id))


async def publish_ranking(desk: RankingDesk, contest_id: UUID, *, expected: int, now: datetime) -> Contest:
    """Which entries are sent, all where there are places for all; every author is told of their own.

    Once more after an entry was withdrawn: the next one moves up.
    Raises NotFound, Stale, InvalidState, ContestScoresMissing.
    """
    contest = await held(desk.contests, contest_id, expected=expected)
    state = advance(LIFECYCLE, contest.state, "rank")
    standing = await desk.entries.standing(contest_id)
    ranking = await _drawn_up(desk, contest, standing)
    if ranking.waiting:
        raise ContestScoresMissing(aliases=ranking.waiting)
    lines = {line.entry_id: line for line in ranking.lines}
    await desk.entries.change_all([_settled(one, lines.get(one.id)) for one in standing])
    told = [notice for one in standing for notice in _outcome(contest, one, lines.get(one.id))]
    await desk.messages.tell_all(told, at=now)
    return await desk.contests.change(contest_id, {"state": state, "ranked_at": now})


async def _drawn_up(desk: RankingDesk, contest: Contest, standing: Sequence[ContestEntry]) -> Ranking:
    if contest.quota is None:
        raise RankingNotThere(title=contest.title)
    policy, places = await policy_of(contest, desk.rules), contest.quota.places
    over, lines, waiting = len(standing) > places, list[RankLine](), list[str]()
    if over:
        given = await desk.scores.given(contest.id)
        expected = expected_judges(await desk.judges.circles(contest.id), policy)
        waiting = [one.alias or "" for one in standing if _lacks(expected.get(one.id), given.get(one.id, {}))]
        scored = [
            Scored(one.id, one.alias or "", one.entered_at, tuple(given[one.id].values()))
            for one in standing
            if given.get(one.id)
        ]
        lines = ranked(scored, places=places, trim_from=policy.trim_from.value)
    return Ranking(contest.id, places, len(standing), over, policy.trim_from.id, lines, waiting)


def _lacks(expected: frozenset[UUID] | None, given: Mapping[UUID, Decimal]) -> bool:
    """Nobody scored it, or somebody who should did not."""
    return not given or bool((expected or frozenset()) - given.keys())


def _settled(one: ContestEntry, line: RankLine | None) -> dict[str, object]:
    sent = line is None or line.sent
    state = advance(ENTRY_LIFECYCLE, one.state, "send" if sent else "hold_back")
    rank, score = (None, None) if line is None else (line.rank, line.score)
    return {"id": one.id, "state": state, "rank": rank, "score": score}


def _outcome(contest: Contest, one: ContestEntry, line: RankLine | None) -> list[Notice]:
    facts = {"contest": contest.title, "title": one.title}
    if line is None or line.sent:
        return told_authors(Event.CONTEST_ENTRY_SENT, one, facts)
    return told_authors(Event.CONTEST_ENTRY_NOT_SENT, one, facts | {"rank": str(line.rank)})
