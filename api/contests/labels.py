"""What this room's enumerations are called: (Chinese, English)."""

from collections.abc import Mapping
from enum import StrEnum

from domain.contests.contest import AwardedExclusion, ContestState
from domain.contests.entry import EntryState
from domain.contests.policy import ContestRuleKey, Rounding
from domain.contests.ranking import TieBreak
from domain.contests.result_import import ResultFormat

LABELS: Mapping[type[StrEnum], Mapping[str, tuple[str, str]]] = {
    ContestState: {
        "draft": ("草稿", "Draft"),
        "open": ("报名中", "Open"),
        "closed": ("报名截止", "Closed for entries"),
        "ranked": ("已排序", "Ranked"),
        "submitted": ("已报送", "Submitted"),
        "results_in": ("结果已公布", "Results in"),
        "cancelled": ("已取消", "Cancelled"),
    },
    AwardedExclusion: {
        "none": ("不限", "None"),
        "same_or_higher": ("已获同级及以上奖项的不得参评", "Awarded at its level or above"),
        "any": ("已获奖的不得参评", "Awarded at all"),
    },
    EntryState: {
        "entered": ("已报名", "Entered"),
        "withdrawn": ("已撤回", "Withdrawn"),
        "sent": ("报送", "Sent"),
        "not_sent": ("未报送", "Not sent"),
        "awarded": ("获奖", "Awarded"),
        "unplaced": ("未获奖", "Not placed"),
    },
    ContestRuleKey: {
        "quota_share": ("名额占教师人数的比例", "Share of the staff that makes the quota"),
        "quota_rounding": ("名额取整方式", "How the quota is rounded"),
        "quota_adds_first_prizes": ("加上年一等奖数", "Last year's first prizes are added"),
        "trim_from": ("去掉最高最低分的评委人数", "Judges from whom a mean is trimmed"),
        "own_group_excluded": ("评委回避本教研组作品", "Judges are spared their own group's works"),
    },
    Rounding: {
        "down": ("舍去小数", "Down"),
        "half_up": ("四舍五入", "Halves up"),
        "up": ("进一", "Up"),
    },
    TieBreak: {
        "median": ("中位数", "Median"),
        "lowest_score": ("最低分", "Lowest score"),
        "entered_earlier": ("报名先后", "Entered earlier"),
    },
    ResultFormat: {
        "xlsx": ("Excel 工作簿", "Workbook"),
        "csv": ("CSV", "CSV"),
    },
}
