"""What an entry says, as a sentence: (Chinese, English). An edition keeps the facts, not the sentences."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from api.labels import LABELS
from api.texts import wants_english
from domain.training.duty import DutyKind
from domain.weekplan.entries import Entry, EntryChange, EntryKind
from domain.weekplan.feeds import CalendarLine, Told
from domain.weekplan.plan import WeekDraft, WeekEdition

SENTENCES: Mapping[EntryKind, tuple[str, str]] = {
    EntryKind.HOLIDAY: ("放假：{title}", "No lessons: {title}"),
    EntryKind.MAKE_UP: ("调休上课：{title}", "Make-up day: {title}"),
    EntryKind.OFFICE: ("{title}", "{title}"),
    EntryKind.TRAINING: ("培训：{title}（{session}）", "Training: {title} ({session})"),
    EntryKind.ROUND_OPENS: ("网上选课开始：{title}", "Selection opens: {title}"),
    EntryKind.ROUND_CLOSES: ("网上选课截止：{title}", "Selection closes: {title}"),
    EntryKind.DUTIES_DUE: ("培训任务到期 {count} 项", "Duties due: {count}"),
    EntryKind.LESSONS: ("{numbers}", "{numbers}"),
    EntryKind.DUTY_DUE: ("到期：{kind}，{title}", "Due: {kind}, {title}"),
    EntryKind.COVER: (
        "代课：{title}（{classes}，第{period}节）",
        "Cover: {title} ({classes}, period {period})",
    ),
    EntryKind.SWAP: (
        "调课：{title}（{classes}，第{period}节，原 {was}）",
        "Swapped: {title} ({classes}, period {period}, from {was})",
    ),
}
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


def said(entry: Entry, *, english: bool) -> str:
    """Built from words of ours; what people wrote only fills the gaps."""
    language = 1 if english else 0
    title = _title(entry, language)
    if title is None and entry.kind in (EntryKind.HOLIDAY, EntryKind.MAKE_UP):
        return LABELS[EntryKind][entry.kind][language]
    known = {**entry.facts, "title": title, "numbers": _numbers(entry, language)}
    if entry.kind is EntryKind.DUTY_DUE:
        known["kind"] = LABELS[DutyKind][DutyKind(entry.facts["kind"])][language]
    return SENTENCES[entry.kind][language].format_map(known)


def _title(entry: Entry, language: int) -> str | None:
    if "weekday" not in entry.facts:
        return entry.title
    follows = FOLLOWS[language].format(WEEKDAYS[int(entry.facts["weekday"]) - 1][language])
    return f"{entry.title} · {follows}" if entry.title else follows


def _numbers(entry: Entry, language: int) -> str:
    parts = [NUMBERS[name][language].format(entry.facts[name]) for name in NUMBERS if name in entry.facts]
    return (", " if language else "，").join(parts)


def worded(entries: Iterable[Entry], language: str) -> list[Entry]:
    english = wants_english(language)
    return [replace(one, text=said(one, english=english)) for one in entries]


def worded_changes(changes: Iterable[EntryChange], language: str) -> list[EntryChange]:
    english = wants_english(language)

    def word(entry: Entry | None) -> Entry | None:
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
