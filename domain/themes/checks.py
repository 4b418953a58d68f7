"""The checks that raise hints 防走过场检查: what they look at, and what each of them finds."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.copying import Likeness, likeness
from domain.themes.hints import Finding, HintKind, HintPerson
from domain.themes.policy import ThemePolicy

SINGLY = frozenset({HintKind.COPIED_TEXT, HintKind.PHOTO_REUSED, HintKind.PHOTO_ALIKE})
"""Found in one material when it is handed in; the others are looked at anew each time a group is checked."""

SHOWN = 20
"""So many passages of a text are shown, the longest first."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A text handed in before, that has fingerprints in common."""

    material_id: UUID
    text: str
    group: str
    theme: str
    submitted_at: datetime


@dataclass(frozen=True, slots=True)
class EarlierPhoto:
    """A photo handed in before."""

    material_id: UUID
    filename: str
    group: str
    theme: str
    submitted_at: datetime
    file_id: UUID
    """Of the photo handed in now."""

    own_filename: str
    bits: int | None
    """In how many of 64 bits the two perceptual hashes differ; None: the same bytes."""


@dataclass(frozen=True, slots=True)
class Came:
    teacher_id: UUID
    name: str
    at: datetime
    scanned: bool
    """By the code at the place, not entered by hand."""

    homework: bool


@dataclass(frozen=True, slots=True)
class RecordOf:
    """A record of an activity, as it was handed in first and last."""

    material_id: UUID
    submitted_at: datetime


@dataclass(frozen=True, slots=True)
class CheckedActivity:
    """What the checks look at of one activity."""

    id: UUID
    title: str
    starts_at: datetime
    over: bool
    """Its sign-in has closed."""

    came: tuple[Came, ...]
    records: tuple[RecordOf, ...]
    """The latest versions of what tells of it."""


@dataclass(frozen=True, slots=True)
class CheckedGroup:
    group_theme_id: UUID
    homework_asked: bool
    due: bool
    """The day the nine ones are due is past, or the theme closed: homework is not awaited any more."""

    activities: tuple[CheckedActivity, ...]


class CheckGround(Protocol):
    """What checks look at, of one school, whoever asks."""

    async def group(self, group_theme_id: UUID, *, now: datetime) -> CheckedGroup: ...

    async def earlier_texts(self, material_id: UUID) -> tuple[str, Sequence[Earlier]]:
        """The material's text, and the earlier ones most like it by their fingerprints."""
        ...

    async def earlier_photos(self, material_id: UUID, *, bits: int | None) -> Sequence[EarlierPhoto]:
        """Those of the same bytes and, when `bits` is given, those that differ in so many at most."""
        ...

    async def superseded(self, group_theme_id: UUID) -> Collection[UUID]:
        """The materials of which there is a later version."""
        ...

    async def open_subjects(self, group_theme_id: UUID) -> dict[UUID, tuple[HintKind, str, UUID | None]]:
        """The open hints by id: kind, subject, material."""
        ...

    async def settle(
        self, group_theme_id: UUID, *, found: Sequence[Finding], gone: Sequence[UUID], at: datetime
    ) -> None:
        """Adds what was not found before, whatever became of it, and marks what is gone."""
        ...


async def check_material(
    ground: CheckGround, group_theme_id: UUID, material_id: UUID, policy: ThemePolicy, *, now: datetime
) -> None:
    """What is to be seen in one material alone, once: what is earlier than it does not change."""
    text, earlier = await ground.earlier_texts(material_id)
    photos = await ground.earlier_photos(material_id, bits=policy.photo_bits.value)
    found = [*copied(material_id, text, earlier, policy), *reused(material_id, photos)]
    later = await ground.superseded(group_theme_id)
    stood = await ground.open_subjects(group_theme_id)
    gone = [one for one, (kind, _, about) in stood.items() if kind in SINGLY and about in later]
    await ground.settle(group_theme_id, found=found, gone=gone, at=now)


async def check_group(
    ground: CheckGround, group_theme_id: UUID, policy: ThemePolicy, *, now: datetime
) -> None:
    """What is to be seen in a group's activities together; may be asked any number of times."""
    group = await ground.group(group_theme_id, now=now)
    found = list(of_group(group, policy))
    holds = {(one.kind, one.subject) for one in found}
    stood = await ground.open_subjects(group_theme_id)
    gone = [
        hint_id
        for hint_id, (kind, subject, _) in stood.items()
        if kind not in SINGLY and (kind, subject) not in holds
    ]
    await ground.settle(group_theme_id, found=found, gone=gone, at=now)


def of_group(group: CheckedGroup, policy: ThemePolicy) -> Iterable[Finding]:
    for activity in group.activities:
        yield from early(activity)
        if activity.over:
            yield from rushed(activity, policy)
            if group.homework_asked and group.due:
                yield from without_homework(activity)


def early(activity: CheckedActivity) -> Iterable[Finding]:
    for record in activity.records:
        if record.submitted_at < activity.starts_at:
            facts = {
                "activity": activity.title,
                "submitted_at": record.submitted_at.isoformat(),
                "starts_at": activity.starts_at.isoformat(),
            }
            yield Finding(
                HintKind.EARLY_RECORD, str(record.material_id), record.material_id, activity.id, facts=facts
            )


def rushed(activity: CheckedActivity, policy: ThemePolicy) -> Iterable[Finding]:
    """Everybody who scanned the code did so within seconds: one telephone for all, it may be."""
    people, seconds = policy.rush_people.value, policy.rush_seconds.value
    scanned = sorted((one for one in activity.came if one.scanned), key=lambda one: one.at)
    if people is None or len(scanned) < people:
        return
    took = (scanned[-1].at - scanned[0].at).total_seconds()
    if took <= seconds:
        facts = {"activity": activity.title, "people": str(len(scanned)), "seconds": f"{took:.1f}"}
        yield Finding(
            HintKind.RUSHED_SIGN_IN,
            str(activity.id),
            activity_id=activity.id,
            facts=facts,
            people=_people(scanned),
        )


def without_homework(activity: CheckedActivity) -> Iterable[Finding]:
    for one in activity.came:
        if not one.homework:
            yield Finding(
                HintKind.NO_HOMEWORK,
                f"{activity.id}/{one.teacher_id}",
                activity_id=activity.id,
                facts={"activity": activity.title, "name": one.name},
                people=_people([one]),
            )


def copied(
    material_id: UUID, text: str, earlier: Sequence[Earlier], policy: ThemePolicy
) -> Iterable[Finding]:
    for source in earlier:
        like = likeness(text, source.text)
        if _too_like(like, policy):
            facts = _source(source.group, source.theme, source.submitted_at)
            facts |= {"share": f"{float(like.share):.0%}", "longest": str(like.longest)}
            longest = sorted(like.passages, key=lambda one: -len(one.text))[:SHOWN]
            yield Finding(
                HintKind.COPIED_TEXT,
                f"{material_id}/{source.material_id}",
                material_id,
                source_id=source.material_id,
                facts=facts,
                passages=tuple(longest),
            )


def reused(material_id: UUID, photos: Sequence[EarlierPhoto]) -> Iterable[Finding]:
    for photo in photos:
        facts = _source(photo.group, photo.theme, photo.submitted_at)
        facts |= {"filename": photo.own_filename, "earlier_filename": photo.filename}
        if photo.bits is not None:
            facts["bits"] = str(photo.bits)
        yield Finding(
            HintKind.PHOTO_REUSED if photo.bits is None else HintKind.PHOTO_ALIKE,
            f"{material_id}/{photo.file_id}/{photo.material_id}",
            material_id,
            source_id=photo.material_id,
            facts=facts,
        )


def _too_like(like: Likeness, policy: ThemePolicy) -> bool:
    share, passage = policy.copied_share.value, policy.copied_passage.value
    most = share is not None and like.longest > 0 and like.share >= share
    return most or (passage is not None and like.longest >= passage)


def _source(group: str, theme: str, submitted_at: datetime) -> dict[str, str]:
    return {"group": group, "theme": theme, "submitted_at": submitted_at.isoformat()}


def _people(came: Sequence[Came]) -> tuple[HintPerson, ...]:
    return tuple(HintPerson(one.teacher_id, one.name, one.at) for one in came)
