"""Lifecycles are data: which action leads from which state to which.

One table answers both questions: may this happen now (`advance`), and what may happen now (`actions`).
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from domain.errors import InvalidState, Stale

State = TypeVar("State", bound=StrEnum)

Lifecycle = Mapping[State, Mapping[str, State]]


def advance(lifecycle: Lifecycle[State], state: State, action: str) -> State:
    """The state after the action; InvalidState when the table has no such step."""
    steps = lifecycle.get(state, {})
    if action not in steps:
        raise InvalidState(state=state, action=action, allowed=sorted(steps))
    return steps[action]


def actions(lifecycle: Lifecycle[State], state: State) -> tuple[str, ...]:
    return tuple(lifecycle.get(state, {}))


def match(version: int, expected: int) -> None:
    """Refuses a change decided on an older version than the one that stands."""
    if version != expected:
        raise Stale(version=version, expected=expected)
