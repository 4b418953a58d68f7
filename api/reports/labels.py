"""What this room's enumerations are called: (Chinese, English)."""

from collections.abc import Mapping
from enum import StrEnum

from domain.reports.chart import ChartKind
from domain.reports.district_overview import DistrictSort
from domain.reports.exports import Dataset, ExportFormat
from domain.reports.overview_cards import HomeScreen, OverviewCard
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
        "credit_reconciliation_lines": ("学分对账差异", "Differences with the platform's credits"),
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
    DistrictSort: {
        "code": ("按学校代码", "By the school's code"),
        "-at_risk_share": ("学分预警比例高的在前", "Where most are at risk first"),
    },
    HomeScreen: {
        "office": ("教科室首页", "Teaching Research Office"),
        "principal": ("校长首页", "Principal"),
        "academic": ("教务处首页", "Academic Affairs"),
        "grade_head": ("年级组长首页", "Grade head"),
        "group_leader": ("教研组长首页", "Group leader"),
        "teacher": ("教师首页", "Teacher"),
    },
    OverviewCard: {
        "duties_to_review": ("待审阅的培训作业", "Duties to review"),
        "duties_returned": ("退回修改的培训作业", "Duties to be done again"),
        "applications_to_audit": ("待审核的培训申请", "Applications to audit"),
        "notices_unacknowledged": ("未确认的通知单", "Notices not acknowledged"),
        "own_notices": ("待我确认的通知单", "Notices for me to acknowledge"),
        "grade_notices": ("年级组待确认的通知单", "Notices for the grade to acknowledge"),
        "affairs_notices": ("教务处待确认的通知单", "Notices for Academic Affairs to acknowledge"),
        "swaps_unanswered": ("待答复的调课", "Swaps to answer"),
        "covers_unanswered": ("待答复的代课", "Covers to answer"),
        "cover_plans_drafted": ("待发布的代课方案", "Cover plans to publish"),
        "slots_to_review": ("待审阅的“九个一”材料", "Nine ones to review"),
        "slots_returned": ("退回修改的“九个一”材料", "Nine ones to be done again"),
        "appeals_open": ("待处理的考核申诉", "Appeals to answer"),
        "topics_to_decide": ("待审批的课题", "Topics to decide on"),
        "steps_to_judge": ("待审核的课题材料", "Steps of topics to judge"),
        "topic_extensions_asked": ("待审批的课题延期", "Extensions of topics asked for"),
        "papers_to_assign": ("待分送的论文", "Papers to send to reviewers"),
        "papers_under_review": ("评审中的论文", "Papers under review"),
        "papers_returned": ("退回修改的论文", "Papers to be worked over"),
        "reviews_to_write": ("待我评阅的论文", "Reviews to write"),
        "awards_to_confirm": ("待确认的获奖", "Awards to confirm"),
        "batches_to_check": ("待核对的奖金批次", "Bonus batches to check"),
        "batches_to_approve": ("待批准的奖金批次", "Bonus batches to approve"),
        "courses_to_decide": ("待审批的拓展性课程", "Extension courses to decide on"),
        "competitions_to_confirm": ("待确认的竞赛成绩", "Competition entries to confirm"),
        "evaluations_to_grade": ("待评定的师徒考核", "Mentor evaluations to grade"),
        "pairs_to_sign": ("待我签字的师徒协议", "Mentor contracts to sign"),
        "logs_to_confirm": ("待我确认的师徒记录", "Mentor log entries to confirm"),
        "duties_due": ("即将到期的培训作业", "Duties due"),
        "steps_due": ("即将到期的课题环节", "Steps of topics due"),
        "themes_due": ("即将到期的主题研修", "Themes due"),
        "slots_due": ("即将到期的“九个一”材料", "Nine ones due"),
        "contests_due": ("即将截止的评比", "Contests closing"),
        "absences_coming": ("近期外出", "Absences to come"),
        "duties_overdue": ("逾期的培训作业", "Duties overdue"),
        "topics_overdue": ("逾期的课题", "Topics overdue"),
        "slots_overdue": ("逾期的“九个一”材料", "Nine ones overdue"),
        "away_today": ("今日外出", "Away today"),
        "covers_today": ("今日代课", "Covers today"),
        "activities_today": ("今日研修活动", "Activities today"),
    },
    ExportFormat: {"xlsx": ("Excel 工作簿", "Workbook"), "csv": ("CSV", "CSV")},
}
