"""What each event says: to the person it is for, and in a group or a mail that several read."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from api.labels import LABELS
from api.platform.message_sentences import MESSAGE_TEXTS
from api.texts import wants_english
from domain.activities.attendance import AttendanceState
from domain.integration.platform import Inbound, Outbound
from domain.mentoring.words import LogKind, MentorField, PairGrade
from domain.messages import Event, Message
from domain.paging import Page
from domain.projects.materials import MaterialKind
from domain.topics.lifecycle import MilestoneKind
from domain.training.duty import DutyKind
from domain.webhooks.subscription import DisabledBecause
from domain.works.award import Prize
from domain.works.work import WorkLevel

REASON = ("原因：{}", "Reason: {}")

NAMED: Mapping[str, type[StrEnum]] = {
    "kind": DutyKind,
    "material": MaterialKind,
    "state": AttendanceState,
    "level": WorkLevel,
    "step": MilestoneKind,
    "mentor_field": MentorField,
    "log_kind": LogKind,
    "pair_grade": PairGrade,
    "prize": Prize,
    "submission_kind": Outbound,
    "platform_kind": Inbound,
    "webhook_because": DisabledBecause,
}
"""Facts that hold a member of an enumeration, and are said by its label."""


def said(event: Event, facts: Mapping[str, str], *, english: bool) -> tuple[str, str]:
    """The event's title and body, with its `reason` behind it where it carries one."""
    language = 1 if english else 0
    title, sentence = LABELS[Event][event.value][language], MESSAGE_TEXTS[event][language]
    known = _Facts(facts)
    for name in facts.keys() & NAMED.keys():
        labels = LABELS[NAMED[name]]
        known[name] = labels[facts[name]][language] if facts[name] in labels else facts[name]
    body = sentence.format_map(known)
    reason = facts.get("reason")
    return title, f"{body} {REASON[language].format(reason)}" if reason else body


class _Facts(dict[str, str]):
    """A message of years ago may lack a fact that its sentence asks for today."""

    def __missing__(self, name: str) -> str:
        return "…"


def worded(one: Message, language: str) -> Message:
    title, body = said(one.event, one.facts, english=wants_english(language))
    return replace(one, title=title, body=body)


def worded_page(page: Page[Message], language: str) -> Page[Message]:
    return replace(page, items=[worded(one, language) for one in page.items])


def digest(messages: list[tuple[str, Event, Mapping[str, str]]]) -> tuple[str, str]:
    """Several messages as one post, each (whose, event, facts): a title, and a line for each of them."""
    lines = []
    for name, event, facts in messages:
        title, body = said(event, facts, english=False)
        lines.append(f"{name}：{body}" if name else f"{title}：{body}")
    titles = list(dict.fromkeys(LABELS[Event][event.value][0] for _, event, _ in messages))
    return "研修通知：" + "、".join(titles), "\n".join(lines)
