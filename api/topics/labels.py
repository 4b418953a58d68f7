"""What this room's enumerations are called: (Chinese, English)."""

from collections.abc import Mapping
from enum import StrEnum

from domain.topics.extensions import TopicExtensionState
from domain.topics.lifecycle import MilestoneKind, TopicState
from domain.topics.milestones import MilestoneState, TopicSubmissionKind
from domain.topics.policy import TopicRuleKey
from domain.topics.topic import LevelOutcome, TopicVerdict

LABELS: Mapping[type[StrEnum], Mapping[str, tuple[str, str]]] = {
    TopicState: {
        "draft": ("草稿", "Draft"),
        "submitted": ("已申报", "Submitted"),
        "returned": ("已退回", "Returned"),
        "rejected": ("未立项", "Rejected"),
        "withdrawn": ("已撤回", "Withdrawn"),
        "approved": ("已立项", "Approved"),
        "opened": ("已开题", "Opened"),
        "midterm": ("已中期", "Past midterm"),
        "concluded": ("已结题", "Concluded"),
        "terminated": ("已撤项", "Terminated"),
    },
    MilestoneKind: {
        "opening": ("开题", "Opening"),
        "midterm": ("中期", "Midterm"),
        "conclusion": ("结题", "Conclusion"),
    },
    MilestoneState: {
        "open": ("待提交", "Open"),
        "handed_in": ("已提交", "Handed in"),
        "returned": ("已退回", "Returned"),
        "accepted": ("已通过", "Accepted"),
    },
    TopicSubmissionKind: {
        "proposal": ("申报", "Proposal"),
        "opening": ("开题", "Opening"),
        "midterm": ("中期", "Midterm"),
        "conclusion": ("结题", "Conclusion"),
    },
    TopicVerdict: {
        "accepted": ("通过", "Accepted"),
        "returned": ("退回", "Returned"),
        "rejected": ("不予立项", "Rejected"),
    },
    LevelOutcome: {"approved": ("立项", "Approved"), "declined": ("未立项", "Declined")},
    TopicExtensionState: {
        "asked": ("待审批", "Asked for"),
        "granted": ("已同意", "Granted"),
        "refused": ("未同意", "Refused"),
        "lapsed": ("已失效", "Lapsed"),
    },
    TopicRuleKey: {
        "opening_months": ("立项后开题期限（月）", "Months from approval to opening"),
        "midterm_months": ("立项后中期期限（月）", "Months from approval to midterm"),
        "conclusion_months": ("立项后结题期限（月）", "Months from approval to conclusion"),
        "extensions_most": ("每项课题最多延期次数", "Extensions of a topic, at most"),
        "members_most": ("课题组最多人数", "Members of a topic, at most"),
        "led_most": ("一人同时主持课题上限", "Open topics a teacher leads, at most"),
        "remind_before_days": ("到期前提醒（天）", "Days before a step is due its leader is reminded"),
        "remind_after_days": ("逾期后提醒（天）", "Days after it was due its leader is reminded"),
    },
}
