"""A cell of a class's timetable, as schools write it."""

from contextlib import suppress
from typing import Any

import pytest

from domain.people.roster_rows import BadCell
from domain.timetable.import_cells import CellLesson, read_cell
from domain.timetable.lessons import Weeks


def lesson(subject: str, *teachers: str, **said: Any) -> CellLesson:
    return CellLesson(subject, list(teachers), **said)


ODD, EVEN = {"weeks": Weeks.ODD}, {"weeks": Weeks.EVEN}
MATHS = [lesson("数学", "张伟")]


@pytest.mark.parametrize(
    ("text", "lessons"),
    [
        pytest.param("数学 张伟", MATHS, id="a blank between"),
        pytest.param("数学/张伟", MATHS, id="a slash between"),
        pytest.param("数学\n张伟", MATHS, id="one over the other"),
        pytest.param(" 数学 \r\n 张　伟 ", MATHS, id="a name padded to three"),
        pytest.param("数　学 张 伟", MATHS, id="both padded"),
        pytest.param("数学", [lesson("数学")], id="a subject alone"),
        pytest.param("自习 无", [lesson("自习", nobody=True)], id="nobody, on purpose"),
        pytest.param("数学 SM010", [lesson("数学", "SM010")], id="an employee number"),
        pytest.param("英语 张三、李四", [lesson("英语", "张三", "李四")], id="two teachers"),
        pytest.param("英语 张三，李四", [lesson("英语", "张三", "李四")], id="two by a comma"),
        pytest.param("英语 张三 李四", [lesson("英语", "张三", "李四")], id="two by a blank"),
        pytest.param("英语\n张三+李四&王五", [lesson("英语", "张三", "李四", "王五")], id="three"),
        pytest.param("科学 王五 @实验室1", [lesson("科学", "王五", room="实验室1")], id="a room"),
        pytest.param(
            "科学 王五\n＠ 实验室1", [lesson("科学", "王五", room="实验室1")], id="a room on a line"
        ),
        pytest.param("体育（单）李四", [lesson("体育", "李四", **ODD)], id="odd weeks"),
        pytest.param("体育 李四\n(双周)", [lesson("体育", "李四", **EVEN)], id="even weeks, last"),
        pytest.param("双周 体育 李四", [lesson("体育", "李四", **EVEN)], id="even weeks, first"),
        pytest.param(
            "体育 (单) 李四 / 音乐 (双) 王五",
            [lesson("体育", "李四", **ODD), lesson("音乐", "王五", **EVEN)],
            id="in turn, by a slash",
        ),
        pytest.param(
            "体育(单)\n李四\n音乐(双)\n王五",
            [lesson("体育", "李四", **ODD), lesson("音乐", "王五", **EVEN)],
            id="in turn, on four lines",
        ),
        pytest.param(
            "体育(单)/音乐(双)",
            [lesson("体育", **ODD), lesson("音乐", **EVEN)],
            id="in turn, subjects alone",
        ),
        pytest.param(
            "单周 体育\n双周 音乐",
            [lesson("体育", **ODD), lesson("音乐", **EVEN)],
            id="in turn, subjects alone on lines",
        ),
        pytest.param(
            "体育[男] 王五; 体育[女] 赵六",
            [lesson("体育", "王五", part="男"), lesson("体育", "赵六", part="女")],
            id="split into parts",
        ),
        pytest.param(
            "体育【男】王五；体育【女】赵六；",
            [lesson("体育", "王五", part="男"), lesson("体育", "赵六", part="女")],
            id="split, in wide brackets",
        ),
        pytest.param("体育(合) 王五", [lesson("体育", "王五", together=True)], id="several classes"),
        pytest.param("数学(辅导) 张伟", [lesson("数学(辅导)", "张伟")], id="brackets of the subject"),
        pytest.param('"Life Science" ET', [lesson("Life Science", "ET")], id="a subject of two words"),
        pytest.param(
            "数学 张伟\n英语 李四",
            [lesson("数学", "张伟"), lesson("英语", "李四")],
            id="two lessons, which will clash",
        ),
    ],
)
def test_a_cell_is_read_as_it_is_meant(text: str, lessons: list[CellLesson]) -> None:
    assert read_cell(text) == lessons


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("(单)", "bad_cell", id="no subject"),
        pytest.param("数学 (张伟", "bad_cell", id="a bracket left open"),
        pytest.param("@", "bad_cell", id="a room without a name"),
        pytest.param("数学 张伟(代)", "bad_mark", id="brackets behind a teacher"),
        pytest.param("(辅导)数学 张伟", "bad_mark", id="brackets before a subject"),
        pytest.param("数学() 张伟", "bad_mark", id="nothing in brackets"),
    ],
)
def test_what_cannot_be_meant_is_refused(text: str, code: str) -> None:
    with pytest.raises(BadCell) as refused:
        read_cell(text)
    assert refused.value.code == code


@pytest.mark.parametrize("filler", [" ", "(", "[", "张 ", "/", "\n", "、", "@", '"'])
def test_a_cell_as_long_as_may_be_is_read_or_refused_in_no_time(filler: str) -> None:
    for text in (f"数学({filler * 1990}", f"数学 {filler * 1990}张伟", f"数[{filler * 1990}]"):
        with suppress(BadCell):
            read_cell(text[:2000])
