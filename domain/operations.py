"""Long work 长任务: asked for with one request, watched and cancelled with others."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from domain.lifecycle import Lifecycle


class OperationState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


LIFECYCLE: Lifecycle[OperationState] = {
    OperationState.QUEUED: {"cancel": OperationState.CANCELLED},
    OperationState.RUNNING: {"cancel": OperationState.RUNNING},
}
"""Running work is asked to stop, and stops at its next step."""


@dataclass(frozen=True, slots=True)
class Progress:
    done: int
    total: int | None


@dataclass(frozen=True, slots=True)
class Operation:
    """Work that goes on after the response."""

    id: UUID
    kind: str
    status: OperationState
    progress: Progress
    result_url: str | None
    """Where the outcome can be fetched once it has succeeded."""

    result: dict[str, Any] | None
    error: dict[str, Any] | None
    """Why it failed: a problem's `code` and `detail`."""

    created_at: datetime
    updated_at: datetime
    version: int
    allowed_actions: tuple[str, ...] = ()


class Operations(Protocol):
    async def start(
        self,
        kind: str,
        *,
        arguments: dict[str, Any],
        account_id: UUID,
        at: datetime,
        lock: str | None = None,
    ) -> Operation:
        """Records the work and queues it, in the caller's transaction: both happen or neither.

        Of the work of one `lock` one runs at a time.
        """
        ...

    async def get(self, operation_id: UUID) -> Operation | None: ...

    async def cancel(self, operation_id: UUID, *, expected: int, at: datetime) -> Operation:
        """Raises NotFound, Stale, InvalidState."""
        ...
