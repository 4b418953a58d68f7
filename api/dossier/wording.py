"""What an entry of a file says, as a sentence: (Chinese, English)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum

from api.labels import LABELS
from api.texts import wants_english
from domain.activities.attendance import AttendanceState
from domain.assessment.policy import Band
from domain.dossier.entries import ActivityPart, DossierEntry, DossierKind
from domain.mentoring.words import GrowthTitleKind
from domain.paging import Page
from domain.projects.homework import HomeworkState
from domain.projects.project import ProjectKind
from domain.timetable.absence import AbsenceKind
from domain.training.catalogue import CourseKind
from domain.training.credit import AwardState
from domain.training.duty import DutyKind, DutyState
from domain.training.enrolment import EnrolmentState
from domain.training.standing import StandingState
from domain.works.award import Prize
from domain.works.work import WorkKind, WorkLevel

Part = tuple[str, str]
TITLE: Part = ("{title}", "{title}")
STATE: Part = ("{state}", "{state}")
TERM: Part = ("{school_year}学年第{term}学期", "{school_year} term {term}")
UNTIL: Part = ("至{until_day}", "until {until_day}")
LESSONS: Part = ("{lessons}节", "{lessons} lessons")

PARTS: Mapping[DossierKind, tuple[Part, ...]] = {
    DossierKind.HIRED: (),
    DossierKind.LEFT: (),
    DossierKind.QUALIFICATION: (TITLE, ("{level}", "{level}"), ("证书号{number}", "no. {number}")),
    DossierKind.HOMEROOM: (TITLE, UNTIL),
    DossierKind.TEACHING: (
        TERM,
        TITLE,
        ("{classes}个班，每周{periods}节", "{classes} classes, {periods} periods a week"),
    ),
    DossierKind.TRAINING: (TITLE, ("{category}", "{category}"), STATE),
    DossierKind.CREDITS: (TITLE, ("{credits}学分，{hours}学时", "{credits} credits, {hours} hours"), STATE),
    DossierKind.CREDIT_YEAR: (
        ("{school_year}学年", "{school_year}"),
        ("计{counted}学分，应修{target}学分", "{counted} credits of {target}"),
        STATE,
    ),
    DossierKind.DUTY: (TITLE, ("{duty}", "{duty}"), STATE),
    DossierKind.PRODUCT: (TITLE,),
    DossierKind.PROJECT: (
        TITLE,
        STATE,
        (
            "过程{process}分、效果{effect}分、总评{total}分",
            "process {process}, effect {effect}, total {total}",
        ),
    ),
    DossierKind.PROJECT_LED: (TITLE, ("{project_kind}", "{project_kind}")),
    DossierKind.PROJECT_ACTIVITY: (TITLE, ("{owner}", "{owner}"), ("{part}", "{part}"), STATE),
    DossierKind.HOMEWORK: (TITLE, STATE, ("{mark}分", "mark {mark}")),
    DossierKind.EVALUATION: (TITLE,),
    DossierKind.THEME_ACTIVITY: (TITLE, ("{owner}", "{owner}"), ("{part}", "{part}"), STATE),
    DossierKind.THEME_MATERIAL: (TITLE, ("{question}", "{question}")),
    DossierKind.GROUP_RESULT: (
        ("{group}", "{group}"),
        TITLE,
        ("{total}分，第{rank}名，{band}", "{total}, rank {rank}, {band}"),
    ),
    DossierKind.COVER_GIVEN: (TERM, LESSONS),
    DossierKind.COVER_TAKEN: (TERM, LESSONS),
    DossierKind.ABSENCE: (("{absence}", "{absence}"), ("{school_days}天", "{school_days} days"), TITLE),
    DossierKind.TOPIC: (TITLE, ("{level}", "{level}"), ("立项号{number}", "no. {number}")),
    DossierKind.TOPIC_CONCLUDED: (TITLE, ("{level}", "{level}")),
    DossierKind.PAPER: (TITLE, ("{school_year}学年", "{school_year}")),
    DossierKind.AWARD: (
        TITLE,
        ("{work_kind}", "{work_kind}"),
        ("{level}{prize}", "{level}, {prize}"),
        ("{issuer}", "{issuer}"),
    ),
    DossierKind.EXTENSION_COURSE: (TITLE, TERM),
    DossierKind.MENTOR: (
        ("徒弟：{partner}", "Apprentice: {partner}"),
        ("至{until_day}", "until {until_day}"),
    ),
    DossierKind.APPRENTICE: (
        ("师傅：{partner}", "Mentor: {partner}"),
        ("至{until_day}", "until {until_day}"),
    ),
    DossierKind.GROWTH_TITLE: (
        ("{growth_title}", "{growth_title}"),
        ("{level}", "{level}"),
        ("{issuer}", "{issuer}"),
    ),
    DossierKind.COMPETITION: (TITLE, ("{level}{prize}", "{level}, {prize}"), ("{issuer}", "{issuer}")),
}
"""What is said of each kind, part by part; a part that needs a fact the entry has not is left out."""

WORDS: Mapping[tuple[DossierKind, str], type[StrEnum]] = {
    (DossierKind.TRAINING, "category"): CourseKind,
    (DossierKind.TRAINING, "state"): EnrolmentState,
    (DossierKind.CREDITS, "state"): AwardState,
    (DossierKind.CREDIT_YEAR, "state"): StandingState,
    (DossierKind.DUTY, "duty"): DutyKind,
    (DossierKind.DUTY, "state"): DutyState,
    (DossierKind.PROJECT, "state"): EnrolmentState,
    (DossierKind.PROJECT_LED, "project_kind"): ProjectKind,
    (DossierKind.PROJECT_ACTIVITY, "part"): ActivityPart,
    (DossierKind.PROJECT_ACTIVITY, "state"): AttendanceState,
    (DossierKind.HOMEWORK, "state"): HomeworkState,
    (DossierKind.THEME_ACTIVITY, "part"): ActivityPart,
    (DossierKind.THEME_ACTIVITY, "state"): AttendanceState,
    (DossierKind.GROUP_RESULT, "band"): Band,
    (DossierKind.ABSENCE, "absence"): AbsenceKind,
    (DossierKind.TOPIC, "level"): WorkLevel,
    (DossierKind.TOPIC_CONCLUDED, "level"): WorkLevel,
    (DossierKind.AWARD, "work_kind"): WorkKind,
    (DossierKind.AWARD, "level"): WorkLevel,
    (DossierKind.AWARD, "prize"): Prize,
    (DossierKind.GROWTH_TITLE, "growth_title"): GrowthTitleKind,
    (DossierKind.GROWTH_TITLE, "level"): WorkLevel,
    (DossierKind.COMPETITION, "level"): WorkLevel,
    (DossierKind.COMPETITION, "prize"): Prize,
}
"""Facts that are codes, and of what."""


def said(entry: DossierEntry, *, english: bool) -> str:
    """With its kind first: words of ours, in whose gaps stands what people wrote."""
    label, body = LABELS[DossierKind][entry.kind][english], said_of(entry, english=english)
    if not body:
        return label
    return f"{label}: {body}" if english else f"{label}：{body}"


def said_of(entry: DossierEntry, *, english: bool) -> str:
    """The same without its kind; empty where the kind says all."""
    known = {name: _word(entry.kind, name, fact, english) for name, fact in entry.facts.items()}
    if entry.title:
        known["title"] = entry.title
    return (", " if english else "，").join(_filled((part[english] for part in PARTS[entry.kind]), known))


def _filled(parts: Iterable[str], known: Mapping[str, str]) -> Iterable[str]:
    for part in parts:
        try:
            yield part.format_map(known)
        except KeyError:
            continue


def _word(kind: DossierKind, name: str, fact: str, english: bool) -> str:
    if (kind, name) in WORDS:
        return LABELS[WORDS[kind, name]][fact][english]
    return fact


def worded(page: Page[DossierEntry], language: str) -> Page[DossierEntry]:
    english = wants_english(language)
    return replace(page, items=[replace(one, text=said(one, english=english)) for one in page.items])
