"""Submissions to the platform, kept: a row that moves, the lines it was prepared with, which never do, and
its history."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, RowMapping, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.identity.actions import Role
from domain.imports import Sheet
from domain.integration.outbound_columns import COLUMNS, as_rows, as_sheet
from domain.integration.platform import Outbound
from domain.integration.submission import (
    NewSubmission,
    PlatformSubmission,
    SubmissionChanges,
    SubmissionEvent,
    SubmissionFilter,
    SubmissionOpen,
    SubmissionState,
    SubmissionVia,
    submission_actions,
)
from domain.paging import Page, Window
from persistence import rows
from persistence.identity.holders import holders
from persistence.integration.tables import platform_submission, platform_submission_event
from persistence.paging import page
from persistence.queue import enqueue
from persistence.refusals import refusing

_ITS, _EVENT = platform_submission.c, platform_submission_event.c
_SHOWN = [column for column in platform_submission.columns if column.name != "lines"]


class SqlSubmissions:
    def __init__(self, connection: AsyncConnection, school_id: UUID, caller: Caller | None = None) -> None:
        """A job has no caller, and no `allowed_actions` to show."""
        self._connection, self._school_id, self._caller = connection, school_id, caller

    async def page(self, filters: SubmissionFilter, window: Window) -> Page[PlatformSubmission]:
        statement = self._own()
        if filters.kind:
            statement = statement.where(_ITS.kind.in_(filters.kind))
        if filters.state:
            statement = statement.where(_ITS.state.in_(filters.state))
        if filters.about is not None:
            statement = statement.where(_ITS.about == filters.about)
        return await page(
            self._connection,
            statement,
            window,
            by=[_ITS.id],
            filters=filters,
            view=lambda row: self._view(row._mapping),
            descending=True,
        )

    async def get(self, submission_id: UUID) -> PlatformSubmission | None:
        return await self._one(self._own().where(_ITS.id == submission_id))

    async def for_update(self, submission_id: UUID) -> PlatformSubmission | None:
        return await self._one(self._own().where(_ITS.id == submission_id).with_for_update(key_share=True))

    async def sheet(self, submission_id: UUID) -> Sheet:
        found = await self._connection.execute(
            select(_ITS.kind, _ITS.lines).where(_ITS.school_id == self._school_id, _ITS.id == submission_id)
        )
        kind, lines = found.one()
        fields = [column.field for column in COLUMNS[Outbound(kind)]]
        return as_sheet(Outbound(kind), (dict(zip(fields, line, strict=True)) for line in lines))

    async def history(self, submission_id: UUID, window: Window) -> Page[SubmissionEvent]:
        statement = select(platform_submission_event).where(
            _EVENT.school_id == self._school_id, _EVENT.submission_id == submission_id
        )
        return await page(
            self._connection, statement, window, by=[_EVENT.id], filters=submission_id, view=_event
        )

    async def earlier(self, kind: Outbound, about: str) -> Sequence[PlatformSubmission]:
        found = await self._connection.execute(
            self._own()
            .where(_ITS.kind == kind, _ITS.about == about, _ITS.state != SubmissionState.WITHDRAWN)
            .order_by(_ITS.edition_no.desc())
        )
        return [self._view(row) for row in found.mappings()]

    async def add(self, new: NewSubmission, *, account_id: UUID, at: datetime) -> PlatformSubmission:
        values = {
            "kind": new.kind,
            "about": new.about,
            "edition_no": new.edition_no,
            "via": new.via,
            "state": SubmissionState.PREPARED,
            "lines": [list(row.values()) for row in as_rows(new.kind, new.sheet)],
            "row_count": len(new.sheet.rows),
            "sha256": new.sha256,
            "attempts": 0,
            "account_id": account_id,
            "created_at": at,
        } | ({} if new.changes is None else {"changes": asdict(new.changes)})
        with refusing(uq_platform_submission_edition=SubmissionOpen(kind=new.kind, about=new.about)):
            added = await rows.add(self._connection, platform_submission, self._school_id, values)
        await self._stepped(added["id"], None, SubmissionState.PREPARED, at, account_id, None)
        return self._view(added)

    async def change(
        self,
        before: PlatformSubmission,
        changes: Mapping[str, Any],
        *,
        at: datetime,
        account_id: UUID | None = None,
        reason: str | None = None,
    ) -> PlatformSubmission:
        changed = await rows.change(
            self._connection, platform_submission, self._school_id, before.id, changes
        )
        after = self._view(changed)
        if after.state is not before.state or reason is not None:
            await self._stepped(before.id, before.state, after.state, at, account_id, reason)
        return after

    async def queue(self, submission_id: UUID) -> None:
        job = {"school_id": str(self._school_id), "submission_id": str(submission_id)}
        await enqueue(self._connection, "hand_in_submission", job, lock=f"submission:{submission_id}")

    async def office(self) -> Sequence[UUID]:
        return await holders(self._connection, self._school_id, Role.RESEARCH_OFFICE)

    async def _stepped(
        self,
        submission_id: UUID,
        before: SubmissionState | None,
        after: SubmissionState,
        at: datetime,
        account_id: UUID | None,
        reason: str | None,
    ) -> None:
        step = {
            "submission_id": submission_id,
            "from_state": before,
            "to_state": after,
            "at": at,
            "account_id": account_id,
            "reason": reason,
        }
        await rows.add(self._connection, platform_submission_event, self._school_id, step)

    async def _one(self, statement: Select[Any]) -> PlatformSubmission | None:
        row = (await self._connection.execute(statement)).mappings().one_or_none()
        return None if row is None else self._view(row)

    def _own(self) -> Select[Any]:
        return select(*_SHOWN).where(_ITS.school_id == self._school_id)

    def _view(self, row: RowMapping) -> PlatformSubmission:
        changes = row["changes"]
        seen = rows.view(
            PlatformSubmission,
            row,
            kind=Outbound(row["kind"]),
            via=SubmissionVia(row["via"]),
            state=SubmissionState(row["state"]),
            rows=row["row_count"],
            changes=None if changes is None else SubmissionChanges(**changes),
        )
        if self._caller is None:
            return seen
        return replace(seen, allowed_actions=submission_actions(seen, self._caller))


def _event(row: Row[Any]) -> SubmissionEvent:
    return rows.view(
        SubmissionEvent,
        row._mapping,
        from_state=None if row.from_state is None else SubmissionState(row.from_state),
        to_state=SubmissionState(row.to_state),
    )
