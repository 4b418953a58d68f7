"""What was swapped or covered is history: no file takes its lesson away, or puts another in its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.errors import Conflict
from domain.timetable.clashes import day_clashes
from domain.timetable.effective import Change, effective, planned
from domain.timetable.import_plan import Changes
from domain.timetable.lessons import TeachingDay, Version, version_on


class TimetableLessonsChanged(Conflict):
    """Published swaps or cover stand on lessons the file would change; facts: `lessons`, `last_day`."""

    code = "timetable_lessons_changed"


@dataclass(frozen=True, slots=True)
class Published:
    """The standing changes from a day on, and what the days they touch are made of."""

    changes: Sequence[Change]
    days: Sequence[TeachingDay]
    versions: Sequence[Version]


def undisturbed(published: Published, new: Changes) -> None:
    """Refuses a week in which a published change would have lost its lesson, or meet another lesson."""
    week = Version(new.timetable_id, new.effective_from, new.week)
    versions = [one for one in published.versions if one.effective_from != week.effective_from] + [week]
    lessons = {one.timetable_id: {lesson.id for lesson in one.lessons} for one in versions}
    lost = [one for one in published.changes if not _has(versions, lessons, one)]
    held = effective(planned(published.days, versions), published.changes)
    slots = {one.slot for one in held if one.change_ids}
    met = day_clashes(one for one in held if one.slot in slots)
    if lost or met:
        disturbed = {one.key for one in lost}
        last_day = max(max(one.slot.day, one.key.day) for one in published.changes)
        raise TimetableLessonsChanged(lessons=len(disturbed) + len(met), last_day=last_day)


def _has(versions: Sequence[Version], lessons: Mapping[UUID, set[UUID]], change: Change) -> bool:
    version = version_on(versions, change.key.day)
    return version is not None and change.key.lesson_id in lessons[version.timetable_id]
