"""The words of who may do what: roles, how far a permission reaches, and what a route asks leave for."""

from enum import IntEnum, StrEnum


class Role(StrEnum):
    TEACHER = "teacher"
    GROUP_LEADER = "group_leader"
    GRADE_HEAD = "grade_head"
    RESEARCH_OFFICE = "research_office"
    ACADEMIC_AFFAIRS = "academic_affairs"
    PRINCIPAL = "principal"
    FINANCE = "finance"
    DISTRICT_OFFICER = "district_officer"
    SERVICE_CLIENT = "service_client"


class Scope(IntEnum):
    """How far a permission reaches; a wider scope holds the narrower ones."""

    OWN = 1
    GROUP = 2
    SCHOOL = 3
    DISTRICT = 4


class Action(StrEnum):
    """What a route asks leave for; also the scopes a service client is given."""

    DISTRICT_READ = "district:read"
    SCHOOL_READ = "school:read"
    CALENDAR_WRITE = "calendar:write"
    ACCOUNT_READ = "account:read"
    ACCOUNT_WRITE = "account:write"
    AUDIT_READ = "audit:read"
    OPERATION_READ = "operation:read"
    OPERATION_CANCEL = "operation:cancel"
    FILE_READ = "file:read"
    FILE_WRITE = "file:write"
    CHANNEL_READ = "channel:read"
    CHANNEL_WRITE = "channel:write"
    PEOPLE_READ = "people:read"
    PEOPLE_WRITE = "people:write"
    ROSTER_IMPORT = "roster:import"
    PERSONAL_DATA_EXPORT = "personal_data:export"
    """All that is held of a person, across the rooms."""

    LEAVER_ERASE = "leaver:erase"
    """For good, who left longer ago than the policy keeps them."""

    POLICY_READ = "policy:read"
    POLICY_WRITE = "policy:write"
    COURSE_READ = "course:read"
    COURSE_WRITE = "course:write"
    ENROLMENT_READ = "enrolment:read"
    ENROLMENT_WRITE = "enrolment:write"
    RESULT_WRITE = "result:write"
    CREDIT_READ = "credit:read"
    CREDIT_WRITE = "credit:write"
    LONG_PLAN_READ = "long_plan:read"
    LONG_PLAN_WRITE = "long_plan:write"
    DUTY_READ = "duty:read"
    DUTY_WRITE = "duty:write"
    DUTY_REVIEW = "duty:review"
    PRODUCT_READ = "product:read"
    PRODUCT_WRITE = "product:write"
    SELECTION_AUDIT = "selection:audit"
    SELECTION_WRITE = "selection:write"
    NOTICE_READ = "notice:read"
    NOTICE_WRITE = "notice:write"
    NOTICE_ACKNOWLEDGE = "notice:acknowledge"
    TIMETABLE_READ = "timetable:read"
    TIMETABLE_WRITE = "timetable:write"
    TIMETABLE_POLICY_WRITE = "timetable_policy:write"
    ABSENCE_READ = "absence:read"
    ABSENCE_WRITE = "absence:write"
    SWAP_READ = "swap:read"
    SWAP_WRITE = "swap:write"
    COVER_READ = "cover:read"
    COVER_PLAN_READ = "cover_plan:read"
    COVER_WRITE = "cover:write"
    COVER_ANSWER = "cover:answer"
    COVER_PAY_READ = "cover_pay:read"
    WEEK_READ = "week:read"
    WEEK_WRITE = "week:write"
    ACTIVITY_READ = "activity:read"
    ACTIVITY_WRITE = "activity:write"
    """Of what one leads; the office of everything."""

    ACTIVITY_OVERSEE = "activity:oversee"
    """Whoever's activity it is."""

    ATTENDANCE_READ = "attendance:read"
    SIGN_IN = "attendance:sign_in"
    PROJECT_READ = "project:read"
    PROJECT_WRITE = "project:write"
    """Setting projects up, judging what is handed in, closing and reopening."""

    PROJECT_TAKE_PART = "project:take_part"
    """Handing in one's own homework and evaluation, and as a project's leader its materials."""
    THEME_READ = "theme:read"
    THEME_WRITE = "theme:write"
    THEME_GROUP_WRITE = "theme_group:write"
    THEME_HAND_IN = "theme:hand_in"
    THEME_REVIEW = "theme:review"
    ASSESSMENT_READ = "assessment:read"
    ASSESSMENT_WRITE = "assessment:write"
    ASSESSMENT_SUBMIT = "assessment:submit"
    ASSESSMENT_SCORE = "assessment:score"
    EXPORT_WRITE = "export:write"
    """Taking lists out; which, whoever reads the whole school's."""
    DOSSIER_READ = "dossier:read"
    """Personal files and appraisals; of other people's, each reading is on record."""

    CERTIFICATE_ISSUE = "certificate:issue"
    TOPIC_READ = "topic:read"
    TOPIC_WRITE = "topic:write"
    """Proposing a topic, handing in, asking for its extension: of those one leads."""

    TOPIC_DECIDE = "topic:decide"
    """Approving, raising, judging what is handed in, deciding extensions, terminating; the policy."""
    WORK_READ = "work:read"
    """Works and their awards."""

    WORK_WRITE = "work:write"
    """Entering works and reporting awards."""

    AWARD_CONFIRM = "award:confirm"
    BONUS_READ = "bonus:read"
    """What was approved for oneself; the office, the principal and finance everybody's."""

    BONUS_OVERSEE = "bonus:oversee"
    """Seeing every batch with its lines, and sending one back."""

    BONUS_WRITE = "bonus:write"
    BONUS_CHECK = "bonus:check"
    BONUS_APPROVE = "bonus:approve"
    BONUS_PAY = "bonus:pay"
    EXTENSION_READ = "extension:read"
    EXTENSION_WRITE = "extension:write"
    """Applying for a course, teaching it, handing in; of one's own courses, the office of all."""

    EXTENSION_DECIDE = "extension:decide"
    """Deciding on applications, starting courses, changing what was approved."""

    EXTENSION_OVERSEE = "extension:oversee"
    """Seeing everybody's applications, and the term's figures."""
    PAPER_READ = "paper:read"
    PAPER_WRITE = "paper:write"
    PAPER_OVERSEE = "paper:oversee"
    """Reading every paper with the names of its authors and reviewers. Whoever may, reviews none."""

    PAPER_MANAGE = "paper:manage"
    """Arranging reviews, deciding, letting teachers off."""

    PAPER_REVIEW = "paper:review"
    """Of papers one was asked to review; who has come into the office still reads what they handed in."""
    YOUNG_READ = "young:read"
    """Who is a young teacher, which tells of ages."""

    MENTORING_READ = "mentoring:read"
    MENTORING_WRITE = "mentoring:write"
    MENTORING_TAKE_PART = "mentoring:take_part"
    """Signing, keeping the log and reporting, as one of a pair; the office for whoever cannot."""
    CONTEST_READ = "contest:read"
    CONTEST_WRITE = "contest:write"
    """Running contests: quota, ranking, results, and the register that says whose an entry is."""

    CONTEST_ENTRY_READ = "contest_entry:read"
    CONTEST_ENTER = "contest:enter"
    CONTEST_SCORE = "contest:score"
    """As one of its judges, who see entries without their authors."""

    SUMMARY_READ = "summary:read"
    """The term summary 工作总结: all that the school's figures of a term say."""

    SUMMARY_WRITE = "summary:write"
    """Writing the office's own words, and freezing."""

    SUMMARY_REOPEN = "summary:reopen"
    OVERVIEW_OFFICE = "overview:office"
    """The home screens, each for those who work by it."""

    OVERVIEW_PRINCIPAL = "overview:principal"
    OVERVIEW_ACADEMIC = "overview:academic"
    OVERVIEW_GRADE_HEAD = "overview:grade_head"
    OVERVIEW_GROUP_LEADER = "overview:group_leader"
    OVERVIEW_TEACHER = "overview:teacher"
    INTEGRATION_READ = "integration:read"
    """What went to the district's platform and came from it."""

    INTEGRATION_WRITE = "integration:write"
    """Bringing in, fetching and handing in."""

    INTEGRATION_CONNECT = "integration:connect"
    """The connection itself, with its secrets."""

    RECONCILIATION_READ = "reconciliation:read"
    RECONCILIATION_WRITE = "reconciliation:write"
    """Comparing credits with the platform's, and deciding whose stand."""

    ONEROSTER_READ = "oneroster:read"
    """The roster as other programs take it: everybody, and what they teach."""

    WEBHOOK_READ = "webhook:read"
    WEBHOOK_WRITE = "webhook:write"
