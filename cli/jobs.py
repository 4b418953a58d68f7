"""The jobs the worker knows. Each names its school first, if it has one, and may run twice unharmed."""

from datetime import UTC, datetime, timedelta

from procrastinate import App, JobContext, RetryStrategy
from sqlalchemy.ext.asyncio import AsyncEngine

from persistence.identity.housekeeping import forget_sessions
from persistence.platform.housekeeping import forget_answers

KEPT_SESSIONS = timedelta(days=90)
KEPT_ANSWERS = timedelta(hours=48)
KEPT_JOBS_HOURS = 14 * 24


def register(app: App) -> None:
    """Makes the jobs known under the names that `persistence.queue.enqueue` is given.

    Said here and not by decorators: a procrastinate Blueprint may join one App only, and the worker makes a
    new one whenever the database comes back.
    """
    patient = RetryStrategy(max_attempts=4, exponential_wait=5)
    sweep = app.task(name="housekeeping", queueing_lock="housekeeping", pass_context=True, retry=patient)
    app.periodic(cron="23 * * * *")(
        sweep(housekeeping)
    )  # not nightly: a school's machine may be off at night


async def housekeeping(context: JobContext, timestamp: int) -> None:
    """Forgets answers kept for repeated requests, ended sign-ins and finished jobs, as due at `timestamp`."""
    engine: AsyncEngine = context.additional_context["engine"]
    due = datetime.fromtimestamp(timestamp, UTC)
    await forget_answers(engine, before=due - KEPT_ANSWERS)
    await forget_sessions(engine, before=due - KEPT_SESSIONS)
    await context.app.job_manager.delete_old_jobs(nb_hours=KEPT_JOBS_HOURS, include_cancelled=True)
