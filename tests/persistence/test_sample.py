"""The sample: what a newcomer sees first, and the tests of later rooms may lean on."""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from domain.extension.clashes import clashes
from domain.extension.figures import figures_of
from domain.identity.access import Caller, Role, Scope
from domain.mentoring.words import LogKind
from domain.paging import Window
from domain.people.calendar import SchoolYearSpan
from domain.timetable.clashes import week_clashes
from domain.timetable.lessons import LessonKind, Weeks
from domain.topics.topic import TopicFilter
from domain.training.catalogue import CourseKind, SessionState
from domain.training.credit import Account, ExemptionKind
from domain.training.enrolment import EnrolmentState
from domain.training.policy import CreditRule, RuleKey, in_force
from domain.training.standing import Away, Member, StandingState, Yardstick, judge
from gateways.holidays import ChineseCalendar
from gateways.pinyin import Pinyin
from persistence.bonus.facts import SqlBonusFacts
from persistence.bonus.tables import bonus_line
from persistence.contests.tables import contest, contest_entry
from persistence.embedded import EmbeddedServer
from persistence.extension.figures import SqlExtensionFigures
from persistence.extension.runs import SqlExtensionGround
from persistence.mentoring.tallies import SqlTallies
from persistence.people.tables import school_class, school_day, teacher, teaching_assignment, term
from persistence.platform.tables import school
from persistence.provision import DatabaseUrls, provision
from persistence.sample.load import Means, Outcome, load
from persistence.schema import DISTRICT_WIDE, metadata
from persistence.themes.facts import SqlThemeFacts
from persistence.themes.tables import theme
from persistence.timetable.held import lessons_of
from persistence.timetable.tables import lesson, lesson_class, lesson_teacher, timetable
from persistence.topics.figures import SqlTopicCounts
from persistence.topics.topics import SqlTopics
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
from tests.conftest import migrate

MEANS = Means("not a hash", Pinyin(), ChineseCalendar())
SEATED = {EnrolmentState.PLACED, EnrolmentState.PASSED, EnrolmentState.FAILED}


@pytest.fixture(scope="module")
async def sample(server: EmbeddedServer, worker_id: str) -> AsyncIterator[tuple[AsyncEngine, DatabaseUrls]]:
    """A database of its own with the sample in it, seen by its owner."""
    urls = provision(server, f"sample_{worker_id}")
    migrate(urls.owner)
    assert await load(urls.owner, MEANS) is Outcome.LOADED
    engine = create_async_engine(urls.owner, poolclass=NullPool)
    yield engine, urls
    await engine.dispose()


async def rows(engine: AsyncEngine, statement: Any) -> list[Row[Any]]:
    async with engine.connect() as connection:
        return list(await connection.execute(statement))


async def test_it_is_loaded_only_where_there_is_no_school(sample: tuple[AsyncEngine, DatabaseUrls]) -> None:
    engine, urls = sample
    tables = list(metadata.sorted_tables)
    before = [(await rows(engine, select(func.count()).select_from(table)))[0][0] for table in tables]

    assert await load(urls.owner, MEANS) is Outcome.THERE

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
    bound = create_async_engine(urls.app, poolclass=NullPool)

    for code, school_id in schools.items():
        async with in_school(bound, school_id) as connection:
            for table in metadata.sorted_tables:
                if DISTRICT_WIDE not in table.info:
                    seen = set(await connection.scalars(select(table.c.school_id).distinct()))
                    assert seen <= {school_id}, f"{code} sees another school's {table.name}"
            assert await connection.scalar(select(func.count()).select_from(teacher)) == (
                61 if code == "shimen" else 12
            )
    await bound.dispose()


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


async def test_last_years_bonuses_are_paid_and_this_years_awards_wait(
    sample: tuple[AsyncEngine, DatabaseUrls],
) -> None:
    engine, urls = sample
    (shimen,) = await rows(engine, select(school).where(school.c.code == "shimen"))
    lines = await rows(engine, select(bonus_line))
    service = create_async_engine(urls.app, poolclass=NullPool)
    async with in_school(service, shimen.id) as connection:
        facts = SqlBonusFacts(connection, shimen.id)
        waiting = await facts.gathered(date(2020, 9, 1), date(2021, 8, 31), but=None)
        before = await facts.gathered(date(2019, 9, 1), date(2020, 8, 31), but=None)
    await service.dispose()

    assert sorted(one.amount_fen for one in lines) == [13_333, 20_000, 26_667]
    assert [len(one.awards) for one in waiting] == [1, 1, 1]
    assert len(before) == 8, "a merit prize, which pays nothing, and the contests' prizes of that year"


async def test_theme_research_is_under_way_in_two_groups(sample: tuple[AsyncEngine, DatabaseUrls]) -> None:
    engine, urls = sample
    (shimen,) = await rows(engine, select(school).where(school.c.code == "shimen"))
    (own,) = await rows(engine, select(theme).where(theme.c.school_id == shimen.id))
    service = create_async_engine(urls.app, poolclass=NullPool)
    async with in_school(service, shimen.id) as connection:
        reader = SqlThemeFacts(connection, shimen.id, datetime(2021, 6, 1, tzinfo=UTC))
        facts = {one.subject_group_name: one for one in await reader.of_term(own.term_id)}
    await service.dispose()

    chinese, maths = facts["语文教研组"], facts["数学教研组"]
    assert (chinese.activities, chinese.expected, chinese.late, chinese.accepted) == (2, 20, 1, 2)
    assert [one.teacher_name for one in chinese.missed] == ["姚建华"]
    assert [(one.teacher_name, one.reason) for one in maths.excuses] == [("张伟", "送学生参加竞赛")]
    assert facts["英语教研组"].themes == 0


async def test_topics_are_carried_over_overdue_concluded_and_proposed(
    sample: tuple[AsyncEngine, DatabaseUrls],
) -> None:
    engine, urls = sample
    (shimen,) = await rows(engine, select(school).where(school.c.code == "shimen"))
    office = Caller(
        *(shimen.id, shimen.id, 1, shimen.id, None, frozenset({Role.RESEARCH_OFFICE}), None, Scope.SCHOOL)
    )
    service = create_async_engine(urls.app, poolclass=NullPool)
    async with in_school(service, shimen.id) as connection:
        reader = SqlTopics(connection, office, date(2021, 6, 10))
        found = (await reader.page(TopicFilter(), Window())).items
        span = await SqlTopicCounts(connection, shimen.id).span(2020, 2)
        assert span is not None
        counted = await SqlTopicCounts(connection, shimen.id).by_level(span, date(2021, 6, 10))
    await service.dispose()

    told = [(one.state, one.level, one.school_year, one.step, one.overdue) for one in found]
    assert told == [
        ("submitted", "county", None, None, False),
        ("opened", "school", 2020, "midterm", True),
        ("concluded", "school", 2019, None, False),
        ("midterm", "county", 2019, "conclusion", False),
    ]
    assert {one.level: (one.running, one.carried_over, one.overdue, one.concluded) for one in counted} == {
        "school": (2, 2, 1, 1),
        "county": (1, 1, 0, 0),
    }


async def test_the_five_extension_courses_run_beside_the_older_ones(
    sample: tuple[AsyncEngine, DatabaseUrls],
) -> None:
    engine, urls = sample
    (shimen,) = await rows(engine, select(school).where(school.c.code == "shimen"))
    (spring,) = await rows(
        engine, select(term).where(term.c.school_id == shimen.id, term.c.starts_on == date(2021, 2, 22))
    )
    service = create_async_engine(urls.app, poolclass=NullPool)
    async with in_school(service, shimen.id) as connection:
        ground = SqlExtensionFigures(connection, shimen.id, date(2021, 6, 10))
        span = await ground.term(spring.id)
        assert span is not None
        found = await figures_of(ground, span)
        courses = SqlExtensionGround(connection, shimen.id)
        lessons = await courses.lessons(span.starts_on, span.ends_on)
        running = await courses.neighbours(spring.id, shimen.id)
    await service.dispose()

    assert (found.applied, found.courses, found.complete) == (5, 7, 3)
    assert [(one.state, one.courses) for one in found.counts] == [
        ("running", 3),
        ("running", 1),
        ("closed", 1),
        ("running", 2),
    ]
    assert 0 < found.lesson_plans < found.sessions_planned
    assert len(running) == 6
    for one in running:
        assert clashes(one, lessons, [other for other in running if other != one]) == []


async def test_three_mentor_pairs_run_one_with_a_mentor_from_outside(
    sample: tuple[AsyncEngine, DatabaseUrls],
) -> None:
    engine, urls = sample
    (shimen,) = await rows(engine, select(school).where(school.c.code == "shimen"))
    service = create_async_engine(urls.app, poolclass=NullPool)
    async with in_school(service, shimen.id) as connection:
        tallies = SqlTallies(connection, shimen.id)
        (term,) = await tallies.terms_on(date(2021, 4, 20))
        found = {one.apprentice_name: one for one in await tallies.of_term(term)}
    await service.dispose()

    assert set(found) == {"钟一鸣", "何俊杰", "沈知行"}
    assert (found["钟一鸣"].kinds[LogKind.MENTOR_OBSERVES], found["钟一鸣"].lessons_held) == (2, 1)
    assert (found["沈知行"].mentor_id, found["沈知行"].mentor_name) == (None, "沈建华")


async def test_the_contests_stand_between_last_year_s_prizes_and_this_year_s_entries(
    sample: tuple[AsyncEngine, DatabaseUrls],
) -> None:
    engine, _ = sample
    contests = await rows(engine, select(contest).order_by(contest.c.school_year, contest.c.entries_due_on))
    entries = Counter(row.contest_id for row in await rows(engine, select(contest_entry.c.contest_id)))
    won = Counter(row.prize for row in await rows(engine, select(contest_entry.c.prize)) if row.prize)

    assert [(one.school_year, entries[one.id]) for one in contests] == [
        *((2019, 3), (2019, 5)),
        *((2020, 4), (2020, 2)),
    ]
    assert won == {"first": 3, "second": 2, "third": 1, "merit": 1}
    assert contests[2].quota["first_prizes"] == 2
    assert contests[2].quota["places"] == contests[2].quota["share_of_staff"] + 2
