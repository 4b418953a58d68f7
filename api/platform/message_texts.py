"""What each event says: to the person it is for, and in a group or a mail that several read."""

from collections.abc import Mapping
from dataclasses import replace

from api.labels import LABELS
from api.texts import wants_english
from domain.messages import Event, Message
from domain.paging import Page
from domain.training.duty import DutyKind

_SWAP = (
    "{class}：{teacher} {day} 第{period}节（{subject}）、"
    "{partner} {partner_day} 第{partner_period}节（{partner_subject}）。",
    "{class}: {teacher} on {day}, period {period} ({subject}); "
    "{partner} on {partner_day}, period {partner_period} ({partner_subject}).",
)


def _swap(chinese: str, english: str) -> tuple[str, str]:
    """What happened to a swap, and then which one it is."""
    return chinese + _SWAP[0], f"{english} {_SWAP[1]}"


MESSAGE_TEXTS: dict[Event, tuple[str, str]] = {
    Event.ENROLMENT_PLACED: (
        "您已被“{course}”（{session}，{starts_on} 开始）录取。",
        "You have a place in “{course}” ({session}, from {starts_on}).",
    ),
    Event.ENROLMENT_WAITLISTED: (
        "“{course}”（{session}，{starts_on} 开始）名额已满，您在候补名单中。",
        "“{course}” ({session}, from {starts_on}) is full; you are on its waitlist.",
    ),
    Event.ENROLMENT_REFUSED: (
        "您申请的“{course}”（{session}，{starts_on} 开始）未被平台录取。",
        "The platform did not accept you for “{course}” ({session}, from {starts_on}).",
    ),
    Event.ENROLMENT_PROMOTED: (
        "您已从候补转为“{course}”（{session}，{starts_on} 开始）的正式学员。",
        "A place became free and is yours: “{course}” ({session}, from {starts_on}).",
    ),
    Event.ENROLMENT_REJECTED: (
        "学校未同意您报名“{course}”（{session}，{starts_on} 开始）。",
        "The school did not approve your application for “{course}” ({session}, from {starts_on}).",
    ),
    Event.SESSION_CANCELLED: (
        "“{course}”（{session}，原定 {starts_on} 开始）已取消。",
        "“{course}” ({session}, due to start {starts_on}) was called off.",
    ),
    Event.ROUND_OPENED: (
        "“{round}”已开始选课，{closes_on} 截止。",
        "Selection is open: “{round}”, until {closes_on}.",
    ),
    Event.DUTY_DUE: (
        "“{course}”的{kind}请在 {due_on} 前提交。",
        "“{course}”: hand in by {due_on}: {kind}.",
    ),
    Event.DUTY_OVERDUE: (
        "“{course}”的{kind}应在 {due_on} 前提交，现已逾期；请尽快提交。",
        "“{course}”: {kind} was due on {due_on}. Hand it in as soon as you can.",
    ),
    Event.DUTY_RETURNED: (
        "“{course}”的{kind}被退回，请修改后重新提交。",
        "“{course}”: {kind} was handed back. Revise it and hand it in again.",
    ),
    Event.DUTY_ACCEPTED: (
        "“{course}”的{kind}已通过。",
        "“{course}”: {kind} was accepted.",
    ),
    Event.CREDIT_CONFIRMED: (
        "“{course}”的 {credits} 学分已确认。",
        "{credits} credits of “{course}” are confirmed.",
    ),
    Event.SWAP_PROPOSED: _swap(
        "调课请求，请对方答复。",
        "A swap is proposed and waits for the partner’s answer.",
    ),
    Event.SWAP_ACCEPTED: _swap(
        "调课已同意，两节课互换。",
        "The swap is agreed; the two lessons change places.",
    ),
    Event.SWAP_DECLINED: _swap(
        "对方未同意调课；请另选，或由教务处安排代课。",
        "The partner said no to the swap. Choose another, or leave it to cover.",
    ),
    Event.SWAP_WITHDRAWN: _swap(
        "调课请求已撤回，无需答复。",
        "The swap was taken back; no answer is needed.",
    ),
    Event.SWAP_LAPSED: _swap(
        "调课请求已失效，课表不变。",
        "The proposed swap is off; the timetable stands.",
    ),
    Event.SWAP_UNDONE: _swap(
        "调课已撤销，两节课回到原处。",
        "The swap was undone; both lessons are back in their places.",
    ),
    Event.WEEK_PUBLISHED: (
        "第{week_no}周（{starts_on} 起）工作安排已发布，第{edition}版。",
        "The plan of week {week_no} (from {starts_on}) is published, edition {edition}.",
    ),
}
"""(Chinese, English); the facts in braces are those of `domain.messages.FACTS`. The titles are the labels."""

REASON = ("原因：{}", "Reason: {}")


def said(event: Event, facts: Mapping[str, str], *, english: bool) -> tuple[str, str]:
    """The event's title and body, with its `reason` behind it where it carries one."""
    language = 1 if english else 0
    title, sentence = LABELS[Event][event.value][language], MESSAGE_TEXTS[event][language]
    known = _Facts(facts)
    if "kind" in facts:
        known["kind"] = LABELS[DutyKind].get(facts["kind"], (facts["kind"],) * 2)[language]
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
