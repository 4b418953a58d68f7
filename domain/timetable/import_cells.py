"""What stands in a cell of a class's timetable, as schools write it 课表单元格.

    cell     = lesson { break lesson }
    lesson   = subject and, in any order, teachers, (单) or (双), [part], (合), @room
    teachers = name { 、 name }             commas, + and & will do; 无 says nobody
    break    = ; or, once the lesson before has its teacher or where both name their weeks, / or a new line

So 数学 张伟, 数学/张伟 and 数学 over 张伟 in one cell are the same. A subject alone is taught by whoever is
assigned to teach it to the class, 班会 by the homeroom teacher. A subject of several words stands in quotes.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from domain.people.roster_rows import BadCell
from domain.timetable.import_rows import NOBODY, WEEKS
from domain.timetable.lessons import Weeks

TOGETHER = ("合", "合班")
_WIDTHS = str.maketrans("（）【】［］；，／＠＋＆“”｜|\u3000", '()[][];,/@+&"";; ')
_HAN = r"[\u3400-\u9fff]"
_PADDED = re.compile(rf"(?<!{_HAN})({_HAN})[ \t]+({_HAN})(?!{_HAN})")
_TOKEN = re.compile(
    r"""
    "(?P<quoted>[^"]+)"
    | \((?P<mark>[^()]*)\)
    | \[(?P<part>[^\[\]]+)\]
    | @\s*(?P<room>[^\s;/()\[\]@"]+)
    | (?P<hard>;) | (?P<soft>[/\n\r]+)
    | (?P<word>[^\s;/()\[\]@"]+)
    | (?P<space>[^\S\n\r]+)
    """,
    re.VERBOSE,
)
_NAMES = re.compile(r"[、,+&]")


@dataclass(slots=True)
class CellLesson:
    subject: str = ""
    teachers: list[str] = field(default_factory=list)
    nobody: bool = False
    weeks: Weeks | None = None
    part: str = ""
    together: bool = False
    """合班: said in the cells of several classes, it is one lesson of all of them."""

    room: str = ""

    @property
    def has_teacher(self) -> bool:
        return self.nobody or bool(self.teachers)


Token = tuple[str, str]


def read_cell(text: str) -> list[CellLesson]:
    """The lessons of a cell. Raises BadCell."""
    lessons: list[CellLesson] = []
    for part in _parts(_tokens(text)):
        current: CellLesson | None = None
        for segment in part:
            if current is None or _begins(segment, current):
                current = CellLesson()
                lessons.append(current)
            for token in segment:
                _take(current, token)
    if any(not one.subject for one in lessons):
        raise BadCell("bad_cell")
    return lessons


def _tokens(text: str) -> list[Token]:
    joined = _PADDED.sub(r"\1\2", text.strip().translate(_WIDTHS))
    tokens, at = [], 0
    while at < len(joined):
        found = _TOKEN.match(joined, at)
        if found is None:
            raise BadCell("bad_cell")
        at, name = found.end(), str(found.lastgroup)
        if name != "space":
            tokens.append((name, found[name].strip()))
    return tokens


def _parts(tokens: Iterable[Token]) -> list[list[list[Token]]]:
    """Between hard breaks the parts, between soft ones the segments of each; empty ones are left out."""
    parts: list[list[list[Token]]] = [[[]]]
    for name, value in tokens:
        if name == "hard":
            parts.append([[]])
        elif name == "soft":
            parts[-1].append([])
        else:
            parts[-1][-1].append((name, value))
    return [[segment for segment in part if segment] for part in parts]


def _begins(segment: list[Token], before: CellLesson) -> bool:
    """Whether a lesson begins here; what holds no word says more of the lesson before."""
    if not any(name in ("word", "quoted") and value not in WEEKS for name, value in segment):
        return False
    named = before.weeks is not None and any(_week(value) for name, value in segment if name != "part")
    return before.has_teacher or named


def _week(value: str) -> Weeks | None:
    return WEEKS.get(value)


def _take(lesson: CellLesson, token: Token) -> None:
    name, value = token
    if name == "room":
        lesson.room = value
    elif name == "part":
        lesson.part = value
    elif name in ("mark", "word") and _week(value) is not None:
        lesson.weeks = _week(value)
    elif name == "mark" and value in TOGETHER:
        lesson.together = True
    elif name == "mark":
        _mark(lesson, value)
    elif not lesson.subject:
        lesson.subject = value
    elif value in NOBODY:
        lesson.nobody = True
    else:
        lesson.teachers += [one for one in _NAMES.split(value) if one]


def _mark(lesson: CellLesson, value: str) -> None:
    """What is in brackets and none of ours belongs to the subject before it: 数学(辅导)."""
    if not lesson.subject or lesson.has_teacher or not value:
        raise BadCell("bad_mark", mark=f"({value})")
    lesson.subject += f"({value})"
