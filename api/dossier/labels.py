"""What this room's enumerations are called: (Chinese, English)."""

from collections.abc import Mapping
from enum import StrEnum

from domain.dossier.appraisal import PointLimit
from domain.dossier.entries import ActivityPart, DossierKind, DossierRoom
from domain.dossier.policy import AppraisalItem, AppraisalPurpose, AppraisalRuleKey, AppraisalSection
from domain.dossier.sheet import DossierFormat

PURPOSES = {"annual": ("年度考核", "Annual appraisal"), "promotion": ("职称晋升", "Promotion")}
SECTIONS = {
    "training": ("教师培训", "Training"),
    "school_based": ("校本研修", "School-based research"),
    "research": ("教科研", "Research"),
    "awards": ("获奖", "Awards"),
    "growth": ("课程与青年教师", "Courses and young teachers"),
    "cover": ("代课", "Cover"),
}
ITEMS = {
    "credits_reached": ("学年学分达标", "School year's credits reached"),
    "training_hours": ("培训学时", "Hours of training"),
    "products": ("学习成果", "Learning products"),
    "projects": ("校本研修项目合格", "Projects passed"),
    "project_process": ("学习过程考核", "Process scores"),
    "project_effect": ("学习效果考核", "Effect scores"),
    "project_leading": ("主持校本研修项目", "Projects led"),
    "theme_activities": ("主题研修出勤", "Theme activities attended"),
    "papers": ("论文", "Papers accepted"),
    "topics": ("课题立项", "Topics approved"),
    "topics_concluded": ("课题结题", "Topics concluded"),
    "awards_school": ("校级获奖", "Awards of the school"),
    "awards_county": ("县市级获奖", "Awards of the county"),
    "awards_city": ("地市级获奖", "Awards of the city"),
    "awards_province": ("省级获奖", "Awards of the province"),
    "awards_nation": ("国家级获奖", "Awards of the nation"),
    "extension_courses": ("拓展性课程", "Extension courses"),
    "mentoring": ("师徒结对（师傅）", "Mentoring"),
    "growth_titles": ("骨干、名师称号", "Titles of growth"),
    "cover_given": ("代课节数", "Lessons covered"),
}


def _keys() -> dict[str, tuple[str, str]]:
    """Every key's, made of its purpose's and its item's or section's."""
    parts = ITEMS | {f"cap_{name}": (f"{zh}上限", f"{en}, at most") for name, (zh, en) in SECTIONS.items()}
    named = {
        f"{purpose}_{part}": (f"{zh}：{parts[part][0]}", f"{en}: {parts[part][1]}")
        for purpose, (zh, en) in PURPOSES.items()
        for part in parts
    }
    return named | {"promotion_years": ("职称晋升：回看学年数", "Promotion: school years looked back on")}


LABELS: Mapping[type[StrEnum], Mapping[str, tuple[str, str]]] = {
    DossierRoom: {
        "people": ("人员", "People"),
        "training": ("教师培训", "Training"),
        "projects": ("校本研修", "Projects"),
        "themes": ("主题研修", "Theme research"),
        "assessment": ("教研组考核", "Assessment"),
        "timetable": ("课务", "Timetable"),
        "topics": ("课题", "Topics"),
        "papers": ("论文", "Papers"),
        "works": ("获奖", "Awards"),
        "extension": ("拓展性课程", "Extension courses"),
        "mentoring": ("青年教师", "Mentoring"),
    },
    DossierKind: {
        "hired": ("入职", "Hired"),
        "left": ("离校", "Left"),
        "qualification": ("资格证书", "Qualification"),
        "homeroom": ("班主任", "Homeroom teacher"),
        "teaching": ("任教", "Teaching"),
        "training": ("参加培训", "Training"),
        "credits": ("学分", "Credits"),
        "credit_year": ("学年学分", "School year's credits"),
        "duty": ("培训后任务", "Duty after a training"),
        "product": ("学习成果", "Learning product"),
        "project": ("校本研修项目", "Project"),
        "project_led": ("主持项目", "Project led"),
        "project_activity": ("项目活动", "Project activity"),
        "homework": ("项目作业", "Project homework"),
        "evaluation": ("项目评价", "Project evaluation"),
        "theme_activity": ("主题研修活动", "Theme activity"),
        "theme_material": ("主题研修作业", "Theme homework"),
        "group_result": ("教研组考核结果", "Group's result"),
        "cover_given": ("代课", "Cover given"),
        "cover_taken": ("请人代课", "Cover taken"),
        "absence": ("外出请假", "Absence"),
        "topic": ("课题立项", "Topic approved"),
        "topic_concluded": ("课题结题", "Topic concluded"),
        "paper": ("论文", "Paper accepted"),
        "award": ("获奖", "Award"),
        "extension_course": ("拓展性课程", "Extension course"),
        "mentor": ("师徒结对（师傅）", "Mentor"),
        "apprentice": ("师徒结对（徒弟）", "Apprentice"),
        "growth_title": ("荣誉称号", "Title of growth"),
        "competition": ("竞赛", "Competition"),
    },
    ActivityPart: {"presenter": ("主讲", "Presenter"), "participant": ("参加", "Participant")},
    AppraisalPurpose: PURPOSES,
    AppraisalSection: SECTIONS,
    AppraisalItem: ITEMS,
    AppraisalRuleKey: _keys(),
    PointLimit: {
        "item_cap": ("已达单项上限", "The item's cap is reached"),
        "section_cap": ("已达类别上限", "The section's cap is reached"),
        "same_work": ("同一成果只计最高奖", "Of one work the best award counts"),
    },
    DossierFormat: {"pdf": ("PDF", "PDF"), "json": ("JSON", "JSON")},
}
