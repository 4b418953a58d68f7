"""What this room's enumerations are called on a screen: (Chinese, English)."""

from collections.abc import Mapping
from enum import StrEnum

from domain.reconciliation.comparing import DifferenceKind
from domain.reconciliation.line import ReconciliationDecision, ReconciliationState, ReconciliationStep

LABELS: Mapping[type[StrEnum], Mapping[str, tuple[str, str]]] = {
    DifferenceKind: {
        "only_ours": ("仅本校有", "Only ours"),
        "only_theirs": ("仅平台有", "Only the platform's"),
        "differs": ("双方不一致", "Differs"),
    },
    ReconciliationState: {
        "open": ("待处理", "Open"),
        "taken": ("已按平台调整", "Platform's taken"),
        "kept": ("保留本校", "Ours kept"),
        "superseded": ("已更新", "Superseded"),
        "resolved": ("已一致", "Resolved"),
    },
    ReconciliationDecision: {
        "take_theirs": ("以平台为准", "Take the platform's"),
        "keep_ours": ("保留本校", "Keep ours"),
        "leave_open": ("暂不处理", "Leave open"),
    },
    ReconciliationStep: {
        "find": ("发现", "Found"),
        "take_theirs": ("以平台为准", "Platform's taken"),
        "keep_ours": ("保留本校", "Ours kept"),
        "leave_open": ("暂不处理", "Left open"),
        "reopen": ("撤销处理", "Reopened"),
        "supersede": ("数据更新", "Superseded"),
        "resolve": ("已一致", "Resolved"),
    },
}
