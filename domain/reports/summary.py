"""The term summary 工作总结: one a term, in the order of the source, drafted from all rooms, then frozen."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.errors import Conflict
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.lifecycle import Lifecycle, actions
from domain.paging import Page, Window
from domain.people.calendar import ZONE
from domain.reports.chart import Chart
from domain.reports.figure import Figure


class SummaryTaken(Conflict):
    """The term has its summary."""

    code = "term_summary_taken"


class SummarySlot(StrEnum):
    """Where in the summary; also where the office's own words stand."""

    OPENING = "opening"
    """引言."""

    GUIDING = "guiding"
    """指导思想."""

    TRAINING = "training"
    """教师专业培训."""

    STUDY = "study"
    """校本研修."""

    THEMES = "themes"
    """主题研修与课堂改革."""

    RESEARCH = "research"
    """课题、论文与教科研."""

    YOUNG = "young"
    """青年教师培养."""

    CLOSING = "closing"
    """结语."""


HEADINGS: Mapping[SummarySlot, str] = {
    SummarySlot.GUIDING: "一、指导思想",
    SummarySlot.TRAINING: "1．认真落实教师专业培训工作",
    SummarySlot.STUDY: "2．扎实推进校本研修工作",
    SummarySlot.THEMES: "3．主题研修与推进“生本课堂”改革",
    SummarySlot.RESEARCH: "4．以课题、论文等为载体，强化教科研意识",
    SummarySlot.YOUNG: "5．重视青年教师的培养",
}
MAIN_POINTS = "二、工作要点"
"""Stands above the five numbered sections."""

NUMBERED = (
    SummarySlot.TRAINING,
    SummarySlot.STUDY,
    SummarySlot.THEMES,
    SummarySlot.RESEARCH,
    SummarySlot.YOUNG,
)


class SummaryState(StrEnum):
    DRAFT = "draft"
    """Its figures are counted whenever it is read."""

    FROZEN = "frozen"
    """It says what it said when it was frozen."""


LIFECYCLE: Lifecycle[SummaryState] = {
    SummaryState.DRAFT: {"update": SummaryState.DRAFT, "freeze": SummaryState.FROZEN},
    SummaryState.FROZEN: {"reopen": SummaryState.DRAFT},
}
NEEDS: Mapping[str, Action] = {
    "update": Action.SUMMARY_WRITE,
    "freeze": Action.SUMMARY_WRITE,
    "reopen": Action.SUMMARY_REOPEN,
}


@dataclass(frozen=True, slots=True)
class TableColumn:
    title: str
    number: bool = False


@dataclass(frozen=True, slots=True)
class SummaryTable:
    key: str
    title: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    link: str
    """To the list it is made from."""


@dataclass(frozen=True, slots=True)
class SummaryChart:
    key: str
    """What `summary-charts/{summary_id}` draws it by."""

    chart: Chart
    link: str
    """To the list it is made from."""


@dataclass(frozen=True, slots=True)
class SummaryPart:
    """What one room has to say in a section."""

    key: str
    title: str
    sentences: tuple[str, ...]
    figures: tuple[Figure, ...] = ()
    tables: tuple[SummaryTable, ...] = ()
    charts: tuple[SummaryChart, ...] = ()


@dataclass(frozen=True, slots=True)
class SummarySection:
    slot: SummarySlot
    heading: str | None
    text: str | None
    """The office's own words, paragraphs parted by line breaks."""

    parts: tuple[SummaryPart, ...]


@dataclass(frozen=True, slots=True)
class SummaryTerm:
    """The term summed up, and as of which moment."""

    id: UUID
    school: str
    school_year: int
    number: int
    starts_on: date
    ends_on: date
    now: datetime

    @property
    def until(self) -> date:
        """The day after the last."""
        return self.ends_on + timedelta(days=1)

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.starts_on, time(), ZONE)

    @property
    def over(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.until, time(), ZONE)


@dataclass(frozen=True, slots=True)
class SummaryContent:
    """What a summary says, whole."""

    title: str
    subtitle: str
    school: str
    term_id: UUID
    school_year: int
    number: int
    as_of: datetime
    """When its figures were counted."""

    edition_no: int | None
    """null: a draft, which says something else as soon as the data does."""

    sections: tuple[SummarySection, ...]

    def parts(self) -> Iterator[SummaryPart]:
        for section in self.sections:
            yield from section.parts

    def figures(self) -> list[Figure]:
        return [one for part in self.parts() for one in part.figures]

    def charts(self) -> dict[str, SummaryChart]:
        return {one.key: one for part in self.parts() for one in part.charts}


@dataclass(frozen=True, slots=True)
class TermSummary:
    """One 工作总结: of which term, how far, and the office's own words."""

    id: UUID
    term_id: UUID
    school_year: int
    number: int
    """Of the term in its school year, 1 or 2."""

    state: SummaryState
    edition_no: int
    """Of the latest edition; 0: never frozen yet."""

    texts: dict[SummarySlot, str]
    created_at: datetime
    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SummaryText:
    """What the office wrote once; an empty text took the one before back."""

    id: UUID
    slot: SummarySlot
    text: str
    account_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class SummaryEdition:
    """A summary as it was frozen once."""

    id: UUID
    number: int
    frozen_at: datetime
    account_id: UUID
    reopened_at: datetime | None
    reopened_because: str | None


class SummarySource(Protocol):
    """What one room has to say of a term, in a constant number of statements."""

    slot: SummarySlot

    async def parts(self, term: SummaryTerm) -> Sequence[SummaryPart]: ...


class TermSummaries(Protocol):
    async def page(self, window: Window, *, term_id: UUID | None) -> Page[TermSummary]: ...

    async def get(self, summary_id: UUID) -> TermSummary | None: ...

    async def for_update(self, summary_id: UUID) -> TermSummary | None: ...

    async def knows_term(self, term_id: UUID) -> bool: ...

    async def term(self, term_id: UUID, *, now: datetime) -> SummaryTerm: ...

    async def add(self, term_id: UUID, *, at: datetime) -> TermSummary: ...

    async def write(
        self, summary_id: UUID, texts: Mapping[SummarySlot, str], *, at: datetime
    ) -> TermSummary: ...

    async def freeze(self, summary_id: UUID, content: SummaryContent, *, at: datetime) -> TermSummary:
        """Keeps the content as the edition it names."""
        ...

    async def reopen(self, summary: TermSummary, reason: str, *, at: datetime) -> TermSummary: ...

    async def edition(self, summary_id: UUID, number: int) -> SummaryContent | None: ...

    async def editions(self, summary_id: UUID, window: Window) -> Page[SummaryEdition]:
        """The latest first."""
        ...

    async def texts(self, summary_id: UUID, window: Window, *, slot: SummarySlot | None) -> Page[SummaryText]:
        """All that was ever written, the latest first."""
        ...


def allowed_actions(state: SummaryState, caller: Caller) -> tuple[str, ...]:
    return tuple(step for step in actions(LIFECYCLE, state) if caller.may(NEEDS[step]))
