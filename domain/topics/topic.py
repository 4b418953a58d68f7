"""A research topic 课题: a work of one or several members, proposed, approved, and led to its conclusion."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from domain.errors import NotFound
from domain.files import Files
from domain.lifecycle import match
from domain.messages import Messages
from domain.paging import Page, Window
from domain.topics.lifecycle import MilestoneKind, TopicState
from domain.topics.policy import TopicPolicy, TopicRule, in_force
from domain.works.work import WorkBook, WorkLevel


@dataclass(frozen=True, slots=True)
class TopicMember:
    teacher_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class TopicFile:
    id: UUID
    """The file's."""

    filename: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Topic:
    """A research topic, and how far it is."""

    id: UUID
    work_id: UUID
    """The work it is, at whatever levels: awards hang on this."""

    title: str
    individual: bool
    """个人课题: one member."""

    leader_id: UUID
    members: tuple[TopicMember, ...]
    """In order; the first leads."""

    level: WorkLevel
    """The highest it was approved at; until it is approved, the one it is proposed for."""

    number: str | None
    """立项编号, at that level."""

    approved_on: date | None
    """立项: the day it began."""

    school_year: int | None
    """The school year it began in; null before, or where no calendar holds the day."""

    term_id: UUID | None
    """The term it began in, or that had last begun by then."""

    plan: str | None
    """研究方案."""

    files: tuple[TopicFile, ...]
    """Of the plan."""

    state: TopicState
    remark: str | None
    """What the office said to the proposal last submitted."""

    step: MilestoneKind | None
    """What comes next; null unless the topic runs."""

    milestone_id: UUID | None
    """Of that step."""

    due_on: date | None
    """Of that step."""

    overdue: bool
    """Nothing good is handed in for it, and the day it was due is past."""

    ended_on: date | None
    ended_because: str | None
    """Of a topic withdrawn or terminated 撤项."""

    created_at: datetime
    version: int
    allowed_actions: tuple[str, ...] = ()

    @property
    def member_ids(self) -> tuple[UUID, ...]:
        return tuple(one.teacher_id for one in self.members)


@dataclass(frozen=True, slots=True)
class NewTopic:
    title: str
    level: WorkLevel
    member_ids: tuple[UUID, ...]
    plan: str | None = None
    file_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class TopicFilter:
    state: tuple[TopicState, ...] = ()
    level: tuple[WorkLevel, ...] = ()
    term_id: tuple[UUID, ...] = ()
    """Those that ran in it, however long ago they began 结转."""

    member_id: tuple[UUID, ...] = ()
    approved_from: date | None = None
    approved_to: date | None = None
    overdue: bool | None = None


@dataclass(frozen=True, slots=True)
class MemberMove:
    """One person's place before and after a change; None: not a member."""

    teacher_id: UUID
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class TopicMemberChange:
    """What a change of its members meant for one of them; kept for good, whoever leaves the school."""

    id: UUID
    topic_id: UUID
    teacher_id: UUID
    teacher_name: str
    before: int | None
    """The place held until then, 1 the leader's; null: none."""

    after: int | None
    reason: str | None
    account_id: UUID
    at: datetime


class LevelOutcome(StrEnum):
    APPROVED = "approved"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class NewLevel:
    level: WorkLevel
    outcome: LevelOutcome
    decided_on: date
    number: str | None = None
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class TopicLevel:
    """What was decided about a topic at one level; kept for good."""

    id: UUID
    topic_id: UUID
    level: WorkLevel
    outcome: LevelOutcome
    number: str | None
    decided_on: date
    remark: str | None
    account_id: UUID
    at: datetime


class TopicVerdict(StrEnum):
    ACCEPTED = "accepted"
    RETURNED = "returned"
    REJECTED = "rejected"
    """Of a proposal."""


class Topics(Protocol):
    """The topics a caller may see: those they are a member of, or the school's."""

    async def page(self, filters: TopicFilter, window: Window) -> Page[Topic]:
        """The latest first."""
        ...

    async def get(self, topic_id: UUID) -> Topic | None: ...

    async def for_update(self, topic_id: UUID) -> Topic | None: ...

    async def add(self, work_id: UUID, new: NewTopic, *, at: datetime) -> Topic:
        """A draft."""
        ...

    async def change(self, topic_id: UUID, changes: Mapping[str, Any]) -> Topic: ...

    async def touch(self, topic_id: UUID) -> Topic:
        """Counts the version on: something that belongs to it changed."""
        ...

    async def set_files(self, topic_id: UUID, file_ids: Sequence[UUID]) -> None: ...

    async def hold_leader(self, leader_id: UUID) -> None:
        """Until the transaction ends, who else counts this teacher's topics waits."""
        ...

    async def led(self, leader_id: UUID, *, but: UUID) -> int:
        """How many open topics the teacher leads besides this one."""
        ...

    async def who_left(self, teacher_ids: Sequence[UUID]) -> Sequence[str]:
        """The names of those who are no longer at the school."""
        ...

    async def note_moves(
        self,
        topic_id: UUID,
        moves: Sequence[MemberMove],
        reason: str | None,
        *,
        account_id: UUID,
        at: datetime,
    ) -> Sequence[UUID]:
        """Keeps the changes for good; their ids, in order."""
        ...

    async def member_changes(self, topic_id: UUID, window: Window) -> Page[TopicMemberChange]:
        """The latest first."""
        ...

    async def add_level(self, topic_id: UUID, new: NewLevel, *, account_id: UUID, at: datetime) -> UUID:
        """Raises TopicNumberTaken."""
        ...

    async def levels(self, topic_id: UUID, window: Window) -> Page[TopicLevel]:
        """The latest first."""
        ...

    async def plan_milestones(self, topic_id: UUID, due: Mapping[MilestoneKind, date]) -> None: ...

    async def keep_proposal(self, topic: Topic, *, account_id: UUID, at: datetime) -> None:
        """As submitted, for good; the topic is locked."""
        ...

    async def judge_proposal(
        self, topic_id: UUID, verdict: TopicVerdict, remark: str | None, *, account_id: UUID, at: datetime
    ) -> UUID:
        """The verdict on the proposal last submitted; its id."""
        ...

    async def lapse_extensions(self, topic_id: UUID, *, at: datetime) -> None:
        """Whatever was asked and is not decided needs no answer any more."""
        ...


@dataclass(frozen=True, slots=True)
class TopicDesk:
    """What those work with who write topics and decide about them."""

    topics: Topics
    works: WorkBook
    files: Files
    messages: Messages
    rules: Sequence[TopicRule]

    def policy(self, day: date) -> TopicPolicy:
        return in_force(self.rules, day)


async def held(topics: Topics, topic_id: UUID, expected: int | None = None) -> Topic:
    """Locked. Raises NotFound, Stale."""
    topic = await topics.for_update(topic_id)
    if topic is None:
        raise NotFound()
    if expected is not None:
        match(topic.version, expected)
    return topic
