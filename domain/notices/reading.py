"""Notices as they are looked for and looked at."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol
from uuid import UUID

from domain.notices.acknowledging import NoticeLink
from domain.notices.notice import CopyFilter, NoticeCopy, NoticeEdition, NoticeFilter, TrainingNotice
from domain.paging import Page, Window


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which notices to print: of one week, of one session, or those listed."""

    week: date | None = None
    """Any day of the week in which the trainings begin."""

    session_id: UUID | None = None
    notice_ids: tuple[UUID, ...] = ()

    @property
    def days(self) -> tuple[date, date] | None:
        """The week's Monday, and the one after."""
        if self.week is None:
            return None
        monday = self.week - timedelta(days=self.week.weekday())
        return monday, monday + timedelta(days=7)


class Notices(Protocol):
    """Every reading is limited to the copies the caller sees, and to the notices these belong to."""

    async def page(self, filters: NoticeFilter, window: Window) -> Page[TrainingNotice]:
        """The latest number first."""
        ...

    async def get(self, notice_id: UUID) -> TrainingNotice | None: ...

    async def among(self, notice_ids: Collection[UUID]) -> list[TrainingNotice]:
        """Those of the ids that are seen, with what they say; by number."""
        ...

    async def editions(self, notice_id: UUID, window: Window) -> Page[NoticeEdition] | None:
        """From the first on; None when no copy of the notice is seen."""
        ...

    async def copies(self, filters: CopyFilter, window: Window) -> Page[NoticeCopy]:
        """In the order of issue."""
        ...

    async def copy(self, copy_id: UUID) -> NoticeCopy | None: ...

    async def link(self, copy_id: UUID, link_id: UUID) -> NoticeLink | None: ...

    async def chosen(self, wanted: Wanted, limit: int) -> Sequence[UUID]:
        """The issued ones among those wanted, by number."""
        ...
