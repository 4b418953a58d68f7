"""The jobs the worker knows. Each names its school first, if it has one, and may run twice unharmed."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from procrastinate import App, JobContext, RetryStrategy
from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from cli.archiving import archive
from cli.deliveries import TRIES, Outgoing, send_greeting, send_waiting
from cli.exporting import export
from cli.operations import Report, Work, run
from cli.personal_data import register_personal_data
from cli.photos import look_at_photos
from cli.platform_jobs import register_exchange
from cli.printing import PrintShop, office, print_all
from cli.solving import drafted, proposed
from cli.sweeping import sweep
from cli.webhooks import Webhooks, send_events, send_test
from domain.errors import NotFound
from domain.notices.sheet import Layout
from domain.people.calendar import day_of
from domain.reports.exports import ExportAsked
from domain.timetable.cover_drafting import PlanRows, moving
from domain.training.credit import StandingDifference
from gateways.apart import Apart
from gateways.files import StoredBytes
from persistence.contests.nightly import remind_of_contests
from persistence.extension.nightly import remind_teachers
from persistence.identity.housekeeping import forget_sessions
from persistence.ids import new_id
from persistence.integration.pulls import fetch_from_platform
from persistence.mentoring.nightly import follow_pairs
from persistence.notices.reminders import remind_readers
from persistence.papers.nightly import remind_authors as remind_paper_authors
from persistence.platform.housekeeping import forget_answers, forget_files
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
from persistence.webhooks.nightly import forget_deliveries, wake_webhooks

KEPT_SESSIONS = timedelta(days=90)
KEPT_ANSWERS = timedelta(hours=48)
KEPT_ORPHANS = timedelta(hours=24)
"""Far longer than any upload takes: the bytes of one under way have no row yet either."""

KEPT_JOBS_HOURS = 14 * 24
RETRIES = 4


class Round(Protocol):
    """Goes through every school; says how many people or things it concerned."""

    async def __call__(self, engine: AsyncEngine, *, now: datetime) -> int: ...


MORNINGS = "23,0,1 * * *"
"""UTC: from 7 to 10 at school, again and again, for a machine switched on at 9."""

NIGHTS = "18-23,0"
"""UTC: from 2 to 8 at school; the later hours are for a machine that was off."""

ROUNDS: Mapping[str, tuple[str, Round]] = {
    "remind_duties": (f"5,35 {MORNINGS}", remind_schools),
    "remind_readers": (f"15,45 {MORNINGS}", remind_readers),
    "remind_themes": (f"8,38 {MORNINGS}", remind_leaders),
    "remind_topics": (f"11,41 {MORNINGS}", remind_topic_leaders),
    "remind_papers": (f"18,48 {MORNINGS}", remind_paper_authors),
    "remind_authors": (f"21,51 {MORNINGS}", remind_of_contests),
    "follow_pairs": (f"25,55 {MORNINGS}", follow_pairs),
    "remind_extension": ("12,42 0,1,2 * * 1", remind_teachers),  # Mondays
    "escalate_absences": ("2-59/10 * * * *", escalate_schools),
    "follow_members": ("4-59/10 * * * *", follow_schools),
    "check_themes": ("17 * * * *", check_groups),
    "keep_figures": ("33 * * * *", keep_figures),
    "fetch_from_platform": (f"27 {NIGHTS} * * *", fetch_from_platform),
    "wake_webhooks": ("9-59/10 * * * *", wake_webhooks),
    "forget_deliveries": ("28 * * * *", forget_deliveries),
}
"""What goes through every school by the clock, as of the moment it was due; each may go again unharmed."""


def register(app: App) -> None:
    """Makes the jobs known under the names that `persistence.queue.enqueue` is given.

    Said here and not by decorators: a procrastinate Blueprint may join one App only, and the worker makes a
    new one whenever the database comes back.
    """
    patient = RetryStrategy(max_attempts=RETRIES, exponential_wait=5)

    def by_the_clock(name: str, cron: str, job: Callable[..., Awaitable[None]]) -> None:
        task = app.task(name=name, queueing_lock=name, pass_context=True, retry=patient)
        app.periodic(cron=cron)(task(job))

    for name, (cron, around) in ROUNDS.items():
        by_the_clock(name, cron, _round(around))
    by_the_clock("housekeeping", "23 * * * *", housekeeping)  # hourly: a school's machine may be off at night
    by_the_clock("look_at_photos", "6-59/10 * * * *", look_at_theme_photos)
    by_the_clock("sweep_files", "41 */6 * * *", sweep_files)
    app.task(name="deliver", pass_context=True, retry=RetryStrategy(max_attempts=TRIES, exponential_wait=5))(
        deliver
    )
    for job in (
        try_channel,
        deliver_webhooks,
        try_webhook,
        rebuild_standings,
        plan_cover,
        solve_cover,
        archive_project,
        print_notices,
        export_list,
        plan_long_courses,
    ):
        app.task(name=job.__name__, pass_context=True, retry=patient)(job)
    register_exchange(app)
    register_personal_data(app)


def _round(around: Round) -> Callable[[JobContext, int], Awaitable[None]]:
    async def job(context: JobContext, timestamp: int) -> None:
        await around(context.additional_context["engine"], now=datetime.fromtimestamp(timestamp, UTC))

    return job


async def housekeeping(context: JobContext, timestamp: int) -> None:
    """Forgets kept answers, ended sign-ins, files whose time is up, finished jobs, as due at `timestamp`."""
    engine: AsyncEngine = context.additional_context["engine"]
    due = datetime.fromtimestamp(timestamp, UTC)
    await forget_answers(engine, before=due - KEPT_ANSWERS)
    await forget_sessions(engine, before=due - KEPT_SESSIONS)
    await forget_files(engine, now=due)
    await context.app.job_manager.delete_old_jobs(nb_hours=KEPT_JOBS_HOURS, include_cancelled=True)


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


async def look_at_theme_photos(context: JobContext, timestamp: int) -> None:
    """Finds photos handed in before, scaled or saved anew."""
    engine: AsyncEngine = context.additional_context["engine"]
    store: StoredBytes = context.additional_context["files"]
    await look_at_photos(engine, store, now=datetime.fromtimestamp(timestamp, UTC))


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


async def deliver_webhooks(context: JobContext, school_id: str, subscription_id: str) -> None:
    """Sends what waits for a webhook."""
    webhooks: Webhooks = context.additional_context["webhooks"]
    engine: AsyncEngine = context.additional_context["engine"]
    await send_events(engine, webhooks, UUID(school_id), UUID(subscription_id))


async def try_webhook(context: JobContext, school_id: str, operation_id: str, subscription_id: str) -> None:
    """Sends a test event; how it went is the operation's outcome."""
    school, webhooks = UUID(school_id), context.additional_context["webhooks"]

    async def work(connection: AsyncConnection, _: Report) -> dict[str, Any]:
        return await send_test(connection, webhooks, school, UUID(subscription_id))

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
        proposal = await asyncio.to_thread(Apart().do, proposed, facts)
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
        made = await asyncio.to_thread(Apart().do, drafted, plan, ground)
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
        made = await asyncio.to_thread(Apart().do, drafted, rows, ground)
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
