"""What an entry says, as a sentence: (Chinese, English). An edition keeps the facts, not the sentences."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from api.labels import LABELS
from api.texts import wants_english
from domain.topics.lifecycle import MilestoneKind
from domain.training.duty import DutyKind
from domain.weekplan.entries import EntryChange, WeekEntry, WeekEntryKind
from domain.weekplan.feeds import CalendarLine, Told
from domain.weekplan.plan import WeekDraft, WeekEdition

BODIES: Mapping[WeekEntryKind, tuple[str, str]] = {
    WeekEntryKind.HOLIDAY: ("{title}", "{title}"),
    WeekEntryKind.MAKE_UP: ("{title}", "{title}"),
    WeekEntryKind.OFFICE: ("{title}", "{title}"),
    WeekEntryKind.TRAINING: ("{title}（{session}）", "{title} ({session})"),
    WeekEntryKind.ACTIVITY: ("{title}（{owner}）", "{title} ({owner})"),
    WeekEntryKind.ROUND_OPENS: ("{title}", "{title}"),
    WeekEntryKind.ROUND_CLOSES: ("{title}", "{title}"),
    WeekEntryKind.DUTIES_DUE: ("{count} 项", "{count}"),
    WeekEntryKind.THEME_DUE: ("{title}", "{title}"),
    WeekEntryKind.LESSONS: ("{numbers}", "{numbers}"),
    WeekEntryKind.DUTY_DUE: ("{kind}，{title}", "{kind}, {title}"),
    WeekEntryKind.COVER: ("{title}（{classes}，第{period}节）", "{title} ({classes}, period {period})"),
    WeekEntryKind.SWAP: (
        "{title}（{classes}，第{period}节，原 {was}）",
        "{title} ({classes}, period {period}, from {was})",
    ),
    WeekEntryKind.TOPIC_DUE: ("{title}（{step}）", "{title} ({step})"),
    WeekEntryKind.EXTENSION: ("{title}（第{periods}节）", "{title} (period {periods})"),
    WeekEntryKind.PAPER_DUE: ("{school_year} 学年", "{school_year}"),
    WeekEntryKind.PAPER_REVIEW_DUE: ("第 {paper_no} 号", "no. {paper_no}"),
    WeekEntryKind.PAPER_RETURNED: ("{title}", "{title}"),
    WeekEntryKind.REPORT_LESSON: ("{title}（{name}）", "{title} ({name})"),
    WeekEntryKind.CONTEST_ENTRIES_DUE: ("{title}", "{title}"),
    WeekEntryKind.CONTEST_DUE: ("{title}", "{title}"),
}
UNLABELLED = (WeekEntryKind.OFFICE, WeekEntryKind.LESSONS)
"""Kinds whose entries say themselves what they are; the others' label stands before what they say."""

NUMBERS: Mapping[str, tuple[str, str]] = {
    "away": ("{} 位教师外出", "teachers away: {}"),
    "covered": ("{} 节代课", "lessons covered: {}"),
    "swapped": ("{} 节调课", "lessons swapped: {}"),
}
WEEKDAYS = (
    ("星期一", "Monday"),
    ("星期二", "Tuesday"),
    ("星期三", "Wednesday"),
    ("星期四", "Thursday"),
    ("星期五", "Friday"),
    ("星期六", "Saturday"),
    ("星期日", "Sunday"),
)
FOLLOWS = ("按{}课表", "lessons of {}")
CONCERNS = ("对象：{}", "For: {}")


def said(entry: WeekEntry, *, english: bool) -> str:
    """Built from words of ours; what people wrote only fills the gaps."""
    label, body = LABELS[WeekEntryKind][entry.kind][english], said_of(entry, english=english)
    if not body or entry.kind in UNLABELLED:
        return body or label
    return f"{label}: {body}" if english else f"{label}：{body}"


def said_of(entry: WeekEntry, *, english: bool) -> str:
    """The same without its kind; empty where the kind says all."""
    language = 1 if english else 0
    known = {**entry.facts, "title": _title(entry, language), "numbers": _numbers(entry, language)}
    if entry.kind is WeekEntryKind.DUTY_DUE:
        known["kind"] = LABELS[DutyKind][DutyKind(entry.facts["kind"])][language]
    if entry.kind is WeekEntryKind.TOPIC_DUE:
        known["step"] = LABELS[MilestoneKind][entry.facts["step"]][language]
    return BODIES[entry.kind][language].format_map(known)


def _title(entry: WeekEntry, language: int) -> str:
    if "weekday" not in entry.facts:
        return entry.title or ""
    follows = FOLLOWS[language].format(WEEKDAYS[int(entry.facts["weekday"]) - 1][language])
    return f"{entry.title} · {follows}" if entry.title else follows


def _numbers(entry: WeekEntry, language: int) -> str:
    parts = [NUMBERS[name][language].format(entry.facts[name]) for name in NUMBERS if name in entry.facts]
    return (", " if language else "，").join(parts)


def worded(entries: Iterable[WeekEntry], language: str) -> list[WeekEntry]:
    english = wants_english(language)
    return [replace(one, text=said(one, english=english)) for one in entries]


def worded_changes(changes: Iterable[EntryChange], language: str) -> list[EntryChange]:
    english = wants_english(language)

    def word(entry: WeekEntry | None) -> WeekEntry | None:
        return entry and replace(entry, text=said(entry, english=english))

    return [replace(one, before=word(one.before), after=word(one.after)) for one in changes]


def worded_draft(draft: WeekDraft, language: str) -> WeekDraft:
    entries, changes = worded(draft.entries, language), worded_changes(draft.changes, language)
    return replace(draft, entries=entries, changes=changes)


def worded_edition(edition: WeekEdition, language: str) -> WeekEdition:
    entries, changes = worded(edition.entries, language), worded_changes(edition.changes, language)
    return replace(edition, entries=entries, changes=changes)


def calendar_line(told: Told, *, host: str) -> CalendarLine:
    """In Chinese: a calendar program says nothing of its reader's language."""
    entry = told.entry
    concerns = CONCERNS[0].format(entry.concerns) if entry.concerns else None
    return CalendarLine(
        uid=f"{entry.key}@{host}",
        sequence=told.sequence,
        changed_at=told.changed_at,
        cancelled=told.cancelled,
        day=entry.day,
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        summary=said(entry, english=False),
        place=entry.place,
        description="\n".join(part for part in (concerns, entry.note) if part) or None,
    )
