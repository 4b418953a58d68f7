"""Catalogue files as a district sends them."""

from typing import Any

from gateways.sheets import read_workbook
from tests.scene import Caller

HEADER = (
    "课程代码,课程名称,承办单位,类别,学时,学分,班次代码,开始,结束,地点,名额,候补,选课开始,选课截止,平台编号"
)
ROW = {
    "课程代码": "SJ",
    "课程名称": "试卷分析课",
    "承办单位": "桐乡市教师进修学校",
    "类别": "短期培训",
    "学时": "8",
    "学分": "8.5",
    "班次代码": "SJ-1",
    "开始": "2031-04-07 08:00",
    "结束": "2031-04-07 16:00",
    "地点": "阶梯教室",
    "名额": "2",
    "候补": "是",
}


def csv_of(*rows: dict[str, str], header: str = HEADER) -> bytes:
    names = header.split(",")
    lines = [",".join((ROW | row).get(name, "") for name in names) for row in rows]
    return "\n".join([header, *lines]).encode("utf-8-sig")


async def previewed(office: Caller, data: bytes, *, format: str = "csv", **headers: str) -> dict[str, Any]:
    answer = await office.ask(
        "POST",
        "catalogue-imports",
        files={"file": (f"catalogue.{format}", data)},
        data={"format": format},
        headers=headers,
    )
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def imported(office: Caller, data: bytes, *, format: str = "csv") -> dict[str, Any]:
    preview = await previewed(office, data, format=format)
    assert preview["row_errors"] == []
    answer = await office.step(f"catalogue-imports/{preview['id']}/commit", version=1)
    assert answer.status_code == 200, answer.text
    done: dict[str, Any] = answer.json()
    return done


def counts(done: dict[str, Any]) -> dict[str, tuple[int, int, int]]:
    """Created, updated, unchanged, by what was imported."""
    return {
        kind: (tally["created"], tally["updated"], tally["unchanged"])
        for kind, tally in done["counts"].items()
    }


def header_of(template: bytes) -> list[str]:
    return read_workbook(template)[0].header
