"""A file to take away: on paper, and as one JSON document."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from pydantic import TypeAdapter

from api.dossier.wording import said, said_of
from api.labels import LABELS
from domain.dossier.dossier import DossierFile, DossierTeacher, KindSum
from domain.dossier.entries import DossierKind
from domain.dossier.sheet import DossierSheet, SheetEntry, SheetSum
from domain.people.calendar import day_of
from domain.people.teacher import TeacherStatus

_JSON = TypeAdapter(DossierFile)
AMOUNTS = {"credits": "学分", "hours": "学时", "lessons": "节数"}


def as_json(file: DossierFile) -> bytes:
    entries = tuple(replace(one, text=said(one, english=False)) for one in file.entries)
    return _JSON.dump_json(replace(file, entries=entries), indent=2)


def sheet(file: DossierFile) -> DossierSheet:
    """In Chinese, as all that is printed."""
    teacher = file.dossier.teacher
    return DossierSheet(
        school=file.school,
        name=teacher.name,
        facts=_facts(teacher),
        span=_span(file.from_day, file.until_day),
        made_on=day_of(file.made_at),
        sums=tuple(_sum(one) for one in file.dossier.sums),
        entries=tuple(
            SheetEntry(one.day, LABELS[DossierKind][one.kind][0], said_of(one, english=False))
            for one in file.entries
        ),
    )


def _facts(teacher: DossierTeacher) -> tuple[tuple[str, str], ...]:
    named = (
        ("工号", teacher.employee_no),
        ("职称", teacher.title),
        ("职务", teacher.position),
        ("教研组", teacher.subject_group),
        ("年级组", teacher.grade_group),
        ("负责", "、".join(teacher.leads)),
        ("状态", LABELS[TeacherStatus][teacher.status][0]),
        ("入职", None if teacher.hired_on is None else teacher.hired_on.isoformat()),
        ("离校", None if teacher.left_on is None else teacher.left_on.isoformat()),
    )
    return tuple((name, value) for name, value in named if value)


def _span(from_day: date | None, until_day: date | None) -> str:
    if from_day is None and until_day is None:
        return "全部记录"
    return f"{from_day or ''} 至 {until_day or '今'}".strip()


def _sum(one: KindSum) -> SheetSum:
    amounts = "，".join(f"{AMOUNTS[name]} {_plain(amount)}" for name, amount in one.amounts.items())
    return SheetSum(LABELS[DossierKind][one.kind][0], one.count, amounts, one.first_day, one.last_day)


def _plain(amount: Decimal) -> str:
    return f"{amount:f}"
