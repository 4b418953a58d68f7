"""The sample: two schools of a district, the larger Shimen Middle School in term 2 of 2020–21."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from domain.people.naming import Speller
from domain.people.school_years import PublicCalendar
from persistence.platform.tables import district, school
from persistence.sample.accounts import add_account, add_accounts
from persistence.sample.contests import add_contests
from persistence.sample.extension import add_extension
from persistence.sample.mentoring import add_mentoring
from persistence.sample.papers import add_papers
from persistence.sample.people import FOUNDED, add_calendar, add_people
from persistence.sample.projects import add_projects
from persistence.sample.rows import Rows, read_toml
from persistence.sample.summary import add_summary
from persistence.sample.themes import add_themes
from persistence.sample.timetable import add_timetable
from persistence.sample.topics import add_topics
from persistence.sample.training import add_training
from persistence.sample.works import add_works

ONE_AT_A_TIME = 7_203_611_956  # advisory lock: two processes started together would both find no school


class Outcome(StrEnum):
    LOADED = "loaded"
    THERE = "there"
    """It had been loaded before."""

    OTHER = "other"
    """There are schools, and they are not the sample's."""


@dataclass(frozen=True, slots=True)
class Means:
    """What the sample is made with."""

    password_hash: str
    """Everybody's."""

    speller: Speller
    public: PublicCalendar


WITH_PROJECTS = "shimen"
"""The school whose term summary tells of its projects."""


async def load(owner_url: str, means: Callable[[], Means]) -> Outcome:
    """Loads the sample in one transaction, as the owner, where there is no school yet."""
    engine = create_async_engine(owner_url, poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ONE_AT_A_TIME})
        there = set(await connection.scalars(select(school.c.code)))
        if there:
            return Outcome.THERE if set(read_toml("district.toml")["schools"]) <= there else Outcome.OTHER
        shared, schools = gather(means())
        await shared.insert(connection)
        for school_id, rows in schools:
            # The owner of a school's own server may be bound by the fences too.
            await connection.execute(select(func.set_school(school_id)))
            await rows.insert(connection)
        return Outcome.LOADED


def gather(means: Means) -> tuple[Rows, list[tuple[UUID, Rows]]]:
    """The rows of no school, and the rows of each."""
    data = read_toml("district.toml")
    shared = Rows(data["code"])
    district_id = shared.add(district, FOUNDED, code=data["code"], name=data["name"])
    officer = [{"role": "district_officer", "district_id": district_id}]
    add_account(shared, FOUNDED, **data["officer"], password_hash=means.password_hash, grants=officer)
    schools = []
    for code in data["schools"]:
        own = read_toml(f"{code}/school.toml")
        school_id = shared.add(
            school, FOUNDED, district_id=district_id, code=code, name=own["name"], created_at=FOUNDED
        )
        rows = Rows(code)
        terms = add_calendar(rows, school_id, means.public)
        people = add_people(rows, school_id, own, terms[2020, 2], means.speller)
        add_timetable(rows, school_id, own)
        accounts = add_accounts(shared, FOUNDED, school_id, own, people, means.password_hash)
        add_training(rows, school_id, own, people, office_id=accounts[f"office@{code}"])
        if code == WITH_PROJECTS:
            add_projects(rows, school_id, people, terms[2020, 2])
            office_id = accounts[f"office@{code}"]
            add_mentoring(rows, school_id, people, term_id=terms[2020, 1], office_id=office_id)
        if "themes" in own:
            office_id = accounts[f"office@{code}"]
            add_themes(rows, school_id, own["themes"], people, term_id=terms[2020, 2], office_id=office_id)
        if "topics" in own:
            add_topics(rows, school_id, own["topics"], people, office_id=accounts[f"office@{code}"])
        if "works" in own:
            signing = {name: accounts[f"{name}@{code}"] for name in ("office", "principal", "finance")}
            add_works(rows, school_id, own["works"], people, signing)
        if "extension" in own:
            year = {number: terms[2020, number] for number in (1, 2)}
            office_id = accounts[f"office@{code}"]
            add_extension(rows, school_id, own["extension"], people, year, office_id=office_id)
        if "contests" in own:
            add_contests(rows, school_id, own["contests"], people, office_id=accounts[f"office@{code}"])
        if "papers" in own:
            add_papers(rows, school_id, own["papers"], people, office_id=accounts[f"office@{code}"])
        if "summary" in own:
            office_id = accounts[f"office@{code}"]
            add_summary(rows, school_id, own["summary"], term_id=terms[2020, 2], office_id=office_id)
        schools.append((school_id, rows))
    return shared, schools
