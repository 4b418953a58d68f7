"""Submissions in memory, and who is told of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from domain.imports import Sheet
from domain.integration.platform import Outbound
from domain.integration.submission import (
    NewSubmission,
    PlatformSubmission,
    SubmissionEvent,
    SubmissionFilter,
    SubmissionState,
)
from domain.messages import Event, Notice
from domain.paging import Page, Window

NOW = datetime(2021, 3, 17, 2, 0, tzinfo=UTC)
OFFICE, SOMEBODY = uuid4(), uuid4()


@dataclass
class KeptSubmissions:
    found: dict[UUID, PlatformSubmission] = field(default_factory=dict)
    sheets: dict[UUID, Sheet] = field(default_factory=dict)
    steps: list[tuple[SubmissionState | None, SubmissionState, UUID | None, str | None]] = field(
        default_factory=list
    )
    queued: list[UUID] = field(default_factory=list)

    async def page(self, filters: SubmissionFilter, window: Window) -> Page[PlatformSubmission]:
        raise NotImplementedError

    async def history(self, submission_id: UUID, window: Window) -> Page[SubmissionEvent]:
        raise NotImplementedError

    async def get(self, submission_id: UUID) -> PlatformSubmission | None:
        return self.found.get(submission_id)

    async def for_update(self, submission_id: UUID) -> PlatformSubmission | None:
        return self.found.get(submission_id)

    async def sheet(self, submission_id: UUID) -> Sheet:
        return self.sheets[submission_id]

    async def earlier(self, kind: Outbound, about: str) -> Sequence[PlatformSubmission]:
        ones = [
            one
            for one in self.found.values()
            if (one.kind, one.about) == (kind, about) and one.state is not SubmissionState.WITHDRAWN
        ]
        return sorted(ones, key=lambda one: -one.edition_no)

    async def add(self, new: NewSubmission, *, account_id: UUID, at: datetime) -> PlatformSubmission:
        made = PlatformSubmission(
            id=uuid4(),
            kind=new.kind,
            about=new.about,
            edition_no=new.edition_no,
            via=new.via,
            state=SubmissionState.PREPARED,
            rows=len(new.sheet.rows),
            sha256=new.sha256,
            changes=new.changes,
            receipt=None,
            attempts=0,
            last_error=None,
            created_at=at,
            sent_at=None,
            settled_at=None,
            settled_because=None,
            version=1,
        )
        self.found[made.id], self.sheets[made.id] = made, new.sheet
        self.steps.append((None, made.state, account_id, None))
        return made

    async def change(
        self,
        before: PlatformSubmission,
        changes: Mapping[str, Any],
        *,
        at: datetime,
        account_id: UUID | None = None,
        reason: str | None = None,
    ) -> PlatformSubmission:
        changed = replace(before, **changes, version=before.version + 1)
        self.found[before.id] = changed
        if changed.state is not before.state or reason is not None:
            self.steps.append((before.state, changed.state, account_id, reason))
        return changed

    async def queue(self, submission_id: UUID) -> None:
        self.queued.append(submission_id)

    async def office(self) -> Sequence[UUID]:
        return [OFFICE]


@dataclass
class Told:
    told: list[tuple[Event, UUID, Mapping[str, str]]] = field(default_factory=list)

    async def tell(
        self,
        event: Event,
        *,
        about: UUID,
        to: Sequence[UUID],
        facts: Mapping[str, str],
        link: str | None = None,
        at: datetime,
    ) -> None:
        self.told += [(event, one, facts) for one in to]

    async def tell_all(self, notices: Sequence[Notice], *, at: datetime) -> None:
        raise NotImplementedError


@dataclass
class Line:
    """Whether the platform can be reached over HTTP."""

    open: bool = True

    async def usable(self) -> bool:
        return self.open
