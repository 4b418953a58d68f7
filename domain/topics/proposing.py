"""Proposing a topic: drafting, submitting, withdrawing; and who its members are, then and later."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.errors import Conflict, Forbidden, RuleViolation
from domain.files import Files
from domain.identity.access import Caller
from domain.identity.actions import Action, Scope
from domain.lifecycle import advance
from domain.messages import Event, Notice
from domain.people.calendar import day_of
from domain.people.changes import UnknownReference
from domain.topics.lifecycle import LIFECYCLE, PROPOSING, leading_only
from domain.topics.topic import MemberMove, NewTopic, Topic, TopicDesk, held
from domain.works.work import NewWork, WorkKind


class TopicMembersTooMany(RuleViolation):
    """More members than the policy allows; facts: `count`, `most`."""

    code = "topic_members_too_many"


class TopicMemberLeft(RuleViolation):
    """Who is no longer at the school becomes no member; facts: `names`."""

    code = "topic_member_left"


class TopicPlanEmpty(RuleViolation):
    """A proposal is submitted with its plan: a text, a file, or both."""

    code = "topic_plan_empty"


class TopicsLedTooMany(Conflict):
    """The leader leads as many open topics as the policy allows; facts: `most`."""

    code = "topics_led_too_many"


async def add_topic(desk: TopicDesk, new: NewTopic, *, caller: Caller, now: datetime) -> Topic:
    """A draft, by who leads it or the office; the other members are told.

    Raises NotTopicLeader, TopicMembersTooMany, TopicMemberLeft, UnknownReference, AuthorTwice, AuthorUnknown.
    """
    leading_only(caller, new.member_ids[0])
    await check_files(desk.files, new.file_ids, caller)
    await _check_members(desk, new.member_ids, now)
    await _check_at_school(desk, new.member_ids)
    work_id = await desk.works.enter(NewWork(WorkKind.TOPIC, new.title, new.member_ids), at=now)
    topic = await desk.topics.add(work_id, new, at=now)
    await _note_and_tell(desk, topic, moves((), new.member_ids), None, caller=caller, now=now)
    return topic


async def revise_topic(
    desk: TopicDesk, topic_id: UUID, *, expected: int, changes: Mapping[str, Any], caller: Caller
) -> Topic:
    """Sets what is named of title, level, plan, file_ids.

    Raises NotFound, Stale, NotTopicLeader, InvalidState, UnknownReference.
    """
    topic = await held(desk.topics, topic_id, expected)
    leading_only(caller, topic.leader_id)
    advance(LIFECYCLE, topic.state, "update")
    if "title" in changes:
        await desk.works.retitle(topic.work_id, changes["title"])
    if "file_ids" in changes:
        kept = {file.id for file in topic.files}
        await check_files(desk.files, [one for one in changes["file_ids"] if one not in kept], caller)
        await desk.topics.set_files(topic_id, changes["file_ids"])
    own = {name: value for name, value in changes.items() if name in ("level", "plan")}
    return await desk.topics.change(topic_id, own)


async def submit_topic(
    desk: TopicDesk, topic_id: UUID, *, expected: int, caller: Caller, now: datetime
) -> Topic:
    """The proposal is kept as it is submitted.

    Raises NotFound, Stale, NotTopicLeader, InvalidState, TopicPlanEmpty, TopicMembersTooMany,
    TopicsLedTooMany.
    """
    topic = await held(desk.topics, topic_id, expected)
    leading_only(caller, topic.leader_id)
    state = advance(LIFECYCLE, topic.state, "submit")
    if topic.plan is None and not topic.files:
        raise TopicPlanEmpty()
    await _check_members(desk, topic.member_ids, now)
    await _check_leads(desk, topic.leader_id, topic_id, now)
    await desk.topics.keep_proposal(topic, account_id=caller.account_id, at=now)
    return await desk.topics.change(topic_id, {"state": state})


async def withdraw_topic(
    desk: TopicDesk, topic_id: UUID, reason: str | None, *, expected: int, caller: Caller, now: datetime
) -> Topic:
    """Before it is approved. Raises NotFound, Stale, NotTopicLeader, InvalidState."""
    topic = await held(desk.topics, topic_id, expected)
    leading_only(caller, topic.leader_id)
    state = advance(LIFECYCLE, topic.state, "withdraw")
    ended = {"state": state, "ended_on": day_of(now), "ended_because": reason}
    return await desk.topics.change(topic_id, ended)


async def regroup_topic(
    desk: TopicDesk,
    topic_id: UUID,
    member_ids: Sequence[UUID],
    reason: str | None,
    *,
    expected: int,
    caller: Caller,
    now: datetime,
) -> Topic:
    """Sets who the members are, in order. Of a proposal by its leader; of a topic that runs, and whenever
    somebody else is to lead, by the office. Who is new is told.

    Raises NotFound, Stale, NotTopicLeader, Forbidden, InvalidState, TopicMembersTooMany, TopicMemberLeft,
    TopicsLedTooMany, AuthorTwice, AuthorUnknown.
    """
    topic = await held(desk.topics, topic_id, expected)
    leading_only(caller, topic.leader_id)
    advance(LIFECYCLE, topic.state, "regroup")
    if topic.state not in PROPOSING and not caller.may(Action.TOPIC_DECIDE):
        raise Forbidden()
    leading_only(caller, member_ids[0])
    await _check_members(desk, member_ids, now)
    await _check_at_school(desk, [one for one in member_ids if one not in topic.member_ids])
    if member_ids[0] != topic.leader_id and topic.state not in PROPOSING:
        await _check_leads(desk, member_ids[0], topic_id, now)
    await desk.works.set_authors(topic.work_id, member_ids)
    made = moves(topic.member_ids, member_ids)
    regrouped = await desk.topics.touch(topic_id)
    await _note_and_tell(desk, regrouped, made, reason, caller=caller, now=now)
    return regrouped


def moves(before: Sequence[UUID], after: Sequence[UUID]) -> list[MemberMove]:
    """Whose place differs, in the order of the new places; who goes comes last."""
    was = {one: place for place, one in enumerate(before, start=1)}
    now = {one: place for place, one in enumerate(after, start=1)}
    stay = [MemberMove(one, was.get(one), place) for one, place in now.items() if was.get(one) != place]
    return stay + [MemberMove(one, place, None) for one, place in was.items() if one not in now]


async def check_files(files: Files, file_ids: Sequence[UUID], caller: Caller) -> None:
    """A file one did not bring is, to all but the office, none: naming it would make it readable."""
    found = await files.among(file_ids) if file_ids else {}
    for file_id in file_ids:
        file = found.get(file_id)
        if file is None or (caller.reach < Scope.SCHOOL and file.account_id != caller.account_id):
            raise UnknownReference(field="file_ids")


async def _check_members(desk: TopicDesk, member_ids: Sequence[UUID], now: datetime) -> None:
    most = desk.policy(day_of(now)).members_most.value
    if len(member_ids) > most:
        raise TopicMembersTooMany(count=len(member_ids), most=most)


async def _check_at_school(desk: TopicDesk, teacher_ids: Sequence[UUID]) -> None:
    names = await desk.topics.who_left(teacher_ids)
    if names:
        raise TopicMemberLeft(names="、".join(names))


async def _check_leads(desk: TopicDesk, leader_id: UUID, topic_id: UUID, now: datetime) -> None:
    """The leader is held first, counted then: of two topics submitted at once both would pass otherwise."""
    most = desk.policy(day_of(now)).led_most.value
    if most is None:
        return
    await desk.topics.hold_leader(leader_id)
    if await desk.topics.led(leader_id, but=topic_id) >= most:
        raise TopicsLedTooMany(most=most)


async def _note_and_tell(
    desk: TopicDesk,
    topic: Topic,
    made: Sequence[MemberMove],
    reason: str | None,
    *,
    caller: Caller,
    now: datetime,
) -> None:
    ids = await desk.topics.note_moves(topic.id, made, reason, account_id=caller.account_id, at=now)
    facts = {"topic": topic.title, "name": topic.members[0].name}
    told = [
        Notice(Event.TOPIC_JOINED, change_id, move.teacher_id, facts, f"topics/{topic.id}")
        for change_id, move in zip(ids, made, strict=True)
        if move.before is None and move.teacher_id != caller.teacher_id
    ]
    await desk.messages.tell_all(told, at=now)
