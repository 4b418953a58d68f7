"""A roster, and the two steps of bringing it in."""

from datetime import date
from typing import Any

from httpx2 import Response

from tests.scene import Caller

TEACHERS = ["工号", "姓名", "手机", "出生日期", "教研组", "年级组"]
FULL: dict[str, list[list[Any]]] = {
    "教师": [
        TEACHERS,
        ["T1", "张伟", "13800000001", date(1985, 6, 1), "数学组", "G7"],
        ["T2", "张伟", "", "1990/2/3", "数学组", "G7"],
        ["T3", "曾　单", "", "", "", ""],
        ["T4", "=HYPERLINK(1)", "", "", "", ""],
    ],
    "年级组": [["代码", "名称", "组长工号"], ["G7", "七年级组", "T2"]],
    "教研组": [["代码", "名称"], ["math", "数学组"]],
    "班级": [["班号", "名称", "年级组"], ["701", "七（1）班", "G7"], ["702", "七（2）班", "七年级组"]],
    "任课": [["班号", "科目", "教师工号", "周课时"], ["701", "数学", "T1", 5], ["701", "音乐", "T3", 1]],
    "班主任": [["班号", "教师工号", "开始日期"], ["701", "T1", ""]],
    "填写说明": [["随便"], ["不读"]],
}


async def sent(
    who: Caller, data: bytes, format: str = "xlsx", *, language: str = "zh", **form: str
) -> Response:
    return await who.ask(
        "POST",
        "roster-imports",
        data={"format": format, **form},
        files={"file": ("花名册.xlsx", data)},
        headers={"Accept-Language": language},
    )


async def committed(who: Caller, preview: Response) -> dict[str, Any]:
    assert preview.status_code == 201, preview.text
    answer = await who.step(f"roster-imports/{preview.json()['id']}/commit", version=1)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def counted(answer: dict[str, Any]) -> dict[str, tuple[int, int, int, int]]:
    order = ("created", "updated", "unchanged", "left")
    return {kind: tuple(tally[one] for one in order) for kind, tally in answer["counts"].items()}
