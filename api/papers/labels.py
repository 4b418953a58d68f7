"""What this room's enumerations are called: (Chinese, English)."""

from collections.abc import Mapping
from enum import StrEnum

from domain.papers.conflicts import ConflictKind
from domain.papers.duty import ExemptReason, PaperDutyState
from domain.papers.paper import PaperState
from domain.papers.policy import DutyAuthors, PaperRuleKey
from domain.papers.resemblance import PaperHintState
from domain.papers.reviews import PaperAspect, PaperVerdict, ReviewState

LABELS: Mapping[type[StrEnum], Mapping[str, tuple[str, str]]] = {
    PaperState: {
        "draft": ("草稿", "Draft"),
        "submitted": ("已提交", "Handed in"),
        "under_review": ("评审中", "Under review"),
        "returned": ("退回修改", "Returned"),
        "accepted": ("已通过", "Accepted"),
        "withdrawn": ("已撤回", "Withdrawn"),
    },
    ReviewState: {
        "assigned": ("待评审", "To be reviewed"),
        "done": ("已评审", "Reviewed"),
        "declined": ("已谢绝", "Declined"),
        "removed": ("已取消", "Taken back"),
    },
    PaperVerdict: {"accepted": ("通过", "Accept"), "returned": ("退回修改", "Return")},
    PaperAspect: {
        "topic": ("拟题", "Topic"),
        "thesis": ("主旨", "Thesis"),
        "material": ("材料筛选", "Choice of material"),
        "structure": ("结构安排", "Structure"),
        "technique": ("表现技法", "Technique"),
        "paragraphs": ("论文构段", "Paragraphs"),
        "format": ("论文格式", "Format"),
        "sources": ("参考文献", "Sources"),
    },
    ConflictKind: {
        "author": ("论文作者", "an author of it"),
        "same_group": ("与作者同一教研组", "in an author's subject group"),
        "mentor_pair": ("与作者师徒结对", "paired with an author as mentor or apprentice"),
        "co_author": ("近年与作者有合作成果", "lately a co-author of an author's"),
        "sees_names": ("其职务可见作者姓名", "by their role they see who wrote it"),
    },
    PaperHintState: {"open": ("待核实", "Open"), "dismissed": ("已排除", "Dismissed")},
    PaperDutyState: {
        "met": ("已完成", "Met"),
        "owed": ("未完成", "Owed"),
        "exempt": ("免写", "Exempt"),
    },
    ExemptReason: {
        "entered": ("教科室批准", "Let off by the office"),
        "age": ("临近退休", "Near retirement"),
    },
    DutyAuthors: {"first": ("第一作者", "First author"), "all": ("全部作者", "All authors")},
    PaperRuleKey: {
        "due_on": ("论文截止日（月-日）", "Day papers are due, month and day"),
        "duty_authors": ("论文任务计入哪些作者", "Whose duty a paper meets"),
        "exempt_from_age": ("免写论文的年龄", "Age from which no paper is owed"),
        "reviewer_years": ("评审人最少教龄", "Reviewer's years of service, at least"),
        "reviewer_titles": ("可任评审人的职称", "Titles that make a reviewer"),
        "least_reviews": ("通过所需评审份数", "Reviews it takes to accept"),
        "review_days": ("评审期限（天）", "Days a reviewer has"),
        "conflict_work_years": ("合作成果回避年限", "Years shared work keeps one from reviewing"),
        "conflict_pair_years": ("师徒结束后回避年限", "Years an ended pairing does"),
        "copied_share": ("雷同文字占比提示线", "Share of a text in common that is hinted at"),
        "copied_passage": ("雷同段落字数提示线", "Length of a passage in common that is hinted at"),
    },
}
