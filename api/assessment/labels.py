"""What this room's enumerations are called: (Chinese, English)."""

from collections.abc import Mapping
from enum import StrEnum

from domain.assessment.adjusting import AdjustmentKind
from domain.assessment.appeals import AppealState
from domain.assessment.assessment import AssessmentState
from domain.assessment.policy import AssessmentRuleKey, Band, Dimension
from domain.assessment.report import ReportFormat
from domain.assessment.result import Basis
from domain.assessment.scheme import FactKind

LABELS: Mapping[type[StrEnum], Mapping[str, tuple[str, str]]] = {
    Dimension: {
        "institutions": ("制度建设", "Institutions"),
        "influence": ("活动影响", "Influence"),
        "outcome": ("活动成效", "Outcome"),
        "distinction": ("活动特色", "Distinction"),
        "routine": ("教学常规", "Routine"),
    },
    Band: {
        "excellent": ("优秀", "Excellent"),
        "good": ("良好", "Good"),
        "pass": ("合格", "Pass"),
        "fail": ("不合格", "Fail"),
    },
    AssessmentRuleKey: {
        "weights": ("五维度权重", "Weights of the dimensions"),
        "bands": ("等第分数线", "Bands"),
        "bonus_cap": ("加分上限", "Bonus points that count"),
        "trim_from": ("去掉最高最低分的评委人数", "Judges from whom a mean is trimmed"),
        "unexcused_points": ("每次无故缺席扣分", "Points an absence without excuse costs"),
    },
    FactKind: {
        "attendance": ("出勤率", "Attendance"),
        "nine_ones": ("“九个一”完成率", "Nine ones"),
        "unexcused": ("无故缺席", "Absences without excuse"),
    },
    AssessmentState: {
        "draft": ("草稿", "Draft"),
        "scoring": ("评分中", "Scoring"),
        "published": ("已发布", "Published"),
        "appealed": ("申诉中", "Appealed"),
        "republished": ("已重新发布", "Published anew"),
    },
    AdjustmentKind: {"deduction": ("扣分", "Deduction"), "bonus": ("加分", "Bonus")},
    Basis: {
        "mean": ("评委平均分", "Mean of the judges"),
        "trimmed_mean": ("去掉一个最高分和一个最低分的平均分", "Mean without the highest and the lowest"),
        "fact": ("系统数据", "Counted by the system"),
        "nothing_counted": ("系统无数据", "Nothing counted"),
        "no_evidence": ("无佐证不得分", "No evidence, no score"),
        "corrected": ("申诉更正", "Corrected on appeal"),
    },
    AppealState: {
        "open": ("待答复", "Open"),
        "upheld": ("成立", "Upheld"),
        "rejected": ("驳回", "Rejected"),
    },
    ReportFormat: {"pdf": ("PDF", "PDF"), "xlsx": ("Excel 工作簿", "Workbook")},
}
