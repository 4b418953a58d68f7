"""The contract of a mentor pair 师徒结对协议, as PDF by typst."""

from collections.abc import Mapping
from typing import Any

from domain.mentoring.agreement import Agreement
from domain.mentoring.targets import TargetKey
from domain.mentoring.words import MentorField
from gateways.documents.typesetting import aside, filled
from gateways.documents.words import clean, full

FIELDS: Mapping[MentorField, str] = {
    MentorField.TEACHING: "学科教学",
    MentorField.HOMEROOM: "班主任工作",
    MentorField.RESEARCH: "教育科研",
}
TARGETS: Mapping[TargetKey, tuple[str, str, str]] = {
    TargetKey.MENTOR_OBSERVES: ("师父听徒弟的课", "节", "师父"),
    TargetKey.APPRENTICE_OBSERVES: ("徒弟听师父的课", "节", "徒弟"),
    TargetKey.REPORT_LESSONS: ("徒弟上汇报课", "节", "徒弟"),
    TargetKey.ETHICS_LOGS: ("师德规范记录", "次", "双方"),
    TargetKey.THEORY_LOGS: ("理论学习记录", "次", "双方"),
    TargetKey.TEACHING_LOGS: ("教学工作记录", "次", "双方"),
    TargetKey.HOMEROOM_LOGS: ("班主任工作记录", "次", "双方"),
    TargetKey.RESEARCH_LOGS: ("教育科研记录", "次", "双方"),
}
"""What each is called, counted in, and whose it is."""

MENTOR_DUTIES = (
    "以身作则，关心徒弟的思想与师德，帮助其热爱教育、热爱学生。",
    "指导徒弟备课、上课、作业批改与教学反思，按约定听课并当面评课。",
    "向徒弟开放自己的课堂，指导其带班育人与家校沟通。",
    "推荐学习书目，指导徒弟撰写论文、参与课题和业务比赛。",
    "学期末如实评价徒弟的进步与不足，提出下一步的方向。",
)
APPRENTICE_DUTIES = (
    "尊敬师长，遵守师德规范，主动请教，虚心接受指导。",
    "按约定听师父的课，认真记录；每学期上好汇报课，课后及时反思。",
    "坚持理论学习，做好学习笔记，积极参加教研活动和业务比赛。",
    "在师父指导下学习班主任工作与教育科研，积累成长材料。",
    "及时填写结对记录，学期末撰写个人总结。",
)


class MentorAgreements:
    async def pdf(self, sheet: Agreement) -> bytes:
        return await aside(filled, "mentor_agreement", agreement_data, sheet)


def agreement_data(sheet: Agreement) -> dict[str, Any]:
    return {
        "school": clean(sheet.school),
        "number": f"第{sheet.number}份",
        "mentor": clean(sheet.mentor),
        "mentor_school": clean(sheet.mentor_school),
        "apprentice": clean(sheet.apprentice),
        "field": FIELDS[sheet.field],
        "period": f"{full(sheet.from_day)}至{full(sheet.until_day)}",
        "mentor_duties": list(MENTOR_DUTIES),
        "apprentice_duties": list(APPRENTICE_DUTIES),
        "targets": [
            {"name": TARGETS[key][0], "times": f"不少于{times}{TARGETS[key][1]}", "whose": TARGETS[key][2]}
            for key, times in sheet.targets.items()
            if times
        ],
        "note": clean(sheet.note or ""),
    }
