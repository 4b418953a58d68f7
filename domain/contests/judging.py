"""Judges 评委 of entries beyond the quota: appointed by the office, and blind to whose the works are."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from domain.contests.contest import LIFECYCLE, Contest, Contests, held
from domain.contests.policy import ContestPolicy, ContestRules, in_force
from domain.errors import Conflict, Forbidden, NotFound
from domain.identity.access import Caller
from domain.lifecycle import advance, match
from domain.messages import Event, Messages
from domain.paging import Page, Window
from domain.people.changes import UnknownReference
from domain.works.work import WorkKind


class ContestJudgeTaken(Conflict):
    """The teacher is one of its judges, or was released; facts: `name`."""

    code = "contest_judge_taken"


class ContestJudgeReleased(Conflict):
    """They are released from judging; facts: `name`."""

    code = "contest_judge_released"


class JudgeHasEntry(Conflict):
    """Nobody judges a contest in which a work of theirs stands; facts: `name`."""

    code = "judge_has_entry"


class NotAContestJudge(Forbidden):
    """The caller is none of its judges, or released."""

    code = "not_a_contest_judge"


class EntryAlreadyScored(Conflict):
    """The judge has scored this entry; they may revise their score."""

    code = "entry_already_scored"


@dataclass(frozen=True, slots=True)
class ContestJudge:
    """Somebody appointed to rank a contest's entries."""

    id: UUID
    contest_id: UUID
    teacher_id: UUID
    name: str
    appointed_at: datetime
    released_at: datetime | None
    """From then on their scores do not count."""

    released_because: str | None
    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnonymousEntry:
    """An entry as a judge sees it: its authors, the school and their numbers are struck out."""

    id: UUID
    contest_id: UUID
    alias: str
    kind: WorkKind
    title: str
    category: str | None
    characters: int
    text: str | None
    """null: there is a file, to be fetched as an anonymous copy."""

    score: Decimal | None
    """The judge's own, when they gave one."""

    score_id: UUID | None


@dataclass(frozen=True, slots=True)
class ContestScore:
    """What one judge gives one entry, out of 100."""

    id: UUID
    contest_id: UUID
    judge_id: UUID
    entry_id: UUID
    score: Decimal
    remark: str | None
    scored_at: datetime
    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewContestScore:
    entry_id: UUID
    score: Decimal
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class Circle:
    """Who stands behind a judge or an entry: people, and the subject groups they belong to or lead."""

    id: UUID
    """Of the judge, or of the entry."""

    people: frozenset[UUID]
    groups: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Circles:
    judges: tuple[Circle, ...]
    """Those not released."""

    entries: tuple[Circle, ...]
    """Those that stand."""


class ContestJudges(Protocol):
    """Those the caller may see: all, or their own appointment."""

    async def page(self, contest_id: UUID, window: Window) -> Page[ContestJudge]: ...

    async def get(self, judge_id: UUID, *, lock: bool = False) -> ContestJudge | None: ...

    async def of_teacher(self, contest_id: UUID, teacher_id: UUID) -> ContestJudge | None:
        """Who was not released."""
        ...

    async def name(self, teacher_id: UUID) -> str | None:
        """Of a teacher at work."""
        ...

    async def circles(self, contest_id: UUID) -> Circles: ...

    async def has_entry(self, contest_id: UUID, teacher_id: UUID) -> bool:
        """A work of which they are an author stands in the contest."""
        ...

    async def add(self, contest_id: UUID, teacher_id: UUID, name: str, *, at: datetime) -> ContestJudge:
        """Raises ContestJudgeTaken."""
        ...

    async def release(self, judge: ContestJudge, because: str, *, at: datetime) -> ContestJudge: ...


class ContestScores(Protocol):
    """Those the caller may see: a judge their own until the ranking is published."""

    async def anonymous(
        self, judge: ContestJudge, entry_ids: Collection[UUID], window: Window
    ) -> Page[AnonymousEntry]:
        """By their numbers."""
        ...

    async def page(self, contest: Contest, window: Window) -> Page[ContestScore]: ...

    async def get(self, score_id: UUID, *, lock: bool = False) -> ContestScore | None: ...

    async def given(self, contest_id: UUID) -> Mapping[UUID, Mapping[UUID, Decimal]]:
        """By entry and judge, whoever asks; of judges who were not released."""
        ...

    async def add(self, judge: ContestJudge, new: NewContestScore, *, at: datetime) -> ContestScore:
        """Raises EntryAlreadyScored."""
        ...

    async def change(
        self, score: ContestScore, changes: Mapping[str, Any], *, at: datetime
    ) -> ContestScore: ...


@dataclass(frozen=True, slots=True)
class JudgesDesk:
    """Where judges work."""

    contests: Contests
    judges: ContestJudges
    scores: ContestScores
    rules: ContestRules


def spared(judge: Circle, entry: Circle, policy: ContestPolicy) -> bool:
    """The judge is an author or, where that counts, of an author's subject group."""
    if judge.people & entry.people:
        return True
    return policy.own_group_excluded.value and bool(judge.groups & entry.groups)


def to_judge(judge: Circle, entries: Iterable[Circle], policy: ContestPolicy) -> frozenset[UUID]:
    """The entries a judge scores."""
    return frozenset(one.id for one in entries if not spared(judge, one, policy))


async def appoint_judge(
    contests: Contests,
    judges: ContestJudges,
    messages: Messages,
    contest_id: UUID,
    teacher_id: UUID,
    *,
    now: datetime,
) -> ContestJudge:
    """When entries are closed.

    Raises NotFound, InvalidState, UnknownReference, JudgeHasEntry, ContestJudgeTaken.
    """
    contest = await held(contests, contest_id, shared=True)
    advance(LIFECYCLE, contest.state, "appoint")
    name = await judges.name(teacher_id)
    if name is None:
        raise UnknownReference(field="teacher_id")
    if await judges.has_entry(contest_id, teacher_id):
        raise JudgeHasEntry(name=name)
    made = await judges.add(contest_id, teacher_id, name, at=now)
    await messages.tell(
        Event.CONTEST_JUDGE_APPOINTED,
        about=made.id,
        to=[teacher_id],
        facts={"contest": contest.title},
        link=f"contests/{contest_id}",
        at=now,
    )
    return made


async def release_judge(
    contests: Contests,
    judges: ContestJudges,
    judge_id: UUID,
    *,
    expected: int,
    because: str,
    now: datetime,
) -> ContestJudge:
    """Raises NotFound, Stale, InvalidState, ContestJudgeReleased."""
    seen = await judges.get(judge_id)
    if seen is None:
        raise NotFound()
    contest = await held(contests, seen.contest_id, shared=True)
    advance(LIFECYCLE, contest.state, "appoint")
    judge = await judges.get(judge_id, lock=True)
    assert judge is not None
    match(judge.version, expected)
    if judge.released_at is not None:
        raise ContestJudgeReleased(name=judge.name)
    return await judges.release(judge, because, at=now)


async def anonymous_entries(
    desk: JudgesDesk, contest_id: UUID, window: Window, *, caller: Caller
) -> Page[AnonymousEntry]:
    """Those the caller scores as one of its judges. Raises NotFound, NotAContestJudge."""
    contest = await desk.contests.get(contest_id)
    if contest is None:
        raise NotFound()
    judge = await judging(desk, contest_id, caller)
    return await desk.scores.anonymous(judge, await theirs(desk, contest, judge), window)


async def score_entry(
    desk: JudgesDesk,
    contest_id: UUID,
    new: NewContestScore,
    *,
    caller: Caller,
    now: datetime,
) -> ContestScore:
    """Each entry once; what a judge is spared is not there for them.

    Raises NotFound, InvalidState, NotAContestJudge, UnknownReference, EntryAlreadyScored.
    """
    contest = await held(desk.contests, contest_id, shared=True)
    judge = await judging(desk, contest_id, caller)
    advance(LIFECYCLE, contest.state, "score")
    if new.entry_id not in await theirs(desk, contest, judge):
        raise UnknownReference(field="entry_id")
    return await desk.scores.add(judge, new, at=now)


async def revise_contest_score(
    desk: JudgesDesk,
    score_id: UUID,
    changes: Mapping[str, Any],
    *,
    expected: int,
    caller: Caller,
    now: datetime,
) -> ContestScore:
    """One's own, until the ranking is published; another judge's is not there.

    Raises NotFound, Stale, InvalidState, NotAContestJudge.
    """
    seen = await desk.scores.get(score_id)
    if seen is None:
        raise NotFound()
    contest = await held(desk.contests, seen.contest_id, shared=True)
    judge = await judging(desk, contest.id, caller)
    advance(LIFECYCLE, contest.state, "score")
    found = await desk.scores.get(score_id, lock=True)
    assert found is not None
    assert found.judge_id == judge.id, "until the ranking a judge sees their own scores alone"
    match(found.version, expected)
    return await desk.scores.change(found, changes, at=now)


async def judging(desk: JudgesDesk, contest_id: UUID, caller: Caller) -> ContestJudge:
    """The caller as one of its judges. Raises NotAContestJudge."""
    own = None if caller.teacher_id is None else await desk.judges.of_teacher(contest_id, caller.teacher_id)
    if own is None:
        raise NotAContestJudge()
    return own


async def theirs(desk: JudgesDesk, contest: Contest, judge: ContestJudge) -> frozenset[UUID]:
    """The entries that stand and are the judge's to score."""
    circles = await desk.judges.circles(contest.id)
    own = next(one for one in circles.judges if one.id == judge.id)
    return to_judge(own, circles.entries, await policy_of(contest, desk.rules))


async def policy_of(contest: Contest, rules: ContestRules) -> ContestPolicy:
    """Judging goes by the day entries closed, as the quota does."""
    day = contest.quota.counted_on if contest.quota else contest.entries_due_on
    return in_force(await rules.every(), day)


def expected_judges(circles: Circles, policy: ContestPolicy) -> dict[UUID, frozenset[UUID]]:
    """Of each entry, the judges who are to score it."""
    return {
        entry.id: frozenset(one.id for one in circles.judges if not spared(one, entry, policy))
        for entry in circles.entries
    }
