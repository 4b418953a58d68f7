"""What this room's enumerations are called: (Chinese, English)."""

from collections.abc import Mapping
from enum import StrEnum

from domain.training.audit_view import HintCode
from domain.training.catalogue import CourseKind, SessionState
from domain.training.catalogue_import import CatalogueFormat
from domain.training.credit import Account, AwardState, EntryKind, ExemptionKind, ReasonCode
from domain.training.deciding import Ruling
from domain.training.duty import DutyKind, DutyState, Verdict
from domain.training.enrolment import EnrolmentState
from domain.training.long_plan import PlanRule, PlanState
from domain.training.long_proposal import PlanReasonCode
from domain.training.platform_results import PlatformOutcome
from domain.training.policy import RuleKey
from domain.training.reaching import Reach
from domain.training.results import Outcome
from domain.training.selection import RoundState
from domain.training.standing import StandingState
from domain.training.summary import GroupBy

LABELS: Mapping[type[StrEnum], Mapping[str, tuple[str, str]]] = {
    CourseKind: {
        "short": ("短期培训", "Short training"),
        "long_90": ("90学时培训", "90-hour training"),
        "online": ("网络研修", "Online training"),
        "school_based": ("校本研修", "School-based training"),
    },
    CatalogueFormat: {
        "xlsx": ("Excel 工作簿（本系统模板）", "Workbook (our template)"),
        "csv": ("CSV", "CSV"),
    },
    SessionState: {
        "draft": ("草稿", "Draft"),
        "open": ("选课中", "Open"),
        "closed": ("选课已截止", "Closed"),
        "completed": ("已结束", "Completed"),
        "cancelled": ("已取消", "Cancelled"),
    },
    EnrolmentState: {
        "applied": ("已申请", "Applied"),
        "approved": ("学校已同意", "Approved by the school"),
        "rejected": ("学校未同意", "Not approved by the school"),
        "submitted": ("已报平台", "With the platform"),
        "refused": ("平台未录取", "Not accepted by the platform"),
        "placed": ("已录取", "Placed"),
        "waitlisted": ("候补", "Waitlisted"),
        "withdrawn": ("已退选", "Withdrawn"),
        "cancelled": ("班次取消", "Session cancelled"),
        "passed": ("合格", "Passed"),
        "failed": ("不合格", "Not passed"),
    },
    RoundState: {
        "draft": ("草稿", "Draft"),
        "open": ("申请中", "Open"),
        "closed": ("审核中", "Closed"),
        "submitted": ("已报平台", "With the platform"),
        "finished": ("已完成", "Finished"),
    },
    Ruling: {"approve": ("同意", "Approve"), "reject": ("不同意", "Reject")},
    PlatformOutcome: {
        "placed": ("录取", "Placed"),
        "waitlisted": ("候补", "Waitlisted"),
        "refused": ("未录取", "Refused"),
    },
    HintCode: {
        "credits_owed": ("学年尚欠学分", "Owes credits this year"),
        "cycle_owed": ("周期尚欠学分", "Owes credits in the cycle"),
        "never_long_course": ("从未参加90学时培训", "Has never had a 90-hour course"),
        "partners_away": ("搭班教师同日外出", "Partner teachers away that day"),
        "group_away": ("同组教师同日外出过多", "Too many of the subject group away"),
        "more_than_others": ("本学年获批多于他人", "Approved more often than others"),
        "date_clash": ("时间冲突", "Clashes with another training"),
    },
    Reach: {
        "reached": ("已能达标", "Reached"),
        "possible": ("尚可达标", "Possible"),
        "impossible": ("现有班次不能达标", "Impossible with the sessions known"),
    },
    AwardState: {
        "provisional": ("预计", "Provisional"),
        "confirmed": ("已确认", "Confirmed"),
        "void": ("已作废", "Void"),
    },
    Account: {"provisional": ("预计", "Provisional"), "confirmed": ("已确认", "Confirmed")},
    EntryKind: {
        "award": ("计入", "Award"),
        "release": ("转出", "Release"),
        "confirm": ("确认", "Confirm"),
        "counter": ("冲销", "Counter-entry"),
        "adjustment": ("调整", "Adjustment"),
    },
    StandingState: {
        "met": ("已达标", "Met"),
        "on_track": ("进度正常", "On track"),
        "at_risk": ("有风险", "At risk"),
        "behind": ("落后", "Behind"),
        "exempt": ("免修", "Exempt"),
    },
    Outcome: {"passed": ("合格", "Passed"), "failed": ("不合格", "Not passed")},
    GroupBy: {
        "subject_group": ("教研组", "Subject group"),
        "grade_group": ("年级组", "Grade group"),
        "school": ("全校", "School"),
    },
    ReasonCode: {
        "course_credits": ("课程学分", "The course's credits"),
        "absence_deduction": ("缺勤扣分", "Deducted for absence"),
        "absence_void_share": ("缺勤过多不计分", "Absent too long to earn any"),
        "course_already_counted": ("周期内已计过该课程", "The course counts in this cycle already"),
        "cycle": ("所属周期", "The cycle it counts for"),
        "adjustment": ("人工调整", "Adjusted by hand"),
        "yearly_target": ("学年学分要求", "Credits due in the year"),
        "yearly_floor": ("低于学年最低学分", "Below the least of a year"),
        "yearly_cap": ("超过学年计入上限", "Above what counts in a year"),
        "pro_rata": ("按在岗天数折算", "By the days there"),
        "exempt": ("免修", "Exempt"),
        "long_leave": ("长假", "On long leave"),
        "new_in_year": ("学年中入职", "New in the year"),
        "left_in_year": ("学年中离校", "Left in the year"),
        "cycle_target": ("周期学分要求", "Credits due in the cycle"),
        "cycle_long_courses": ("周期内90学时培训", "90-hour courses due in the cycle"),
        "school_based_share": ("校本研修超过占比", "Above the share of school-based training"),
    },
    PlanState: {
        "proposed": ("待确认", "Proposed"),
        "confirmed": ("已确认", "Confirmed"),
        "discarded": ("已放弃", "Discarded"),
    },
    PlanRule: {
        "one_session_each": ("每人至多一个班次", "One session each"),
        "seats": ("名额", "Seats"),
        "date_clash": ("时间冲突", "Date clash"),
        "already_enrolled": ("已在该班次", "Has a place there"),
        "subject_group_share": ("教研组同时外出比例", "Share of a subject group away"),
        "grade_group_share": ("年级组同时外出比例", "Share of a grade group away"),
        "class_share": ("班级任课教师同时外出比例", "Share of a class's teachers away"),
    },
    PlanReasonCode: {
        "cycle_ends": ("周期截止学年", "The cycle ends with this school year"),
        "never_had": ("从未参加90学时培训", "Never had a 90-hour course"),
        "credits_owed": ("周期内尚欠学分", "Credits owed in the cycle"),
        "passed_over": ("曾申请未获批", "Asked before in vain"),
        "school_days_lost": ("占用上课日", "School days it costs"),
        "not_needed": ("周期内已有90学时培训", "The cycle needs none any more"),
        "date_clash": ("时间冲突", "Date clash"),
        "already_enrolled": ("已在该班次", "Has a place there"),
        "seats_taken": ("名额已满", "No seat left"),
        "subject_group_share": ("教研组外出人数已满", "Enough of the subject group away"),
        "grade_group_share": ("年级组外出人数已满", "Enough of the grade group away"),
        "class_share": ("班级任课教师外出人数已满", "Enough of the class's teachers away"),
        "left_out": ("可以参加，未列入", "Could go, and is not in the plan"),
    },
    DutyKind: {
        "content_record": ("培训内容记录", "Content record"),
        "reflection": ("体会", "Reflection"),
        "product": ("学习成果", "Shared product"),
        "record_sheet": ("教师专业发展培训记录表", "Record sheet"),
        "evaluation": ("平台评价", "Evaluation on the platform"),
    },
    DutyState: {
        "open": ("待提交", "Open"),
        "handed_in": ("已提交", "Handed in"),
        "returned": ("已退回", "Returned"),
        "accepted": ("已通过", "Accepted"),
        "waived": ("已免交", "Waived"),
        "void": ("已作废", "Void"),
    },
    Verdict: {"accepted": ("通过", "Accepted"), "returned": ("退回", "Returned")},
    ExemptionKind: {"exempt": ("免修", "Exempt"), "long_leave": ("长假", "Long leave")},
    RuleKey: {
        "yearly_target": ("学年学分要求", "Credits due in a year"),
        "yearly_floor": ("学年最低学分", "Least credits in a year"),
        "yearly_cap": ("学年计入上限", "Most credits that count in a year"),
        "cycle_anchor_year": ("周期起始学年", "A year a cycle started in"),
        "cycle_years": ("周期年数", "Years in a cycle"),
        "cycle_target": ("周期学分要求", "Credits due in a cycle"),
        "cycle_long_courses": ("周期内90学时培训次数", "90-hour courses due in a cycle"),
        "school_based_share": ("校本研修占比上限", "Most of a cycle that school-based training makes up"),
        "absence_deduction": ("每缺一天扣分", "Credits lost per day absent"),
        "absence_void_share": ("缺勤超过此比例不计分", "Share of absence that voids a training"),
        "pro_rata": ("按在岗时间折算", "Targets pro rata"),
        "max_group_away": ("同一教研组同日外出人数上限", "Most of a subject group away on a day"),
        "max_partners_away": ("同班任课教师同日外出人数上限", "Most teachers of a class away on a day"),
    },
}
