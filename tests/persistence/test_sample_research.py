"""What the sample district has of research, courses and mentoring."""

from collections import Counter
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.extension.clashes import clashes
from domain.extension.figures import figures_of
from domain.identity.access import Caller
from domain.identity.actions import Role, Scope
from domain.mentoring.words import LogKind
from domain.paging import Window
from domain.topics.topic import TopicFilter
from persistence.bonus.facts import SqlBonusFacts
from persistence.bonus.tables import bonus_line
from persistence.contests.tables import contest, contest_entry
from persistence.extension.figures import SqlExtensionFigures
from persistence.extension.runs import SqlExtensionGround
from persistence.mentoring.tallies import SqlTallies
from persistence.people.tables import term
from persistence.platform.tables import school
from persistence.provision import DatabaseUrls
from persistence.themes.facts import SqlThemeFacts
from persistence.themes.tables import theme
from persistence.topics.figures import SqlTopicCounts
from persistence.topics.topics import SqlTopics
from persistence.transaction import in_school
from tests.persistence.sample_scene import bound, rows, sample

__all__ = ["sample"]


async def test_last_years_bonuses_are_paid_and_this_years_awards_wait(
    sample: tuple[AsyncEngine, DatabaseUrls],
) -> None:
    engine, urls = sample
    (shimen,) = await rows(engine, select(school).where(school.c.code == "shimen"))
    lines = await rows(engine, select(bonus_line))
    service = bound(urls)
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
    service = bound(urls)
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
    service = bound(urls)
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
    service = bound(urls)
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
    service = bound(urls)
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
