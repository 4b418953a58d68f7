"""Notices in four copies 四联培训通知 and record sheets 培训记录表, printed by typst."""

from collections.abc import Sequence
from typing import Any

import segno

from domain.notices.sheet import (
    Arrangement,
    Attendee,
    Copy,
    CopyText,
    DutyLine,
    Layout,
    LessonLine,
    NoticeSheet,
    ProxyLine,
    RecordSheet,
    Training,
)
from gateways.documents.typesetting import aside, filled
from gateways.documents.words import (
    ARRANGEMENTS,
    COPIES,
    COURSES,
    DUTIES,
    amount,
    clean,
    from_to,
    full,
    short,
    shortened,
    span,
    stretch,
    tally,
    weekday,
    width,
)

ROOM = {"title": 40.0, "provider": 26.0, "place": 38.0}
TWO_LINES = 112.0
"""How many Chinese characters a torn part has room for; the annex has all of a longer text."""


class TypstNoticePrinter:
    """All sheets go through one compile: fonts are embedded once, and a page costs a third of a file."""

    async def notices(self, sheets: Sequence[NoticeSheet], layout: Layout) -> bytes:
        return await aside(filled, "notices", notices_data, sheets, layout)

    async def record_sheets(self, sheets: Sequence[RecordSheet]) -> bytes:
        return await aside(filled, "records", records_data, sheets)


def notices_data(sheets: Sequence[NoticeSheet], layout: Layout) -> dict[str, Any]:
    return {"layout": layout.value, "sheets": [_notice(sheet) for sheet in sheets]}


def records_data(sheets: Sequence[RecordSheet]) -> dict[str, Any]:
    return {"sheets": [_record(sheet) for sheet in sheets]}


def _notice(sheet: NoticeSheet) -> dict[str, Any]:
    return {
        "school": sheet.school,
        "number": sheet.number,
        "version": _version(sheet.version),
        "issued": full(sheet.issued_on),
        "attendee": _attendee(sheet.attendee),
        "training": _training(sheet.training),
        "brief": _brief(sheet),
        "lessons": [_lesson(one) for one in sheet.lessons],
        "lessons_summary": tally(one.arrangement for one in sheet.lessons),
        "proxies": [_proxy(one) for one in sheet.proxies],
        "duties": [_duty(one) for one in sheet.duties],
        "copies": [_copy(one) for one in sheet.copies],
        "qr": qr(sheet.verify_url),
        "code": sheet.code,
        "void": sheet.void,
        "record": _record(sheet.record) if sheet.record else None,
    }


def _record(sheet: RecordSheet) -> dict[str, Any]:
    return {
        "school": sheet.school,
        "number": sheet.number,
        "version": _version(sheet.version),
        "attendee": _attendee(sheet.attendee),
        "training": _training(sheet.training),
        "duties": [_duty(one) for one in sheet.duties],
        "qr": qr(sheet.verify_url),
        "code": sheet.code,
        "void": sheet.void,
    }


def _version(version: int) -> str:
    return f"第{version}版"


def _attendee(given: Attendee) -> dict[str, str]:
    about = "，".join(filter(None, (given.employee_no, given.subject_group)))
    return {
        "name": clean(given.name),
        "about": clean(f"（{about}）"),
        "employee_no": clean(given.employee_no),
        "subject_group": clean(given.subject_group or ""),
        "title": clean(given.title or ""),
    }


def _training(given: Training) -> dict[str, Any]:
    return {
        "title": clean(given.title),
        "provider": clean(given.provider),
        "kind": COURSES[given.kind],
        "place": clean(given.place or "另行通知"),
        "span": span(given.blocks),
        "school_days": f"共{amount(given.school_days)}个上课日",
        "blocks": [stretch(block) for block in given.blocks],
        "worth": f"{amount(given.hours)}学时，{amount(given.credits)}学分",
    }


def _brief(sheet: NoticeSheet) -> dict[str, Any]:
    """What a torn part has room for, and whether that is less than there is."""
    given, attendee = sheet.training, sheet.attendee
    title, provider, place = given.title, given.provider, given.place or ""
    texts = {"title": title, "provider": provider, "place": place}
    brief = {name: shortened(text, ROOM[name]) for name, text in texts.items()}
    cut = [brief[name] != " ".join(text.split()) for name, text in texts.items()]
    cut += [width(attendee.name) > 16, width(sheet.school) > 20]
    cut += [_brief_text(one) != " ".join(one.text.split()) for one in sheet.copies]
    return {
        "school": shortened(sheet.school, 20),
        "attendee": _attendee(attendee) | {"name": clean(shortened(attendee.name, 16))},
        "training": _training(given)
        | {"title": clean(brief["title"]), "provider": clean(brief["provider"])}
        | ({"place": clean(brief["place"])} if place else {}),
        "shortened": any(cut),
    }


def _brief_text(one: CopyText) -> str:
    return shortened(one.text, TWO_LINES - width(_recipient(one)))


def _recipient(one: CopyText) -> str:
    return shortened(one.recipient, 16)


def _lesson(one: LessonLine) -> dict[str, str]:
    return {
        "day": f"{short(one.day)} {weekday(one.day)}",
        "period": one.period,
        "class_name": one.class_name,
        "subject": one.subject,
        "arranged": clean(_arranged(one)),
    }


def _arranged(one: LessonLine) -> str:
    """Such as 李四代课, or 与李四 4月16日第2节语文互换."""
    if one.arrangement is Arrangement.COVER:
        return f"{one.teacher_name or ''}代课"
    if one.arrangement is Arrangement.SWAP and one.moved:
        moved = f"{short(one.moved.day)}{one.moved.period}{one.moved.subject}"
        return f"与{one.teacher_name or ''} {moved}互换"
    if one.arrangement is Arrangement.SWAP:
        return f"与{one.teacher_name or ''}调课"
    return ARRANGEMENTS[one.arrangement]


def _proxy(one: ProxyLine) -> dict[str, str]:
    return {
        "class_name": one.class_name,
        "proxy": one.proxy_name or "待定",
        "days": from_to(one.first_day, one.last_day),
    }


def _duty(one: DutyLine) -> dict[str, str]:
    return {"kind": DUTIES[one.kind], "due": f"{short(one.due_on)}前"}


def _copy(one: CopyText) -> dict[str, Any]:
    name, keeper, signer = COPIES[one.copy]
    brief = _brief_text(one)
    more = "（全文见附页）" if brief != " ".join(one.text.split()) else ""
    return {
        "name": name,
        "keeper": keeper,
        "signer": signer,
        "stub": one.copy is Copy.OFFICE,
        "recipient": clean(_recipient(one)),
        "text": clean(one.text),
        "brief": clean(brief) + more,
        "acknowledged": _acknowledged(one),
    }


def _acknowledged(one: CopyText) -> str:
    if one.acknowledged_on is None:
        return ""
    return f"{one.acknowledged_by or ''} {short(one.acknowledged_on)}已确认".strip()


def qr(url: str) -> str:
    """The code as an SVG. The mask is given: trying all eight costs four times as much; any can be read."""
    made = segno.make_qr(url, error="m", boost_error=False, mask=3)
    return made.svg_inline(border=0, omitsize=True, svgclass=None, lineclass=None)
