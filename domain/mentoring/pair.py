"""A mentor pair 师徒结对: a mentor, of the school or a 名师 from outside, an apprentice, and one field."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from domain.errors import Forbidden, NotFound
from domain.identity.access import Caller, reach
from domain.identity.actions import Action, Scope
from domain.lifecycle import Lifecycle, actions, match
from domain.mentoring.words import MentorField, PairSide, PairState
from domain.paging import Page, Window

LIFECYCLE: Lifecycle[PairState] = {
    PairState.PROPOSED: {
        "update": PairState.PROPOSED,
        "sign": PairState.SIGNED,
        "dissolve": PairState.DISSOLVED,
    },
    PairState.SIGNED: {"start": PairState.RUNNING, "dissolve": PairState.DISSOLVED},
    PairState.RUNNING: {
        "extend": PairState.RUNNING,
        "end": PairState.ENDED,
        "dissolve": PairState.DISSOLVED,
    },
}
"""Signed is what both have signed: after the first of the two it is proposed still."""

KEEPING = ("log", "plan_lesson", "evaluate")
"""What is done in a pair while it runs; each makes a thing of its own."""


@dataclass(frozen=True, slots=True)
class MentorPair:
    """Two people, what for, and from when until when: the same pair however often it is extended."""

    id: UUID
    mentor_id: UUID | None
    """null: from outside, of `outside_school`."""

    mentor_name: str
    outside_school: str | None
    apprentice_id: UUID
    apprentice_name: str
    field: MentorField
    from_day: date
    until_day: date
    """The last day of the latest contract."""

    state: PairState
    contracts: int
    """How many there were: 2 where it was extended, or its terms changed before it was signed."""

    mentor_signed_at: datetime | None
    apprentice_signed_at: datetime | None
    proposed_at: datetime
    closed_at: datetime | None
    dissolved_because: str | None
    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MentorContract:
    """One contract of a pair 结对协议; never changed after."""

    id: UUID
    pair_id: UUID
    number: int
    """1 for the first."""

    from_day: date
    until_day: date
    targets: dict[str, int]
    """What was agreed other than the school's policy has it, by the targets' keys."""

    note: str | None
    account_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Terms:
    """What a contract says."""

    from_day: date
    until_day: date
    targets: Mapping[str, int] = field(default_factory=dict)
    note: str | None = None


@dataclass(frozen=True, slots=True)
class NewPair:
    apprentice_id: UUID
    field: MentorField
    terms: Terms
    mentor_id: UUID | None = None
    outside_name: str | None = None
    outside_school: str | None = None


@dataclass(frozen=True, slots=True)
class PairFilter:
    state: tuple[PairState, ...] = ()
    field: tuple[MentorField, ...] = ()
    teacher_id: tuple[UUID, ...] = ()
    """On either side."""

    on: date | None = None
    """Whose contracts hold that day."""

    term_id: tuple[UUID, ...] = ()
    """Whose contracts hold on some day of one of these."""

    signer_id: UUID | None = None
    """One of the two, who has not signed."""


@dataclass(frozen=True, slots=True)
class PersonKnown:
    """What is asked of somebody who is to be in a pair; they are at the school."""

    id: UUID
    name: str
    title: str | None
    hired_on: date | None


@dataclass(frozen=True, slots=True)
class StandingPair:
    """A pair that is proposed, signed or running."""

    id: UUID
    mentor_id: UUID | None
    apprentice_id: UUID
    from_day: date
    until_day: date


class Pairs(Protocol):
    """The pairs a caller may see: their own, those of apprentices of groups they lead, or all."""

    async def page(self, filters: PairFilter, window: Window) -> Page[MentorPair]:
        """Those that begin last first."""
        ...

    async def get(self, pair_id: UUID) -> MentorPair | None: ...

    async def for_update(self, pair_id: UUID) -> MentorPair | None: ...

    async def people_for_update(self, teacher_ids: Collection[UUID]) -> Mapping[UUID, PersonKnown]:
        """Those of them at the school, held in the order of their ids: nobody else pairs them meanwhile."""
        ...

    async def standing(self, teacher_ids: Collection[UUID]) -> Sequence[StandingPair]:
        """The pairs that stand with any of these in them."""
        ...

    async def add(self, new: NewPair, *, account_id: UUID, at: datetime) -> MentorPair:
        """With its first contract. Raises ApprenticeTaken."""
        ...

    async def change(self, pair_id: UUID, changes: Mapping[str, Any]) -> MentorPair: ...

    async def contract(self, pair_id: UUID, terms: Terms, *, account_id: UUID, at: datetime) -> UUID:
        """A further contract of a pair that is held; its id."""
        ...

    async def contracts(self, pair_id: UUID) -> Sequence[MentorContract]:
        """In the order of their numbers."""
        ...

    async def evaluated(self, pair: MentorPair, day: date) -> bool:
        """The last term the pair ran in until that day has its grade; True where no term is known."""
        ...


def side_of(mentor_id: UUID | None, apprentice_id: UUID, caller: Caller) -> PairSide | None:
    """On which side of a pair the caller acts; the office for whoever cannot."""
    how_far = reach(Action.MENTORING_TAKE_PART, caller.roles, caller.scopes)
    if how_far is None:
        return None
    if caller.teacher_id == apprentice_id:
        return PairSide.APPRENTICE
    if caller.teacher_id is not None and caller.teacher_id == mentor_id:
        return PairSide.MENTOR
    return PairSide.OFFICE if how_far >= Scope.SCHOOL else None


def pair_actions(
    state: PairState, side: PairSide | None, signed: Collection[PairSide], caller: Caller
) -> tuple[str, ...]:
    office = caller.may(Action.MENTORING_WRITE)
    steps = [step for step in actions(LIFECYCLE, state) if office or _own_step(step, state, side, signed)]
    keeping = KEEPING if state is PairState.RUNNING and side is not None else ()
    return (*steps, *keeping)


def _own_step(step: str, state: PairState, side: PairSide | None, signed: Collection[PairSide]) -> bool:
    if side is None:
        return False
    return (step == "sign" and side not in signed) or (step == "dissolve" and state is PairState.PROPOSED)


async def seen(pairs: Pairs, pair_id: UUID) -> MentorPair:
    found = await pairs.get(pair_id)
    if found is None:
        raise NotFound()
    return found


async def held(pairs: Pairs, pair_id: UUID, expected: int) -> MentorPair:
    found = await pairs.for_update(pair_id)
    if found is None:
        raise NotFound()
    match(found.version, expected)
    return found


async def of_pair(pairs: Pairs, pair_id: UUID, caller: Caller) -> tuple[MentorPair, PairSide]:
    """The pair, held, and the side its caller acts on. Raises NotFound, Forbidden."""
    pair = await pairs.for_update(pair_id)
    if pair is None:
        raise NotFound()
    side = side_of(pair.mentor_id, pair.apprentice_id, caller)
    if side is None:
        raise Forbidden()
    return pair, side
