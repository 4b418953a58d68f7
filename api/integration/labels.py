"""What this room's enumerations are called on a screen: (Chinese, English)."""

from collections.abc import Mapping
from enum import StrEnum

from domain.integration.callbacks import CallbackEffect
from domain.integration.files import CsvEncoding, SubmissionFormat
from domain.integration.inbound import FileFormat
from domain.integration.platform import Inbound, Outbound
from domain.integration.submission import SubmissionOutcome, SubmissionState, SubmissionVia

LABELS: Mapping[type[StrEnum], Mapping[str, tuple[str, str]]] = {
    Outbound: {
        "applications": ("选课申请", "Applications"),
        "decisions": ("选课审核", "Decisions on applications"),
        "school_based_hours": ("校本研修学时", "Hours of school-based training"),
        "credit_disputes": ("学分异议", "Disputed credits"),
    },
    SubmissionVia: {"file": ("文件", "As a file"), "http": ("在线", "Online")},
    SubmissionState: {
        "prepared": ("待上报", "Prepared"),
        "sent": ("已上报", "Sent"),
        "failed": ("未成功", "Failed"),
        "accepted": ("平台已接收", "Accepted by the platform"),
        "refused": ("平台已退回", "Refused by the platform"),
        "withdrawn": ("已撤回", "Withdrawn"),
    },
    SubmissionOutcome: {"accepted": ("接收", "Accepted"), "refused": ("退回", "Refused")},
    FileFormat: {"xlsx": ("Excel 工作簿", "Excel workbook"), "csv": ("CSV", "CSV")},
    SubmissionFormat: {"xlsx": ("Excel 工作簿", "Excel workbook"), "csv": ("CSV", "CSV")},
    CsvEncoding: {"utf-8": ("UTF-8", "UTF-8"), "gb18030": ("GB18030", "GB18030")},
    Inbound: {
        "catalogue": ("培训目录", "Catalogue"),
        "selection_results": ("录取结果", "Selection results"),
        "platform_credits": ("平台学分", "Credits on the platform"),
        "evaluations": ("评价情况", "Evaluations"),
    },
    CallbackEffect: {
        "done": ("已处理", "Done"),
        "superseded": ("已被更新的通知取代", "Superseded"),
        "nothing": ("无需处理", "Nothing to do"),
    },
}
