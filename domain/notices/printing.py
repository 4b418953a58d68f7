"""Notices and record sheets as they are printed: the snapshot of an edition on the school's forms."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from domain.errors import Forbidden, NotFound, RuleViolation
from domain.notices.notice import LessonAffected, NoticeContent, NoticeCopy, NoticeState, TrainingNotice
from domain.notices.reading import Notices, Wanted
from domain.notices.sheet import (
    Arrangement,
    Copy,
    CopyText,
    Layout,
    LessonLine,
    NoticePrinter,
    NoticeSheet,
    RecordSheet,
)
from domain.people.calendar import day_of
from domain.timetable import missed

MOST = 500
_ARRANGEMENTS: Mapping[missed.Arrangement, Arrangement] = {
    missed.Arrangement.SWAPPED: Arrangement.SWAP,
    missed.Arrangement.COVERED: Arrangement.COVER,
    missed.Arrangement.NOT_NEEDED: Arrangement.NOT_NEEDED,
    missed.Arrangement.OPEN: Arrangement.OPEN,
}


class FourPartsForOffice(Forbidden):
    """The sheet with all four copies is for who sees all four."""

    code = "notice_four_parts_for_office"


class RecordSheetForTeacher(Forbidden):
    """The record sheet is for its teacher and the Teaching Research Office."""

    code = "record_sheet_for_teacher"


class NothingToPrint(RuleViolation):
    """No issued notice is among what was asked for."""

    code = "nothing_to_print"


class PrintChoice(RuleViolation):
    """One of a week, a session and a list of notices is to be named."""

    code = "print_choice"


def verify_url(base: str, school: str, code: str) -> str:
    """Where a QR code leads; `school` is its short code."""
    return f"{base.rstrip('/')}/v/{school}/{code}"


async def notice_pdf(
    notices: Notices, printer: NoticePrinter, notice_id: UUID, layout: Layout, *, base: str, school: str
) -> bytes:
    """The copies the caller sees, a page each; or all four on a sheet, with the record sheet.

    Raises NotFound, FourPartsForOffice, UnprintableCharacters.
    """
    notice = await _found(notices, notice_id)
    if layout is Layout.FOUR_PARTS and len(notice.copies) < len(Copy):
        raise FourPartsForOffice()
    return await printer.notices([notice_sheet(notice, base=base, school=school)], layout)


async def record_sheet_pdf(
    notices: Notices, printer: NoticePrinter, notice_id: UUID, *, base: str, school: str
) -> bytes:
    """Raises NotFound, RecordSheetForTeacher, UnprintableCharacters."""
    notice = await _found(notices, notice_id)
    if Copy.TEACHER not in {one.copy for one in notice.copies}:
        raise RecordSheetForTeacher()
    return await printer.record_sheets([record_sheet(notice, base=base, school=school)])


async def to_print(notices: Notices, wanted: Wanted) -> Sequence[UUID]:
    """Which notices a batch has, `MOST` at most. Raises PrintChoice, NothingToPrint."""
    if sum((wanted.week is not None, wanted.session_id is not None, bool(wanted.notice_ids))) != 1:
        raise PrintChoice()
    chosen = await notices.chosen(wanted, MOST)
    if not chosen:
        raise NothingToPrint()
    return chosen


def notice_sheet(notice: TrainingNotice, *, base: str, school: str, record: bool = True) -> NoticeSheet:
    """With the copies the notice comes with; the record sheet goes with the teacher's."""
    content = _content(notice)
    seen: Collection[Copy] = {one.copy for one in notice.copies}
    return NoticeSheet(
        school=content.school,
        number=notice.notice_no,
        version=notice.edition,
        issued_on=day_of(notice.issued_at),
        attendee=content.attendee,
        training=content.training,
        lessons=tuple(_line(one) for one in content.lessons),
        proxies=content.proxies,
        duties=content.duties,
        copies=tuple(_text(one) for one in notice.copies),
        verify_url=verify_url(base, school, notice.code),
        code=notice.code,
        record=record_sheet(notice, base=base, school=school) if record and Copy.TEACHER in seen else None,
        void=notice.state is NoticeState.CANCELLED,
    )


def record_sheet(notice: TrainingNotice, *, base: str, school: str) -> RecordSheet:
    content = _content(notice)
    return RecordSheet(
        school=content.school,
        number=notice.notice_no,
        version=notice.edition,
        attendee=content.attendee,
        training=content.training,
        duties=content.duties,
        verify_url=verify_url(base, school, notice.record_sheet_code),
        code=notice.record_sheet_code,
        void=notice.state is NoticeState.CANCELLED,
    )


async def _found(notices: Notices, notice_id: UUID) -> TrainingNotice:
    notice = await notices.get(notice_id)
    if notice is None:
        raise NotFound()
    return notice


def _content(notice: TrainingNotice) -> NoticeContent:
    assert notice.content is not None
    return notice.content


def _line(one: LessonAffected) -> LessonLine:
    arranged = _ARRANGEMENTS[one.arrangement]
    return LessonLine(one.day, one.period, one.class_name, one.subject, arranged, one.teacher_name, one.moved)


def _text(one: NoticeCopy) -> CopyText:
    on = None if one.acknowledged_at is None else day_of(one.acknowledged_at)
    return CopyText(one.copy, one.recipient, one.text, one.acknowledged_by, on)
