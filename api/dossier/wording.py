"""What an entry of a file says, as a sentence: (Chinese, English)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum

from api.labels import LABELS
from api.texts import wants_english
from domain.activities.attendance import AttendanceState
from domain.assessment.policy import Band
from domain.dossier.entries import ActivityPart, DossierEntry, EntryKind
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
LESSONS: Part = ("{lessons}节", "{lessons} lessons")

PARTS: Mapping[EntryKind, tuple[Part, ...]] = {
    EntryKind.HIRED: (),
    EntryKind.LEFT: (),
    EntryKind.QUALIFICATION: (TITLE, ("{level}", "{level}"), ("证书号{number}", "no. {number}")),
    EntryKind.HOMEROOM: (TITLE, ("至{until_day}", "until {until_day}")),
    EntryKind.TEACHING: (
        TERM,
        TITLE,
        ("{classes}个班，每周{periods}节", "{classes} classes, {periods} periods a week"),
    ),
    EntryKind.TRAINING: (TITLE, ("{category}", "{category}"), STATE),
    EntryKind.CREDITS: (TITLE, ("{credits}学分，{hours}学时", "{credits} credits, {hours} hours"), STATE),
    EntryKind.CREDIT_YEAR: (
        ("{school_year}学年", "{school_year}"),
        ("计{counted}学分，应修{target}学分", "{counted} credits of {target}"),
        STATE,
    ),
    EntryKind.DUTY: (TITLE, ("{duty}", "{duty}"), STATE),
    EntryKind.PRODUCT: (TITLE,),
    EntryKind.PROJECT: (
        TITLE,
        STATE,
        (
            "过程{process}分、效果{effect}分、总评{total}分",
            "process {process}, effect {effect}, total {total}",
        ),
    ),
    EntryKind.PROJECT_LED: (TITLE, ("{project_kind}", "{project_kind}")),
    EntryKind.PROJECT_ACTIVITY: (TITLE, ("{owner}", "{owner}"), ("{part}", "{part}"), STATE),
    EntryKind.HOMEWORK: (TITLE, STATE, ("{mark}分", "mark {mark}")),
    EntryKind.EVALUATION: (TITLE,),
    EntryKind.THEME_ACTIVITY: (TITLE, ("{owner}", "{owner}"), ("{part}", "{part}"), STATE),
    EntryKind.THEME_MATERIAL: (TITLE, ("{question}", "{question}")),
    EntryKind.GROUP_RESULT: (
        ("{group}", "{group}"),
        TITLE,
        ("{total}分，第{rank}名，{band}", "{total}, rank {rank}, {band}"),
    ),
    EntryKind.COVER_GIVEN: (TERM, LESSONS),
    EntryKind.COVER_TAKEN: (TERM, LESSONS),
    EntryKind.ABSENCE: (("{absence}", "{absence}"), ("{school_days}天", "{school_days} days"), TITLE),
    EntryKind.TOPIC: (TITLE, ("{level}", "{level}"), ("立项号{number}", "no. {number}")),
    EntryKind.TOPIC_CONCLUDED: (TITLE, ("{level}", "{level}")),
    EntryKind.PAPER: (TITLE, ("{school_year}学年", "{school_year}")),
    EntryKind.AWARD: (
        TITLE,
        ("{work_kind}", "{work_kind}"),
        ("{level}{prize}", "{level}, {prize}"),
        ("{issuer}", "{issuer}"),
    ),
    EntryKind.EXTENSION_COURSE: (TITLE, TERM),
    EntryKind.MENTOR: (("徒弟：{partner}", "Apprentice: {partner}"), ("至{until_day}", "until {until_day}")),
    EntryKind.APPRENTICE: (("师傅：{partner}", "Mentor: {partner}"), ("至{until_day}", "until {until_day}")),
    EntryKind.GROWTH_TITLE: (TITLE, ("{level}", "{level}"), ("{issuer}", "{issuer}")),
    EntryKind.COMPETITION: (TITLE, ("{level}{prize}", "{level}, {prize}"), ("{issuer}", "{issuer}")),
}
"""What is said of each kind, part by part; a part that needs a fact the entry has not is left out."""

WORDS: Mapping[tuple[EntryKind, str], type[StrEnum]] = {
    (EntryKind.TRAINING, "category"): CourseKind,
    (EntryKind.TRAINING, "state"): EnrolmentState,
    (EntryKind.CREDITS, "state"): AwardState,
    (EntryKind.CREDIT_YEAR, "state"): StandingState,
    (EntryKind.DUTY, "duty"): DutyKind,
    (EntryKind.DUTY, "state"): DutyState,
    (EntryKind.PROJECT, "state"): EnrolmentState,
    (EntryKind.PROJECT_LED, "project_kind"): ProjectKind,
    (EntryKind.PROJECT_ACTIVITY, "part"): ActivityPart,
    (EntryKind.PROJECT_ACTIVITY, "state"): AttendanceState,
    (EntryKind.HOMEWORK, "state"): HomeworkState,
    (EntryKind.THEME_ACTIVITY, "part"): ActivityPart,
    (EntryKind.THEME_ACTIVITY, "state"): AttendanceState,
    (EntryKind.GROUP_RESULT, "band"): Band,
    (EntryKind.ABSENCE, "absence"): AbsenceKind,
    (EntryKind.TOPIC, "level"): WorkLevel,
    (EntryKind.TOPIC_CONCLUDED, "level"): WorkLevel,
    (EntryKind.AWARD, "work_kind"): WorkKind,
    (EntryKind.AWARD, "level"): WorkLevel,
    (EntryKind.AWARD, "prize"): Prize,
    (EntryKind.GROWTH_TITLE, "level"): WorkLevel,
    (EntryKind.COMPETITION, "level"): WorkLevel,
    (EntryKind.COMPETITION, "prize"): Prize,
}
"""Facts that are codes, and of what."""


def said(entry: DossierEntry, *, english: bool) -> str:
    """With its kind first: words of ours, in whose gaps stands what people wrote."""
    label, body = LABELS[EntryKind][entry.kind][english], said_of(entry, english=english)
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


def _word(kind: EntryKind, name: str, fact: str, english: bool) -> str:
    if (kind, name) in WORDS:
        return LABELS[WORDS[kind, name]][fact][english]
    return fact


def worded(page: Page[DossierEntry], language: str) -> Page[DossierEntry]:
    english = wants_english(language)
    return replace(page, items=[replace(one, text=said(one, english=english)) for one in page.items])
