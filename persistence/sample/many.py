"""A district or a province to measure on: any number of invented schools, a transaction each.

A school is some thirty statements that make its rows inside the database (`many.sql`), so that 60,000
teachers take minutes. What was interrupted goes on where it stopped: a school is there whole or not at all.
"""

import asyncio
import hashlib
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from itertools import product
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import column, func, insert, select, table, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from domain.people.naming import Speller
from domain.people.school_years import PublicCalendar, planned_term, sow
from domain.projects.materials import MaterialKind
from domain.training.policy import CREDIT_POLICY
from persistence.platform.tables import district, school
from persistence.sample.accounts import add_account
from persistence.sample.load import ONE_AT_A_TIME, Means, Outcome
from persistence.sample.people import FOUNDED
from persistence.sample.rows import HERE, Rows, read_toml
from persistence.schema import metadata
from persistence.training.rebuild import rebuild

SCHOOLS_A_DISTRICT = 200
SUBJECTS = 8
FEWEST_TEACHERS = SUBJECTS
MOST_TEACHERS = 2_000
WITH_DAYS = range(2019, 2022)
"""The school years whose every day is laid out: last year, this one and the next."""

CHECKED = 20
"""Schools whose sums are compared with their ledgers in the end, the first and the last among them."""

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = (
    *("伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超"),
    *("秀英", "霞", "平", "刚", "桂英", "建华", "国强", "志明", "海燕", "晓红", "雪梅", "春兰", "玉兰"),
    *("文静", "佳慧", "思远", "子涵", "欣怡", "宇轩", "浩然", "梓萱", "雨桐", "一鸣"),
)

ReportRows = Callable[[int, int, int], None]
"""Schools done, schools in all, rows made so far."""


@dataclass(frozen=True, slots=True)
class Many:
    schools: int
    teachers: int = 60
    """Of each school."""

    seed: int = 1


@dataclass(frozen=True, slots=True)
class Made:
    outcome: Outcome
    schools: int = 0
    """Made by this call; the others were there."""

    rows: int = 0
    differing: int = 0
    """Sums that are not those of the ledger, in the schools looked at: none, or the sample is wrong."""


@dataclass(frozen=True, slots=True)
class Name:
    name: str
    pinyin: str
    initials: str


async def load_many(owner_url: str, means: Means, asked: Many, report: ReportRows) -> Made:
    """Makes the schools that are not there yet, as the owner; only beside the sample district."""
    engine = create_async_engine(owner_url, poolclass=NullPool)
    async with engine.begin() as holding:
        await holding.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ONE_AT_A_TIME})
        there = set(await holding.scalars(select(school.c.code)))
        ours = {code_of(no) for no in range(1, len(there) + asked.schools + 1)}
        if there - ours - set(read_toml("district.toml")["schools"]):
            return Made(Outcome.OTHER)
        missing = [no for no in range(1, asked.schools + 1) if code_of(no) not in there]
        await _add_districts(engine, means, asked)
        rows = await _add_schools(engine, means, asked, missing, report)
        if missing:
            await _look_over(engine)
        differing = await _differing(engine, [code_of(no) for no in _some(asked.schools)])
    return Made(Outcome.LOADED if missing else Outcome.THERE, len(missing), rows, differing)


def code_of(no: int) -> str:
    """Of the first school m00001; its office signs in as office@m00001."""
    return f"m{no:05}"


def district_code_of(no: int) -> str:
    """Of the first school's district md001, whose officer signs in as officer@md001."""
    return f"md{(no - 1) // SCHOOLS_A_DISTRICT + 1:03}"


async def _add_districts(engine: AsyncEngine, means: Means, asked: Many) -> None:
    codes = sorted({district_code_of(no) for no in range(1, asked.schools + 1)})
    async with engine.begin() as connection:
        there = set(await connection.scalars(select(district.c.code).where(district.c.code.in_(codes))))
        for code in codes:
            if code not in there:
                rows = Rows(f"{asked.seed} {code}")
                district_id = rows.add(district, FOUNDED, code=code, name=f"第{int(code[2:])}区")
                grants = [{"role": "district_officer", "district_id": district_id}]
                add_account(
                    rows,
                    FOUNDED,
                    username=f"officer@{code}",
                    display_name="区教师进修学校",
                    password_hash=means.password_hash,
                    grants=grants,
                )
                await rows.insert(connection)


async def _add_schools(
    engine: AsyncEngine, means: Means, asked: Many, missing: list[int], report: ReportRows
) -> int:
    """The rows made. As many schools at once as there are processors: the work is the database's."""
    names = list(_names(means.speller))
    async with engine.connect() as connection:
        found = await connection.execute(select(district.c.code, district.c.id))
        districts: dict[str, UUID] = {code: row_id for code, row_id in found}
    waiting, done, rows = iter(missing), 0, 0

    async def add_some() -> None:
        nonlocal done, rows
        async with engine.connect() as connection:
            await _prepare(connection, means.public)
            await connection.commit()
            for no in waiting:
                async with connection.begin():
                    rows += await _add_school(
                        connection, means, asked, no, districts[district_code_of(no)], names
                    )
                done += 1
                report(done, len(missing), rows)

    async with asyncio.TaskGroup() as tasks:
        for _ in range(min(os.cpu_count() or 1, 4, len(missing))):
            tasks.create_task(add_some())
    return rows


async def _prepare(connection: AsyncConnection, public: PublicCalendar) -> None:
    for statement in statements("many_ground.sql"):
        await connection.exec_driver_sql(statement)
    kinds = [{"kind": kind} for kind in MaterialKind]
    policy = enumerate(CREDIT_POLICY.defaults.items())
    rules = [{"no_of": no, "key": key, "value": value} for no, (key, value) in policy]
    terms, days = _calendar(public)
    for name, rows in (("kinds", kinds), ("rules", rules), ("terms", terms), ("days", days)):
        await connection.execute(insert(table(name, *(column(key) for key in rows[0]))), rows)


def _calendar(public: PublicCalendar) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    terms, days = [], []
    for year in read_toml("district.toml")["years"]:
        start = year["start_year"]
        spans = enumerate(year["terms"], 1)
        plans = [planned_term(number, first, last, None) for number, (first, last) in spans]
        terms += [{"year": start, **asdict(plan)} for plan in plans]
        if start in WITH_DAYS:
            sown, _ = sow(date(start, 9, 1), date(start + 1, 8, 31), plans, public)
            days += [{"year": start, **asdict(day)} for day in sown]
    return terms, days


async def _add_school(
    connection: AsyncConnection, means: Means, asked: Many, no: int, district_id: UUID, names: list[Name]
) -> int:
    # Plans are made once for all schools, while the tables are empty: they must use the indexes all the same.
    await connection.execute(text("SET LOCAL enable_seqscan = off"))
    await connection.execute(text("SET LOCAL jit = off"))
    await connection.execute(text("SET LOCAL timezone = 'Asia/Shanghai'"))
    school_id, account_id = await _add_door(connection, means, asked, no, district_id)
    await connection.execute(select(func.set_school(school_id)))
    await _add_names(connection, names, asked, no)
    await connection.execute(text("DELETE FROM here"))
    here = {
        "school_id": school_id,
        "no": no,
        "teachers": asked.teachers,
        "classes": max(3, asked.teachers * 3 // 10),
        "shift": asked.teachers // SUBJECTS,
        "account_id": account_id,
        "seed": int.from_bytes(hashlib.sha256(f"{asked.seed} {no}".encode()).digest()[:7]),
    }
    await connection.execute(insert(table("here", *(column(name) for name in here))), [here])
    made = 0
    for statement in statements("many.sql"):
        done = await connection.exec_driver_sql(statement)
        made += done.rowcount if filled_by(statement) in metadata.tables else 0
    return made


async def _add_door(
    connection: AsyncConnection, means: Means, asked: Many, no: int, district_id: UUID
) -> tuple[UUID, UUID]:
    """The school, and the account of its office."""
    code = code_of(no)
    rows = Rows(f"{asked.seed} {code}")
    school_id = rows.add(
        school, FOUNDED, district_id=district_id, code=code, name=f"第{no}中学", created_at=FOUNDED
    )
    account_id = add_account(
        rows,
        FOUNDED,
        username=f"office@{code}",
        display_name="教科室",
        password_hash=means.password_hash,
        grants=[{"role": "research_office", "school_id": school_id}],
    )
    await rows.insert(connection)
    return school_id, account_id


async def _add_names(connection: AsyncConnection, names: list[Name], asked: Many, no: int) -> None:
    drawn = Random(f"{asked.seed} {no}").choices(names, k=asked.teachers)
    given = [{"no_of": place, **asdict(one)} for place, one in enumerate(drawn)]
    await connection.execute(text("DELETE FROM names"))
    await connection.execute(insert(table("names", *(column(name) for name in given[0]))), given)


def _names(speller: Speller) -> Iterator[Name]:
    for surname, given in product(SURNAMES, GIVEN):
        spelt = speller.spell(surname + given)
        yield Name(surname + given, spelt.pinyin, spelt.initials)


def statements(name: str) -> list[str]:
    """Of a file, where an empty line follows each."""
    return [one for one in (HERE / name).read_text("utf-8").split(";\n\n") if one.strip()]


def filled_by(statement: str) -> str:
    """The table its rows go into; none for an update."""
    found = re.search(r"^INSERT INTO (\w+)", statement, re.MULTILINE)
    return found[1] if found else ""


def _some(schools: int) -> list[int]:
    if schools <= CHECKED:
        return list(range(1, schools + 1))
    return sorted({1 + step * (schools - 1) // (CHECKED - 1) for step in range(CHECKED)})


async def _differing(engine: AsyncEngine, codes: list[str]) -> int:
    """How many kept sums of these schools `rebuild` would put right; nothing is put right here."""
    found = 0
    async with engine.connect() as connection:
        ids = list(await connection.scalars(select(school.c.id).where(school.c.code.in_(codes))))
        for school_id in ids:
            await connection.execute(select(func.set_school(school_id)))
            found += len(await rebuild(connection, school_id, _quietly))
            await connection.rollback()
    return found


async def _quietly(done: int, total: int) -> None:
    """Nobody waits for the progress of one school."""


async def _look_over(engine: AsyncEngine) -> None:
    """The planner's figures, which would otherwise come when autovacuum does."""
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        for name in sorted({filled_by(one) for one in statements("many.sql")} & set(metadata.tables)):
            await connection.exec_driver_sql(f"ANALYZE {name}")
