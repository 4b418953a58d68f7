"""The jobs the worker knows. Each names its school first, if it has one, and may run twice unharmed."""

import asyncio
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from procrastinate import App, JobContext, RetryStrategy
from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from cli.archiving import archive
from cli.deliveries import TRIES, Outgoing, send_greeting, send_waiting
from cli.exporting import export
from cli.operations import Report, Work, run
from cli.photos import look_at_photos
from cli.printing import PrintShop, office, print_all
from cli.sweeping import sweep
from domain.errors import NotFound
from domain.notices.sheet import Layout
from domain.people.calendar import day_of
from domain.reports.exports import ExportAsked
from domain.timetable.cover_drafting import PlanRows, draft, moving
from domain.training.credit import StandingDifference
from domain.training.long_proposal import propose
from gateways.files import StoredBytes
from gateways.solver.cover_plans import CoverPlanSolver
from gateways.solver.long_plans import HighsPlanSolver
from persistence.contests.nightly import remind_of_contests
from persistence.extension.nightly import remind_teachers
from persistence.identity.housekeeping import forget_sessions
from persistence.ids import new_id
from persistence.mentoring.nightly import follow_pairs
from persistence.notices.reminders import remind_readers
from persistence.papers.nightly import remind_authors as remind_paper_authors
from persistence.platform.housekeeping import forget_answers
from persistence.reports.hourly import keep_figures
from persistence.themes.following import follow_schools
from persistence.themes.nightly import check_groups, remind_leaders
from persistence.timetable import cover_plans
from persistence.timetable.cover_ground import cover_ground
from persistence.timetable.escalations import escalate_schools
from persistence.topics.nightly import remind_topic_leaders
from persistence.training.long_plan_facts import plan_facts
from persistence.training.long_plans import add_plan, read_request
from persistence.training.rebuild import rebuild
from persistence.training.reminders import remind_schools

KEPT_SESSIONS = timedelta(days=90)
KEPT_ANSWERS = timedelta(hours=48)
KEPT_ORPHANS = timedelta(hours=24)
"""Far longer than any upload takes: the bytes of one under way have no row yet either."""

KEPT_JOBS_HOURS = 14 * 24
RETRIES = 4


def register(app: App) -> None:
    """Makes the jobs known under the names that `persistence.queue.enqueue` is given.

    Said here and not by decorators: a procrastinate Blueprint may join one App only, and the worker makes a
    new one whenever the database comes back.
    """
    patient = RetryStrategy(max_attempts=RETRIES, exponential_wait=5)
    tidy = app.task(name="housekeeping", queueing_lock="housekeeping", pass_context=True, retry=patient)
    app.periodic(cron="23 * * * *")(tidy(housekeeping))  # not nightly: a school's machine may be off at night
    remind = app.task(name="remind_duties", queueing_lock="remind_duties", pass_context=True, retry=patient)
    app.periodic(cron="5,35 23,0,1 * * *")(
        remind(remind_duties)
    )  # UTC: from 7 to 10 in the morning at school, again and again, for a machine switched on at 9
    awaiting = app.task(
        name="remind_readers", queueing_lock="remind_readers", pass_context=True, retry=patient
    )
    app.periodic(cron="15,45 23,0,1 * * *")(awaiting(remind_of_notices))  # UTC, as above
    escalating = app.task(
        name="escalate_absences", queueing_lock="escalate_absences", pass_context=True, retry=patient
    )
    app.periodic(cron="2-59/10 * * * *")(escalating(escalate_absences))
    following = app.task(
        name="follow_members", queueing_lock="follow_members", pass_context=True, retry=patient
    )
    app.periodic(cron="4-59/10 * * * *")(following(follow_members))
    checking = app.task(name="check_themes", queueing_lock="check_themes", pass_context=True, retry=patient)
    app.periodic(cron="17 * * * *")(checking(check_themes))
    looking = app.task(
        name="look_at_photos", queueing_lock="look_at_photos", pass_context=True, retry=patient
    )
    app.periodic(cron="6-59/10 * * * *")(looking(look_at_theme_photos))
    missing = app.task(name="remind_themes", queueing_lock="remind_themes", pass_context=True, retry=patient)
    app.periodic(cron="8,38 23,0,1 * * *")(missing(remind_themes))
    nearing = app.task(name="remind_topics", queueing_lock="remind_topics", pass_context=True, retry=patient)
    app.periodic(cron="11,41 23,0,1 * * *")(nearing(remind_topics))
    unprepared = app.task(
        name="remind_extension", queueing_lock="remind_extension", pass_context=True, retry=patient
    )
    app.periodic(cron="12,42 0,1,2 * * 1")(unprepared(remind_extension))  # UTC: Monday from 8 to 11 at school
    writing = app.task(name="remind_papers", queueing_lock="remind_papers", pass_context=True, retry=patient)
    app.periodic(cron="11,41 23,0,1 * * *")(writing(remind_papers))
    pairing = app.task(name="follow_pairs", queueing_lock="follow_pairs", pass_context=True, retry=patient)
    app.periodic(cron="11,41 23,0,1 * * *")(pairing(follow_mentor_pairs))
    entering = app.task(
        name="remind_authors", queueing_lock="remind_authors", pass_context=True, retry=patient
    )
    app.periodic(cron="11,41 23,0,1 * * *")(entering(remind_authors))  # UTC, as above
    keeping = app.task(name="keep_figures", queueing_lock="keep_figures", pass_context=True, retry=patient)
    app.periodic(cron="33 * * * *")(keeping(keep_term_figures))
    app.task(name="deliver", pass_context=True, retry=RetryStrategy(max_attempts=TRIES, exponential_wait=5))(
        deliver
    )
    app.task(name="try_channel", pass_context=True, retry=patient)(try_channel)
    sweeping = app.task(name="sweep_files", queueing_lock="sweep_files", pass_context=True, retry=patient)
    app.periodic(cron="41 */6 * * *")(sweeping(sweep_files))
    app.task(name="rebuild_standings", pass_context=True, retry=patient)(rebuild_standings)
    app.task(name="plan_cover", pass_context=True, retry=patient)(plan_cover)
    app.task(name="solve_cover", pass_context=True, retry=patient)(solve_cover)
    app.task(name="archive_project", pass_context=True, retry=patient)(archive_project)
    app.task(name="print_notices", pass_context=True, retry=patient)(print_notices)
    app.task(name="export_list", pass_context=True, retry=patient)(export_list)
    app.task(name="plan_long_courses", pass_context=True, retry=patient)(plan_long_courses)


async def housekeeping(context: JobContext, timestamp: int) -> None:
    """Forgets answers kept for repeated requests, ended sign-ins and finished jobs, as due at `timestamp`."""
    engine: AsyncEngine = context.additional_context["engine"]
    due = datetime.fromtimestamp(timestamp, UTC)
    await forget_answers(engine, before=due - KEPT_ANSWERS)
    await forget_sessions(engine, before=due - KEPT_SESSIONS)
    await context.app.job_manager.delete_old_jobs(nb_hours=KEPT_JOBS_HOURS, include_cancelled=True)


async def remind_duties(context: JobContext, timestamp: int) -> None:
    """Tells teachers what is due soon and what is overdue, as of the day of `timestamp`; each once."""
    engine: AsyncEngine = context.additional_context["engine"]
    await remind_schools(engine, now=datetime.fromtimestamp(timestamp, UTC))


async def escalate_absences(context: JobContext, timestamp: int) -> None:
    """Counts coming absences anew, and sends to cover what is not swapped in time; each once."""
    engine: AsyncEngine = context.additional_context["engine"]
    await escalate_schools(engine, now=datetime.fromtimestamp(timestamp, UTC))


async def remind_of_notices(context: JobContext, timestamp: int) -> None:
    """Reminds readers of copies nobody acknowledged, as of the day of `timestamp`; once a day at most."""
    engine: AsyncEngine = context.additional_context["engine"]
    await remind_readers(engine, now=datetime.fromtimestamp(timestamp, UTC))


async def print_notices(
    context: JobContext,
    school_id: str,
    operation_id: str,
    notice_ids: list[str],
    layout: str,
    account_id: str,
    school_code: str,
    files_url: str,
) -> None:
    """Prints notices as one file; the operation's result is the file."""
    school, caller = UUID(school_id), office(UUID(school_id), UUID(account_id))
    shop: PrintShop = context.additional_context["shop"]

    async def work(connection: AsyncConnection, report: Report) -> dict[str, Any]:
        chosen = [UUID(one) for one in notice_ids]
        file_id = await print_all(
            connection, shop, caller, chosen, Layout(layout), school=school_code, report=report
        )
        return {"file_id": str(file_id)}

    await run(
        context.additional_context["engine"],
        school,
        UUID(operation_id),
        work,
        last_try=context.job.attempts >= RETRIES,
        result_url=lambda result: f"{files_url}/{result['file_id']}",
    )


async def archive_project(
    context: JobContext,
    school_id: str,
    operation_id: str,
    project_id: str,
    closing_no: int,
    account_id: str,
    files_url: str,
) -> None:
    """Makes the archive of a closed project; the operation's result is the file."""
    caller = office(UUID(school_id), UUID(account_id))
    shop: PrintShop = context.additional_context["shop"]

    async def work(connection: AsyncConnection, report: Report) -> dict[str, Any]:
        file_id = await archive(connection, shop.store, caller, UUID(project_id), closing_no, report=report)
        return {"file_id": str(file_id)}

    await run(
        context.additional_context["engine"],
        UUID(school_id),
        UUID(operation_id),
        work,
        last_try=context.job.attempts >= RETRIES,
        result_url=lambda result: f"{files_url}/{result['file_id']}",
    )


async def export_list(
    context: JobContext,
    school_id: str,
    operation_id: str,
    asked: dict[str, Any],
    account_id: str,
    files_url: str,
) -> None:
    """Takes a list out; the operation's result is the file, and how many rows it has."""
    school, request = UUID(school_id), TypeAdapter(ExportAsked).validate_python(asked)
    store: StoredBytes = context.additional_context["files"]

    async def work(connection: AsyncConnection, report: Report) -> dict[str, Any]:
        now, account = datetime.now(UTC), UUID(account_id)
        file_id, rows = await export(connection, store, school, account, request, now=now, report=report)
        return {"file_id": str(file_id), "rows": rows}

    await run(
        context.additional_context["engine"],
        school,
        UUID(operation_id),
        work,
        last_try=context.job.attempts >= RETRIES,
        result_url=lambda result: f"{files_url}/{result['file_id']}",
    )


async def follow_members(context: JobContext, timestamp: int) -> None:
    """Brings who is expected at coming theme activities in line with who is in the group."""
    engine: AsyncEngine = context.additional_context["engine"]
    await follow_schools(engine, now=datetime.fromtimestamp(timestamp, UTC))


async def follow_mentor_pairs(context: JobContext, timestamp: int) -> None:
    """Begins the pairs signed for the day of `timestamp`, and reminds those behind near a term's end."""
    engine: AsyncEngine = context.additional_context["engine"]
    await follow_pairs(engine, now=datetime.fromtimestamp(timestamp, UTC))


async def check_themes(context: JobContext, timestamp: int) -> None:
    """Looks for hints in the activities of theme research."""
    engine: AsyncEngine = context.additional_context["engine"]
    await check_groups(engine, now=datetime.fromtimestamp(timestamp, UTC))


async def look_at_theme_photos(context: JobContext, timestamp: int) -> None:
    """Finds photos handed in before, scaled or saved anew."""
    engine: AsyncEngine = context.additional_context["engine"]
    store: StoredBytes = context.additional_context["files"]
    await look_at_photos(engine, store, now=datetime.fromtimestamp(timestamp, UTC))


async def remind_themes(context: JobContext, timestamp: int) -> None:
    """Tells leaders what is missing of the nine ones, as of the day of `timestamp`; each once."""
    engine: AsyncEngine = context.additional_context["engine"]
    await remind_leaders(engine, now=datetime.fromtimestamp(timestamp, UTC))


async def remind_topics(context: JobContext, timestamp: int) -> None:
    """Tells leaders which steps of their topics are due, as of the day of `timestamp`; each once."""
    engine: AsyncEngine = context.additional_context["engine"]
    await remind_topic_leaders(engine, now=datetime.fromtimestamp(timestamp, UTC))


async def remind_extension(context: JobContext, timestamp: int) -> None:
    """Tells teachers of extension courses which lesson plans are missing, and when to close; each once."""
    engine: AsyncEngine = context.additional_context["engine"]
    await remind_teachers(engine, now=datetime.fromtimestamp(timestamp, UTC))


async def remind_authors(context: JobContext, timestamp: int) -> None:
    """Tells who entered nothing yet that a contest's entries are due soon, as of the day of `timestamp`."""
    engine: AsyncEngine = context.additional_context["engine"]
    await remind_of_contests(engine, now=datetime.fromtimestamp(timestamp, UTC))


async def keep_term_figures(context: JobContext, timestamp: int) -> None:
    """Puts each school's figures of its term down for the district."""
    engine: AsyncEngine = context.additional_context["engine"]
    await keep_figures(engine, now=datetime.fromtimestamp(timestamp, UTC))


async def remind_papers(context: JobContext, timestamp: int) -> None:
    """Tells who owes a paper that it is due soon, or overdue, as of the day of `timestamp`; each once."""
    engine: AsyncEngine = context.additional_context["engine"]
    await remind_paper_authors(engine, now=datetime.fromtimestamp(timestamp, UTC))


async def deliver(context: JobContext, school_id: str, channel_id: str) -> None:
    """Sends what waits for a channel."""
    engine: AsyncEngine = context.additional_context["engine"]
    outgoing: Outgoing = context.additional_context["outgoing"]
    await send_waiting(engine, outgoing, UUID(school_id), UUID(channel_id))


async def try_channel(context: JobContext, school_id: str, operation_id: str, channel_id: str) -> None:
    """Sends a test message; whether it went is the operation's outcome."""
    school, outgoing = UUID(school_id), context.additional_context["outgoing"]

    async def work(connection: AsyncConnection, _: Report) -> dict[str, Any]:
        return await send_greeting(connection, outgoing, school, UUID(channel_id))

    engine: AsyncEngine = context.additional_context["engine"]
    await run(engine, school, UUID(operation_id), work, last_try=context.job.attempts >= RETRIES)


async def sweep_files(context: JobContext, timestamp: int) -> None:
    """Removes bytes whose row was never committed, as due at `timestamp`."""
    engine: AsyncEngine = context.additional_context["engine"]
    store: StoredBytes = context.additional_context["files"]
    await sweep(engine, store, before=datetime.fromtimestamp(timestamp, UTC) - KEPT_ORPHANS)


async def rebuild_standings(context: JobContext, school_id: str, operation_id: str) -> None:
    """Recomputes a school's sums from its ledger; the operation's result names each that differed."""
    school = UUID(school_id)

    async def work(connection: AsyncConnection, report: Report) -> dict[str, Any]:
        differences = await rebuild(connection, school, report)
        return {"differences": [_said(one) for one in differences]}

    engine: AsyncEngine = context.additional_context["engine"]
    await run(engine, school, UUID(operation_id), work, last_try=context.job.attempts >= RETRIES)


async def plan_long_courses(
    context: JobContext,
    school_id: str,
    operation_id: str,
    request: dict[str, Any],
    account_id: str,
    plans_url: str,
) -> None:
    """Proposes who goes to which 90-hour session; the operation's result is the plan."""
    school, asked = UUID(school_id), read_request(request)

    async def work(connection: AsyncConnection, report: Report) -> dict[str, Any]:
        now = datetime.now(UTC)
        facts = await plan_facts(connection, school, asked, today=day_of(now))
        await report(0, 1)
        proposal = await asyncio.to_thread(propose, facts, HighsPlanSolver())
        await report(1, 1)
        plan_id = await add_plan(connection, school, asked, proposal, account_id=UUID(account_id), at=now)
        return {"long_plan_id": str(plan_id)}

    await run(
        context.additional_context["engine"],
        school,
        UUID(operation_id),
        work,
        last_try=context.job.attempts >= RETRIES,
        result_url=lambda result: f"{plans_url}/{result['long_plan_id']}",
    )


async def plan_cover(
    context: JobContext,
    school_id: str,
    operation_id: str,
    request: dict[str, Any],
    account_id: str,
    plans_url: str,
) -> None:
    """Drafts who covers what; the operation's result is the plan."""
    school, asked = UUID(school_id), cover_plans.read_request(request)

    async def work(connection: AsyncConnection, report: Report) -> dict[str, Any]:
        ground = await cover_ground(connection, school, asked.from_day, asked.until_day)
        await report(0, 1)
        plan = PlanRows(new_id(), asked)
        made = await asyncio.to_thread(draft, plan, ground, CoverPlanSolver(), new_id)
        await report(1, 1)
        account, now = UUID(account_id), datetime.now(UTC)
        await cover_plans.add_plan(connection, school, plan.plan_id, asked, made, account_id=account, at=now)
        return {"cover_plan_id": str(plan.plan_id)}

    await _planning(context, school, operation_id, work, plans_url)


async def solve_cover(
    context: JobContext, school_id: str, operation_id: str, plan_id: str, version: int, plans_url: str
) -> None:
    """Searches a draft again around its locked rows; fails as stale when somebody edited it meanwhile."""
    school, which = UUID(school_id), UUID(plan_id)

    async def work(connection: AsyncConnection, report: Report) -> dict[str, Any]:
        plans = cover_plans.SqlCoverPlans(connection, school)
        plan = await plans.get(which)
        if plan is None:
            raise NotFound()
        ground = await plans.ground(plan.request.from_day, plan.request.until_day)
        await report(0, 1)
        rows = PlanRows(plan.id, plan.request, plan.rows)
        made = await asyncio.to_thread(draft, rows, ground, CoverPlanSolver(), new_id)
        await report(1, 1)
        await moving(plans, which, "solve", version)
        await plans.write(plan.id, made)
        return {"cover_plan_id": plan_id}

    await _planning(context, school, operation_id, work, plans_url)


async def _planning(context: JobContext, school: UUID, operation_id: str, work: Work, plans_url: str) -> None:
    await run(
        context.additional_context["engine"],
        school,
        UUID(operation_id),
        work,
        last_try=context.job.attempts >= RETRIES,
        result_url=lambda result: f"{plans_url}/{result['cover_plan_id']}",
    )


def _said(one: StandingDifference) -> dict[str, Any]:
    """As JSON keeps it: figures as text with two decimals."""
    figures = {"was": f"{one.was:.2f}", "should_be": f"{one.should_be:.2f}"}
    return asdict(one) | {"teacher_id": str(one.teacher_id), **figures}
