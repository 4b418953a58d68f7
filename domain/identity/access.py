"""Who may do what, and how far: one table, role × action × scope.

A scope says whose things: one's own, one's group's (the subject groups led, the grade groups headed), or the
whole school's. District officers and service clients are judged by the same table; a service client further
needs the action among the scopes it was given.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from domain.errors import Forbidden
from domain.identity.actions import Action, Role, Scope

_STAFF = {
    role: Scope.SCHOOL
    for role in (
        Role.TEACHER,
        Role.GROUP_LEADER,
        Role.GRADE_HEAD,
        Role.RESEARCH_OFFICE,
        Role.ACADEMIC_AFFAIRS,
        Role.PRINCIPAL,
        Role.FINANCE,
        Role.SERVICE_CLIENT,
    )
}
_OFFICE = {Role.RESEARCH_OFFICE: Scope.SCHOOL, Role.SERVICE_CLIENT: Scope.SCHOOL}
_PEOPLE_OWN: Mapping[Role, Scope] = {role: Scope.OWN for role in _STAFF if role is not Role.SERVICE_CLIENT}
"""Everybody's own, and no script's."""

_OWN_FILES = dict.fromkeys(_STAFF, Scope.OWN) | _OFFICE
_PERSONAL = {
    Role.TEACHER: Scope.OWN,
    Role.GROUP_LEADER: Scope.GROUP,
    Role.GRADE_HEAD: Scope.GROUP,
    Role.RESEARCH_OFFICE: Scope.SCHOOL,
    Role.ACADEMIC_AFFAIRS: Scope.SCHOOL,
    Role.PRINCIPAL: Scope.SCHOOL,
    Role.SERVICE_CLIENT: Scope.SCHOOL,
}
_NOTICE_READERS = {
    Role.TEACHER: Scope.OWN,
    Role.GRADE_HEAD: Scope.GROUP,
    Role.RESEARCH_OFFICE: Scope.SCHOOL,
    Role.ACADEMIC_AFFAIRS: Scope.SCHOOL,
}
"""Those a copy of a notice is for; which copies each sees, `domain/notices/notice.py` says."""

_OWN_RESEARCH = dict.fromkeys((Role.TEACHER, Role.GROUP_LEADER, Role.GRADE_HEAD), Scope.OWN)
"""Whoever teaches sees their own works, awards and bonuses, whatever they lead."""

_BONUS_DESK = dict.fromkeys((Role.RESEARCH_OFFICE, Role.PRINCIPAL, Role.FINANCE), Scope.SCHOOL)
_CONTESTANTS = dict.fromkeys(
    (Role.TEACHER, Role.GROUP_LEADER, Role.GRADE_HEAD, Role.ACADEMIC_AFFAIRS, Role.PRINCIPAL), Scope.OWN
)
"""Whoever teaches besides; of entries they see their own, whatever else they do."""

_AFFAIRS = {Role.ACADEMIC_AFFAIRS: Scope.SCHOOL, Role.SERVICE_CLIENT: Scope.SCHOOL}

_OVERSEERS = _OFFICE | {Role.PRINCIPAL: Scope.SCHOOL}

ACCESS: Mapping[Action, Mapping[Role, Scope]] = {
    Action.DISTRICT_READ: {Role.DISTRICT_OFFICER: Scope.DISTRICT},
    Action.SCHOOL_READ: _STAFF,
    Action.CALENDAR_WRITE: {
        Role.RESEARCH_OFFICE: Scope.SCHOOL,
        Role.ACADEMIC_AFFAIRS: Scope.SCHOOL,
        Role.SERVICE_CLIENT: Scope.SCHOOL,
    },
    Action.ACCOUNT_READ: {Role.RESEARCH_OFFICE: Scope.SCHOOL, Role.PRINCIPAL: Scope.SCHOOL},
    Action.ACCOUNT_WRITE: {Role.RESEARCH_OFFICE: Scope.SCHOOL},
    Action.AUDIT_READ: {Role.RESEARCH_OFFICE: Scope.SCHOOL, Role.PRINCIPAL: Scope.SCHOOL},
    Action.OPERATION_READ: _STAFF,
    Action.OPERATION_CANCEL: _OFFICE,
    Action.FILE_READ: _OWN_FILES,
    Action.FILE_WRITE: _OWN_FILES,
    Action.CHANNEL_READ: {Role.RESEARCH_OFFICE: Scope.SCHOOL},
    Action.CHANNEL_WRITE: {Role.RESEARCH_OFFICE: Scope.SCHOOL},
    Action.PEOPLE_READ: _STAFF,
    Action.PEOPLE_WRITE: _OFFICE,
    Action.ROSTER_IMPORT: _OFFICE,
    Action.PERSONAL_DATA_EXPORT: {
        **_PEOPLE_OWN,
        Role.RESEARCH_OFFICE: Scope.SCHOOL,
        Role.PRINCIPAL: Scope.SCHOOL,
    },
    Action.LEAVER_ERASE: {Role.RESEARCH_OFFICE: Scope.SCHOOL},
    Action.POLICY_READ: _STAFF,
    Action.POLICY_WRITE: {Role.RESEARCH_OFFICE: Scope.SCHOOL},
    Action.COURSE_READ: _STAFF,
    Action.COURSE_WRITE: _OFFICE,
    Action.ENROLMENT_READ: _PERSONAL,
    Action.ENROLMENT_WRITE: {
        Role.TEACHER: Scope.OWN,
        Role.RESEARCH_OFFICE: Scope.SCHOOL,
        Role.SERVICE_CLIENT: Scope.SCHOOL,
    },
    Action.RESULT_WRITE: _OFFICE,
    Action.CREDIT_READ: _PERSONAL,
    Action.CREDIT_WRITE: _OFFICE,
    Action.LONG_PLAN_READ: {
        Role.RESEARCH_OFFICE: Scope.SCHOOL,
        Role.ACADEMIC_AFFAIRS: Scope.SCHOOL,
        Role.PRINCIPAL: Scope.SCHOOL,
        Role.SERVICE_CLIENT: Scope.SCHOOL,
    },
    Action.SELECTION_AUDIT: {
        Role.RESEARCH_OFFICE: Scope.SCHOOL,
        Role.ACADEMIC_AFFAIRS: Scope.SCHOOL,
        Role.PRINCIPAL: Scope.SCHOOL,
        Role.SERVICE_CLIENT: Scope.SCHOOL,
    },
    Action.LONG_PLAN_WRITE: _OFFICE,
    Action.DUTY_READ: _PERSONAL,
    Action.DUTY_WRITE: {
        Role.TEACHER: Scope.OWN,
        Role.RESEARCH_OFFICE: Scope.SCHOOL,
        Role.SERVICE_CLIENT: Scope.SCHOOL,
    },
    Action.DUTY_REVIEW: {Role.RESEARCH_OFFICE: Scope.SCHOOL},
    Action.PRODUCT_READ: {role: scope for role, scope in _STAFF.items() if role is not Role.SERVICE_CLIENT},
    Action.PRODUCT_WRITE: {Role.TEACHER: Scope.OWN, Role.RESEARCH_OFFICE: Scope.SCHOOL},
    Action.SELECTION_WRITE: _OFFICE,
    Action.NOTICE_READ: _NOTICE_READERS,
    Action.NOTICE_WRITE: {Role.RESEARCH_OFFICE: Scope.SCHOOL},
    Action.NOTICE_ACKNOWLEDGE: _NOTICE_READERS,
    Action.TIMETABLE_READ: _STAFF,
    Action.TIMETABLE_WRITE: _AFFAIRS,
    Action.TIMETABLE_POLICY_WRITE: {
        Role.RESEARCH_OFFICE: Scope.SCHOOL,
        Role.ACADEMIC_AFFAIRS: Scope.SCHOOL,
    },
    Action.ABSENCE_READ: _PERSONAL,
    Action.ABSENCE_WRITE: _OFFICE | _AFFAIRS,
    Action.SWAP_READ: _PERSONAL,
    Action.SWAP_WRITE: {Role.TEACHER: Scope.OWN, Role.ACADEMIC_AFFAIRS: Scope.SCHOOL},
    Action.COVER_READ: _PERSONAL,
    Action.COVER_PLAN_READ: {
        Role.RESEARCH_OFFICE: Scope.SCHOOL,
        Role.ACADEMIC_AFFAIRS: Scope.SCHOOL,
        Role.PRINCIPAL: Scope.SCHOOL,
        Role.SERVICE_CLIENT: Scope.SCHOOL,
    },
    Action.COVER_WRITE: {Role.ACADEMIC_AFFAIRS: Scope.SCHOOL},
    Action.COVER_ANSWER: {Role.TEACHER: Scope.OWN, Role.ACADEMIC_AFFAIRS: Scope.SCHOOL},
    Action.COVER_PAY_READ: {
        Role.TEACHER: Scope.OWN,
        Role.GROUP_LEADER: Scope.OWN,
        Role.GRADE_HEAD: Scope.OWN,
        Role.RESEARCH_OFFICE: Scope.SCHOOL,
        Role.ACADEMIC_AFFAIRS: Scope.SCHOOL,
        Role.PRINCIPAL: Scope.SCHOOL,
        Role.FINANCE: Scope.SCHOOL,
        Role.SERVICE_CLIENT: Scope.SCHOOL,
    },
    Action.WEEK_READ: _STAFF,
    Action.WEEK_WRITE: {Role.RESEARCH_OFFICE: Scope.SCHOOL, Role.ACADEMIC_AFFAIRS: Scope.SCHOOL},
    Action.ACTIVITY_READ: _STAFF,
    Action.ACTIVITY_WRITE: {Role.TEACHER: Scope.OWN, Role.RESEARCH_OFFICE: Scope.SCHOOL},
    Action.ACTIVITY_OVERSEE: {Role.RESEARCH_OFFICE: Scope.SCHOOL},
    Action.ATTENDANCE_READ: _PERSONAL,
    Action.SIGN_IN: {Role.TEACHER: Scope.OWN, Role.RESEARCH_OFFICE: Scope.OWN},
    Action.PROJECT_READ: _STAFF,
    Action.PROJECT_WRITE: {Role.RESEARCH_OFFICE: Scope.SCHOOL},
    Action.PROJECT_TAKE_PART: {Role.TEACHER: Scope.OWN, Role.RESEARCH_OFFICE: Scope.SCHOOL},
    Action.THEME_READ: _PERSONAL,
    Action.THEME_WRITE: _OFFICE,
    Action.THEME_GROUP_WRITE: _OFFICE | {Role.GROUP_LEADER: Scope.GROUP},
    Action.THEME_HAND_IN: _OFFICE | {Role.TEACHER: Scope.OWN, Role.GROUP_LEADER: Scope.GROUP},
    Action.THEME_REVIEW: {Role.RESEARCH_OFFICE: Scope.SCHOOL},
    Action.ASSESSMENT_READ: {
        Role.TEACHER: Scope.OWN,
        Role.GROUP_LEADER: Scope.GROUP,
        Role.GRADE_HEAD: Scope.OWN,
        Role.RESEARCH_OFFICE: Scope.SCHOOL,
        Role.ACADEMIC_AFFAIRS: Scope.OWN,
        Role.PRINCIPAL: Scope.SCHOOL,
    },
    Action.ASSESSMENT_WRITE: {Role.RESEARCH_OFFICE: Scope.SCHOOL},
    Action.ASSESSMENT_SUBMIT: {Role.GROUP_LEADER: Scope.GROUP, Role.RESEARCH_OFFICE: Scope.SCHOOL},
    Action.ASSESSMENT_SCORE: {
        Role.TEACHER: Scope.OWN,
        Role.GROUP_LEADER: Scope.OWN,
        Role.GRADE_HEAD: Scope.OWN,
        Role.RESEARCH_OFFICE: Scope.OWN,
        Role.ACADEMIC_AFFAIRS: Scope.OWN,
        Role.PRINCIPAL: Scope.OWN,
    },
    Action.EXPORT_WRITE: {
        Role.RESEARCH_OFFICE: Scope.SCHOOL,
        Role.ACADEMIC_AFFAIRS: Scope.SCHOOL,
        Role.PRINCIPAL: Scope.SCHOOL,
        Role.FINANCE: Scope.SCHOOL,
        Role.SERVICE_CLIENT: Scope.SCHOOL,
    },
    Action.DOSSIER_READ: _OWN_FILES | {Role.PRINCIPAL: Scope.SCHOOL},
    Action.CERTIFICATE_ISSUE: {Role.TEACHER: Scope.OWN, Role.RESEARCH_OFFICE: Scope.SCHOOL},
    Action.TOPIC_READ: {
        Role.TEACHER: Scope.OWN,
        Role.GROUP_LEADER: Scope.OWN,
        Role.GRADE_HEAD: Scope.OWN,
        Role.RESEARCH_OFFICE: Scope.SCHOOL,
        Role.ACADEMIC_AFFAIRS: Scope.OWN,
        Role.PRINCIPAL: Scope.SCHOOL,
        Role.SERVICE_CLIENT: Scope.SCHOOL,
    },
    Action.TOPIC_WRITE: {Role.TEACHER: Scope.OWN, Role.RESEARCH_OFFICE: Scope.SCHOOL},
    Action.TOPIC_DECIDE: {Role.RESEARCH_OFFICE: Scope.SCHOOL},
    Action.WORK_READ: _OWN_RESEARCH | _OFFICE | {Role.PRINCIPAL: Scope.SCHOOL},
    Action.WORK_WRITE: _OWN_RESEARCH | _OFFICE,
    Action.AWARD_CONFIRM: {Role.RESEARCH_OFFICE: Scope.SCHOOL},
    Action.BONUS_READ: _OWN_RESEARCH | _BONUS_DESK,
    Action.BONUS_OVERSEE: _BONUS_DESK,
    Action.BONUS_WRITE: {Role.RESEARCH_OFFICE: Scope.SCHOOL},
    Action.BONUS_CHECK: {Role.RESEARCH_OFFICE: Scope.SCHOOL, Role.FINANCE: Scope.SCHOOL},
    Action.BONUS_APPROVE: {Role.PRINCIPAL: Scope.SCHOOL},
    Action.BONUS_PAY: {Role.FINANCE: Scope.SCHOOL},
    Action.EXTENSION_READ: _STAFF,
    Action.EXTENSION_WRITE: {Role.TEACHER: Scope.OWN, Role.RESEARCH_OFFICE: Scope.SCHOOL},
    Action.EXTENSION_DECIDE: {Role.RESEARCH_OFFICE: Scope.SCHOOL},
    Action.EXTENSION_OVERSEE: _OVERSEERS,
    Action.PAPER_READ: dict.fromkeys(_STAFF, Scope.OWN) | _OVERSEERS,
    Action.PAPER_WRITE: {Role.TEACHER: Scope.OWN, Role.RESEARCH_OFFICE: Scope.SCHOOL},
    Action.PAPER_OVERSEE: _OVERSEERS,
    Action.PAPER_MANAGE: {Role.RESEARCH_OFFICE: Scope.SCHOOL},
    Action.PAPER_REVIEW: {Role.TEACHER: Scope.OWN, Role.RESEARCH_OFFICE: Scope.OWN},
    Action.YOUNG_READ: _OFFICE | {Role.PRINCIPAL: Scope.SCHOOL},
    Action.MENTORING_READ: {
        Role.TEACHER: Scope.OWN,
        Role.GROUP_LEADER: Scope.GROUP,
        Role.RESEARCH_OFFICE: Scope.SCHOOL,
        Role.PRINCIPAL: Scope.SCHOOL,
        Role.SERVICE_CLIENT: Scope.SCHOOL,
    },
    Action.MENTORING_WRITE: {Role.RESEARCH_OFFICE: Scope.SCHOOL},
    Action.MENTORING_TAKE_PART: {Role.TEACHER: Scope.OWN, Role.RESEARCH_OFFICE: Scope.SCHOOL},
    Action.CONTEST_READ: _STAFF,
    Action.CONTEST_WRITE: _OFFICE,
    Action.CONTEST_ENTRY_READ: _CONTESTANTS | _OFFICE | {Role.PRINCIPAL: Scope.SCHOOL},
    Action.CONTEST_ENTER: _CONTESTANTS | _OFFICE,
    Action.CONTEST_SCORE: _CONTESTANTS | {Role.RESEARCH_OFFICE: Scope.OWN},
    Action.SUMMARY_READ: _OFFICE | {Role.PRINCIPAL: Scope.SCHOOL},
    Action.SUMMARY_WRITE: {Role.RESEARCH_OFFICE: Scope.SCHOOL},
    Action.SUMMARY_REOPEN: {Role.PRINCIPAL: Scope.SCHOOL},
    Action.OVERVIEW_OFFICE: {Role.RESEARCH_OFFICE: Scope.SCHOOL},
    Action.OVERVIEW_PRINCIPAL: {Role.PRINCIPAL: Scope.SCHOOL},
    Action.OVERVIEW_ACADEMIC: {Role.ACADEMIC_AFFAIRS: Scope.SCHOOL},
    Action.OVERVIEW_GRADE_HEAD: {Role.GRADE_HEAD: Scope.GROUP},
    Action.OVERVIEW_GROUP_LEADER: {Role.GROUP_LEADER: Scope.GROUP},
    Action.OVERVIEW_TEACHER: {Role.TEACHER: Scope.OWN},
    Action.INTEGRATION_READ: _OVERSEERS,
    Action.INTEGRATION_WRITE: _OFFICE,
    Action.INTEGRATION_CONNECT: {Role.RESEARCH_OFFICE: Scope.SCHOOL},
    Action.RECONCILIATION_READ: _OVERSEERS,
    Action.RECONCILIATION_WRITE: {Role.RESEARCH_OFFICE: Scope.SCHOOL},
    Action.ONEROSTER_READ: _OFFICE,
    Action.WEBHOOK_READ: {Role.RESEARCH_OFFICE: Scope.SCHOOL},
    Action.WEBHOOK_WRITE: {Role.RESEARCH_OFFICE: Scope.SCHOOL},
}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, in which school, and how far this action reaches for them."""

    account_id: UUID
    session_id: UUID
    access_version: int
    school_id: UUID
    teacher_id: UUID | None
    roles: frozenset[Role]
    scopes: frozenset[Action] | None
    """What a service client was given; None for a person."""

    reach: Scope
    """How far the action that let the caller in reaches."""

    def may(self, action: Action) -> bool:
        return reach(action, self.roles, self.scopes) is not None


@dataclass(frozen=True, slots=True)
class Officer:
    """Who asks, in which district 区县管理员."""

    account_id: UUID
    session_id: UUID
    access_version: int
    district_id: UUID


@lru_cache(maxsize=10_000)
def reach(action: Action, roles: frozenset[Role], scopes: frozenset[Action] | None = None) -> Scope | None:
    """The widest scope any of the roles has for the action; None when it is not theirs to do."""
    if scopes is not None and action not in scopes:
        return None
    allowed = ACCESS[action]
    return max((allowed[role] for role in roles if role in allowed), default=None)


def own_only(caller: Caller, teacher_id: UUID) -> None:
    """Refuses a caller whose reach ends at themselves to act for somebody else."""
    if caller.reach is Scope.OWN and caller.teacher_id != teacher_id:
        raise Forbidden()
