"""Setting up, changing and calling off activities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from domain.activities.activity import (
    LIFECYCLE,
    Activities,
    Activity,
    ActivityTimesBackwards,
    NewActivity,
    Owner,
    OwnerOver,
    Owners,
    PresentersUnqualified,
    leading_only,
)
from domain.activities.policy import ACTIVITY_POLICY, ActivityRules, SignInWindow, window_of
from domain.errors import NotFound
from domain.identity.access import Caller
from domain.lifecycle import advance, match
from domain.messages import Event, Messages
from domain.people.calendar import ZONE, day_of
from domain.people.changes import UnknownReference

LONGEST = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ActivityDesk:
    activities: Activities
    owners: Owners
    rules: ActivityRules
    messages: Messages


async def add_activity(
    desk: ActivityDesk, new: NewActivity, *, everybody: bool, caller: Caller, now: datetime
) -> Activity:
    """`everybody`: all the owner's members are expected. Tells those expected.

    Raises UnknownReference, Forbidden, OwnerOver, ActivityTimesBackwards, PresentersUnqualified.
    """
    owner = await desk.owners.standing(new.owner_kind, new.owner_id)
    if owner is None:
        raise UnknownReference(field="owner_id")
    leading_only(caller, owner)
    _open(owner)
    in_order(new.starts_at, new.ends_at)
    await _qualified(desk.activities, owner, new.presenter_ids, new.starts_at)
    if everybody:
        new = replace(new, member_ids=owner.member_ids)
    made = await desk.activities.add(new, await _window(desk.rules, new.starts_at))
    await _tell(desk, Event.ACTIVITY_PLANNED, made, now)
    return made


async def revise_activity(
    desk: ActivityDesk,
    activity_id: UUID,
    changes: Mapping[str, Any],
    *,
    presenter_ids: Sequence[UUID] | None,
    member_ids: Sequence[UUID] | None,
    expected: int,
    caller: Caller,
    now: datetime,
) -> Activity:
    """Another time opens the sign-in at another time, by the policy of the new day; who is expected is told.

    Raises NotFound, Forbidden, Stale, InvalidState, OwnerOver, ActivityTimesBackwards, PresentersUnqualified.
    """
    activity, owner = await held(desk, activity_id, caller)
    match(activity.version, expected)
    advance(LIFECYCLE, activity.state, "update")
    starts_at = changes.get("starts_at", activity.starts_at)
    in_order(starts_at, changes.get("ends_at", activity.ends_at))
    presenters = activity.presenter_ids if presenter_ids is None else presenter_ids
    await _qualified(desk.activities, owner, presenters, starts_at)
    values = dict(changes)
    if starts_at != activity.starts_at:
        window = await _window(desk.rules, starts_at)
        values |= {"sign_in_opens_at": window.opens_at, "late_at": window.late_at}
        values["sign_in_closes_at"] = window.closes_at
    people = None
    if presenter_ids is not None or member_ids is not None:
        others = await desk.activities.expected(activity_id) if member_ids is None else member_ids
        people = (presenters, others)
    changed = await desk.activities.change(activity_id, values, people)
    if (changed.starts_at, changed.place) != (activity.starts_at, activity.place):
        await _tell(desk, Event.ACTIVITY_CHANGED, changed, now)
    return changed


async def cancel_activity(
    desk: ActivityDesk, activity_id: UUID, *, reason: str, expected: int, caller: Caller, now: datetime
) -> Activity:
    """Nobody signs in any more, and nobody was absent; it is told why."""
    activity, _ = await held(desk, activity_id, caller)
    match(activity.version, expected)
    state = advance(LIFECYCLE, activity.state, "cancel")
    changed = await desk.activities.change(activity_id, {"state": state})
    await _tell(desk, Event.ACTIVITY_CANCELLED, changed, now, reason=reason)
    return changed


async def held(desk: ActivityDesk, activity_id: UUID, caller: Caller) -> tuple[Activity, Owner]:
    """The owner first, then the activity: who closes a project locks in this order too.

    Raises NotFound, Forbidden, OwnerOver.
    """
    seen = await desk.activities.get(activity_id)
    if seen is None:
        raise NotFound()
    owner = await desk.owners.standing(seen.owner_kind, seen.owner_id)
    activity = await desk.activities.for_update(activity_id)
    if owner is None or activity is None:
        raise NotFound()
    leading_only(caller, owner, activity.leader_id)
    _open(owner)
    return activity, owner


def in_order(starts_at: datetime, ends_at: datetime) -> None:
    if not starts_at < ends_at <= starts_at + LONGEST:
        raise ActivityTimesBackwards()


def _open(owner: Owner) -> None:
    if not owner.open:
        raise OwnerOver(title=owner.title)


async def _qualified(
    activities: Activities, owner: Owner, presenter_ids: Sequence[UUID], starts_at: datetime
) -> None:
    if owner.presenters_need is None or not presenter_ids:
        return
    day = day_of(starts_at)
    lacking = await activities.unqualified(presenter_ids, owner.presenters_need, day)
    if lacking:
        names = "、".join(lacking)
        raise PresentersUnqualified(qualification=owner.presenters_need, names=names, day=day.isoformat())


async def _window(rules: ActivityRules, starts_at: datetime) -> SignInWindow:
    return window_of(starts_at, ACTIVITY_POLICY.in_force(await rules.every(), day_of(starts_at)))


async def _tell(
    desk: ActivityDesk, event: Event, activity: Activity, now: datetime, *, reason: str | None = None
) -> None:
    begins = activity.starts_at.astimezone(ZONE)
    facts = {"activity": activity.title, "starts_at": f"{begins:%Y-%m-%d %H:%M}"}
    facts["place"] = activity.place or "—"
    if reason is not None:
        facts["reason"] = reason
    to = await desk.activities.expected(activity.id)
    link = f"activities/{activity.id}"
    about = uuid5(activity.id, str(activity.version))  # of each change anew, which is told once about a thing
    await desk.messages.tell(event, about=about, to=to, facts=facts, link=link, at=now)
