"""What this room's enumerations are called on a screen: (Chinese, English)."""

from collections.abc import Mapping
from enum import StrEnum

from domain.integration.callbacks import CallbackEffect
from domain.integration.platform import Inbound

LABELS: Mapping[type[StrEnum], Mapping[str, tuple[str, str]]] = {
    Inbound: {
        "catalogue": ("培训目录", "The catalogue"),
        "selection_results": ("选课结果", "Results of a selection round"),
        "platform_credits": ("平台学分", "Credits of the platform"),
        "evaluations": ("评课情况", "Evaluations of trainings"),
    },
    CallbackEffect: {
        "done": ("已处理", "Done"),
        "superseded": ("已被更新的通知取代", "Superseded"),
        "nothing": ("无需处理", "Nothing to do"),
    },
}
