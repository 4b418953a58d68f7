"""A review, as its reviewer sees it 盲审: the paper under a number, without names; and handing it in.

The names struck out are those of everybody who ever was an author of the paper, in characters and in letters,
their employee numbers, and the school's name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from domain.anonymity import Mask
from domain.errors import NotFound, RuleViolation
from domain.lifecycle import actions, advance, match
from domain.paging import Page, Window
from domain.papers.reviews import LIFECYCLE, OF_REVIEWERS, AspectRemark, PaperVerdict, ReviewState
from domain.papers.versions import PaperFile


class AspectTwice(RuleViolation):
    """Each aspect is remarked on once; facts: `aspects`."""

    code = "aspect_twice"


class ReturnUnexplained(RuleViolation):
    """Who recommends to return a paper says of at least one aspect what is to be worked over."""

    code = "return_unexplained"


@dataclass(frozen=True, slots=True)
class PaperResemblance:
    """A passage that stands in an earlier text too, of which nothing else is told."""

    text: str
    """As this paper has it."""

    characters: int
    share: float
    """Of this paper, how much stands in that earlier text, all passages together: 0 … 1."""


@dataclass(frozen=True, slots=True)
class BlindPaper:
    """What a reviewer is given of a paper."""

    alias_no: int
    title: str
    abstract: str | None
    keywords: tuple[str, ...]
    text: str
    sources: str | None
    has_file: bool
    """`file` gives an anonymous copy of its DOCX."""

    resemblances: tuple[PaperResemblance, ...]
    """A hint, never a verdict; the longest first."""


@dataclass(frozen=True, slots=True)
class ReviewTaskLine:
    """One of one's own reviews, in a list."""

    id: UUID
    alias_no: int
    """The paper's number: its title is in the task itself."""

    state: ReviewState
    due_on: date
    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewTask:
    """One of one's own reviews."""

    id: UUID
    paper: BlindPaper
    state: ReviewState
    due_on: date
    aspects: tuple[AspectRemark, ...]
    verdict: PaperVerdict | None
    remark: str | None
    settled_at: datetime | None
    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenPaper:
    """What is behind a task, never shown: the file as it came, and what to strike out of it."""

    alias_no: int
    file: PaperFile | None
    mask: Mask


@dataclass(frozen=True, slots=True)
class TaskFilter:
    state: tuple[ReviewState, ...] = ()


class ReviewTasks(Protocol):
    """One's own reviews: those handed in, and those that wait as long as nothing keeps one from them."""

    async def page(self, filters: TaskFilter, window: Window) -> Page[ReviewTaskLine]:
        """The latest assigned first."""
        ...

    async def get(self, review_id: UUID) -> ReviewTask | None: ...

    async def for_update(self, review_id: UUID) -> ReviewTask | None: ...

    async def behind(self, review_id: UUID) -> OpenPaper | None: ...

    async def settle(self, review_id: UUID, changes: Mapping[str, Any]) -> None: ...


@dataclass(frozen=True, slots=True)
class ReviewGiven:
    verdict: PaperVerdict
    aspects: tuple[AspectRemark, ...] = ()
    remark: str | None = None


def task_actions(state: ReviewState, *, has_file: bool = False) -> tuple[str, ...]:
    steps = tuple(one for one in actions(LIFECYCLE, state) if one in OF_REVIEWERS)
    return (*steps, "file") if has_file else steps


def check_given(given: ReviewGiven) -> None:
    """Raises AspectTwice, ReturnUnexplained."""
    named = [one.aspect for one in given.aspects]
    twice = sorted({one for one in named if named.count(one) > 1})
    if twice:
        raise AspectTwice(aspects=twice)
    if given.verdict is PaperVerdict.RETURNED and not named:
        raise ReturnUnexplained()


async def hand_in(
    tasks: ReviewTasks, review_id: UUID, given: ReviewGiven, *, expected: int, now: datetime
) -> ReviewTask:
    """Raises NotFound, Stale, InvalidState, AspectTwice, ReturnUnexplained."""
    task = await held(tasks, review_id, expected)
    state = advance(LIFECYCLE, task.state, "submit")
    check_given(given)
    changes = {"aspects": given.aspects, "verdict": given.verdict, "remark": given.remark}
    await tasks.settle(review_id, {"state": state, "settled_at": now, **changes})
    return await read(tasks, review_id)


async def decline(tasks: ReviewTasks, review_id: UUID, reason: str, *, expected: int, now: datetime) -> None:
    """One sees the paper no longer. Raises NotFound, Stale, InvalidState."""
    task = await held(tasks, review_id, expected)
    state = advance(LIFECYCLE, task.state, "decline")
    await tasks.settle(review_id, {"state": state, "reason": reason, "settled_at": now})


async def held(tasks: ReviewTasks, review_id: UUID, expected: int) -> ReviewTask:
    task = await tasks.for_update(review_id)
    if task is None:
        raise NotFound()
    match(task.version, expected)
    return task


async def read(tasks: ReviewTasks, review_id: UUID) -> ReviewTask:
    """Raises NotFound."""
    task = await tasks.get(review_id)
    if task is None:
        raise NotFound()
    return task


async def behind(tasks: ReviewTasks, review_id: UUID) -> OpenPaper:
    """Raises NotFound."""
    found = await tasks.behind(review_id)
    if found is None:
        raise NotFound()
    return found


def blinded(
    mask: Mask,
    *,
    alias_no: int,
    title: str,
    abstract: str | None,
    keywords: Sequence[str],
    text: str,
    sources: str | None,
    has_file: bool,
    resemblances: Sequence[PaperResemblance],
) -> BlindPaper:
    """Every word a reviewer reads of the paper, with the names struck out."""

    def struck(words: str | None) -> str | None:
        return None if words is None else mask.of(words)

    return BlindPaper(
        alias_no,
        mask.of(title),
        struck(abstract),
        tuple(map(mask.of, keywords)),
        mask.of(text),
        struck(sources),
        has_file,
        tuple(PaperResemblance(mask.of(one.text), one.characters, one.share) for one in resemblances),
    )
