"""A school with a little of everything a roster can say: all kinds of names, two terms, gone and away."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from httpx2 import Response
from sqlalchemy import Table, insert

from domain.identity.actions import Action, Role
from domain.people.teacher import TeacherStatus
from persistence.ids import new_id
from persistence.people.tables import (
    grade_group,
    homeroom_assignment,
    school_class,
    school_day,
    school_year,
    subject_group,
    teacher,
    teaching_assignment,
    term,
)
from persistence.platform.tables import school
from tests.scene import Caller, Scene

SERVICE = "/ims/oneroster/rostering/v1p2"

NAMES: dict[str, tuple[str, dict[str, Any]]] = {
    "T1": ("张伟", {"phone": "13800000001", "email": "zw@example.cn", "title": "一级教师"}),
    "T2": ("欧阳晓", {"position": "备课组长", "hired_on": date(2008, 8, 15), "born_on": date(1985, 6, 1)}),
    "T3": ("Craig Beane", {"source_id": "114001", "platform_id": "TX-3"}),
    "T4": ("Jack 张", {"status": TeacherStatus.ON_LEAVE}),
    "T5": ("珍", {"status": TeacherStatus.LEFT, "left_on": date(2020, 12, 31)}),
    "T6": ("=HYPERLINK(1)", {"title": 'a "quoted", title'}),
    "T7": ("单于", {"platform_id": "TX-7"}),
}


async def set_roster_scene(scene: Scene) -> dict[str, UUID]:
    """The ids of the teachers by employee number, and of the classes by code."""
    await scene.year(2019)
    await scene.year(2020)
    terms = [row.id for row in await scene.rows(term)]
    maths = await scene.add(subject_group, code="math", name="数学组")
    grade = await scene.add(grade_group, code="G7", name="七年级组")
    ids = {}
    for number, (name, values) in NAMES.items():
        groups = {"subject_group_id": maths, "grade_group_id": grade} if number in ("T1", "T2") else {}
        ids[number] = await scene.teacher(name, employee_no=number, **_spelt(name), **groups, **values)
    science = await scene.add(subject_group, code="science", name="科学, 综合组", leader_id=ids["T2"])
    eighth = await scene.add(grade_group, code="G8", name="八年级组", head_id=ids["T1"])
    for code, name, group in (
        ("701", "七（1）班", grade),
        ("801", "八（1）班", eighth),
        ("802", "802", eighth),
    ):
        source = {"source_id": "112001"} if code == "802" else {}
        ids[code] = await scene.add(school_class, code=code, name=name, grade_group_id=group, **source)
    lessons = [
        (0, "T1", "701", "数学", 5),
        (0, "T5", "701", "数学", 1),
        (2, "T1", "701", "数学", 6),
        (3, "T1", "701", "数学", 6),
        (3, "T2", "701", "物理, 化学", 2),
        (3, "T3", "801", "英语", 4),
    ]
    for at, who, where, subject, periods in lessons:
        values = {"term_id": terms[at], "teacher_id": ids[who], "class_id": ids[where]}
        await scene.add(teaching_assignment, subject=subject, weekly_periods=periods, **values)
    for who, where, first, last in (
        ("T5", "701", date(2020, 9, 1), date(2020, 12, 31)),
        ("T1", "701", date(2021, 1, 1), None),
        ("T2", "801", date(2020, 9, 1), None),
    ):
        values = {"class_id": ids[where], "teacher_id": ids[who]}
        await scene.add(homeroom_assignment, from_day=first, until_day=last, **values)
    assert science != maths
    return ids


def _spelt(name: str) -> dict[str, str]:
    from gateways.pinyin import Pinyin

    spelling = Pinyin().spell(name)
    return {"name_pinyin": spelling.pinyin, "name_initials": spelling.initials}


async def a_script(scene: Scene) -> Caller:
    return await scene.signed_in(Role.SERVICE_CLIENT, scopes=frozenset({Action.ONEROSTER_READ}))


async def asked(caller: Caller, path: str, **params: Any) -> Response:
    return await caller.get(f"{SERVICE}/{path}", **params)


async def listed(caller: Caller, path: str, **params: Any) -> list[dict[str, Any]]:
    answer = await asked(caller, path, **params)
    assert answer.status_code == 200, answer.text
    (found,) = answer.json().values()
    return list(found)


OURS = ("school_id", "id", "version", "changed_at")
"""What a row is known by in its own school alone."""

POINTERS: dict[str, tuple[Table, str]] = {
    "head_id": (teacher, "employee_no"),
    "leader_id": (teacher, "employee_no"),
    "teacher_id": (teacher, "employee_no"),
    "subject_group_id": (subject_group, "code"),
    "grade_group_id": (grade_group, "code"),
    "class_id": (school_class, "code"),
    "school_year_id": (school_year, "start_year"),
    "term_id": (term, "starts_on"),
}
ROSTER = (
    grade_group,
    subject_group,
    teacher,
    school_class,
    teaching_assignment,
    homeroom_assignment,
)


async def state_of(scene: Scene, *tables: Table) -> dict[str, list[dict[str, Any]]]:
    """Every field of every row, pointers by what people write in place of an id."""
    names = {
        table: {row.id: row._mapping[column] for row in await scene.rows(table)}
        for table, column in dict(POINTERS.values()).items()
    }
    found = {}
    for table in tables or (school_year, term, school_day, *ROSTER):
        rows = []
        for row in await scene.rows(table):
            said = {name: value for name, value in row._mapping.items() if name not in OURS}
            for name in said.keys() & POINTERS.keys():
                said[name] = names[POINTERS[name][0]].get(said[name])
            rows.append(said)
        found[table.name] = sorted(rows, key=repr)
    return found


async def empty_school(scene: Scene) -> Scene:
    """Another school of the same district, with nobody in it."""
    school_id = new_id()
    code = f"e{school_id.hex[-10:]}"
    new = {"id": school_id, "code": code, "name": "空校", "district_id": scene.district_id}
    async with scene.owner.begin() as connection:
        await connection.execute(insert(school).values(**new, created_at=datetime.now(UTC)))
    return replace(scene, school_id=school_id, code=code)
