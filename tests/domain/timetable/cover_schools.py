"""Schools with lessons to cover: made by hand and drawn at random."""

from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from domain.timetable.cover_facts import At, Colleague, CoverFacts, CoverPoints, CoverTerms, Need

MONDAY = date(2021, 3, 1)
SUBJECTS = ("语文", "数学", "英语", "科学", "社会", "体育", "音乐", "美术", "信息")
WEEKLY_PERIODS = (6, 6, 5, 5, 4, 3, 2, 2, 2)
PERIODS = range(1, 9)
GRADES = 3


def a_need(number: int, **changes: Any) -> Need:
    given: dict[str, Any] = {
        "need_id": UUID(int=5000 + number),
        "absence_id": UUID(int=4000),
        "teacher_id": UUID(int=99),
        "day": MONDAY,
        "period_no": 1,
        "subject": "数学",
        "class_ids": frozenset([UUID(int=701)]),
        "grade_ids": frozenset([UUID(int=7)]),
    }
    return Need(**given | changes)


def a_colleague(number: int, **changes: Any) -> Colleague:
    """Fits a_need perfectly unless changed."""
    given: dict[str, Any] = {
        "teacher_id": UUID(int=number),
        "name": f"教师{number}",
        "subjects": frozenset(["数学"]),
        "class_ids": frozenset([UUID(int=701)]),
        "grade_ids": frozenset([UUID(int=7)]),
    }
    return Colleague(**given | changes)


def a_school(needs: list[Need], colleagues: list[Colleague], **more: Any) -> CoverFacts:
    return CoverFacts(
        {need.need_id: need for need in needs}, {one.teacher_id: one for one in colleagues}, **more
    )


def drawn(
    random: Random,
    teachers: int,
    lessons: int,
    *,
    weeks: int,
    terms: CoverTerms | None = None,
    locked: int = 0,
) -> CoverFacts:
    """A school with a proper timetable, teachers away for 3 to 10 school days each, and so many needs."""
    staff, taught = _timetable(random, teachers)
    days = [MONDAY + timedelta(7 * week + day) for week in range(weeks) for day in range(5)]
    away, needs = _absences(random, staff, taught, days, lessons)
    teaching = {
        (who, day, period)
        for (who, weekday, period) in taught
        for day in days
        if day.weekday() == weekday and (who, day, period) not in away
    }
    duty = {
        (one.teacher_id, random.choice(days), random.choice(PERIODS)) for one in staff for _ in range(weeks)
    }
    covers: dict[tuple[UUID, date], int] = {}
    for one in staff:
        if random.random() < 0.1:
            covers[one.teacher_id, random.choice(days)] = 1
    settled: dict[UUID, UUID | None] = {}
    for need in random.sample(needs, min(locked, len(needs))):
        settled[need.need_id] = random.choice([None, random.choice(staff).teacher_id])
    return CoverFacts(
        {need.need_id: need for need in needs},
        {one.teacher_id: one for one in staff},
        teaching,
        duty - teaching,
        away,
        covers,
        settled,
        terms or CoverTerms(breaks_after=frozenset([4])),
    )


def _timetable(
    random: Random, teachers: int
) -> tuple[list[Colleague], dict[tuple[UUID, int, int], tuple[str, UUID]]]:
    """(who, weekday, period) → subject and class; everybody has one subject and some 14 lessons a week."""
    classes = max(teachers * 2 // 5, 1)
    taught: dict[tuple[UUID, int, int], tuple[str, UUID]] = {}
    load = dict.fromkeys((UUID(int=number) for number in range(1, teachers + 1)), 0)
    subject_of = {
        one: SUBJECTS[random.choices(range(len(SUBJECTS)), WEEKLY_PERIODS)[0]]
        if number >= len(SUBJECTS)
        else SUBJECTS[number]
        for number, one in enumerate(load)
    }
    given: dict[UUID, set[UUID]] = {one: set() for one in load}
    for number in range(classes):
        class_id = UUID(int=700 + 100 * (number % GRADES) + number)
        open_slots = [(weekday, period) for weekday in range(5) for period in PERIODS]
        random.shuffle(open_slots)
        for subject, periods in zip(SUBJECTS, WEEKLY_PERIODS, strict=True):
            its = [one for one in load if subject_of[one] == subject and load[one] + periods <= 18]
            if not its:
                continue
            teacher_id = min(its, key=lambda one: (load[one], random.random()))
            for weekday, period in [at for at in open_slots if (teacher_id, *at) not in taught][:periods]:
                open_slots.remove((weekday, period))
                taught[teacher_id, weekday, period] = subject, class_id
                load[teacher_id] += 1
            given[teacher_id].add(class_id)
    staff = [
        Colleague(
            teacher_id=one,
            name=f"教师{one.int}",
            subjects=frozenset([subject_of[one]]),
            class_ids=frozenset(given[one]),
            grade_ids=frozenset(_grade(class_id) for class_id in given[one]),
            subject_group_id=UUID(int=50 + SUBJECTS.index(subject_of[one]) // 3),
            qualifications=frozenset(["实验"] if random.random() < 0.5 else []),
            excluded="怀孕" if random.random() < 0.05 else None,
            given=random.randrange(6),
            taken=random.randrange(6),
        )
        for one in load
    ]
    return staff, taught


def _grade(class_id: UUID) -> UUID:
    return UUID(int=7 + (class_id.int // 100) % 7 % GRADES)


def _absences(
    random: Random,
    staff: list[Colleague],
    taught: dict[tuple[UUID, int, int], tuple[str, UUID]],
    days: list[date],
    lessons: int,
) -> tuple[set[At], list[Need]]:
    away: set[At] = set()
    needs: list[Need] = []
    for _ in range(20 * lessons + 20):
        if len(needs) >= lessons:
            break
        one = random.choice(staff)
        first = random.randrange(len(days))
        gone = days[first : first + random.randint(3, 10)]
        absence_id = UUID(int=4000 + len(needs))
        for day in gone:
            for period in PERIODS:
                lesson = taught.get((one.teacher_id, day.weekday(), period))
                if lesson and (one.teacher_id, day, period) not in away and len(needs) < lessons:
                    subject, class_id = lesson
                    needs.append(
                        Need(
                            UUID(int=5000 + len(needs)),
                            absence_id,
                            one.teacher_id,
                            day,
                            period,
                            subject,
                            frozenset([class_id]),
                            frozenset([_grade(class_id)]),
                            "实验" if subject == "科学" and random.random() < 0.3 else None,
                        )
                    )
                away.add((one.teacher_id, day, period))
    return away, needs


def tiny(random: Random, *, needs: int = 4, colleagues: int = 4) -> CoverFacts:
    """Few people and periods, so that all stand in each other's way; small enough to try every plan."""
    days = [MONDAY, MONDAY + timedelta(1), MONDAY + timedelta(7)]
    ids = [UUID(int=number) for number in range(1, colleagues + 1)]
    classes = [UUID(int=701), UUID(int=702)]
    absent = [*ids[:1], UUID(int=99)]
    wanted = []
    for number in range(random.randint(0, needs)):
        away = random.randrange(2)
        wanted.append(
            a_need(
                number,
                absence_id=UUID(int=4000 + away),
                teacher_id=absent[away % len(absent)],
                day=random.choice([MONDAY, *days]),
                period_no=random.randint(1, 3),
                subject=random.choice(SUBJECTS[:2]),
                class_ids=frozenset(random.sample(classes, random.randint(1, 2))),
                grade_ids=frozenset([UUID(int=random.choice([7, 8]))]),
                qualification=random.choice([None, None, "实验"]),
            )
        )
    staff = [
        a_colleague(
            number + 1,
            subjects=frozenset(random.sample(SUBJECTS[:3], random.randint(0, 2))),
            class_ids=frozenset(random.sample(classes, random.randint(0, 2))),
            grade_ids=frozenset([UUID(int=random.choice([7, 8]))]),
            subject_group_id=random.choice([None, UUID(int=50), UUID(int=51)]),
            qualifications=frozenset(random.sample(["实验"], random.randint(0, 1))),
            excluded=random.choice([None, None, None, None, "怀孕"]),
            given=random.randrange(4),
            taken=random.randrange(4),
        )
        for number in range(colleagues)
    ]
    everywhere = [(one, day, period) for one in ids for day in days for period in range(1, 7)]
    teaching, duty, away_at = (
        {at for at in everywhere if random.random() < share} for share in (0.25, 0.05, 0.05)
    )
    covers = {(at[0], at[1]): 1 for at in sorted(teaching) if random.random() < 0.05}
    settled: dict[UUID, UUID | None] = {
        need.need_id: random.choice([None, *ids]) for need in wanted if random.random() < 0.2
    }
    terms = CoverTerms(
        daily_covers=random.randint(1, 3),
        daily_lessons=random.randint(2, 5),
        weekly_covers=random.randint(1, 4),
        longest_run=random.randint(1, 3),
        breaks_after=frozenset(random.sample([2, 3, 4], random.randint(0, 1))),
        points=random.choice(
            [CoverPoints(), CoverPoints(further_teacher=30, change=25, long_run=20, ahead=1)]
        ),
    )
    return a_school(
        wanted,
        staff,
        teaching=teaching,
        duty=duty - teaching,
        away=away_at,
        covers=covers,
        locked=settled,
        terms=terms,
    )


@st.composite
def tiny_schools(draw: st.DrawFn) -> CoverFacts:
    return tiny(Random(draw(st.integers(0, 2**32))))


@st.composite
def schools(draw: st.DrawFn, *, teachers: int, lessons: int) -> CoverFacts:
    """Some so short of colleagues that not every lesson finds one."""
    scarce = CoverTerms(daily_covers=1, daily_lessons=4, weekly_covers=2, breaks_after=frozenset([4]))
    return drawn(
        Random(draw(st.integers(0, 2**32))),
        draw(st.integers(2, teachers)),
        draw(st.integers(0, lessons)),
        weeks=draw(st.integers(1, 3)),
        terms=draw(st.sampled_from([None, scarce])),
        locked=draw(st.integers(0, 5)),
    )
