"""What this room's enumerations are called: (Chinese, English)."""

from collections.abc import Mapping
from enum import StrEnum

from domain.notices.acknowledging import LinkState
from domain.notices.notice import Acknowledged, CancelCause, EditionCause, NoticeState
from domain.notices.sheet import Copy, Layout
from domain.notices.verifying import Paper, Validity

LABELS: Mapping[type[StrEnum], Mapping[str, tuple[str, str]]] = {
    NoticeState: {"issued": ("已签发", "Issued"), "cancelled": ("已取消", "Cancelled")},
    CancelCause: {
        "place_given_up": ("不再参加该培训", "The place was given up"),
        "session_cancelled": ("培训取消", "The training was called off"),
    },
    EditionCause: {
        "issued": ("首次签发", "First issued"),
        "training_changed": ("培训有变", "The training changed"),
        "by_hand": ("教科室重新签发", "Issued anew by the office"),
    },
    Acknowledged: {
        "in_app": ("系统内签收", "In the app"),
        "by_link": ("链接签收", "By personal link"),
        "on_paper": ("纸质签收", "On paper"),
    },
    Copy: {
        "teacher": ("第一联 教师", "Copy 1, teacher"),
        "academic_affairs": ("第二联 教务处", "Copy 2, Academic Affairs"),
        "grade_group": ("第三联 年级组", "Copy 3, grade group"),
        "office": ("第四联 存根", "Copy 4, stub"),
    },
    Layout: {
        "four_parts": ("一页四联", "Four parts on a page"),
        "part_per_page": ("每联一页", "A page for each copy"),
    },
    Paper: {"notice": ("培训通知", "Notice of training"), "record_sheet": ("培训记录表", "Record sheet")},
    Validity: {
        "valid": ("有效", "Valid"),
        "replaced": ("已作废，已有新版", "Void, replaced by a later edition"),
        "cancelled": ("已作废，通知已取消", "Void, the notice is cancelled"),
    },
    LinkState: {
        "good": ("可签收", "Good"),
        "used": ("链接已使用", "Used"),
        "expired": ("链接已过期", "Expired"),
        "not_yours": ("链接不再属于收件人", "Not the reader's any more"),
        "void": ("该联已作废", "The copy is void"),
        "acknowledged": ("该联已签收", "Acknowledged already"),
    },
}
