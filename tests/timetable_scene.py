"""Setting a school's week: days, a version of the timetable, and lessons in it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import insert, update

from domain.people.calendar import DayKind
from domain.timetable.lessons import Half, LessonKind, Weeks
from persistence.ids import new_id
from persistence.people.tables import grade_group, school_class, school_day
from persistence.timetable.tables import lesson, lesson_class, lesson_teacher, timetable, timetable_period
from tests.scene import Scene

FIRST_MONDAY = date(2021, 2, 15)
"""Of the scene's term 2: 2021-03-08 is the Monday of week 4."""

MONDAY = date(2021, 3, 8)
PERIODS = [
    (1, Half.MORNING, time(8), time(8, 45)),
    (2, Half.MORNING, time(8, 55), time(9, 40)),
    (3, Half.MORNING, time(10), time(10, 45)),
    (4, Half.AFTERNOON, time(13), time(13, 45)),
    (5, Half.AFTERNOON, time(13, 55), time(14, 40)),
    (6, Half.AFTERNOON, time(14, 50), time(15, 35)),
]


@dataclass(frozen=True, slots=True)
class SchoolWeek:
    """A school with its year, its days of March to June, and one version of the timetable."""

    scene: Scene
    timetable_id: UUID
    grade_id: UUID
    classes: dict[str, UUID] = field(default_factory=dict)

    async def school_class(self, code: str) -> UUID:
        if code not in self.classes:
            self.classes[code] = await self.scene.add(
                school_class, code=code, name=code, grade_group_id=self.grade_id
            )
        return self.classes[code]

    async def lesson(
        self,
        weekday: int,
        period_no: int,
        *teacher_ids: UUID,
        classes: Iterable[str] = ("701",),
        subject: str = "数学",
        kind: LessonKind = LessonKind.TEACHING,
        weeks: Weeks = Weeks.EVERY,
        room_id: UUID | None = None,
        part: str = "",
    ) -> UUID:
        slot = {
            "timetable_id": self.timetable_id,
            "weekday": weekday,
            "period_no": period_no,
            "in_odd": weeks is not Weeks.EVEN,
            "in_even": weeks is not Weeks.ODD,
        }
        made = await self.scene.add(lesson, **slot, weeks=weeks, kind=kind, subject=subject, room_id=room_id)
        for teacher_id in teacher_ids:
            await self.scene.add(lesson_teacher, **slot, lesson_id=made, teacher_id=teacher_id)
        for code in classes:
            class_id = await self.school_class(code)
            await self.scene.add(lesson_class, **slot, lesson_id=made, class_id=class_id, part=part)
        return made


async def a_week(scene: Scene, *, since: date | None = None, start_year: int = 2020) -> SchoolWeek:
    year_id, spring = await scene.year(start_year), start_year + 1
    await school_days(scene, year_id, date(spring, 3, 1), date(spring, 6, 30))
    made, since = datetime(spring, 2, 1, tzinfo=UTC), since or date(spring, 3, 1)
    timetable_id = await scene.add(timetable, name="课表", effective_from=since, created_at=made)
    for number, half, starts_at, ends_at in PERIODS:
        await scene.add(
            timetable_period,
            timetable_id=timetable_id,
            period_no=number,
            name=f"第{number}节",
            half=half,
            starts_at=starts_at,
            ends_at=ends_at,
        )
    grade_id = await scene.add(grade_group, code="g7", name="七年级组")
    return SchoolWeek(scene, timetable_id, grade_id)


async def school_days(scene: Scene, year_id: UUID, first: date, last: date) -> None:
    """Every day of a stretch: workdays are school days; holidays and make-up days are up to the test."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    rows = [
        {
            "school_id": scene.school_id,
            "id": new_id(),
            "school_year_id": year_id,
            "day": day,
            "kind": DayKind.WORKDAY if day.weekday() < 5 else DayKind.WEEKEND,
            "is_school_day": day.weekday() < 5,
        }
        for day in days
    ]
    async with scene.owner.begin() as connection:
        await connection.execute(insert(school_day), rows)


async def held_as(scene: Scene, day: date, kind: DayKind, *, follows_weekday: int | None = None) -> None:
    """Makes a day a holiday, or a make-up day."""
    async with scene.owner.begin() as connection:
        await connection.execute(
            update(school_day)
            .where(school_day.c.school_id == scene.school_id, school_day.c.day == day)
            .values(kind=kind, is_school_day=kind is DayKind.MAKE_UP, follows_weekday=follows_weekday)
        )
