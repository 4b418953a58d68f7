"""What this room's enumerations are called: (Chinese, English)."""

from collections.abc import Mapping
from enum import StrEnum

from domain.works.award import Prize, WorkAwardState
from domain.works.work import WorkKind, WorkLevel

LABELS: Mapping[type[StrEnum], Mapping[str, tuple[str, str]]] = {
    WorkKind: {
        "topic": ("课题", "Topic"),
        "paper": ("论文", "Paper"),
        "case": ("案例", "Case"),
        "lesson": ("优质课", "Lesson"),
        "courseware": ("课件", "Courseware"),
        "course": ("拓展性课程", "Extension course"),
        "other": ("其他", "Other"),
    },
    WorkLevel: {
        "school": ("校级", "School"),
        "county": ("县市级", "County"),
        "city": ("地市级", "City"),
        "province": ("省级", "Province"),
        "nation": ("国家级", "Nation"),
    },
    Prize: {
        "special": ("特等奖", "Special prize"),
        "first": ("一等奖", "First prize"),
        "second": ("二等奖", "Second prize"),
        "third": ("三等奖", "Third prize"),
        "merit": ("优秀奖", "Merit"),
    },
    WorkAwardState: {
        "reported": ("已申报", "Reported"),
        "confirmed": ("已确认", "Confirmed"),
        "voided": ("已作废", "Voided"),
    },
}
