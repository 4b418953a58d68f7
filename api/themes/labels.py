"""What this room's enumerations are called: (Chinese, English)."""

from collections.abc import Mapping
from enum import StrEnum

from domain.themes.group_theme import SlotState, SlotVerdict
from domain.themes.hints import HintKind, HintState
from domain.themes.materials import ThemeMaterialKind
from domain.themes.policy import ThemeRuleKey
from domain.themes.theme import ThemeState

LABELS: Mapping[type[StrEnum], Mapping[str, tuple[str, str]]] = {
    ThemeState: {
        "draft": ("草稿", "Draft"),
        "running": ("进行中", "Running"),
        "closed": ("已结束", "Closed"),
    },
    SlotState: {
        "open": ("待提交", "Open"),
        "handed_in": ("已提交", "Handed in"),
        "returned": ("已退回", "Returned"),
        "accepted": ("已通过", "Accepted"),
    },
    SlotVerdict: {"accepted": ("通过", "Accepted"), "returned": ("退回", "Returned")},
    ThemeMaterialKind: {
        "slot": ("九个一材料", "Material of the nine ones"),
        "record": ("活动记录", "Activity record"),
        "homework": ("教师作业", "Homework"),
    },
    HintKind: {
        "early_record": ("活动前已写好记录", "Record older than the activity"),
        "copied_text": ("文字与其他材料雷同", "Text like an earlier one"),
        "no_homework": ("签到未交作业", "Signed in, no homework"),
        "rushed_sign_in": ("数秒内全部签到", "All signed in within seconds"),
        "photo_reused": ("照片重复使用", "Photo used before"),
        "photo_alike": ("照片与以前的相似", "Photo like an earlier one"),
    },
    HintState: {
        "open": ("待核实", "Open"),
        "dismissed": ("已排除", "Dismissed"),
        "gone": ("已不存在", "No longer so"),
    },
    ThemeRuleKey: {
        "copied_share": ("雷同文字占比提示线", "Share of a text in common that is hinted at"),
        "copied_passage": ("雷同段落字数提示线", "Length of a passage in common that is hinted at"),
        "rush_people": ("集中签到最少人数", "People who sign in together, at least"),
        "rush_seconds": ("集中签到时间（秒）", "Seconds they sign in within"),
        "photo_bits": ("照片相似差异上限", "Bits two photos may differ in"),
    },
}
