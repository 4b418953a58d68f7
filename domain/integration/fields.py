"""By which names the platform's tables cross the wire: each field, and its column as a person reads it."""

from collections.abc import Mapping

from domain.integration.platform import Inbound, Outbound
from domain.training.catalogue_rows import COLUMNS

INBOUND_FIELDS: Mapping[Inbound, tuple[str, ...]] = {
    Inbound.CATALOGUE: tuple(column.field for column in COLUMNS),
    Inbound.SELECTION_RESULTS: ("round_code", "session_code", "employee_no", "name", "outcome", "reason"),
    Inbound.PLATFORM_CREDITS: (
        *("school_year", "employee_no", "name", "course_code", "title"),
        *("kind", "hours", "credits", "earned_on"),
    ),
    Inbound.EVALUATIONS: (
        *("school_year", "session_code", "employee_no", "name"),
        *("evaluated_on", "score", "comment"),
    ),
}
"""What is taken of the platform's rows; a field it has besides is its own affair."""

OUTBOUND_FIELDS: Mapping[Outbound, Mapping[str, str]] = {
    Outbound.APPLICATIONS: {
        "轮次代码": "round_code",
        "班次代码": "session_code",
        "班次平台编号": "session_platform_id",
        "课程代码": "course_code",
        "课程名称": "title",
        "工号": "employee_no",
        "姓名": "name",
        "申请时间": "applied_at",
    },
    Outbound.DECISIONS: {
        "轮次代码": "round_code",
        "班次代码": "session_code",
        "班次平台编号": "session_platform_id",
        "工号": "employee_no",
        "姓名": "name",
        "审核结果": "decision",
        "理由": "reason",
        "审核时间": "decided_at",
    },
    Outbound.SCHOOL_BASED_HOURS: {
        "学年": "school_year",
        "工号": "employee_no",
        "姓名": "name",
        "项目": "title",
        "学时": "hours",
        "学分": "credits",
        "确认日期": "confirmed_on",
    },
    Outbound.CREDIT_DISPUTES: {
        "学年": "school_year",
        "工号": "employee_no",
        "姓名": "name",
        "课程代码": "course_code",
        "课程名称": "title",
        "本校学分": "ours",
        "平台学分": "theirs",
        "说明": "note",
    },
}
"""Chinese header → field. A sheet whose header holds the fields themselves is handed in as it is."""
