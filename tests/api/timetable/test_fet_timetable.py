"""A school's week solved by FET, brought in as FET exports it: the free teachers are those of the file."""

import csv
from collections import defaultdict
from datetime import date, timedelta

import pytest

from tests.api.timetable.timetables import affairs, counted, every_page, imported, some_classes
from tests.files import TIMETABLES, a_given_timetable
from tests.scene import Caller, Scene
from tests.timetable_scene import school_days

MONDAY = date(2021, 3, 8)
WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
HOURS = range(1, 8)


def read(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(data.decode("utf-8-sig").splitlines()))


@pytest.fixture
async def office(scene: Scene) -> Caller:
    """Of a school with FET's teachers and classes in it, and nobody else."""
    given = read(a_given_timetable())
    people = read((TIMETABLES / "fet_sibukosetfu/SIBUKOSETFU_teachers.csv").read_bytes())
    assert (len(given), len(people)) == (612, 41)
    for row in people:
        await scene.teacher(row["Teacher"], employee_no=row["Teacher"], name_pinyin=row["Teacher"].lower())
    await some_classes(scene, *sorted({one for row in given for one in row["Students Sets"].split("+")}))
    await school_days(scene, await scene.year(), date(2021, 3, 1), date(2021, 3, 31))
    return await affairs(scene)


async def test_in_every_slot_exactly_those_are_free_whom_the_file_leaves_free(office: Caller) -> None:
    data = a_given_timetable()
    busy: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in read(data):
        busy[row["Day"], row["Hour"]] |= set(row["Teachers"].split("+"))
    everybody = {
        row["Teacher"] for row in read((TIMETABLES / "fet_sibukosetfu/SIBUKOSETFU_teachers.csv").read_bytes())
    }

    done = await imported(office, data, "fet")
    again = await imported(office, data, "fet")

    assert counted(done) == (612, 0, 0, 0)
    assert counted(again) == (0, 0, 612, 0)
    assert {kind: counted(again, kind)[:2] for kind in again["counts"]} == dict.fromkeys(
        again["counts"], (0, 0)
    )
    for number, day in enumerate(WEEK):
        for hour in HOURS:
            on = (MONDAY + timedelta(days=number)).isoformat()
            found = await every_page(office, "free-teachers", day=on, period_no=hour, limit=30)
            free = [one["employee_no"] for one in found]
            assert len(free) == len(set(free))
            assert set(free) == everybody - busy[day, f"P{hour}"], (day, hour)


async def test_the_week_as_held_is_the_file(office: Caller) -> None:
    data = a_given_timetable()
    await imported(office, data, "fet")

    held = await every_page(office, "lessons", **{"from": "2021-03-08", "to": "2021-03-13", "limit": 200})

    assert len(held) == 612
    assert {
        (
            WEEK[date.fromisoformat(one["day"]).weekday()],
            f"P{one['period_no']}",
            one["subject"],
            "+".join(sorted(person["name"] for person in one["teachers"])),
            "+".join(sorted(attends["code"] for attends in one["classes"])),
        )
        for one in held
    } == {
        (
            row["Day"],
            row["Hour"],
            row["Subject"],
            "+".join(sorted(row["Teachers"].split("+"))),
            "+".join(sorted(row["Students Sets"].split("+"))),
        )
        for row in read(data)
    }
