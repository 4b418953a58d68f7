"""A small school whose cover is kept in lists: the ports' promises without a database."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from domain.identity.access import Caller
from domain.identity.actions import Role, Scope
from domain.messages import Event, Notice
from domain.paging import Page, Window
from domain.timetable.absence import Route
from domain.timetable.cover_facts import Colleague, CoverTerms
from domain.timetable.cover_ground import Absent, CoverGround, busy, missed_lessons
from domain.timetable.cover_ledger import CoverEntry, NewEntry
from domain.timetable.cover_policy import CoverBook, TermSpan
from domain.timetable.covering import CoverEntryKind, CoverState
from domain.timetable.covers import LIVE, ClassAtLesson, Cover, CoverFilter, Homeroom, NewCover
from domain.timetable.effective import Cause, HeldLesson, LessonKey, Slot
from domain.timetable.lessons import ClassPart, LessonKind
from domain.timetable.policy import TimetableRule, TimetableRuleKey
from tests.domain.timetable.listed_changes import ListedChanges

MONDAY = date(2021, 3, 8)
NOW = datetime(2021, 3, 5, tzinfo=UTC)
TERM = UUID(int=900)
GRADE = UUID(int=800)
CLASSES = {UUID(int=700 + number): f"70{number}" for number in range(1, 5)}
TEACHERS = {UUID(int=number): f"教师{number}" for number in range(1, 7)}


def a_lesson(
    day: int,
    period_no: int,
    *teachers: int,
    school_class: int = 1,
    subject: str = "数学",
    kind: LessonKind = LessonKind.TEACHING,
) -> HeldLesson:
    """On the day of the week from 0, by the teachers so numbered."""
    when = MONDAY + timedelta(days=day)
    return HeldLesson(
        LessonKey(uuid4(), when),
        Slot(when, period_no),
        kind,
        subject,
        None,
        tuple(UUID(int=one) for one in teachers),
        (ClassPart(UUID(int=700 + school_class)),),
    )


def an_absence(teacher: int, *at: tuple[int, int], route: Route = Route.COVER) -> Absent:
    """In these periods, each (day of the week from 0, period)."""
    periods = frozenset((MONDAY + timedelta(days=day), period_no) for day, period_no in at)
    return Absent(uuid4(), UUID(int=teacher), route, periods)


def a_rule(key: TimetableRuleKey, value: str) -> TimetableRule:
    return TimetableRule(UUID(int=1000), key, value, date(2020, 1, 1), None, NOW)


def affairs() -> Caller:
    return _caller(Role.ACADEMIC_AFFAIRS, Scope.SCHOOL, None)


def teacher(number: int) -> Caller:
    return _caller(Role.TEACHER, Scope.OWN, UUID(int=number))


def _caller(role: Role, reach: Scope, teacher_id: UUID | None) -> Caller:
    return Caller(UUID(int=1), UUID(int=2), 1, UUID(int=3), teacher_id, frozenset([role]), None, reach)


@dataclass
class Told:
    """What was told, in order."""

    notices: list[Notice] = field(default_factory=list)

    async def tell(self, event: Event, **_: Any) -> None:
        raise NotImplementedError

    async def tell_all(self, notices: Sequence[Notice], *, at: datetime) -> None:
        self.notices += notices

    def of(self, event: Event) -> list[tuple[UUID, str]]:
        return [(one.recipient_id, one.facts["lessons"]) for one in self.notices if one.event is event]


@dataclass
class CoverSchool:
    """Covers, its port, and the ground behind it."""

    changes: ListedChanges
    absences: list[Absent] = field(default_factory=list)
    rules: list[TimetableRule] = field(default_factory=list)
    gone: set[UUID] = field(default_factory=set)
    """Teachers no longer at work."""

    kept: dict[UUID, Cover] = field(default_factory=dict)
    lines: list[CoverEntry] = field(default_factory=list)
    terms: list[TermSpan] = field(
        default_factory=lambda: [TermSpan(TERM, date(2021, 2, 20), date(2021, 7, 6))]
    )
    rooms: list[Homeroom] = field(default_factory=list)

    def new_id(self) -> UUID:
        return uuid4()

    async def ground(self, first: date, last: date) -> CoverGround:
        held = self.changes.held()
        away = frozenset((one.teacher_id, *at) for one in self.absences for at in one.periods)
        teaching, duty = busy(held, away)
        covers: dict[tuple[UUID, date], int] = {}
        for one in self.kept.values():
            if one.state in LIVE:
                covers[one.teacher_id, one.day] = covers.get((one.teacher_id, one.day), 0) + 1
        there = [one for one in held if first <= one.slot.day <= last]
        colleagues = {
            one: Colleague(one, name, frozenset(["数学"]) if one.int % 2 else frozenset(["英语"]))
            for one, name in TEACHERS.items()
            if one not in self.gone
        }
        return CoverGround(
            missed=missed_lessons(there, self.absences),
            colleagues=colleagues,
            names=TEACHERS,
            grade_of=dict.fromkeys(CLASSES, GRADE),
            teaching=teaching,
            duty=duty,
            away=away,
            covers=covers,
            terms=CoverTerms(daily_covers=3, weekly_covers=8),
        )

    async def hold(
        self, absence_ids: Collection[UUID], first: date, last: date, also: Collection[date] = ()
    ) -> None:
        await self.changes.hold({first, last, *also})

    async def book(self) -> CoverBook:
        return CoverBook(self.terms, self.rules)

    async def add(self, covers: Sequence[NewCover]) -> None:
        for one in covers:
            change = self.changes.layers[one.change_id].change
            lesson = next(lesson for lesson in self.changes.plan if lesson.key == change.key)
            self.kept[one.id] = Cover(
                id=one.id,
                plan_id=one.plan_id,
                absence_id=one.absence_id,
                change_id=one.change_id,
                teacher_id=one.teacher_id,
                name=TEACHERS[one.teacher_id],
                absent_id=change.from_teacher_id,
                absent_name=TEACHERS[change.from_teacher_id],
                lesson_id=change.key.lesson_id,
                day=change.slot.day,
                period_no=change.slot.period_no,
                kind=lesson.kind,
                subject=lesson.subject,
                classes=tuple(
                    ClassAtLesson(part.class_id, CLASSES[part.class_id], part.part) for part in lesson.classes
                ),
                state=one.state,
                answer=None,
                settled_at=None,
                version=1,
            )

    async def page(self, filters: CoverFilter, window: Window) -> Page[Cover]:
        raise NotImplementedError

    async def get(self, cover_id: UUID) -> Cover | None:
        return self.kept.get(cover_id)

    async def for_update(self, cover_id: UUID) -> Cover | None:
        return self.kept.get(cover_id)

    async def unmissed(
        self, absence_ids: Collection[UUID], *, now: datetime
    ) -> tuple[list[Cover], list[UUID]]:
        touched = {one.id: one.periods for one in self.absences}
        live = [
            one
            for one in self.kept.values()
            if one.state in LIVE
            and one.absence_id in absence_ids
            and (one.day, one.period_no) not in touched.get(one.absence_id, ())
        ]
        alone = [
            layer.cause_id
            for change_id, layer in self.changes.layers.items()
            if layer.change.cause is Cause.NO_COVER
            and self.changes.states[change_id] == "standing"
            and layer.absence_id in absence_ids
            and (layer.change.slot.day, layer.change.slot.period_no) not in touched.get(layer.absence_id, ())
        ]
        return live, alone

    async def given_in(self, absence_ids: Collection[UUID]) -> list[Cover]:
        away = {(one.teacher_id, *at) for one in self.absences if one.id in absence_ids for at in one.periods}
        return [
            one
            for one in self.kept.values()
            if one.state in LIVE and (one.teacher_id, one.day, one.period_no) in away
        ]

    async def settle(
        self, cover_ids: Collection[UUID], state: CoverState, *, answer: str | None, at: datetime
    ) -> None:
        for one in cover_ids:
            before = self.kept[one]
            self.kept[one] = replace(
                before, state=state, answer=answer, settled_at=at, version=before.version + 1
            )

    async def enter(self, entries: Sequence[NewEntry], *, at: datetime) -> None:
        for one in entries:
            given = {name: getattr(one, name) for name in NewEntry.__slots__ if name != "account_id"}
            entry = CoverEntry(id=uuid4(), name=TEACHERS[one.teacher_id], entered_at=at, **given)
            self.lines.append(entry)

    async def entries(self, cover_ids: Collection[UUID]) -> list[CoverEntry]:
        return [one for one in self.lines if one.cover_id in cover_ids]

    async def homerooms(self, class_ids: Collection[UUID]) -> list[Homeroom]:
        return [one for one in self.rooms if one.class_id in class_ids]

    async def class_names(self, class_ids: Collection[UUID]) -> dict[UUID, str]:
        return {one: CLASSES[one] for one in class_ids}

    async def affairs(self) -> list[UUID]:
        return [UUID(int=500)]

    def live(self) -> list[Cover]:
        return [one for one in self.kept.values() if one.state in LIVE]

    def sums(self) -> dict[tuple[UUID, CoverEntryKind], Decimal]:
        """Lessons by teacher and kind; those that come to nothing are left out."""
        found: dict[tuple[UUID, CoverEntryKind], Decimal] = {}
        for one in self.lines:
            key = one.teacher_id, one.kind
            found[key] = found.get(key, Decimal(0)) + one.lessons
        return {key: lessons for key, lessons in found.items() if lessons}


def a_school(*lessons: HeldLesson, absences: Sequence[Absent] = (), **given: Any) -> CoverSchool:
    return CoverSchool(ListedChanges(lessons), list(absences), **given)
