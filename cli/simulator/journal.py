"""What the simulator was asked and answered, and what it sent: for tests, and for people who wonder."""

from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from cli.simulator.faults import Fault

KEPT = 10_000
"""Entries of each sort; older ones are forgotten."""


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, as it came and as it was answered over the wire."""

    method: str
    target: str
    sent: Any
    """The body's JSON; none when there was none, or it was none."""

    status: int
    answered: Any
    """The JSON that was meant, even where the wire broke it."""

    fault: Fault | None
    at: datetime = field(default_factory=now)


@dataclass(frozen=True, slots=True)
class Sent:
    """One delivery of a callback; a retry is another one of the same `id`."""

    id: str
    """Its webhook-id."""

    type: str
    sequence: int
    data: dict[str, str]
    headers: dict[str, str]
    body: str
    """As it went over the wire, so that it can be sent once more."""

    status: int | None
    """What was answered; none when nothing was, or when callbacks are sent nowhere."""

    why: str
    """Why nothing was answered."""

    fault: Fault | None
    at: datetime = field(default_factory=now)


class Journal:
    def __init__(self) -> None:
        self.requests: deque[Asked] = deque(maxlen=KEPT)
        self.callbacks: deque[Sent] = deque(maxlen=KEPT)

    def clear(self) -> None:
        self.requests.clear()
        self.callbacks.clear()
