"""What an enumeration's values are called on a screen: (Chinese, English)."""

from collections.abc import Mapping
from enum import StrEnum

from api.activities.labels import LABELS as ACTIVITIES
from api.assessment.labels import LABELS as ASSESSMENT
from api.bonus.labels import LABELS as BONUS
from api.contests.labels import LABELS as CONTESTS
from api.dossier.labels import LABELS as DOSSIER
from api.extension.labels import LABELS as EXTENSION
from api.mentoring.labels import LABELS as MENTORING
from api.notices.labels import LABELS as NOTICES
from api.papers.labels import LABELS as PAPERS
from api.projects.labels import LABELS as PROJECTS
from api.reports.labels import LABELS as REPORTS
from api.themes.labels import LABELS as THEMES
from api.timetable.labels import LABELS as TIMETABLE
from api.topics.labels import LABELS as TOPICS
from api.training.labels import LABELS as TRAINING
from api.weekplan.labels import LABELS as WEEKPLAN
from api.works.labels import LABELS as WORKS
from domain.identity.access import Action, Role
from domain.identity.accounts import AccountState
from domain.identity.clients import ClientState
from domain.imports import ImportState
from domain.messages import ChannelKind, DeliveryState, Event
from domain.operations import OperationState
from domain.people.calendar import DayKind
from domain.people.roster_rows import RosterFormat
from domain.people.teacher import LeaveKind, TeacherStatus

OWN: Mapping[type[StrEnum], Mapping[str, tuple[str, str]]] = {
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
        "selection:audit": ("查看选课审核", "See the audit of applications"),
        "selection:write": ("组织网上选课", "Run selection rounds"),
        "long_plan:read": ("查看90学时规划", "See plans of 90-hour courses"),
        "long_plan:write": ("规划90学时培训", "Plan 90-hour courses"),
        "duty:read": ("查看培训任务", "See duties"),
        "duty:write": ("提交培训任务", "Hand duties in"),
        "duty:review": ("审核培训任务", "Accept or return duties"),
        "product:read": ("查看学习成果", "See shared products"),
        "product:write": ("撤下学习成果", "Take shared products back"),
        "notice:read": ("查看培训通知", "See notices of training"),
        "notice:write": ("签发培训通知", "Issue notices of training"),
        "notice:acknowledge": ("签收培训通知", "Acknowledge notices of training"),
        "timetable:read": ("查看课表", "See the timetable"),
        "timetable:write": ("维护课表", "Keep the timetable"),
        "timetable_policy:write": ("维护调代课政策", "Set the policy of absence, swap and cover"),
        "absence:read": ("查看缺勤", "See absences"),
        "absence:write": ("登记缺勤", "Enter absences"),
        "swap:read": ("查看调课", "See swaps"),
        "swap:write": ("提出和答复调课", "Propose and answer swaps"),
        "cover:read": ("查看代课", "See cover"),
        "cover_plan:read": ("查看代课安排草案", "See plans of cover"),
        "cover:write": ("安排代课", "Arrange cover"),
        "cover:answer": ("答复代课", "Answer to cover"),
        "cover_pay:read": ("查看代课统计", "See the cover ledger"),
        "week:read": ("查看每周工作安排", "See the weekly plan"),
        "activity:read": ("查看研修活动", "See activities"),
        "activity:write": ("安排研修活动、登记考勤", "Set up activities, enter attendance"),
        "activity:oversee": ("管理全校研修活动", "Look after everybody's activities"),
        "attendance:read": ("查看考勤", "See attendance"),
        "attendance:sign_in": ("活动签到", "Sign in at activities"),
        "project:read": ("查看校本研修项目", "See projects"),
        "project:write": ("管理校本研修项目", "Keep projects"),
        "project:take_part": ("参加校本研修、提交材料", "Take part in projects, hand in"),
        "week:write": ("编写每周工作安排", "Write the weekly plan"),
        "theme:read": ("查看主题研修", "See theme research"),
        "theme:write": ("组织主题研修", "Run theme research"),
        "theme_group:write": ("组织本组主题研修", "Run a group's theme research"),
        "theme:hand_in": ("提交研修材料", "Hand in records and homework"),
        "theme:review": ("审核研修材料", "Accept or return what groups hand in"),
        "assessment:read": ("查看教研组考核", "See assessments of subject groups"),
        "assessment:write": ("组织教研组考核", "Run assessments of subject groups"),
        "assessment:submit": ("提交考核佐证与申诉", "Bring evidence, and appeal"),
        "assessment:score": ("考核评分", "Score as a judge"),
        "export:write": ("导出数据", "Take lists out"),
        "dossier:read": ("查看个人档案", "Read personal files"),
        "certificate:issue": ("开具学分证明", "Issue credit certificates"),
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
        "absence_entered": ("缺勤登记", "Absence entered"),
        "absence_changed": ("缺勤变更", "Absence changed"),
        "absence_cancelled": ("缺勤取消", "Absence cancelled"),
        "absence_rerouted": ("课务安排方式变更", "Lessons go another way"),
        "absence_escalated": ("转为代课", "Gone to cover"),
        "absence_to_cover": ("待安排代课", "Cover to arrange"),
        "absence_entangled": ("调代课待人工处理", "Swap or cover to untangle"),
        "proxy_given": ("班主任代理", "You look after a class"),
        "proxy_ended": ("班主任代理解除", "You need not look after a class"),
        "proxy_needed": ("待安排班主任代理", "A class needs looking after"),
        "swap_proposed": ("调课请求", "Swap proposed"),
        "swap_accepted": ("调课已同意", "Swap agreed"),
        "swap_declined": ("调课未同意", "Swap declined"),
        "swap_withdrawn": ("调课已撤回", "Swap withdrawn"),
        "swap_lapsed": ("调课已失效", "Swap lapsed"),
        "swap_undone": ("调课已撤销", "Swap undone"),
        "cover_asked": ("请答复代课", "Can you cover?"),
        "cover_given": ("代课安排", "You cover"),
        "cover_arranged": ("课已安排", "Your lessons are looked after"),
        "cover_in_class": ("本班代课", "Cover in your class"),
        "cover_declined": ("代课被谢绝", "Cover declined"),
        "cover_released": ("代课解除", "Cover released"),
        "cover_reopened": ("代课教师缺勤", "A cover teacher is away"),
        "cover_entangled": ("代课未能解除", "Cover that could not be undone"),
        "activity_planned": ("研修活动", "Activity"),
        "activity_changed": ("研修活动变更", "Activity changed"),
        "activity_cancelled": ("研修活动取消", "Activity called off"),
        "material_returned": ("材料退回", "Material returned"),
        "homework_returned": ("作业退回", "Homework returned"),
        "project_not_passed": ("校本研修未计学时", "No hours from a project"),
        "attendance_entered": ("考勤补录", "Attendance entered"),
        "week_published": ("每周工作安排", "Weekly plan"),
        "notice_issued": ("培训通知", "Training notice"),
        "notice_changed": ("培训通知变更", "Training notice changed"),
        "notice_cancelled": ("培训通知取消", "Training notice cancelled"),
        "notice_unacknowledged": ("培训通知待签收", "Training notice to acknowledge"),
        "theme_opened": ("主题研修开始", "Theme research begins"),
        "theme_parts_due": ("九个一将到期", "Nine ones due soon"),
        "theme_parts_overdue": ("九个一已逾期", "Nine ones overdue"),
        "theme_slot_returned": ("研修材料被退回", "Handed back"),
        "judge_appointed": ("聘任评委", "You are a judge"),
        "assessment_published": ("教研组考核结果", "Assessment published"),
        "appeal_upheld": ("申诉成立", "Appeal upheld"),
        "appeal_rejected": ("申诉未获支持", "Appeal rejected"),
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
}

LABELS: Mapping[type[StrEnum], Mapping[str, tuple[str, str]]] = {
    **OWN,
    **TRAINING,
    **TIMETABLE,
    **WEEKPLAN,
    **NOTICES,
    **ACTIVITIES,
    **PROJECTS,
    **THEMES,
    **ASSESSMENT,
    **WORKS,
    **TOPICS,
    **PAPERS,
    **CONTESTS,
    **BONUS,
    **EXTENSION,
    **MENTORING,
    **REPORTS,
    **DOSSIER,
}
