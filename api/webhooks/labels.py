"""What this room's enumerations are called on a screen: (Chinese, English)."""

from collections.abc import Mapping
from enum import StrEnum

from domain.webhooks.delivery import WebhookDeliveryState
from domain.webhooks.subscription import DisabledBecause

LABELS: Mapping[type[StrEnum], Mapping[str, tuple[str, str]]] = {
    DisabledBecause: {
        "gone": ("接收端应答 410，不再接收", "the receiver answered 410 Gone"),
        "failing": ("连续五天全部失败", "nothing but failures for five days"),
    },
    WebhookDeliveryState: {
        "queued": ("待发送", "Queued"),
        "delivered": ("已送达", "Delivered"),
        "failed": ("未送达", "Failed"),
    },
}
"""The events are said in `api/webhooks/events.py`, from the labels of the states they lead to."""

RESOURCES: Mapping[str, tuple[str, str]] = {
    "teacher": ("教师", "Teacher"),
    "class": ("班级", "Class"),
    "grade_group": ("年级组", "Grade group"),
    "subject_group": ("教研组", "Subject group"),
    "teaching_assignment": ("任课安排", "Teaching assignment"),
    "homeroom_assignment": ("班主任安排", "Homeroom assignment"),
    "qualification": ("任教资格", "Qualification"),
    "school_year": ("学年", "School year"),
    "term": ("学期", "Term"),
    "school_day": ("校历日", "School day"),
    "course": ("课程", "Course"),
    "selection_round": ("选课轮次", "Selection round"),
    "training_session": ("培训班次", "Training session"),
    "enrolment": ("选课记录", "Enrolment"),
    "credit_award": ("学分认定", "Credit award"),
    "credit_exemption": ("学分减免", "Credit exemption"),
    "duty": ("培训任务", "Duty"),
    "product": ("培训成果", "Product"),
    "timetable": ("课表", "Timetable"),
    "room": ("教室", "Room"),
    "absence": ("缺勤", "Absence"),
    "swap": ("调课", "Swap"),
    "cover": ("代课", "Cover"),
    "homeroom_proxy": ("代理班主任", "Homeroom proxy"),
    "notice": ("培训通知", "Notice"),
    "week_plan": ("周工作安排", "Weekly plan"),
    "activity": ("研修活动", "Activity"),
    "project": ("校本研修项目", "Training project"),
    "theme": ("研修主题", "Theme"),
    "assessment": ("教研组考核", "Assessment of groups"),
    "work": ("教科研成果", "Work"),
    "award": ("获奖", "Award"),
    "contest": ("评比", "Contest"),
    "topic": ("课题", "Topic"),
    "bonus_batch": ("奖金批次", "Bonus batch"),
    "extension_course": ("拓展性课程", "Extension course"),
    "extension_run": ("拓展课开课", "Run of an extension course"),
    "mentor_pair": ("师徒结对", "Mentor pair"),
    "platform_submission": ("向平台的上报", "Submission to the platform"),
    "term_summary": ("学期工作总结", "Term summary"),
}

HAPPENINGS: Mapping[str, tuple[str, str]] = {
    "created": ("新建", "created"),
    "updated": ("有改动", "changed"),
    "deleted": ("已删除", "deleted"),
    "published": ("已发布", "published"),
    "voided": ("已作废", "voided"),
    "withdrawn": ("已撤下", "withdrawn"),
}
