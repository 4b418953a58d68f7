"""Every room's routes; the ones every screen starts with stand first, since a path is looked for in order."""

from fastapi import APIRouter

from api.activities import activities, attendances
from api.activities import pages as activity_pages
from api.activities import rules as activity_rules
from api.assessment import assessments, evidence, judges
from api.assessment import results as assessment_results
from api.assessment import rules as assessment_rules
from api.bonus import batches as bonus_batches
from api.bonus import lines as bonus_lines
from api.bonus import steps as bonus_steps
from api.bonus import tables as bonus_tables
from api.contests import contests, result_imports
from api.contests import entries as contest_entries
from api.contests import judging as contest_judging
from api.contests import rules as contest_rules
from api.dossier import appraisals, certificates, dossiers
from api.dossier import pages as dossier_pages
from api.dossier import rules as appraisal_rules
from api.extension import courses as extension_courses
from api.extension import decisions as extension_decisions
from api.extension import materials as extension_materials
from api.extension import overview as extension_overview
from api.extension import rules as extension_rules
from api.extension import runs as extension_runs
from api.extension import sessions as extension_sessions
from api.identity import accounts, api_keys, auth, clients, me
from api.integration import callbacks as platform_callbacks
from api.integration import connection as platform_connection
from api.integration import imports as platform_imports
from api.integration import pulls as platform_pulls
from api.integration import submissions as platform_submissions
from api.mentoring import competitions, evaluations, growth, report_lessons, young
from api.mentoring import logs as mentor_logs
from api.mentoring import pairs as mentor_pairs
from api.mentoring import rules as mentoring_rules
from api.notices import copies as notice_copies
from api.notices import notices, pages, prints
from api.oneroster import bundles, rostering
from api.papers import decisions as paper_decisions
from api.papers import duties as paper_duties
from api.papers import hints as paper_hints
from api.papers import papers
from api.papers import reviews as paper_reviews
from api.papers import rules as paper_rules
from api.papers import tasks as paper_tasks
from api.papers import versions as paper_versions
from api.people import (
    assignments,
    calendar,
    classes,
    erasures,
    groups,
    personal_data,
    qualifications,
    rosters,
    schools,
    teachers,
)
from api.people import rules as people_rules
from api.platform import audit, channels, files, messages, meta, operations, problems
from api.projects import materials, projects, taking_part
from api.projects import rules as project_rules
from api.reconciliation import lines as reconciliation_lines
from api.reconciliation import runs as reconciliation_runs
from api.reports import districts, exports, overviews, summaries
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
    uncovered,
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
from api.webhooks import deliveries as webhook_deliveries
from api.webhooks import subscriptions as webhook_subscriptions
from api.weekplan import calendars, editions, feeds, items, plans
from api.works import awards as work_awards
from api.works import works

FIRST = (ledger.router, standings.router, standings.teacher_router, standings.own_router)

IDENTITY = (
    auth.router,
    auth.well_known,
    me.router,
    accounts.router,
    clients.router,
    api_keys.client_router,
    api_keys.router,
)

PEOPLE = (
    teachers.router,
    personal_data.router,
    erasures.router,
    people_rules.router,
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
    uncovered.router,
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

WORKS: tuple[APIRouter, ...] = (works.router, work_awards.router)

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

PAPERS: tuple[APIRouter, ...] = (
    papers.router,
    paper_versions.paper_router,
    paper_versions.router,
    paper_reviews.paper_router,
    paper_reviews.router,
    paper_tasks.router,
    paper_decisions.router,
    paper_hints.router,
    paper_hints.paper_router,
    paper_duties.router,
    paper_duties.figures_router,
    paper_duties.exemption_router,
    paper_rules.router,
)

CONTESTS: tuple[APIRouter, ...] = (
    contests.router,
    contests.statistics_router,
    contest_entries.contest_router,
    contest_entries.router,
    contest_judging.contest_router,
    contest_judging.router,
    contest_judging.score_router,
    result_imports.router,
    contest_rules.router,
)

BONUS: tuple[APIRouter, ...] = (
    bonus_tables.router,
    bonus_tables.trial_router,
    bonus_batches.router,
    bonus_steps.router,
    bonus_lines.router,
    bonus_lines.figures_router,
    bonus_lines.changed_router,
)

EXTENSION: tuple[APIRouter, ...] = (
    extension_courses.router,
    extension_decisions.router,
    extension_materials.course_router,
    extension_materials.router,
    extension_runs.router,
    extension_sessions.router,
    extension_overview.router,
    extension_rules.router,
)

MENTORING: tuple[APIRouter, ...] = (
    mentor_pairs.router,
    mentor_logs.router,
    report_lessons.router,
    evaluations.router,
    competitions.router,
    growth.router,
    growth.record_router,
    young.router,
    mentor_pairs.figures_router,
    mentoring_rules.router,
)

REPORTS = (
    exports.router,
    summaries.router,
    summaries.chart_router,
    districts.router,
    overviews.router,
    overviews.district_router,
)

DOSSIER = (
    dossiers.router,
    appraisals.router,
    certificates.router,
    appraisal_rules.router,
    dossier_pages.router,
)

INTEGRATION: tuple[APIRouter, ...] = (
    platform_imports.router,
    platform_submissions.router,
    platform_connection.router,
    platform_pulls.router,
    platform_callbacks.router,
)

RECONCILIATION: tuple[APIRouter, ...] = (reconciliation_runs.router, reconciliation_lines.router)

ONEROSTER: tuple[APIRouter, ...] = (bundles.router, rostering.router)

WEBHOOKS: tuple[APIRouter, ...] = (webhook_subscriptions.router, webhook_deliveries.router)

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
    *DOSSIER,
    *INTEGRATION,
    *RECONCILIATION,
    *ONEROSTER,
    *WEBHOOKS,
    *PLATFORM,
)
