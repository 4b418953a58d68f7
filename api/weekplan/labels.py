"""What this room's enumerations are called: (Chinese, English)."""

from collections.abc import Mapping
from enum import StrEnum

from domain.weekplan.entries import ChangeKind, WeekEntryKind
from domain.weekplan.feeds import FeedKind
from domain.weekplan.plan import SheetFormat

LABELS: Mapping[type[StrEnum], Mapping[str, tuple[str, str]]] = {
    WeekEntryKind: {
        "holiday": ("放假", "No lessons"),
        "make_up": ("调休上课", "Make-up day"),
        "office": ("工作安排", "Office"),
        "training": ("培训", "Training"),
        "activity": ("研修活动", "Activity"),
        "round_opens": ("网上选课开始", "Selection opens"),
        "round_closes": ("网上选课截止", "Selection closes"),
        "duties_due": ("培训任务到期", "Duties due"),
        "theme_due": ("主题研修“九个一”截止", "Nine ones due"),
        "lessons": ("调代课", "Cover and swaps"),
        "duty_due": ("任务到期", "Due"),
        "cover": ("代课", "Cover"),
        "swap": ("调课", "Swap"),
        "topic_due": ("课题到期", "Topic due"),
        "extension": ("拓展性课程", "Extension course"),
        "paper_due": ("论文截止", "Papers due"),
        "paper_review_due": ("论文评审截止", "Paper review due"),
        "paper_returned": ("论文退回修改", "Paper returned"),
        "report_lesson": ("汇报课", "Report lesson"),
        "contest_entries_due": ("评比报名截止", "Entries for a contest due"),
        "contest_due": ("评比报送截止", "Works due at a contest's organiser"),
    },
    ChangeKind: {
        "added": ("新增", "Added"),
        "changed": ("变更", "Changed"),
        "removed": ("取消", "Removed"),
    },
    SheetFormat: {"pdf": ("PDF", "PDF"), "docx": ("Word 文档", "Word document")},
    FeedKind: {"personal": ("个人日历", "Personal"), "school": ("学校日历", "School")},
}
