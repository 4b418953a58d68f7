"""The record sheet 培训记录表 a result is registered by: quoted by its code, when it is quoted at all."""

from dataclasses import dataclass
from uuid import UUID

from domain.errors import Conflict, RuleViolation


class RecordSheetUnknown(RuleViolation):
    """No record sheet of this school has the code."""

    code = "record_sheet_unknown"


class RecordSheetVoid(Conflict):
    """A newer edition has taken its place, or the notice is cancelled; facts: `notice_no`."""

    code = "record_sheet_void"


class RecordSheetOfAnother(RuleViolation):
    """It is for another training, or another teacher; facts: `notice_no`."""

    code = "record_sheet_of_another"


@dataclass(frozen=True, slots=True)
class QuotedSheet:
    """A record sheet, found by its code."""

    enrolment_id: UUID
    notice_no: str
    void: bool


def check_quoted(enrolment_id: UUID, quoted: QuotedSheet | None) -> None:
    """Raises RecordSheetUnknown, RecordSheetOfAnother, RecordSheetVoid."""
    if quoted is None:
        raise RecordSheetUnknown()
    if quoted.enrolment_id != enrolment_id:
        raise RecordSheetOfAnother(notice_no=quoted.notice_no)
    if quoted.void:
        raise RecordSheetVoid(notice_no=quoted.notice_no)
