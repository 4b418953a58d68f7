"""An edition as it is printed: in Chinese, each day with its entries and what became of them."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from api.labels import LABELS
from api.weekplan.wording import said, said_of
from domain.people.calendar import day_of
from domain.weekplan.entries import ChangeKind, EntryChange, WeekEntry, WeekEntryKind, in_order
from domain.weekplan.plan import Heading, WeekEdition
from domain.weekplan.sheet import Change, PlanDay, PlanEntry, WeekPlanSheet

MARKS: Mapping[ChangeKind, Change] = {
    ChangeKind.ADDED: Change.ADDED,
    ChangeKind.CHANGED: Change.CHANGED,
    ChangeKind.REMOVED: Change.REMOVED,
}
OF_THE_DAY = (WeekEntryKind.HOLIDAY, WeekEntryKind.MAKE_UP)
SCHOOL_WEEK = 5


def sheet(edition: WeekEdition, heading: Heading) -> WeekPlanSheet:
    """An edition that a later one has replaced is printed as void."""
    changed = {key: one for one in edition.changes for key in _keys(one)}
    removed = [one.before for one in edition.changes if one.after is None and one.before is not None]
    return WeekPlanSheet(
        school=heading.school,
        term=f"{heading.start_year}学年第{'一二'[heading.term_number - 1]}学期",
        week_no=edition.week_no,
        days=_days(edition, in_order([*edition.entries, *removed]), changed),
        publication=edition.number,
        published_on=day_of(edition.published_at),
        void=edition.number < heading.latest,
    )


def _keys(change: EntryChange) -> Iterable[str]:
    return {one.key for one in (change.before, change.after) if one is not None}


def _days(
    edition: WeekEdition, entries: list[WeekEntry], changed: Mapping[str, EntryChange]
) -> tuple[PlanDay, ...]:
    """Monday to Friday, and a day of the weekend that has something to it."""
    days = [edition.starts_on + timedelta(days=number) for number in range(7)]
    found = []
    for day in days:
        own = [one for one in entries if one.day == day]
        notes = [one for one in own if one.kind in OF_THE_DAY and one.key not in changed]
        if own or day.isoweekday() <= SCHOOL_WEEK:
            lines = tuple(_line(one, changed.get(one.key)) for one in own if one not in notes)
            found.append(PlanDay(day, lines, "；".join(said(one, english=False) for one in notes)))
    return tuple(found)


def _line(entry: WeekEntry, change: EntryChange | None) -> PlanEntry:
    body = said_of(entry, english=False)
    return PlanEntry(
        kind=LABELS[WeekEntryKind][entry.kind][0],
        title="\n".join(part for part in (body, entry.note) if part),
        when=_hours(entry),
        place=entry.place or "",
        people=entry.concerns or "",
        change=Change.SAME if change is None else MARKS[change.kind],
        before=_before(change.before, entry) if change is not None and change.before is not None else "",
    )


def _before(old: WeekEntry, new: WeekEntry) -> str:
    """What it said, as far as it differs; nothing for an entry that is gone."""
    pairs = [
        (f"{old.day.month}月{old.day.day}日", f"{new.day.month}月{new.day.day}日"),
        (_hours(old) or "全天", _hours(new) or "全天"),
        (said_of(old, english=False), said_of(new, english=False)),
        (old.place or "", new.place or ""),
        (old.concerns or "", new.concerns or ""),
        (old.note or "", new.note or ""),
    ]
    return " ".join(was for was, now in pairs if was != now and was)


def _hours(entry: WeekEntry) -> str:
    clocks = [one for one in (entry.starts_at, entry.ends_at) if one is not None]
    return "—".join(f"{one:%H:%M}" for one in clocks)
