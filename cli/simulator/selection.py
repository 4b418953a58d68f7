"""How the simulated platform chooses among applications, by its seed; the same ones come out each time.

In the first selection everybody is placed, waitlisted or refused; in the second, half of those who waited are
placed where the session has seats that the first one held back, and the rest refused.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import ceil

from cli.simulator.luck import chance
from cli.simulator.rows import ApplicationRow, CatalogueRow
from cli.simulator.world import World

ALREADY_DONE = "已修满"
NOT_FOR_THEM = "不在培训对象范围"
FULL = "名额已满"
SCANT = 1 / 2
"""Of the sessions, those of which the first selection gives fewer seats than the catalogue says."""


class Outcome(StrEnum):
    PLACED = "录取"
    WAITLISTED = "候补"
    REFUSED = "未录取"


@dataclass(frozen=True, slots=True)
class Choice:
    application: ApplicationRow
    outcome: Outcome
    reason: str = ""
    waits: int = 0
    """The place in the queue of a session; 0 when not waiting."""

    late: bool = False
    """Whether the platform says so only later."""


def seats_of(session: CatalogueRow, world: World, seed: int) -> int:
    for name in (session.session_code, session.platform_id):
        if name in world.quotas:
            return world.quotas[name]
    capacity = int(session.capacity)
    scant = chance(seed, "quota", session.session_code) < SCANT
    return max(1, capacity * 2 // 3) if scant else capacity


def session_of(application: ApplicationRow, sessions: Mapping[str, CatalogueRow]) -> CatalogueRow:
    """By the platform's number if it is said, else by the code. Raises KeyError."""
    return sessions[application.session_platform_id or application.session_code]


def choose(
    applications: Sequence[ApplicationRow],
    sessions: Mapping[str, CatalogueRow],
    done: frozenset[tuple[str, str]],
    world: World,
    seed: int,
    *,
    second: bool,
) -> list[Choice]:
    """In the order of sessions and employee numbers. `done`: (employee number, course) credited before."""
    by_session: dict[str, list[ApplicationRow]] = {}
    for one in sorted(applications, key=lambda one: (one.session_code, one.employee_no)):
        by_session.setdefault(one.session_code, []).append(one)
    first = [
        choice
        for applied in by_session.values()
        for choice in _choose_of(applied, session_of(applied[0], sessions), done, world, seed)
    ]
    first = _with_late(first, world, seed)
    return _second(first, sessions) if second else first


def _choose_of(
    applied: Sequence[ApplicationRow],
    session: CatalogueRow,
    done: frozenset[tuple[str, str]],
    world: World,
    seed: int,
) -> list[Choice]:
    left, waiting, chosen = seats_of(session, world, seed), 0, {}
    for one in sorted(
        applied, key=lambda one: chance(seed, one.round_code, one.session_code, one.employee_no)
    ):
        reason = _against(one, session, done, world, seed)
        if reason:
            choice = Choice(one, Outcome.REFUSED, reason)
        elif left:
            left -= 1
            choice = Choice(one, Outcome.PLACED)
        else:
            waiting += 1
            choice = Choice(one, Outcome.WAITLISTED, f"候补第{waiting}位", waiting)
        chosen[one.employee_no] = choice
    return [chosen[one.employee_no] for one in applied]


def _against(
    one: ApplicationRow,
    session: CatalogueRow,
    done: frozenset[tuple[str, str]],
    world: World,
    seed: int,
) -> str:
    for verdict in world.refusals:
        if verdict.employee_no == one.employee_no and verdict.code in (
            session.session_code,
            session.platform_id,
        ):
            return verdict.reason
    if (one.employee_no, session.course_code) in done:
        return ALREADY_DONE
    luckless = chance(seed, "refused", one.round_code, one.session_code, one.employee_no)
    return NOT_FOR_THEM if luckless < world.refused_share else ""


def _with_late(choices: list[Choice], world: World, seed: int) -> list[Choice]:
    def when(choice: Choice) -> float:
        one = choice.application
        return chance(seed, "late", one.round_code, one.session_code, one.employee_no)

    share = world.late_share
    if len(choices) > 1 and share:
        share = max(share, sorted(when(choice) for choice in choices)[0] + 1e-12)
    return [replace(choice, late=when(choice) < share) for choice in choices]


def _second(first: list[Choice], sessions: Mapping[str, CatalogueRow]) -> list[Choice]:
    """Half of each queue, as far as the session has seats; whoever gets none is refused."""
    queues = Counter(choice.application.session_code for choice in first if choice.waits)
    placed = Counter(choice.application.session_code for choice in first if choice.outcome is Outcome.PLACED)

    def after_waiting(choice: Choice) -> Choice:
        one = choice.application
        left = int(session_of(one, sessions).capacity) - placed[one.session_code]
        if choice.waits <= min(left, ceil(queues[one.session_code] / 2)):
            return Choice(one, Outcome.PLACED, "第二轮补录", late=choice.late)
        return Choice(one, Outcome.REFUSED, FULL, late=choice.late)

    return [after_waiting(choice) if choice.waits else choice for choice in first]
