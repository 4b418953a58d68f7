"""Every room's routes; the ones every screen starts with stand first, since a path is looked for in order."""

from fastapi import APIRouter

from api.activities import activities, attendances
from api.activities import pages as activity_pages
from api.activities import rules as activity_rules
from api.assessment import assessments, evidence, judges
from api.assessment import results as assessment_results
from api.assessment import rules as assessment_rules
from api.identity import accounts, auth, clients, me
from api.notices import copies as notice_copies
from api.notices import notices, pages, prints
from api.people import assignments, calendar, classes, groups, qualifications, rosters, schools, teachers
from api.platform import audit, channels, files, messages, meta, operations, problems
from api.projects import materials, projects, taking_part
from api.projects import rules as project_rules
from api.reports import exports
from api.themes import facts, group_themes, hints, nine_ones, slots, themes
from api.themes import materials as theme_materials
from api.themes import rules as theme_rules
from api.timetable import (
    absence_statistics,
    absences,
    class_impacts,
    cover_ledger,
    cover_plans,
    covers,
    imports,
    lessons,
    proxies,
    rooms,
    swaps,
    timetables,
)
from api.timetable import rules as timetable_rules
from api.topics import decisions as topic_decisions
from api.topics import extensions as topic_extensions
from api.topics import figures as topic_figures
from api.topics import milestones as topic_milestones
from api.topics import rules as topic_rules
from api.topics import submissions as topic_submissions
from api.topics import topics
from api.training import (
    applications,
    awards,
    catalogue_imports,
    courses,
    duties,
    duty_rules,
    enrolments,
    exemptions,
    ledger,
    long_plans,
    products,
    results,
    rounds,
    rules,
    session_steps,
    sessions,
    standings,
    what_if,
)
from api.weekplan import calendars, editions, feeds, items, plans

FIRST = (ledger.router, standings.router, standings.teacher_router, standings.own_router)

IDENTITY = (auth.router, auth.well_known, me.router, accounts.router, clients.router)

PEOPLE = (
    teachers.router,
    assignments.router,
    calendar.router,
    groups.router,
    classes.router,
    qualifications.router,
    rosters.router,
    schools.router,
    schools.district_router,
)

TRAINING = (
    enrolments.session_router,
    enrolments.router,
    sessions.router,
    session_steps.router,
    courses.router,
    results.router,
    results.bulk_router,
    awards.router,
    awards.adjustment_router,
    standings.cycle_router,
    exemptions.router,
    rules.router,
    duties.router,
    duty_rules.router,
    products.router,
    catalogue_imports.router,
    long_plans.router,
    rounds.router,
    applications.session_router,
    applications.router,
    what_if.router,
)

TIMETABLE = (
    lessons.router,
    lessons.free_router,
    lessons.own_router,
    timetables.router,
    rooms.router,
    imports.router,
    swaps.absence_router,
    swaps.router,
    absences.router,
    absence_statistics.router,
    proxies.absence_router,
    proxies.router,
    timetable_rules.router,
    cover_plans.router,
    cover_plans.row_router,
    covers.router,
    cover_ledger.router,
    cover_ledger.standing_router,
    class_impacts.router,
)

WEEKPLAN = (
    plans.router,
    items.plan_router,
    items.router,
    editions.router,
    feeds.router,
    feeds.own_router,
    calendars.router,
)

ACTIVITIES = (
    activities.router,
    attendances.router,
    activity_rules.router,
    activity_pages.router,
)

PROJECTS = (
    projects.router,
    materials.project_router,
    materials.router,
    taking_part.project_router,
    taking_part.router,
    project_rules.router,
)

NOTICES = (
    notices.router,
    notice_copies.router,
    prints.router,
    pages.router,
)

THEMES = (
    themes.router,
    nine_ones.router,
    group_themes.router,
    slots.router,
    theme_materials.group_router,
    theme_materials.router,
    hints.router,
    facts.router,
    theme_rules.router,
)

ASSESSMENT = (
    assessments.router,
    judges.assessment_router,
    judges.router,
    judges.score_router,
    evidence.assessment_router,
    evidence.router,
    evidence.adjustment_router,
    assessment_results.assessment_router,
    assessment_results.router,
    assessment_results.appeal_router,
    assessment_rules.router,
)

WORKS: tuple[APIRouter, ...] = ()

TOPICS: tuple[APIRouter, ...] = (
    topics.router,
    topic_decisions.router,
    topic_milestones.router,
    topic_submissions.router,
    topic_extensions.topic_router,
    topic_extensions.router,
    topic_figures.router,
    topic_rules.router,
)

PAPERS: tuple[APIRouter, ...] = ()

CONTESTS: tuple[APIRouter, ...] = ()

BONUS: tuple[APIRouter, ...] = ()

EXTENSION: tuple[APIRouter, ...] = ()

MENTORING: tuple[APIRouter, ...] = ()

REPORTS = (exports.router,)

PLATFORM = (
    messages.router,
    files.router,
    files.link_router,
    channels.router,
    channels.delivery_router,
    operations.router,
    audit.router,
    meta.router,
    problems.router,
)

ROUTERS: tuple[APIRouter, ...] = (
    *FIRST,
    *IDENTITY,
    *PEOPLE,
    *TRAINING,
    *TIMETABLE,
    *NOTICES,
    *ACTIVITIES,
    *PROJECTS,
    *WEEKPLAN,
    *THEMES,
    *ASSESSMENT,
    *WORKS,
    *TOPICS,
    *PAPERS,
    *CONTESTS,
    *BONUS,
    *EXTENSION,
    *MENTORING,
    *REPORTS,
    *PLATFORM,
)
