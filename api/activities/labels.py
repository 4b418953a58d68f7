"""What this room's enumerations are called: (Chinese, English)."""

from collections.abc import Mapping
from enum import StrEnum

from domain.activities.activity import ActivityState, OwnerKind
from domain.activities.attendance import AttendanceState, AttendedHow, EnteredState
from domain.activities.policy import ActivityRuleKey

_ENTERED = {
    "present": ("出勤", "Present"),
    "late": ("迟到", "Late"),
    "excused": ("请假", "Excused"),
    "absent": ("缺勤", "Absent"),
}
LABELS: Mapping[type[StrEnum], Mapping[str, tuple[str, str]]] = {
    OwnerKind: {"project": ("校本研修项目", "Project"), "theme": ("主题研修", "Theme")},
    ActivityState: {"planned": ("已安排", "Planned"), "cancelled": ("已取消", "Cancelled")},
    AttendanceState: _ENTERED | {"awaited": ("未签到", "Awaited")},
    EnteredState: _ENTERED,
    AttendedHow: {"scanned": ("扫码", "Scanned"), "entered": ("补录", "Entered")},
    ActivityRuleKey: {
        "sign_in_opens_before": ("提前几分钟开放签到", "Minutes before: signing in opens"),
        "late_after": ("开始几分钟后算迟到", "Minutes after: late"),
        "sign_in_closes_after": ("开始几分钟后截止签到", "Minutes after: signing in closes"),
    },
}
