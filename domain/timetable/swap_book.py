"""The school's swaps as the rules reach them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from domain.messages import Messages
from domain.paging import Page, Window
from domain.timetable.changes import LessonChanges
from domain.timetable.effective import HeldLesson, LessonKey
from domain.timetable.swap import Swap, SwapFilter, SwapState
from domain.timetable.swap_obstacles import Away, SwapFacts


@dataclass(frozen=True, slots=True)
class NewSwap:
    """Two lessons somebody proposes to swap."""

    absence_id: UUID
    missed: LessonKey
    other: LessonKey
    note: str | None


class SwapBook(Protocol):
    """The school's swaps, whoever asks."""

    async def facts(self, first: date, last: date) -> SwapFacts:
        """Of the whole weeks from that of `first` to that of `last`."""
        ...

    async def absence_for_update(self, absence_id: UUID) -> Away | None: ...

    async def taking(self, lessons: Collection[LessonKey]) -> list[Swap]:
        """The open proposals that would move one of these lessons, locked; by id."""
        ...

    async def of_absence(
        self, absence_id: UUID, state: SwapState, lessons: Collection[LessonKey] | None
    ) -> list[Swap]:
        """Those in this state, of the whole absence or of these missed lessons, locked; by id."""
        ...

    async def settle(
        self, swap_ids: Collection[UUID], state: SwapState, *, answer: str | None = None, at: datetime
    ) -> None: ...


class Swaps(SwapBook, Protocol):
    """Reading is limited to what the caller sees: both sides see a swap, and whoever sees one of them."""

    async def page(self, filters: SwapFilter, window: Window) -> Page[Swap]: ...

    async def get(self, swap_id: UUID) -> Swap | None: ...

    async def for_update(self, swap_id: UUID) -> Swap: ...

    async def absence(self, absence_id: UUID) -> Away | None: ...

    async def names(self, teacher_ids: Collection[UUID], class_ids: Collection[UUID]) -> dict[UUID, str]: ...

    async def add(
        self,
        absence_id: UUID,
        missed: HeldLesson,
        other: HeldLesson,
        *,
        note: str | None,
        account_id: UUID,
        at: datetime,
    ) -> Swap:
        """Raises SwapProposedAlready."""
        ...


@dataclass(frozen=True, slots=True)
class SwapDesk:
    """All that moves when a swap does."""

    swaps: Swaps
    changes: LessonChanges
    messages: Messages
