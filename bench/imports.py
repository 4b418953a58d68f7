"""`python -m bench.imports`: how long a timetable of 1,800 lessons takes to be looked over and committed."""

import asyncio
import io
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from uuid import UUID

import xlsxwriter
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import create_async_engine

from bench.data import database
from cli.errands import Desk, TimetableErrand
from domain.identity.access import Caller
from domain.identity.actions import Role, Scope
from domain.timetable.importing import TimetableFormat, Upload
from persistence.ids import new_id
from persistence.people.tables import grade_group, school_class, teacher
from persistence.platform.tables import district, school
from persistence.provision import DatabaseUrls
from persistence.transaction import in_school

CLASSES, ROUNDS = 45, 5
SLOTS = [f"星期{day}第{period}节" for day in "一二三四五" for period in range(1, 9)]


def workbook() -> bytes:
    """A lesson of every class in every slot; the teachers take turns, so that nobody is in two places."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet("课表")
        page.write_row(0, 0, ["班级", *SLOTS])
        for number in range(CLASSES):
            lessons = [f"科目{slot % 9} L{(number + slot) % CLASSES}" for slot in range(len(SLOTS))]
            page.write_row(number + 1, 0, [f"X{number}", *lessons])
    return out.getvalue()


async def fill(urls: DatabaseUrls) -> UUID:
    district_id, school_id, grade_id, now = new_id(), new_id(), new_id(), datetime.now(UTC)
    named = {"name_pinyin": "x", "name_initials": "x", "status": "active"}
    people = [{"employee_no": f"L{number}", "name": f"教师{number}", **named} for number in range(CLASSES)]
    classes = [{"code": f"X{number}", "name": f"{number}班"} for number in range(CLASSES)]
    own = {"school_id": school_id}
    engine = create_async_engine(urls.owner)
    async with engine.begin() as connection:
        await connection.execute(insert(district).values(id=district_id, code="d", name="区"))
        placed = {"id": school_id, "district_id": district_id, "code": "s", "name": "校", "created_at": now}
        await connection.execute(insert(school).values(placed))
        await connection.execute(insert(grade_group).values(id=grade_id, code="g", name="年级", **own))
        await connection.execute(insert(teacher), [own | row | {"id": new_id()} for row in people])
        graded = own | {"grade_group_id": grade_id}
        await connection.execute(insert(school_class), [graded | row | {"id": new_id()} for row in classes])
    await engine.dispose()
    return school_id


async def measure(urls: DatabaseUrls) -> list[tuple[float, float]]:
    """Seconds of each preview and commit, each of a version of its own."""
    school_id, data = await fill(urls), workbook()
    caller = Caller(
        new_id(), new_id(), 1, school_id, None, frozenset({Role.ACADEMIC_AFFAIRS}), None, Scope.SCHOOL
    )
    engine, found = create_async_engine(urls.app), []
    for number in range(ROUNDS):
        errand = TimetableErrand(
            Upload(TimetableFormat.GRID, "课表.xlsx", data, date(2031, 1, 1 + number), None, None)
        )
        begun = time.perf_counter()
        async with in_school(engine, school_id) as connection:
            made = await errand.preview(Desk(connection, caller, datetime.now(UTC)))
        looked_over = time.perf_counter()
        async with in_school(engine, school_id) as connection:
            done = await errand.commit(Desk(connection, caller, datetime.now(UTC)), made)
        assert done.counts["lessons"].created == CLASSES * len(SLOTS), made.row_errors[:3]
        found.append((looked_over - begun, time.perf_counter() - looked_over))
    await engine.dispose()
    return found


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, database(Path(folder)) as urls:
        found = asyncio.run(measure(urls))
    previews, commits = zip(*found, strict=True)
    print(f"{CLASSES * len(SLOTS)} lessons, median of {ROUNDS}:")
    print(f"  looked over {median(previews):.2f} s, committed {median(commits):.2f} s")


if __name__ == "__main__":
    main()
