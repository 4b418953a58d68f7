"""Which cards stand on which home screen 首页, and the list that each counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, unique


@unique
class Whose(StrEnum):
    """How far a screen looks."""

    SCHOOL = "school"
    GRADE = "grade"
    """Of the teachers of the grade groups one heads."""

    SUBJECT = "subject"
    """Of the teachers of the subject groups one leads."""

    OWN = "own"


class OverviewCard(StrEnum):
    """What is counted."""

    DUTIES_TO_REVIEW = "duties_to_review"
    DUTIES_RETURNED = "duties_returned"
    APPLICATIONS_TO_AUDIT = "applications_to_audit"
    NOTICES_UNACKNOWLEDGED = "notices_unacknowledged"
    """All copies that wait for their readers."""

    OWN_NOTICES = "own_notices"
    GRADE_NOTICES = "grade_notices"
    AFFAIRS_NOTICES = "affairs_notices"
    SWAPS_UNANSWERED = "swaps_unanswered"
    COVERS_UNANSWERED = "covers_unanswered"
    COVER_PLANS_DRAFTED = "cover_plans_drafted"
    SLOTS_TO_REVIEW = "slots_to_review"
    """Of the nine ones of themes."""

    SLOTS_RETURNED = "slots_returned"
    APPEALS_OPEN = "appeals_open"
    TOPICS_TO_DECIDE = "topics_to_decide"
    STEPS_TO_JUDGE = "steps_to_judge"
    TOPIC_EXTENSIONS_ASKED = "topic_extensions_asked"
    PAPERS_TO_ASSIGN = "papers_to_assign"
    """Handed in, and reviewed by nobody yet."""

    PAPERS_UNDER_REVIEW = "papers_under_review"
    """How many reviews are in is not counted: an author who works in the office would learn of their own."""

    PAPERS_RETURNED = "papers_returned"
    REVIEWS_TO_WRITE = "reviews_to_write"
    AWARDS_TO_CONFIRM = "awards_to_confirm"
    BATCHES_TO_CHECK = "batches_to_check"
    BATCHES_TO_APPROVE = "batches_to_approve"
    COURSES_TO_DECIDE = "courses_to_decide"
    """Applications for extension courses."""

    COMPETITIONS_TO_CONFIRM = "competitions_to_confirm"
    EVALUATIONS_TO_GRADE = "evaluations_to_grade"
    PAIRS_TO_SIGN = "pairs_to_sign"
    LOGS_TO_CONFIRM = "logs_to_confirm"

    DUTIES_DUE = "duties_due"
    STEPS_DUE = "steps_due"
    """Of topics."""

    THEMES_DUE = "themes_due"
    SLOTS_DUE = "slots_due"
    CONTESTS_DUE = "contests_due"
    """The last day for entering works."""

    ABSENCES_COMING = "absences_coming"

    DUTIES_OVERDUE = "duties_overdue"
    TOPICS_OVERDUE = "topics_overdue"
    SLOTS_OVERDUE = "slots_overdue"

    AWAY_TODAY = "away_today"
    COVERS_TODAY = "covers_today"
    ACTIVITIES_TODAY = "activities_today"


CARD = OverviewCard

LINKS: Mapping[OverviewCard, str] = {
    CARD.DUTIES_TO_REVIEW: "duties?state=handed_in",
    CARD.DUTIES_RETURNED: "duties?state=returned{teachers}",
    CARD.APPLICATIONS_TO_AUDIT: "enrolments?state=applied",
    CARD.NOTICES_UNACKNOWLEDGED: "notice-copies?awaited=true",
    CARD.OWN_NOTICES: "notice-copies?awaited=true&copy=teacher{teachers}",
    CARD.GRADE_NOTICES: "notice-copies?awaited=true&copy=grade_group{teachers}",
    CARD.AFFAIRS_NOTICES: "notice-copies?awaited=true&copy=academic_affairs",
    CARD.SWAPS_UNANSWERED: "swaps?state=proposed{partner}",
    CARD.COVERS_UNANSWERED: "covers?state=asked{teachers}",
    CARD.COVER_PLANS_DRAFTED: "cover-plans?state=draft",
    CARD.SLOTS_TO_REVIEW: "theme-slots?state=handed_in",
    CARD.SLOTS_RETURNED: "theme-slots?state=returned{teachers}",
    CARD.APPEALS_OPEN: "assessment-appeals?state=open",
    CARD.TOPICS_TO_DECIDE: "topics?state=submitted",
    CARD.STEPS_TO_JUDGE: "topic-milestones?next=true&state=handed_in",
    CARD.TOPIC_EXTENSIONS_ASKED: "topic-extensions?state=asked",
    CARD.PAPERS_TO_ASSIGN: "papers?state=submitted",
    CARD.PAPERS_UNDER_REVIEW: "papers?state=under_review",
    CARD.PAPERS_RETURNED: "papers?state=returned{author}",
    CARD.REVIEWS_TO_WRITE: "review-tasks?state=assigned",
    CARD.AWARDS_TO_CONFIRM: "awards?state=reported",
    CARD.BATCHES_TO_CHECK: "bonus-batches?state=draft",
    CARD.BATCHES_TO_APPROVE: "bonus-batches?state=checked",
    CARD.COURSES_TO_DECIDE: "extension-courses?state=applied",
    CARD.COMPETITIONS_TO_CONFIRM: "competition-entries?state=reported",
    CARD.EVALUATIONS_TO_GRADE: "mentor-evaluations?state=open",
    CARD.PAIRS_TO_SIGN: "mentor-pairs?state=proposed{signer}",
    CARD.LOGS_TO_CONFIRM: "mentor-logs?state=entered{confirmer}",
    CARD.DUTIES_DUE: "duties?state=open&state=returned&due_from={today}&due_to={until}{teachers}",
    CARD.STEPS_DUE: "topic-milestones?next=true&state=open&state=returned"
    "&due_from={today}&due_to={until}{member}",
    CARD.THEMES_DUE: "themes?state=running&due_from={today}&due_to={until}",
    CARD.SLOTS_DUE: "theme-slots?state=open&state=returned&due_from={today}&due_to={until}{teachers}",
    CARD.CONTESTS_DUE: "contests?state=open&due_from={today}&due_to={until}",
    CARD.ABSENCES_COMING: "absences?state=standing&away_from={midnight}&away_to={until_midnight}",
    CARD.DUTIES_OVERDUE: "duties?overdue=true{teachers}",
    CARD.TOPICS_OVERDUE: "topics?overdue=true{member}",
    CARD.SLOTS_OVERDUE: "theme-slots?overdue=true{teachers}",
    CARD.AWAY_TODAY: "absences?state=standing&away_from={morning}&away_to={midnight}{teachers}",
    CARD.COVERS_TODAY: "covers?state=asked&state=standing&day_from={today}&day_to={tomorrow}{teachers}",
    CARD.ACTIVITIES_TODAY: "activities?state=planned&starts_from={morning}&starts_to={midnight}{teachers}",
}
"""The list behind each; what stands in braces is narrowed to whom the screen is for."""


@dataclass(frozen=True, slots=True)
class ScreenPlan:
    """Which cards stand on a screen, in their order."""

    whose: Whose
    waits: tuple[OverviewCard, ...]
    due: tuple[OverviewCard, ...]
    at_risk: tuple[OverviewCard, ...]
    today: tuple[OverviewCard, ...]
    credits: bool = True
    """Whether those whose credits fall short are shown."""

    @property
    def cards(self) -> tuple[OverviewCard, ...]:
        return self.waits + self.due + self.at_risk + self.today


class HomeScreen(StrEnum):
    OFFICE = "office"
    PRINCIPAL = "principal"
    ACADEMIC = "academic"
    GRADE_HEAD = "grade_head"
    GROUP_LEADER = "group_leader"
    TEACHER = "teacher"


_SCHOOL_DUE = (CARD.DUTIES_DUE, CARD.STEPS_DUE, CARD.THEMES_DUE, CARD.CONTESTS_DUE)
_SCHOOL_RISK = (CARD.DUTIES_OVERDUE, CARD.TOPICS_OVERDUE, CARD.SLOTS_OVERDUE)
_SCHOOL_TODAY = (CARD.AWAY_TODAY, CARD.COVERS_TODAY, CARD.ACTIVITIES_TODAY)

SCREENS: Mapping[HomeScreen, ScreenPlan] = {
    HomeScreen.OFFICE: ScreenPlan(
        Whose.SCHOOL,
        (
            CARD.DUTIES_TO_REVIEW,
            CARD.APPLICATIONS_TO_AUDIT,
            CARD.NOTICES_UNACKNOWLEDGED,
            CARD.SLOTS_TO_REVIEW,
            CARD.APPEALS_OPEN,
            CARD.TOPICS_TO_DECIDE,
            CARD.STEPS_TO_JUDGE,
            CARD.TOPIC_EXTENSIONS_ASKED,
            CARD.PAPERS_TO_ASSIGN,
            CARD.PAPERS_UNDER_REVIEW,
            CARD.AWARDS_TO_CONFIRM,
            CARD.BATCHES_TO_CHECK,
            CARD.COURSES_TO_DECIDE,
            CARD.COMPETITIONS_TO_CONFIRM,
            CARD.EVALUATIONS_TO_GRADE,
        ),
        _SCHOOL_DUE,
        _SCHOOL_RISK,
        _SCHOOL_TODAY,
    ),
    HomeScreen.PRINCIPAL: ScreenPlan(
        Whose.SCHOOL,
        (CARD.BATCHES_TO_APPROVE, CARD.APPEALS_OPEN, CARD.TOPICS_TO_DECIDE),
        _SCHOOL_DUE,
        _SCHOOL_RISK,
        _SCHOOL_TODAY,
    ),
    HomeScreen.ACADEMIC: ScreenPlan(
        Whose.SCHOOL,
        (CARD.AFFAIRS_NOTICES, CARD.COVER_PLANS_DRAFTED, CARD.COVERS_UNANSWERED, CARD.SWAPS_UNANSWERED),
        (CARD.ABSENCES_COMING,),
        (),
        _SCHOOL_TODAY,
        credits=False,
    ),
    HomeScreen.GRADE_HEAD: ScreenPlan(
        Whose.GRADE,
        (CARD.GRADE_NOTICES,),
        (CARD.DUTIES_DUE,),
        (CARD.DUTIES_OVERDUE,),
        (CARD.AWAY_TODAY,),
    ),
    HomeScreen.GROUP_LEADER: ScreenPlan(
        Whose.SUBJECT,
        (CARD.SLOTS_RETURNED,),
        (CARD.DUTIES_DUE, CARD.SLOTS_DUE),
        (CARD.DUTIES_OVERDUE, CARD.SLOTS_OVERDUE),
        (CARD.AWAY_TODAY,),
    ),
    HomeScreen.TEACHER: ScreenPlan(
        Whose.OWN,
        (
            CARD.SWAPS_UNANSWERED,
            CARD.COVERS_UNANSWERED,
            CARD.OWN_NOTICES,
            CARD.DUTIES_RETURNED,
            CARD.PAPERS_RETURNED,
            CARD.REVIEWS_TO_WRITE,
            CARD.PAIRS_TO_SIGN,
            CARD.LOGS_TO_CONFIRM,
        ),
        (CARD.DUTIES_DUE, CARD.STEPS_DUE, CARD.CONTESTS_DUE),
        (CARD.DUTIES_OVERDUE, CARD.TOPICS_OVERDUE),
        (CARD.AWAY_TODAY, CARD.COVERS_TODAY, CARD.ACTIVITIES_TODAY),
    ),
}
