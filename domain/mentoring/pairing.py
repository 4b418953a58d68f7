"""A pair's life: proposed, signed by both, begun, extended, ended or dissolved."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from domain.errors import Conflict, Forbidden, RuleViolation
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.lifecycle import advance
from domain.mentoring.fitting import (
    PairOfOne,
    check_days,
    check_direction,
    check_eligible,
    check_mentor_named,
    check_room,
)
from domain.mentoring.pair import (
    LIFECYCLE,
    MentorPair,
    NewPair,
    Pairs,
    Terms,
    held,
    pair_actions,
    seen,
    side_of,
)
from domain.mentoring.policy import MentoringRules, in_force
from domain.mentoring.words import PairSide, PairState
from domain.messages import Event, Messages, Notice
from domain.people.calendar import day_of
from domain.people.changes import UnknownReference


class SideSigned(Conflict):
    """This side has signed already; facts: `side`."""

    code = "side_signed"


class PairBeginsLater(Conflict):
    """A pair runs from its first day on; facts: `from_day`."""

    code = "pair_begins_later"


class PairNotEvaluated(Conflict):
    """A pair ends once its last term was evaluated; otherwise it is dissolved, with a reason."""

    code = "pair_not_evaluated"


class ExtensionTooShort(RuleViolation):
    """An extension goes on beyond the contract there is; facts: `until_day`."""

    code = "extension_too_short"


@dataclass(frozen=True, slots=True)
class Pairing:
    """Where pairs are kept, and by which rules."""

    pairs: Pairs
    rules: MentoringRules
    messages: Messages


async def propose(desk: Pairing, new: NewPair, *, caller: Caller, now: datetime) -> MentorPair:
    """Both are told, and asked to sign.

    Raises MentorUnclear, DaysOutOfOrder, PairOfOne, UnknownReference, MentorNotEligible, MentorFull,
    PairReversed, ApprenticeTaken.
    """
    check_mentor_named(new.mentor_id, new.outside_name, new.outside_school)
    check_days(new.terms)
    await _fits(desk, new.mentor_id, new.apprentice_id, new.terms)
    made = await desk.pairs.add(new, account_id=caller.account_id, at=now)
    await _tell(desk.messages, Event.MENTOR_PAIR_PROPOSED, made, about=made.id, now=now)
    return made


async def revise(
    desk: Pairing,
    pair_id: UUID,
    *,
    expected: int,
    changes: Mapping[str, object],
    caller: Caller,
    now: datetime,
) -> MentorPair:
    """Other terms, before both have signed: they are written as a further contract, to be signed anew.

    Raises NotFound, Stale, InvalidState, DaysOutOfOrder, MentorFull, MentorNotEligible.
    """
    pair = await _with_people(desk, pair_id, expected)
    advance(LIFECYCLE, pair.state, "update")
    last = (await desk.pairs.contracts(pair_id))[-1]
    stood = Terms(last.from_day, last.until_day, last.targets, last.note)
    terms = replace(stood, **changes)  # type: ignore[arg-type]  # fields of a patch
    check_days(terms)
    await _fits(desk, pair.mentor_id, pair.apprentice_id, terms, but=pair_id)
    await desk.pairs.contract(pair_id, terms, account_id=caller.account_id, at=now)
    days = {"from_day": terms.from_day, "until_day": terms.until_day}
    return await desk.pairs.change(pair_id, days | {"mentor_signed_at": None, "apprentice_signed_at": None})


async def sign(
    desk: Pairing, pair_id: UUID, side: PairSide | None, *, expected: int, caller: Caller, now: datetime
) -> MentorPair:
    """For oneself; the office for either, as the paper has it. Both are told when both have signed.

    Raises NotFound, Stale, InvalidState, Forbidden, SideSigned.
    """
    pair = await held(desk.pairs, pair_id, expected)
    own = side_of(pair.mentor_id, pair.apprentice_id, caller)
    signing = side or own
    office = caller.may(Action.MENTORING_WRITE)
    if own is None or signing is None or (signing is not own and not office):
        raise Forbidden()
    if signing is PairSide.OFFICE:
        raise UnknownReference(field="side")
    state = advance(LIFECYCLE, pair.state, "sign")
    signed = {PairSide.MENTOR: pair.mentor_signed_at, PairSide.APPRENTICE: pair.apprentice_signed_at}
    if signed.get(signing) is not None:
        raise SideSigned(side=signing)
    both = any(signed.values())
    changes = {f"{signing}_signed_at": now, "state": state if both else PairState.PROPOSED}
    made = await desk.pairs.change(pair_id, changes)
    if both:
        await _tell(desk.messages, Event.MENTOR_PAIR_SIGNED, made, about=pair_id, now=now)
    return made


async def start(desk: Pairing, pair_id: UUID, *, expected: int, now: datetime) -> MentorPair:
    """On its first day or after; pairs that nobody starts are started then. Raises PairBeginsLater."""
    pair = await held(desk.pairs, pair_id, expected)
    state = advance(LIFECYCLE, pair.state, "start")
    if day_of(now) < pair.from_day:
        raise PairBeginsLater(from_day=pair.from_day.isoformat())
    return await desk.pairs.change(pair_id, {"state": state})


@dataclass(frozen=True, slots=True)
class Extension:
    until_day: date
    targets: Mapping[str, int] | None = None
    """None: as agreed before."""

    note: str | None = None


async def extend(
    desk: Pairing, pair_id: UUID, new: Extension, *, expected: int, caller: Caller, now: datetime
) -> MentorPair:
    """A further contract, from the day after the last one's end. The targets stay unless others are given.

    Raises NotFound, Stale, InvalidState, ExtensionTooShort, MentorFull, MentorNotEligible.
    """
    pair = await _with_people(desk, pair_id, expected)
    state = advance(LIFECYCLE, pair.state, "extend")
    if new.until_day <= pair.until_day:
        raise ExtensionTooShort(until_day=pair.until_day.isoformat())
    last = (await desk.pairs.contracts(pair_id))[-1]
    agreed = last.targets if new.targets is None else new.targets
    terms = Terms(pair.until_day + timedelta(days=1), new.until_day, agreed, new.note)
    await _fits(desk, pair.mentor_id, pair.apprentice_id, terms, but=pair_id)
    contract_id = await desk.pairs.contract(pair_id, terms, account_id=caller.account_id, at=now)
    made = await desk.pairs.change(pair_id, {"state": state, "until_day": new.until_day})
    await _tell(desk.messages, Event.MENTOR_PAIR_EXTENDED, made, about=contract_id, now=now)
    return made


async def end(desk: Pairing, pair_id: UUID, *, expected: int, now: datetime) -> MentorPair:
    """Raises NotFound, Stale, InvalidState, PairNotEvaluated."""
    pair = await held(desk.pairs, pair_id, expected)
    state = advance(LIFECYCLE, pair.state, "end")
    if not await desk.pairs.evaluated(pair, day_of(now)):
        raise PairNotEvaluated()
    return await desk.pairs.change(pair_id, {"state": state, "closed_at": now})


async def dissolve(
    desk: Pairing, pair_id: UUID, reason: str, *, expected: int, caller: Caller, now: datetime
) -> MentorPair:
    """By the office; by either of the two while it is but proposed. Both are told, with the reason.

    Raises NotFound, Stale, InvalidState, Forbidden.
    """
    pair = await held(desk.pairs, pair_id, expected)
    state = advance(LIFECYCLE, pair.state, "dissolve")
    side = side_of(pair.mentor_id, pair.apprentice_id, caller)
    if "dissolve" not in pair_actions(pair.state, side, (), caller):
        raise Forbidden()
    changes = {"state": state, "closed_at": now, "dissolved_because": reason}
    made = await desk.pairs.change(pair_id, changes)
    await _tell(desk.messages, Event.MENTOR_PAIR_DISSOLVED, made, about=pair_id, now=now, reason=reason)
    return made


def two_of(pair: MentorPair) -> list[UUID]:
    """The teachers of the school in it."""
    return [one for one in (pair.mentor_id, pair.apprentice_id) if one is not None]


def facts_of(pair: MentorPair) -> dict[str, str]:
    """What messages say of a pair."""
    return {
        "mentor": pair.mentor_name,
        "apprentice": pair.apprentice_name,
        "mentor_field": pair.field.value,
        "from_day": pair.from_day.isoformat(),
        "until_day": pair.until_day.isoformat(),
    }


async def _tell(
    messages: Messages, event: Event, pair: MentorPair, *, about: UUID, now: datetime, **more: str
) -> None:
    told = [
        Notice(event, about, one, facts_of(pair) | more, f"mentor-pairs/{pair.id}") for one in two_of(pair)
    ]
    await messages.tell_all(told, at=now)


async def _with_people(desk: Pairing, pair_id: UUID, expected: int) -> MentorPair:
    """The people first, then the pair: whoever pairs any of them waits."""
    pair = await seen(desk.pairs, pair_id)
    await desk.pairs.people_for_update(two_of(pair))
    return await held(desk.pairs, pair_id, expected)


async def _fits(
    desk: Pairing, mentor_id: UUID | None, apprentice_id: UUID, terms: Terms, *, but: UUID | None = None
) -> None:
    """By the policy of the contract's first day."""
    ids = {apprentice_id} if mentor_id is None else {mentor_id, apprentice_id}
    people = await desk.pairs.people_for_update(ids)
    if apprentice_id not in people:
        raise UnknownReference(field="apprentice_id")
    if mentor_id is None:
        return
    if mentor_id not in people:
        raise UnknownReference(field="mentor_id")
    if mentor_id == apprentice_id:
        raise PairOfOne()
    policy = in_force(await desk.rules.every(), terms.from_day)
    check_eligible(people[mentor_id], policy, terms.from_day)
    standing = await desk.pairs.standing(ids)
    check_direction(mentor_id, apprentice_id, standing)
    check_room(people[mentor_id], apprentice_id, terms, standing, policy, but=but)
