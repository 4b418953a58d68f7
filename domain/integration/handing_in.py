"""Sending a submission 上报 to the district's platform, until it is there or will not be taken."""

from typing import Protocol
from uuid import UUID

from domain.errors import DomainError
from domain.imports import Sheet
from domain.integration.platform import DistrictPlatform, Outbound, PlatformUnavailable


class HandIns(Protocol):
    """Each call is a transaction of its own: none is open while the platform is waited for."""

    async def due(self, submission_id: UUID) -> tuple[Outbound, str, Sheet] | None:
        """Kind, about and table of a submission that is to be sent; None when it is not (any more)."""
        ...

    async def sent(self, submission_id: UUID, receipt: str) -> None: ...

    async def failed(self, submission_id: UUID, why: DomainError, *, last_try: bool) -> None: ...


class Reach(Protocol):
    """How the platform is reached as the connection stands now."""

    async def __call__(self) -> DistrictPlatform:
        """Raises PlatformNotConnected, PlatformSecretLost."""
        ...


async def hand_in(reach: Reach, hand_ins: HandIns, submission_id: UUID, *, last_try: bool) -> None:
    """Sends it, and notes what came of it. Raises PlatformUnavailable when it is to be tried again.

    Whoever was cut off does not know whether it arrived, and sends the same once more: the platform answers
    with the same receipt.
    """
    due = await hand_ins.due(submission_id)
    if due is None:
        return
    kind, about, sheet = due
    try:
        receipt = await (await reach()).hand_in(submission_id, kind, about, sheet)
    except PlatformUnavailable as refusal:
        await hand_ins.failed(submission_id, refusal, last_try=last_try)
        if not last_try:
            raise
    except DomainError as refusal:
        await hand_ins.failed(submission_id, refusal, last_try=True)
    else:
        await hand_ins.sent(submission_id, receipt)
