"""Entries as JSON: what an edition said, and what a feed told, is kept word for word."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from domain.weekplan.entries import WeekEntry, WeekEntryKind


def written(entry: WeekEntry) -> dict[str, Any]:
    """What is not said is left out."""
    said: dict[str, Any] = {
        "key": entry.key,
        "kind": entry.kind.value,
        "day": entry.day.isoformat(),
        "starts_at": entry.starts_at and entry.starts_at.isoformat(),
        "ends_at": entry.ends_at and entry.ends_at.isoformat(),
        "title": entry.title,
        "place": entry.place,
        "concerns": entry.concerns,
        "note": entry.note,
        "facts": entry.facts,
    }
    return {name: value for name, value in said.items() if value is not None}


def read(said: Mapping[str, Any]) -> WeekEntry:
    return WeekEntry(
        key=said["key"],
        kind=WeekEntryKind(said["kind"]),
        day=date.fromisoformat(said["day"]),
        starts_at=_clock(said.get("starts_at")),
        ends_at=_clock(said.get("ends_at")),
        title=said.get("title"),
        place=said.get("place"),
        concerns=said.get("concerns"),
        note=said.get("note"),
        facts=dict(said["facts"]),
    )


def _clock(text: str | None) -> time | None:
    return None if text is None else time.fromisoformat(text)
