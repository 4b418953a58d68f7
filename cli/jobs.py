"""The jobs the worker knows. Each names its school first, if it has one, and may run twice unharmed."""

from datetime import UTC, datetime, timedelta

from procrastinate import Blueprint, JobContext, RetryStrategy
from sqlalchemy.ext.asyncio import AsyncEngine

from persistence.platform.housekeeping import forget_answers

jobs = Blueprint()

KEPT_ANSWERS = timedelta(hours=48)
KEPT_JOBS_HOURS = 14 * 24


# Hourly, not nightly: a school's machine may be off at night, and a missed hour is not made up for.
@jobs.periodic(cron="23 * * * *")
@jobs.task(
    name="housekeeping",
    pass_context=True,
    queueing_lock="housekeeping",
    retry=RetryStrategy(max_attempts=4, exponential_wait=5),
)
async def housekeeping(context: JobContext, timestamp: int) -> None:
    """Forgets answers kept for repeated requests, and finished jobs; `timestamp` is the hour it was due."""
    engine: AsyncEngine = context.additional_context["engine"]
    await forget_answers(engine, before=datetime.fromtimestamp(timestamp, UTC) - KEPT_ANSWERS)
    await context.app.job_manager.delete_old_jobs(nb_hours=KEPT_JOBS_HOURS, include_cancelled=True)
