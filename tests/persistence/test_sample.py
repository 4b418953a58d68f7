"""The sample: what a newcomer sees first, and the tests of later rooms may lean on."""

from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.people.calendar import SchoolYearSpan
from domain.timetable.clashes import week_clashes
from domain.timetable.lessons import LessonKind, Weeks
from domain.training.catalogue import CourseKind, SessionState
from domain.training.credit import Account, ExemptionKind
from domain.training.enrolment import EnrolmentState
from domain.training.policy import CreditRule, RuleKey, in_force
from domain.training.standing import Away, Member, StandingState, Yardstick, judge
from persistence.people.tables import school_class, school_day, teacher, teaching_assignment
from persistence.platform.tables import school
from persistence.provision import DatabaseUrls
from persistence.sample.load import Outcome, load
from persistence.schema import DISTRICT_WIDE, metadata
from persistence.timetable.held import lessons_of
from persistence.timetable.tables import lesson, lesson_class, lesson_teacher, timetable
from persistence.training.rebuild import rebuild
from persistence.training.tables import (
    credit_award,
    credit_entry,
    credit_exemption,
    credit_rule,
    credit_standing,
    duty,
    enrolment,
    enrolment_event,
    training_session,
)
from persistence.transaction import in_school
from tests.persistence.sample_scene import MEANS, bound, rows, sample

__all__ = ["sample"]

SEATED = {EnrolmentState.PLACED, EnrolmentState.PASSED, EnrolmentState.FAILED}


async def test_it_is_loaded_only_where_there_is_no_school(sample: tuple[AsyncEngine, DatabaseUrls]) -> None:
    engine, urls = sample
    tables = list(metadata.sorted_tables)
    before = [(await rows(engine, select(func.count()).select_from(table)))[0][0] for table in tables]

    assert await load(urls.owner, lambda: MEANS) is Outcome.THERE

    after = [(await rows(engine, select(func.count()).select_from(table)))[0][0] for table in tables]
    assert after == before


async def test_the_ledger_comes_to_the_sums(sample: tuple[AsyncEngine, DatabaseUrls]) -> None:
    engine, _ = sample
    entries = await rows(engine, select(credit_entry))
    standings = await rows(engine, select(credit_standing))
    sums: dict[Any, Counter[str]] = defaultdict(Counter)
    for entry in entries:
        of = sums[entry.school_id, entry.teacher_id, entry.school_year]
        of[entry.account] += entry.credits
        if entry.category == CourseKind.SCHOOL_BASED:
            of[f"school_based_{entry.account}"] += entry.credits
        if entry.category == CourseKind.LONG_90 and entry.account == Account.CONFIRMED:
            of["long_courses"] += 1
    for placed in await rows(engine, select(enrolment).where(enrolment.c.state == EnrolmentState.PLACED)):
        sums[placed.school_id, placed.teacher_id, placed.planned_year]["planned"] += placed.planned_credits

    names = ["confirmed", "provisional", "planned", "school_based_confirmed", "school_based_provisional"]
    names.append("long_courses")
    for kept in standings:
        found = sums.pop((kept.school_id, kept.teacher_id, kept.school_year))
        assert [found[name] for name in names] == [getattr(kept, name) for name in names]
    assert not sums, "every teacher and year with a ledger has its sums"


async def test_recomputing_every_sum_finds_nothing_to_put_right(
    sample: tuple[AsyncEngine, DatabaseUrls],
) -> None:
    engine, _ = sample

    async def report(done: int, total: int) -> None: ...

    for (school_id,) in await rows(engine, select(school.c.id)):
        async with in_school(engine, school_id) as connection:
            assert await rebuild(connection, school_id, report) == []


async def test_on_its_own_day_it_has_every_state(sample: tuple[AsyncEngine, DatabaseUrls]) -> None:
    engine, _ = sample
    shimen = (await rows(engine, select(school.c.id).where(school.c.code == "shimen")))[0].id
    own = credit_rule.c.school_id == shimen
    rules = [
        CreditRule(row.id, RuleKey(row.key), row.value, row.effective_from, row.note, row.entered_at)
        for row in await rows(engine, select(credit_rule).where(own))
    ]
    span = SchoolYearSpan(2020, date(2020, 9, 1), date(2021, 8, 31))
    yardstick = Yardstick(in_force(rules, span.starts_on), span, today=date(2021, 6, 10))
    away = defaultdict(list)
    for row in await rows(engine, select(credit_exemption)):
        away[row.teacher_id].append(Away(ExemptionKind(row.kind), row.from_day, row.until_day))
    sums = {
        row.teacher_id: (row.confirmed, row.provisional, row.planned)
        for row in await rows(engine, select(credit_standing).where(credit_standing.c.school_year == 2020))
    }

    states = Counter(
        judge(
            yardstick,
            Member(row.id, row.name, row.employee_no, None, None, row.hired_on, row.left_on),
            away[row.id],
            *sums[row.id],
        ).state
        for row in await rows(engine, select(teacher).where(teacher.c.school_id == shimen))
    )

    assert set(states) == set(StandingState)
    assert min(states.values()) >= 1


async def test_a_confirmed_award_leaves_nothing_provisional(sample: tuple[AsyncEngine, DatabaseUrls]) -> None:
    engine, _ = sample
    left: Counter[Any] = Counter()
    for entry in await rows(engine, select(credit_entry)):
        left[entry.award_id, entry.account] += entry.credits

    for award in await rows(engine, select(credit_award)):
        expected = {"confirmed": award.credits, "provisional": Decimal(0)}
        if award.state == "provisional":
            expected = {"confirmed": Decimal(0), "provisional": award.credits}
        assert {account: left[award.id, account] for account in Account} == expected


async def test_seats_taken_are_the_teachers_in_them(sample: tuple[AsyncEngine, DatabaseUrls]) -> None:
    engine, _ = sample
    seated = Counter(e.session_id for e in await rows(engine, select(enrolment)) if e.state in SEATED)
    sessions = await rows(engine, select(training_session))

    assert {session.id: session.taken for session in sessions if session.taken} == seated
    assert {session.state for session in sessions} == set(SessionState)


async def test_every_enrolment_ends_where_its_history_does(sample: tuple[AsyncEngine, DatabaseUrls]) -> None:
    engine, _ = sample
    last = {
        event.enrolment_id: event.to_state
        for event in await rows(engine, select(enrolment_event).order_by(enrolment_event.c.id))
    }
    found = await rows(engine, select(enrolment))

    assert {e.id: e.state for e in found} == last
    assert {e.state for e in found} == set(EnrolmentState)


async def test_every_class_has_a_full_week(sample: tuple[AsyncEngine, DatabaseUrls]) -> None:
    engine, _ = sample
    weekly = select(func.sum(teaching_assignment.c.weekly_periods)).group_by(teaching_assignment.c.class_id)
    classes = await rows(engine, select(func.count()).select_from(school_class))
    loads = [load for (load,) in await rows(engine, weekly)]

    assert len(loads) == classes[0][0]
    assert all(32 <= load <= 35 for load in loads)


async def test_a_make_up_saturday_is_a_school_day(sample: tuple[AsyncEngine, DatabaseUrls]) -> None:
    engine, _ = sample
    days = await rows(engine, select(school_day).where(school_day.c.kind == "make_up"))

    assert days
    assert all(day.is_school_day and day.day.weekday() >= 5 for day in days)


async def test_neither_school_sees_the_other(sample: tuple[AsyncEngine, DatabaseUrls]) -> None:
    engine, urls = sample
    schools = {row.code: row.id for row in await rows(engine, select(school))}
    assert set(schools) == {"shimen", "chongfu"}
    service = bound(urls)

    for code, school_id in schools.items():
        async with in_school(service, school_id) as connection:
            for table in metadata.sorted_tables:
                if DISTRICT_WIDE not in table.info:
                    seen = set(await connection.scalars(select(table.c.school_id).distinct()))
                    assert seen <= {school_id}, f"{code} sees another school's {table.name}"
            assert await connection.scalar(select(func.count()).select_from(teacher)) == (
                61 if code == "shimen" else 12
            )
    await service.dispose()


async def test_credits_are_confirmed_where_every_duty_is_settled(
    sample: tuple[AsyncEngine, DatabaseUrls],
) -> None:
    engine, _ = sample
    awards = await rows(engine, select(credit_award).where(credit_award.c.enrolment_id.is_not(None)))
    waiting = {row.enrolment_id for row in await rows(engine, select(duty)) if row.state == "open"}
    asked = {row.enrolment_id for row in await rows(engine, select(duty))}

    assert waiting
    assert {a.enrolment_id for a in awards if a.state == "provisional" and a.category != "school_based"} == (
        waiting
    )
    assert {a.enrolment_id for a in awards if a.category != "school_based"} == asked


async def test_both_schools_have_a_week_without_a_clash(sample: tuple[AsyncEngine, DatabaseUrls]) -> None:
    engine, _ = sample
    found = {}
    async with engine.connect() as connection:
        for row in await connection.execute(select(school)):
            await connection.execute(select(func.set_school(row.id)))
            (version,) = await connection.execute(select(timetable).where(timetable.c.school_id == row.id))
            found[row.code] = (await lessons_of(connection, row.id, [version.id]))[version.id]

    for lessons in found.values():
        assert week_clashes(lessons) == []
        assert {one.weeks for one in lessons} == set(Weeks)
        assert {one.kind for one in lessons} == {LessonKind.TEACHING, LessonKind.BLOCK}
        assert any(one.room_id for one in lessons)
    assert {code: len(lessons) for code, lessons in found.items()} == {"shimen": 622, "chongfu": 108}


async def test_the_week_has_the_lessons_that_are_assigned(sample: tuple[AsyncEngine, DatabaseUrls]) -> None:
    engine, _ = sample
    assigned: Counter[Any] = Counter()
    for row in await rows(engine, select(teaching_assignment)):
        assigned[row.teacher_id, row.class_id, row.subject] += 2 * row.weekly_periods
    taught: Counter[Any] = Counter()
    statement = (
        select(lesson.c.subject, lesson.c.in_odd, lesson.c.in_even, lesson_teacher.c.teacher_id)
        .add_columns(lesson_class.c.class_id)
        .join(lesson_teacher, lesson_teacher.c.lesson_id == lesson.c.id)
        .join(lesson_class, lesson_class.c.lesson_id == lesson.c.id)
        .where(lesson.c.subject != "班会")
    )
    for row in await rows(engine, statement):
        taught[row.teacher_id, row.class_id, row.subject] += row.in_odd + row.in_even
    assert taught == assigned
