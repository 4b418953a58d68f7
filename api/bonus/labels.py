"""What this room's enumerations are called: (Chinese, English)."""

from collections.abc import Mapping
from enum import StrEnum

from domain.bonus.batch import BatchKind, BatchState
from domain.bonus.payroll import PayrollFormat
from domain.bonus.reckoning import LineKind, PassedOverWhy
from domain.bonus.table import Split

LABELS: Mapping[type[StrEnum], Mapping[str, tuple[str, str]]] = {
    Split: {
        "first_author": ("归第一作者", "All to the first author"),
        "equal": ("平均分配", "In equal shares"),
        "ratio": ("按比例分配", "By weights"),
    },
    BatchKind: {
        "award": ("获奖奖金", "Bonuses for awards"),
        "adjustment": ("冲正", "Adjustment"),
    },
    BatchState: {
        "draft": ("草稿", "Draft"),
        "checked": ("已审核", "Checked"),
        "approved": ("已批准", "Approved"),
        "paid": ("已发放", "Paid"),
        "cancelled": ("已取消", "Cancelled"),
    },
    LineKind: {
        "award": ("奖金", "Bonus"),
        "difference": ("补差", "Difference"),
        "correction": ("冲正", "Correction"),
    },
    PassedOverWhy: {
        "kind_excluded": ("该类成果不计奖", "Works of this kind are paid nothing"),
        "no_amount": ("标准中没有这一级别和奖次", "The table has no amount for it"),
        "lower": ("同一成果另有更高奖金的获奖", "Another award of the work pays more"),
        "covered": ("该成果此前已按同等或更高奖金发放", "The work was paid as much before"),
        "elsewhere": ("该成果在另一未发放的批次中", "Another open batch pays for the work"),
    },
    PayrollFormat: {"pdf": ("PDF", "PDF"), "xlsx": ("Excel 工作簿", "Workbook")},
}
