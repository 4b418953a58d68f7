"""What a call about a submission comes to."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from domain.integration.callbacks import Call, CallbackEffect, PlatformCallback, receive, subject_of
from domain.integration.pulling import Wanted
from domain.paging import Page, Window

NOW = datetime(2021, 4, 1, 8, tzinfo=UTC)
ID = UUID("01978f4e-7c1a-7d52-9a3e-5b1f0c2d4e6f")


@dataclass
class Record:
    kept: list[tuple[str, str, int, CallbackEffect]] = field(default_factory=list)

    async def hold(self) -> None: ...

    async def is_known(self, callback_id: str) -> bool:
        return False

    async def highest(self, type: str, subject: str) -> int | None:
        return max((one[2] for one in self.kept if one[:2] == (type, subject)), default=None)

    async def add(self, call: Call, subject: str, effect: CallbackEffect, *, at: datetime) -> None:
        self.kept.append((call.type, subject, call.sequence, effect))

    async def page(self, window: Window) -> Page[PlatformCallback]:
        raise NotImplementedError


@dataclass
class Settled:
    waits: bool = True
    told: list[tuple[UUID, bool, str | None]] = field(default_factory=list)

    async def settle(self, submission_id: UUID, *, accepted: bool, reason: str | None, at: datetime) -> bool:
        self.told.append((submission_id, accepted, reason))
        return self.waits


class NoPulls:
    async def start(self, wanted: Wanted, *, at: datetime) -> bool:
        raise AssertionError(wanted)


def settled(sequence: int = 1, **data: Any) -> Call:
    said = {"submission_id": str(ID), "outcome": "accepted"} | data
    return Call(f"msg_{sequence}", "submission.settled", sequence, said)


@pytest.mark.parametrize(
    ("data", "accepted", "reason"),
    [
        ({}, True, None),
        ({"outcome": "refused", "reason": " 名单\x00有误\n "}, False, "名单有误"),
        ({"outcome": "refused", "reason": "\x00"}, False, None),
        ({"outcome": "refused", "reason": 7}, False, None),
        ({"outcome": "refused", "reason": "x" * 5000}, False, "x" * 1000),
        ({"submission_id": str(ID).upper()}, True, None),
    ],
)
async def test_a_submission_is_settled_as_the_platform_says(
    data: dict[str, Any], accepted: bool, reason: str | None
) -> None:
    record, settlements = Record(), Settled()

    await receive(settled(**data), record, NoPulls(), settlements, now=NOW)

    assert settlements.told == [(ID, accepted, reason)]
    assert record.kept == [("submission.settled", str(ID), 1, CallbackEffect.DONE)]


async def test_one_that_does_not_wait_for_it_is_left_alone() -> None:
    record = Record()

    await receive(settled(), record, NoPulls(), Settled(waits=False), now=NOW)

    assert record.kept[0][3] is CallbackEffect.NOTHING


async def test_an_older_word_about_a_submission_settles_nothing() -> None:
    record, settlements = Record(), Settled()

    for sequence in (2, 1):
        await receive(settled(sequence), record, NoPulls(), settlements, now=NOW)

    assert [one[3] for one in record.kept] == [CallbackEffect.DONE, CallbackEffect.SUPERSEDED]
    assert len(settlements.told) == 1


def test_a_type_we_do_not_know_has_no_subject() -> None:
    assert subject_of(Call("x", "weather.changed", 1, {"round": "R1"})) == ""
