"""What this room's enumerations are called: (Chinese, English)."""

from collections.abc import Mapping
from enum import StrEnum

from domain.reports.chart import ChartKind
from domain.reports.exports import Dataset, ExportFormat
from domain.reports.pages import DistrictFormat, SummaryFormat
from domain.reports.summary import SummarySlot, SummaryState

LABELS: Mapping[type[StrEnum], Mapping[str, tuple[str, str]]] = {
    Dataset: {
        "credit_entries": ("学分台账", "Credit ledger"),
        "credit_standings": ("学分达成", "Credit standings"),
        "enrolments": ("选课与成绩", "Enrolments and results"),
        "attendances": ("研修考勤", "Attendance at activities"),
        "cover_entries": ("代课明细", "Cover ledger"),
        "changed_lessons": ("调代课明细", "Lessons changed"),
    },
    SummaryState: {"draft": ("草稿", "Draft"), "frozen": ("已定稿", "Frozen")},
    SummarySlot: {
        "opening": ("引言", "Opening"),
        "guiding": ("指导思想", "Guiding ideas"),
        "training": ("教师专业培训", "Teachers' training"),
        "study": ("校本研修", "School-based training"),
        "themes": ("主题研修与课堂改革", "Theme research"),
        "research": ("课题、论文与教科研", "Topics, papers and research"),
        "young": ("青年教师培养", "Young teachers"),
        "closing": ("结语", "Closing"),
    },
    SummaryFormat: {
        "docx": ("Word 文档", "Word"),
        "pdf": ("PDF", "PDF"),
        "xlsx": ("Excel 附表", "Workbook of annexes"),
    },
    DistrictFormat: {"docx": ("Word 文档", "Word"), "xlsx": ("Excel 工作簿", "Workbook")},
    ChartKind: {
        "bars": ("柱形图", "Columns"),
        "lying_bars": ("条形图", "Bars"),
        "stacked": ("堆积柱形图", "Stacked columns"),
        "stacked_lying": ("堆积条形图", "Stacked bars"),
        "lines": ("折线图", "Lines"),
    },
    ExportFormat: {"xlsx": ("Excel 工作簿", "Workbook"), "csv": ("CSV", "CSV")},
}
