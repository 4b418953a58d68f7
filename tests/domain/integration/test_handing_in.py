"""A submission is sent until it is there, or will not be taken."""

from dataclasses import dataclass, field
from uuid import UUID

import pytest

from domain.errors import DomainError
from domain.imports import Sheet
from domain.integration.connection import PlatformNotConnected
from domain.integration.handing_in import hand_in
from domain.integration.platform import (
    DistrictPlatform,
    Inbound,
    Outbound,
    PlatformRefused,
    PlatformUnavailable,
)
from domain.outgoing import TargetRefused

ID = UUID(int=7)
SHEET = Sheet("applications", ["工号"], [(2, {"工号": "1"})])


@dataclass
class Waiting:
    """One submission, and what is noted of it."""

    due_now: bool = True
    noted: list[tuple[str, str, bool]] = field(default_factory=list)

    async def due(self, submission_id: UUID) -> tuple[Outbound, str, Sheet] | None:
        return (Outbound.APPLICATIONS, "R1", SHEET) if self.due_now else None

    async def sent(self, submission_id: UUID, receipt: str) -> None:
        self.noted.append(("sent", receipt, True))

    async def failed(self, submission_id: UUID, why: DomainError, *, last_try: bool) -> None:
        self.noted.append(("failed", why.code, last_try))


@dataclass
class There:
    """A platform that takes everything, or fails in one way."""

    fault: DomainError | None = None
    taken: list[object] = field(default_factory=list)

    async def __call__(self) -> DistrictPlatform:
        if isinstance(self.fault, PlatformNotConnected):
            raise self.fault
        return self

    async def fetch(self, kind: Inbound, about: str | None) -> Sheet:
        raise NotImplementedError

    async def hand_in(self, submission_id: UUID, kind: Outbound, about: str, sheet: Sheet) -> str:
        if self.fault is not None:
            raise self.fault
        self.taken.append((submission_id, kind, about, sheet))
        return "HZ-7"


async def test_what_is_due_is_sent_and_its_receipt_noted() -> None:
    waiting, there = Waiting(), There()

    await hand_in(there, waiting, ID, last_try=False)

    assert there.taken == [(ID, Outbound.APPLICATIONS, "R1", SHEET)]
    assert waiting.noted == [("sent", "HZ-7", True)]


async def test_what_is_not_due_any_more_is_not_sent() -> None:
    waiting, there = Waiting(due_now=False), There()

    await hand_in(there, waiting, ID, last_try=True)

    assert (there.taken, waiting.noted) == ([], [])


async def test_a_platform_that_is_away_is_tried_again_until_the_last_try() -> None:
    waiting, there = Waiting(), There(PlatformUnavailable(why="cut_off"))

    with pytest.raises(PlatformUnavailable):
        await hand_in(there, waiting, ID, last_try=False)
    await hand_in(there, waiting, ID, last_try=True)

    assert waiting.noted == [
        ("failed", "platform_unavailable", False),
        ("failed", "platform_unavailable", True),
    ]


@pytest.mark.parametrize(
    "fault",
    [
        PlatformRefused(status=409, why="submission_differs"),
        PlatformNotConnected(),
        TargetRefused(host="localhost", why="private_host"),
    ],
)
async def test_what_trying_again_does_not_help_is_given_up_at_once(fault: DomainError) -> None:
    waiting = Waiting()

    await hand_in(There(fault), waiting, ID, last_try=False)

    assert waiting.noted == [("failed", fault.code, True)]
