"""What an enumeration's values are called on a screen: (Chinese, English)."""

from collections.abc import Mapping
from enum import StrEnum

from domain.identity.access import Action, Role
from domain.identity.accounts import AccountState
from domain.identity.clients import ClientState
from domain.imports import ImportState
from domain.messages import ChannelKind, DeliveryState, Event
from domain.operations import OperationState
from domain.people.calendar import DayKind
from domain.people.roster_rows import RosterFormat
from domain.people.teacher import LeaveKind, TeacherStatus
from domain.training.catalogue import CourseKind, SessionState
from domain.training.credit import Account, AwardState, EntryKind, ExemptionKind, ReasonCode
from domain.training.duty import DutyKind, DutyState, Verdict
from domain.training.enrolment import EnrolmentState
from domain.training.policy import RuleKey
from domain.training.results import Outcome
from domain.training.standing import StandingState
from domain.training.summary import GroupBy

LABELS: Mapping[type[StrEnum], Mapping[str, tuple[str, str]]] = {
    Role: {
        "teacher": ("教师", "Teacher"),
        "group_leader": ("教研组长", "Subject group leader"),
        "grade_head": ("年级组长", "Grade head"),
        "research_office": ("教科室", "Teaching Research Office"),
        "academic_affairs": ("教务处", "Academic Affairs"),
        "principal": ("校长", "Principal"),
        "finance": ("财务", "Finance"),
        "district_officer": ("区县管理员", "District officer"),
        "service_client": ("接口客户端", "Service client"),
    },
    AccountState: {
        "active": ("正常", "Active"),
        "locked": ("已锁定", "Locked"),
        "disabled": ("已停用", "Stopped"),
    },
    ClientState: {
        "active": ("有效", "Active"),
        "expired": ("已过期", "Expired"),
        "revoked": ("已吊销", "Revoked"),
    },
    Action: {
        "district:read": ("查看区县汇总", "Read across the district"),
        "school:read": ("查看学校", "See the school"),
        "calendar:write": ("维护校历", "Keep the calendar"),
        "account:read": ("查看账号", "See accounts"),
        "account:write": ("管理账号", "Keep accounts"),
        "audit:read": ("查看审计", "Read the audit"),
        "operation:read": ("查看长任务", "Watch long work"),
        "operation:cancel": ("取消长任务", "Cancel long work"),
        "file:read": ("查看文件", "See files"),
        "file:write": ("上传文件", "Bring files"),
        "channel:read": ("查看通知渠道", "See notification channels"),
        "channel:write": ("维护通知渠道", "Keep notification channels"),
        "people:read": ("查看人员", "See people"),
        "people:write": ("维护人员", "Keep people"),
        "roster:import": ("导入名册", "Import rosters"),
        "policy:read": ("查看学分政策", "Read the credit policy"),
        "policy:write": ("维护学分政策", "Set the credit policy"),
        "course:read": ("查看课程", "See courses"),
        "course:write": ("维护课程", "Keep courses"),
        "enrolment:read": ("查看选课", "See enrolments"),
        "enrolment:write": ("选课与退选", "Enrol and withdraw"),
        "result:write": ("登记成绩", "Enter results"),
        "credit:read": ("查看学分", "See credits"),
        "credit:write": ("维护学分", "Keep credits"),
        "duty:read": ("查看培训任务", "See duties"),
        "duty:write": ("提交培训任务", "Hand duties in"),
        "duty:review": ("审核培训任务", "Accept or return duties"),
        "product:read": ("查看学习成果", "See shared products"),
        "product:write": ("撤下学习成果", "Take shared products back"),
    },
    ChannelKind: {
        "dingtalk": ("钉钉群机器人", "DingTalk robot"),
        "wecom": ("企业微信群机器人", "WeCom robot"),
        "feishu": ("飞书群机器人", "Feishu or Lark robot"),
        "mail": ("邮件", "Mail"),
    },
    DeliveryState: {
        "queued": ("待发送", "To be sent"),
        "sent": ("已发送", "Sent"),
        "failed": ("发送失败", "Not sent"),
    },
    Event: {
        "enrolment_placed": ("已录取", "Placed"),
        "enrolment_waitlisted": ("已候补", "Waitlisted"),
        "enrolment_refused": ("平台未录取", "Not accepted by the platform"),
        "enrolment_promoted": ("候补转正", "A place became free"),
        "enrolment_rejected": ("学校未同意", "Not approved by the school"),
        "session_cancelled": ("培训取消", "Training called off"),
        "round_opened": ("开始选课", "Selection is open"),
        "duty_due": ("任务将到期", "Due soon"),
        "duty_overdue": ("任务已逾期", "Overdue"),
        "duty_returned": ("任务被退回", "Handed back"),
        "duty_accepted": ("任务已通过", "Accepted"),
        "credit_confirmed": ("学分已确认", "Credits confirmed"),
    },
    OperationState: {
        "queued": ("排队中", "Queued"),
        "running": ("进行中", "Running"),
        "succeeded": ("已完成", "Succeeded"),
        "failed": ("失败", "Failed"),
        "cancelled": ("已取消", "Cancelled"),
    },
    ImportState: {"previewed": ("已预览", "Previewed"), "committed": ("已导入", "Committed")},
    DayKind: {
        "workday": ("上课日", "School day"),
        "weekend": ("周末", "Weekend"),
        "holiday": ("节假日", "Holiday"),
        "make_up": ("调休上课", "Make-up day"),
        "vacation": ("寒暑假", "Vacation"),
    },
    TeacherStatus: {
        "active": ("在岗", "Active"),
        "on_leave": ("长假", "On leave"),
        "left": ("已离校", "Left"),
    },
    LeaveKind: {
        "long_leave": ("长假", "Long leave"),
        "departure": ("离校", "Departure"),
    },
    RosterFormat: {
        "xlsx": ("Excel 工作簿（本系统模板）", "Workbook (our template)"),
        "csv": ("CSV（仅教师）", "CSV (teachers only)"),
        "oneroster": ("OneRoster 1.2 CSV 压缩包", "OneRoster 1.2 CSV bundle"),
        "sds": ("School Data Sync CSV 压缩包", "School Data Sync CSV bundle"),
    },
    CourseKind: {
        "short": ("短期培训", "Short training"),
        "long_90": ("90学时培训", "90-hour training"),
        "online": ("网络研修", "Online training"),
        "school_based": ("校本研修", "School-based training"),
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
    },
}
