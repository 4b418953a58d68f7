"""What a simulated platform does wrong, by its seed or on command.

A fault is drawn for the n-th request of a route and the n-th callback of a type, so that the same requests
meet the same faults. What is asked for by name comes first. Never does a route answer three times in a row
with a drawn fault, and a page after the first meets one only when it is asked for the first time: whoever
tries again gets through, even from the first page on.
"""

from collections import Counter, deque
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from cli.simulator.luck import chance

MOST_IN_A_ROW = 2


class Fault(StrEnum):
    SERVER_ERROR = "server_error"
    """500, nothing done."""

    UNAVAILABLE = "unavailable"
    """503 with Retry-After, nothing done."""

    SLOW = "slow"
    """The right answer, late."""

    CUT_OFF = "cut_off"
    """What was asked is done; the connection ends in the middle of the answer."""

    BROKEN_JSON = "broken_json"
    """What was asked is done; the answer is half of its JSON, and says that it is whole."""

    RECEIPT_LOST = "receipt_lost"
    """A submission is taken, and answered with 500."""

    CALLBACK_TWICE = "callback_twice"
    """The same message, a second time."""

    CALLBACK_REORDERED = "callback_reordered"
    """A callback is sent after the one that follows it."""

    CALLBACK_BAD_SIGNATURE = "callback_bad_signature"
    """First with a wrong signature, then properly."""

    CALLBACK_STALE = "callback_stale"
    """First signed as of ten minutes ago, then properly."""


OF_SUBMISSIONS = frozenset({Fault.RECEIPT_LOST})
OF_CALLBACKS = frozenset(fault for fault in Fault if fault.startswith("callback_"))
OF_REQUESTS = frozenset(Fault) - OF_CALLBACKS - OF_SUBMISSIONS


class Level(StrEnum):
    NONE = "none"
    SOME = "some"
    MANY = "many"


SHARES = {Level.NONE: 0.0, Level.SOME: 0.03, Level.MANY: 0.1}
"""Of the requests or callbacks that a fault may befall, for each fault."""


@dataclass
class Faults:
    seed: int
    shares: dict[Fault, float] = field(default_factory=dict)
    slow_seconds: float = 3.0
    retry_after: int = 1
    """What a 503 says."""

    asked_for: deque[Fault] = field(default_factory=deque)
    played: Counter[Fault] = field(default_factory=Counter)
    _drawn: Counter[str] = field(default_factory=Counter)
    _in_a_row: Counter[str] = field(default_factory=Counter)
    _pages: set[str] = field(default_factory=set)

    def of_request(self, route: str, *, submission: bool = False, page: str | None = None) -> Fault | None:
        """`page`: the whole target of a page after the first."""
        spared = page in self._pages
        if page is not None:
            self._pages.add(page)
        fitting = OF_REQUESTS | OF_SUBMISSIONS if submission else OF_REQUESTS
        return self._next(route, fitting, spared=spared)

    def of_callback(self, kind: str) -> Fault | None:
        return self._next(kind, OF_CALLBACKS)

    def restart(self, seed: int) -> None:
        """Nothing played, nothing drawn, nothing asked for."""
        self.seed = seed
        for kept in (self.asked_for, self.played, self._drawn, self._in_a_row, self._pages):
            kept.clear()

    def at(self, level: Level) -> None:
        self.shares = dict.fromkeys(Fault, SHARES[level])

    def ask_for(self, faults: Iterable[Fault]) -> None:
        """Played once each, in this order, on the next requests or callbacks that they fit."""
        self.asked_for.extend(faults)

    def _next(self, of: str, fitting: Collection[Fault], *, spared: bool = False) -> Fault | None:
        fault = next((one for one in self.asked_for if one in fitting), None)
        if fault is not None:
            self.asked_for.remove(fault)
        elif not spared and (fault := self._draw(of, fitting)):
            self._in_a_row[of] += 1
        if fault is None:
            self._in_a_row[of] = 0
        else:
            self.played[fault] += 1
        return fault

    def _draw(self, of: str, fitting: Collection[Fault]) -> Fault | None:
        self._drawn[of] += 1
        if self._in_a_row[of] >= MOST_IN_A_ROW:
            return None
        luck = chance(self.seed, "fault", of, self._drawn[of])
        for fault in sorted(fitting):
            luck -= self.shares.get(fault, 0.0)
            if luck < 0:
                return fault
        return None
