"""What this room's enumerations are called on a screen: (Chinese, English)."""

from collections.abc import Mapping
from enum import StrEnum

from domain.integration.platform import Inbound

LABELS: Mapping[type[StrEnum], Mapping[str, tuple[str, str]]] = {
    Inbound: {
        "catalogue": ("培训目录", "Catalogue"),
        "selection_results": ("录取结果", "Selection results"),
        "platform_credits": ("平台学分", "Credits on the platform"),
        "evaluations": ("评价情况", "Evaluations"),
    },
}
