"""What this room's enumerations are called: (Chinese, English)."""

from collections.abc import Mapping
from enum import StrEnum

from domain.reports.exports import Dataset, ExportFormat

LABELS: Mapping[type[StrEnum], Mapping[str, tuple[str, str]]] = {
    Dataset: {
        "credit_entries": ("学分台账", "Credit ledger"),
        "credit_standings": ("学分达成", "Credit standings"),
        "enrolments": ("选课与成绩", "Enrolments and results"),
        "attendances": ("研修考勤", "Attendance at activities"),
        "cover_entries": ("代课明细", "Cover ledger"),
        "changed_lessons": ("调代课明细", "Lessons changed"),
    },
    ExportFormat: {"xlsx": ("Excel 工作簿", "Workbook"), "csv": ("CSV", "CSV")},
}
