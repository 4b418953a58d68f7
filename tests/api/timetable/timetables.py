"""Timetable files as schools send them, and the two steps of bringing one in."""

import csv
import io
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from httpx2 import Response

from domain.identity.actions import Role
from persistence.people.tables import grade_group, school_class
from tests.files import a_workbook
from tests.scene import Caller, Scene

SINCE = "2021-03-01"
HEADER = ["星期", "节次", "单双周", "类型", "内容", "教师", "班级", "教室"]
DAYS = ["星期一", "星期二", "星期三", "星期四", "星期五"]


async def affairs(scene: Scene) -> Caller:
    return await scene.signed_in(Role.ACADEMIC_AFFAIRS)


async def some_classes(scene: Scene, *codes: str) -> dict[str, UUID]:
    grade_id = await scene.add(grade_group, code="g7", name="七年级组")
    return {
        code: await scene.add(school_class, code=code, name=code, grade_group_id=grade_id) for code in codes
    }


async def some_teachers(scene: Scene, *names: str) -> dict[str, UUID]:
    return {name: await scene.teacher(name, employee_no=f"N{name}") for name in names}


def rows_of(*rows: str) -> bytes:
    """Our CSV: cells parted by blanks, - for an empty one; the last ones may be left out."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADER)
    for row in rows:
        cells = ["" if cell == "-" else cell for cell in row.split()]
        writer.writerow(cells + [""] * (len(HEADER) - len(cells)))
    return out.getvalue().encode("utf-8-sig")


def grid_of(*rows: Iterable[Any], **sheets: Any) -> bytes:
    """A workbook with the lines of the sheet 课表, and others."""
    return a_workbook({"课表": [list(row) for row in rows], **sheets})


async def sent(
    who: Caller, data: bytes, format: str = "csv", *, language: str = "zh", **form: str
) -> Response:
    return await who.ask(
        "POST",
        "timetable-imports",
        data={"format": format, "effective_from": SINCE, **form},
        files={"file": (f"课表.{'xlsx' if format == 'grid' else 'csv'}", data)},
        headers={"Accept-Language": language},
    )


async def previewed(who: Caller, data: bytes, format: str = "csv", **form: str) -> dict[str, Any]:
    answer = await sent(who, data, format, **form)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def imported(who: Caller, data: bytes, format: str = "csv", **form: str) -> dict[str, Any]:
    preview = await previewed(who, data, format, **form)
    assert preview["row_errors"] == []
    answer = await who.step(f"timetable-imports/{preview['id']}/commit", version=1)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def counted(answer: dict[str, Any], kind: str = "lessons") -> tuple[int, ...]:
    """Created, updated, unchanged, left."""
    return tuple(answer["counts"][kind][one] for one in ("created", "updated", "unchanged", "left"))


def mistakes(answer: dict[str, Any]) -> list[tuple[int, str, str]]:
    return [(one["line"], one["column"], one["code"]) for one in answer["row_errors"]]


async def every_page(who: Caller, path: str, **params: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        answer = await who.get(path, **params, **cursor)
        assert answer.status_code == 200, answer.text
        items += answer.json()["items"]
        if not answer.json()["has_more"]:
            return items
        cursor = {"cursor": answer.json()["next_cursor"]}


SLOTS = [(weekday, period) for weekday in range(1, 6) for period in range(1, 9)]


def a_large_school(size: int) -> tuple[bytes, bytes]:
    """Its roster, and a week of its with a lesson of every class in every slot: 45 classes have 1,800.

    In each slot the classes have the teachers in another turn, so that nobody is in two places.
    """
    teachers = [["工号", "姓名"], *[[f"L{number:03}", f"教师{number:03}"] for number in range(size)]]
    classes = [
        ["班号", "名称", "年级组"],
        *[[f"X{number:03}", f"{number}班", "大年级"] for number in range(size)],
    ]
    grades = [["代码", "名称"], ["big", "大年级"]]
    heading = ["班级", *[f"星期{'一二三四五'[weekday - 1]}第{period}节" for weekday, period in SLOTS]]
    week = [
        [f"X{number:03}", *[f"科目{slot % 9} L{(number + slot) % size:03}" for slot in range(len(SLOTS))]]
        for number in range(size)
    ]
    return a_workbook({"教师": teachers, "年级组": grades, "班级": classes}), grid_of(heading, *week)
