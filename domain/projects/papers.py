"""The two of the six that are produced from what is on record: the sign-in sheet 签到表 and the evaluation
form 评价表; as a table to print, and as a workbook. They are Chinese, as all that a school files."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from typing import Protocol
from uuid import UUID

from domain.activities.attendance import AttendanceState
from domain.files import FileBytes, Register, Sent, StoredFile, take_in
from domain.identity.access import Caller
from domain.people.calendar import ZONE
from domain.projects.evaluation import EvaluationQuestion
from domain.projects.materials import (
    PRODUCED,
    Material,
    MaterialDesk,
    MaterialIsBrought,
    MaterialKind,
    MaterialVersion,
    held,
    kept,
)


@dataclass(frozen=True, slots=True)
class Section:
    """One table under a heading."""

    heading: str
    note: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Paper:
    school: str
    title: str
    subtitle: str
    sections: tuple[Section, ...]
    made: str
    """When it was produced."""


@dataclass(frozen=True, slots=True)
class Attended:
    """A person's line at one activity."""

    name: str
    group: str | None
    state: AttendanceState
    at: datetime | None
    presents: bool
    expected: bool
    corrected: bool


@dataclass(frozen=True, slots=True)
class Sitting:
    """An activity with everybody expected or there."""

    title: str
    starts_at: datetime
    ends_at: datetime
    place: str | None
    people: tuple[Attended, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    answers: Mapping[str, int]
    comment: str | None


class PaperFacts(Protocol):
    async def school(self) -> str: ...

    async def sittings(self, project_id: UUID, *, now: datetime) -> list[Sitting]: ...

    async def answers(self, project_id: UUID) -> list[Answers]: ...


class PaperPress(Protocol):
    async def pdf(self, paper: Paper) -> bytes:
        """Raises UnprintableCharacters."""
        ...

    async def xlsx(self, paper: Paper) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Press:
    """What producing needs besides the desk."""

    facts: PaperFacts
    papers: PaperPress
    register: Register
    store: FileBytes


STATES: Mapping[AttendanceState, str] = {
    AttendanceState.PRESENT: "出勤",
    AttendanceState.LATE: "迟到",
    AttendanceState.EXCUSED: "请假",
    AttendanceState.ABSENT: "缺勤",
    AttendanceState.AWAITED: "未签到",
}
QUESTIONS: Mapping[EvaluationQuestion, str] = {
    EvaluationQuestion.CONTENT: "内容切合教学需要",
    EvaluationQuestion.PRESENTERS: "主讲准备充分、讲解清楚",
    EvaluationQuestion.ORGANISATION: "组织有序、时间合适",
    EvaluationQuestion.USE: "对自己的课堂有帮助",
}


async def produce(
    desk: MaterialDesk, press: Press, material_id: UUID, *, new_ids: tuple[UUID, UUID], caller: Caller,
    now: datetime,
) -> MaterialVersion:  # fmt: skip
    """A further version from what is on record now, until one is accepted.

    Raises NotFound, Forbidden, ProjectOver, MaterialIsBrought, InvalidState, UnprintableCharacters.
    """
    material, project = await held(desk, material_id, caller)
    if material.kind not in PRODUCED:
        raise MaterialIsBrought(kind=material.kind.value)
    paper = await paper_of(press.facts, material, project.title, now=now)
    name = f"{project.title}{paper.title}"
    files = []
    for file_id, ending, content in zip(
        new_ids, ("pdf", "xlsx"), (await press.papers.pdf(paper), await press.papers.xlsx(paper)), strict=True
    ):
        files.append(await _taken(press, file_id, f"{name}.{ending}", content, caller, now))
    printed, sheet = files
    return await kept(desk, material, printed.id, sheet.id, None, caller=caller, now=now)


async def paper_of(facts: PaperFacts, material: Material, title: str, *, now: datetime) -> Paper:
    school = await facts.school()
    if material.kind is MaterialKind.SIGN_IN_SHEET:
        return sign_in_sheet(school, title, await facts.sittings(material.project_id, now=now), now=now)
    return evaluation_form(school, title, await facts.answers(material.project_id), now=now)


def sign_in_sheet(school: str, title: str, sittings: Sequence[Sitting], *, now: datetime) -> Paper:
    header = ("序号", "姓名", "教研组", "身份", "签到", "时间")
    sections = [Section(one.title, _when(one), header, _lines(one.people)) for one in sittings]
    return Paper(school, "签到表", title, tuple(sections), _moment(now))


def _when(one: Sitting) -> str:
    starts, ends = one.starts_at.astimezone(ZONE), one.ends_at.astimezone(ZONE)
    counted = Counter(person.state for person in one.people if person.expected)
    said = "，".join(f"{STATES[state]} {counted[state]}" for state in AttendanceState if counted[state])
    expected = sum(counted.values())
    return f"{starts:%Y-%m-%d %H:%M}—{ends:%H:%M}　{one.place or ''}　应到 {expected}；{said}"


def _lines(people: Sequence[Attended]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            str(number),
            person.name,
            person.group or "",
            "主讲" if person.presents else "" if person.expected else "旁听",
            STATES[person.state] + ("（更正）" if person.corrected else ""),
            "" if person.at is None else f"{person.at.astimezone(ZONE):%H:%M}",
        )
        for number, person in enumerate(people, start=1)
    )


def evaluation_form(school: str, title: str, answers: Sequence[Answers], *, now: datetime) -> Paper:
    """Without names: how many gave which mark, and what was said."""
    header = ("项目", "5 分", "4 分", "3 分", "2 分", "1 分", "平均")
    rows = tuple(_question(question, answers) for question in EvaluationQuestion)
    comments = tuple(
        (str(n), said) for n, said in enumerate(filter(None, (a.comment for a in answers)), start=1)
    )
    sections = [Section("评分", f"收回 {len(answers)} 份", header, rows)]
    if comments:
        sections.append(Section("意见和建议", "", ("序号", "内容"), comments))
    return Paper(school, "评价表", title, tuple(sections), _moment(now))


def _question(question: EvaluationQuestion, answers: Sequence[Answers]) -> tuple[str, ...]:
    given = Counter(one.answers[question] for one in answers if question in one.answers)
    count = sum(given.values())
    mean = "—"
    if count:
        whole = Decimal(sum(mark * number for mark, number in given.items()))
        mean = str((whole / count).quantize(Decimal("0.01"), ROUND_HALF_UP))
    return (QUESTIONS[question], *(str(given[mark]) for mark in (5, 4, 3, 2, 1)), mean)


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}"


async def _taken(
    press: Press, file_id: UUID, name: str, content: bytes, caller: Caller, now: datetime
) -> StoredFile:
    return await take_in(
        Sent(name, BytesIO(content)),
        file_id=file_id,
        caller=caller,
        now=now,
        register=press.register,
        store=press.store,
    )
