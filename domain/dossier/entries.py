"""The personal file 个人档案: what every room has to say of a teacher, as entries of one timeline.

A room joins by one adapter in the wiring's list. It is asked about any number of teachers at once, so that
one file and the appraisal of a whole staff are read by the same statements.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar, Protocol
from uuid import UUID

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
"""Of any school's calendar."""


class DossierRoom(StrEnum):
    PEOPLE = "people"
    TRAINING = "training"
    PROJECTS = "projects"
    THEMES = "themes"
    ASSESSMENT = "assessment"
    TIMETABLE = "timetable"
    TOPICS = "topics"
    PAPERS = "papers"
    WORKS = "works"
    EXTENSION = "extension"
    MENTORING = "mentoring"


class DossierKind(StrEnum):
    """What an entry is about."""

    HIRED = "hired"
    LEFT = "left"
    QUALIFICATION = "qualification"
    HOMEROOM = "homeroom"
    """班主任: from the day of the appointment."""

    TEACHING = "teaching"
    """What was taught in a term."""

    TRAINING = "training"
    """A place in a training that took place, or will, and its result."""

    CREDITS = "credits"
    """What one training, or one adjustment, is worth."""

    CREDIT_YEAR = "credit_year"
    """How a school year's credits stand, on its last day or today."""

    DUTY = "duty"
    PRODUCT = "product"
    PROJECT = "project"
    """What a closed project came to."""

    PROJECT_LED = "project_led"
    PROJECT_ACTIVITY = "project_activity"
    HOMEWORK = "homework"
    EVALUATION = "evaluation"
    THEME_ACTIVITY = "theme_activity"
    THEME_MATERIAL = "theme_material"
    GROUP_RESULT = "group_result"
    """The published result of the subject group one leads."""

    COVER_GIVEN = "cover_given"
    """Of a term."""

    COVER_TAKEN = "cover_taken"
    ABSENCE = "absence"
    TOPIC = "topic"
    """A topic that was approved 立项."""

    TOPIC_CONCLUDED = "topic_concluded"
    PAPER = "paper"
    """A paper that was accepted."""

    AWARD = "award"
    EXTENSION_COURSE = "extension_course"
    """A term of an extension course."""

    MENTOR = "mentor"
    APPRENTICE = "apprentice"
    GROWTH_TITLE = "growth_title"
    COMPETITION = "competition"


class ActivityPart(StrEnum):
    PRESENTER = "presenter"
    PARTICIPANT = "participant"


_KINDS: Mapping[DossierRoom, tuple[DossierKind, ...]] = {
    DossierRoom.PEOPLE: (
        DossierKind.HIRED,
        DossierKind.LEFT,
        DossierKind.QUALIFICATION,
        DossierKind.HOMEROOM,
        DossierKind.TEACHING,
    ),
    DossierRoom.TRAINING: (
        DossierKind.TRAINING,
        DossierKind.CREDITS,
        DossierKind.CREDIT_YEAR,
        DossierKind.DUTY,
        DossierKind.PRODUCT,
    ),
    DossierRoom.PROJECTS: (
        DossierKind.PROJECT,
        DossierKind.PROJECT_LED,
        DossierKind.PROJECT_ACTIVITY,
        DossierKind.HOMEWORK,
        DossierKind.EVALUATION,
    ),
    DossierRoom.THEMES: (DossierKind.THEME_ACTIVITY, DossierKind.THEME_MATERIAL),
    DossierRoom.ASSESSMENT: (DossierKind.GROUP_RESULT,),
    DossierRoom.TIMETABLE: (DossierKind.COVER_GIVEN, DossierKind.COVER_TAKEN, DossierKind.ABSENCE),
    DossierRoom.TOPICS: (DossierKind.TOPIC, DossierKind.TOPIC_CONCLUDED),
    DossierRoom.PAPERS: (DossierKind.PAPER,),
    DossierRoom.WORKS: (DossierKind.AWARD,),
    DossierRoom.EXTENSION: (DossierKind.EXTENSION_COURSE,),
    DossierRoom.MENTORING: (
        DossierKind.MENTOR,
        DossierKind.APPRENTICE,
        DossierKind.GROWTH_TITLE,
        DossierKind.COMPETITION,
    ),
}
ROOM_OF: Mapping[DossierKind, DossierRoom] = {kind: room for room, kinds in _KINDS.items() for kind in kinds}

SUMMED: Mapping[DossierKind, tuple[str, ...]] = {
    DossierKind.CREDITS: ("credits", "hours"),
    DossierKind.COVER_GIVEN: ("lessons",),
    DossierKind.COVER_TAKEN: ("lessons",),
}
"""The facts of a kind that make sums."""


@dataclass(frozen=True, slots=True)
class DossierEntry:
    """One thing of one day, with where it is from."""

    key: str
    """What it is about: the same whenever it is asked for, and no other entry's of this teacher."""

    kind: DossierKind
    room: DossierRoom
    teacher_id: UUID
    day: date
    title: str
    """The thing's own words: a course, a project, a paper."""

    link: str
    """Where it is from: a path below the school, such as `duties/{id}`."""

    facts: dict[str, str] = field(default_factory=dict)
    """Codes and figures; which, the kind says."""

    text: str = field(default="", compare=False)
    """The entry in a sentence, in the language asked for."""


def entry(
    kind: DossierKind, about: object, teacher_id: UUID, day: date, title: str, link: str, **facts: object
) -> DossierEntry:
    """`about` is an id, unique among the entries of its kind; facts that are None are left out."""
    known = {name: str(fact) for name, fact in facts.items() if fact is not None}
    return DossierEntry(f"{kind}-{about}", kind, ROOM_OF[kind], teacher_id, day, title, link, known)


class DossierSource(Protocol):
    """What a room has to say of teachers."""

    kinds: ClassVar[frozenset[DossierKind]]

    async def entries(self, teacher_ids: Collection[UUID], first: date, last: date) -> Sequence[DossierEntry]:
        """Of the days from `first` to `last`, both included, in as many statements however many there are."""
        ...


@dataclass(frozen=True, slots=True)
class EntryFilter:
    kinds: tuple[DossierKind, ...] = ()
    """Any of these; none: all."""

    first: date = FIRST_DAY
    last: date = LAST_DAY


def latest_first(entries: Iterable[DossierEntry]) -> list[DossierEntry]:
    return sorted(entries, key=lambda one: (one.day, one.key), reverse=True)


async def gathered(
    sources: Iterable[DossierSource], teacher_ids: Collection[UUID], filters: EntryFilter
) -> list[DossierEntry]:
    """The latest first. One source after another: they share a connection; those not asked for are not."""
    wanted = frozenset(filters.kinds) or frozenset(DossierKind)
    found = [
        one
        for source in sources
        if source.kinds & wanted
        for one in await source.entries(teacher_ids, filters.first, filters.last)
    ]
    return latest_first(one for one in found if one.kind in wanted)
