"""The jobs of the exchange with the district's platform, and how patient they are."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from procrastinate import App, JobContext, RetryStrategy
from procrastinate.jobs import Job
from procrastinate.retry import RetryDecision
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.platform_exchange import Exchange, PlatformNotYet, Pull, pull, send, try_out
from domain.integration.platform import Inbound
from domain.integration.pulling import Wanted

PULL_RETRIES = 6
"""Some twenty minutes in all: the office may be waiting, and learns of it."""

HAND_IN_RETRIES = 7
"""Almost an hour in all: a platform may be away as long as it is being maintained."""


class Patience(RetryStrategy):
    """Waits longer each time, and as long as the platform asks for."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        decision = super().get_retry_decision(exception=exception, job=job)
        if decision is None or decision.retry_at is None or not isinstance(exception, PlatformNotYet):
            return decision
        earliest = datetime.now(UTC) + timedelta(seconds=exception.seconds)
        return RetryDecision(retry_at=max(decision.retry_at, earliest))


def register_exchange(app: App) -> None:
    for job, tries in (
        (pull_from_platform, PULL_RETRIES),
        (try_platform, PULL_RETRIES),
        (hand_in_submission, HAND_IN_RETRIES),
    ):
        patience = Patience(max_attempts=tries, exponential_wait=3)  # soon at first: most faults pass
        app.task(name=job.__name__, pass_context=True, retry=patience)(job)


async def pull_from_platform(
    context: JobContext,
    school_id: str,
    operation_id: str,
    kind: str,
    about: str | None,
    asked_for: bool,
    account_id: str,
) -> None:
    """Fetches a table from the district's platform; the operation's result is the import."""
    wanted = Wanted(Inbound(kind), about)
    asked = Pull(UUID(school_id), UUID(operation_id), wanted, UUID(account_id), asked_for)
    engine, exchange = _exchange(context)
    await pull(engine, exchange, asked, last_try=context.job.attempts >= PULL_RETRIES)


async def try_platform(context: JobContext, school_id: str, operation_id: str) -> None:
    """Whether the district's platform can be reached is the operation's outcome."""
    engine, exchange = _exchange(context)
    last_try = context.job.attempts >= PULL_RETRIES
    await try_out(engine, exchange, UUID(school_id), UUID(operation_id), last_try=last_try)


async def hand_in_submission(context: JobContext, school_id: str, submission_id: str) -> None:
    """Sends a submission to the district's platform."""
    engine, exchange = _exchange(context)
    last_try = context.job.attempts >= HAND_IN_RETRIES
    await send(engine, exchange, UUID(school_id), UUID(submission_id), last_try=last_try)


def _exchange(context: JobContext) -> tuple[AsyncEngine, Exchange]:
    return context.additional_context["engine"], context.additional_context["exchange"]
