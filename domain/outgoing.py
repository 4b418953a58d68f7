"""Requests to machines that others named: where they may go, and what may become of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from domain.errors import RuleViolation


class TargetRefused(RuleViolation):
    """Nothing is sent there; facts: `host`, `why` (unreadable_address, not_https, private_host)."""

    code = "target_refused"


class NotReached(RuleViolation):
    """No answer came; facts: `host`, `why` (unknown_host, no_connection, no_tls, too_slow, cut_off,
    answer_too_large)."""

    code = "target_not_reached"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a machine out there said; a redirect is an answer like any other, and never followed."""

    status: int
    headers: Mapping[str, str]
    """By lower-case name."""

    body: bytes


class Outgoing(Protocol):
    async def check(self, address: str) -> None:
        """Whether something may be sent there at all. Raises TargetRefused, NotReached (unknown_host)."""
        ...

    async def send(
        self,
        method: str,
        address: str,
        *,
        headers: Mapping[str, str],
        body: bytes = b"",
        within: float = 10.0,
        at_most: int = 1 << 16,
    ) -> Answer:
        """One request, given up after `within` seconds in all; an answer longer than `at_most` bytes is none.

        Raises TargetRefused, NotReached.
        """
        ...
