"""The nine ones 九个一: what a group hands in over a theme, a template that a school publishes in versions.

The source names them and does not list them, so the list shipped is an example 示例, and says so; the office
publishes the school's own from a term on. A group's theme keeps the version it began with.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from domain.errors import Conflict, RuleViolation
from domain.paging import Page, Window

NINE = 9


class NineOnesIncomplete(RuleViolation):
    """There are nine, each with a key of its own; facts: `count`, `repeated` (keys)."""

    code = "nine_ones_incomplete"


class NineOnesNumberTaken(Conflict):
    """Somebody published a version at the same moment."""

    code = "nine_ones_number_taken"


@dataclass(frozen=True, slots=True)
class SlotAsked:
    """One of the nine, as the template has it."""

    key: str
    title: str
    asked: str
    """What is to be handed in, in words."""

    per_member: bool = False
    """Each member who was at an activity hands in homework of their own besides."""

    after_activity: bool = False
    """It tells of an activity, so it cannot be older than that."""


@dataclass(frozen=True, slots=True)
class NineOnes:
    """A version of the nine ones."""

    id: UUID | None
    """null: the list shipped with the program, as long as the school has published none."""

    number: int
    """1 for the school's first; 0: the list shipped."""

    title: str
    from_term_id: UUID | None
    """Themes of this term and later ones begin with it."""

    from_day: date | None
    """The term's first."""

    example: bool
    """示例: shipped, decided by nobody at the school."""

    slots: tuple[SlotAsked, ...]
    published_at: datetime | None = None
    version: int = 1
    """Always 1: a version is followed by another, never changed."""

    allowed_actions: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class NewNineOnes:
    title: str
    from_term_id: UUID
    slots: tuple[SlotAsked, ...]


class NineOnesBook(Protocol):
    """The versions a school has published."""

    async def page(self, window: Window) -> Page[NineOnes]:
        """The latest first."""
        ...

    async def get(self, template_id: UUID) -> NineOnes | None: ...

    async def every(self) -> Sequence[NineOnes]: ...

    async def publish(self, new: NewNineOnes, number: int, *, account_id: UUID, at: datetime) -> NineOnes:
        """Raises UnknownReference (`from_term_id`), NineOnesNumberTaken."""
        ...


EXAMPLE = NineOnes(
    None,
    0,
    "主题研修“九个一”（示例）",
    None,
    None,
    example=True,
    slots=(
        SlotAsked("plan", "一份研修方案", "主题、切入点、活动安排和分工。"),
        SlotAsked("theory", "一次理论学习", "学习的文章或书目，和摘录。"),
        SlotAsked("lesson", "一堂研讨课", "围绕切入点的公开课教案。", after_activity=True),
        SlotAsked("discussion", "一次评课议课", "评课记录：优点、问题、建议。", after_activity=True),
        SlotAsked("record", "一份活动记录", "何时、何地、谁到场、说了什么。", after_activity=True),
        SlotAsked("photos", "一组活动照片", "至少一张，当次活动所摄。", after_activity=True),
        SlotAsked("homework", "一份教师作业", "每位到场教师各一份心得或案例。", per_member=True),
        SlotAsked("report", "一篇活动报道", "校园网或公众号刊发的报道。", after_activity=True),
        SlotAsked("summary", "一份研修总结", "问题解决得如何，下一步做什么。"),
    ),
)
"""示例: one reading of the nine ones, so that a school can begin before it has written its own."""


def in_force(published: Sequence[NineOnes], term_starts_on: date) -> NineOnes:
    """The version a theme of that term begins with: of those from then or before the latest, else EXAMPLE."""
    begun = [one for one in published if one.from_day is not None and one.from_day <= term_starts_on]
    return max(begun, key=lambda one: (one.from_day, one.number), default=EXAMPLE)


def check_slots(slots: Sequence[SlotAsked]) -> None:
    """Raises NineOnesIncomplete."""
    keys = [one.key for one in slots]
    repeated = sorted({key for key in keys if keys.count(key) > 1})
    if len(keys) != NINE or repeated:
        raise NineOnesIncomplete(count=len(keys), repeated=repeated)


async def publish(book: NineOnesBook, new: NewNineOnes, *, account_id: UUID, now: datetime) -> NineOnes:
    """The school's next version. Raises NineOnesIncomplete, UnknownReference, NineOnesNumberTaken."""
    check_slots(new.slots)
    number = 1 + max((one.number for one in await book.every()), default=0)
    return await book.publish(new, number, account_id=account_id, at=now)
