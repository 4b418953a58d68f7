"""Jobs, watched: counted, timed, traced below the request that asked for them, known to their statements."""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from procrastinate import JobContext
from procrastinate.worker import Worker

from api.figures import NOWHERE, Figures
from api.tracing import Tracing
from domain.outgoing import Answer, NotReached, Outgoing, TargetRefused
from persistence.queue import TRACEPARENT
from persistence.watching import DOING

JOBS = "jobs"
"""The room that statements of jobs are counted for: a job goes through many."""


@dataclass(slots=True)
class Working:
    """A job, as its statements know it."""

    job: str
    task: str
    figures: Figures
    room: str = field(default=JOBS, init=False)
    span: Any = None
    traceparent: str | None = None

    def named(self) -> dict[str, str]:
        return {"job": self.job, "task": self.task}


Next = Callable[[], Awaitable[Any]]


def watching(
    figures: Figures, tracing: Tracing | None
) -> Callable[[Next, JobContext, Worker], Awaitable[Any]]:
    """What the worker puts around every job."""

    async def around(go_on: Next, context: JobContext, _: Worker) -> Any:
        job = context.job
        carried = cast(str | None, job.task_kwargs.pop(TRACEPARENT, None))
        working = Working(str(job.id), job.task_name, figures)
        if tracing is not None:
            working.span = tracing.job(job.task_name, carried)
            working.traceparent = tracing.traceparent(working.span)
        doing, started, outcome = DOING.set(working), time.perf_counter(), "succeeded"
        try:
            return await go_on()
        except BaseException as error:
            outcome = _outcome(context, error)
            raise
        finally:
            DOING.reset(doing)
            figures.worked(_known(context), outcome, time.perf_counter() - started)
            if tracing is not None:
                tracing.worked(working.span, outcome)

    return around


def _known(context: JobContext) -> str:
    """A task of a program newer than this one might have any name."""
    return context.job.task_name if context.job.task_name in context.app.tasks else NOWHERE


def _outcome(context: JobContext, error: BaseException) -> str:
    if not isinstance(error, Exception):
        return "cut_off"  # the worker was told to leave: the job is repeated
    task = context.app.tasks.get(context.job.task_name)
    again = task is not None and task.get_retry_exception(exception=error, job=context.job) is not None
    return "retried" if again else "failed"


def operation_ended(outcome: str) -> None:
    """Told by `cli.operations`; heard where a worker is watched."""
    doing = DOING.get()
    if isinstance(doing, Working):
        doing.figures.operation_ended(outcome)


def sent(kind: str, outcome: str, number: int = 1) -> None:
    """As `Figures.sent`; heard where a worker is watched."""
    doing = DOING.get()
    if isinstance(doing, Working):
        doing.figures.sent(kind, outcome, number)


class Counted:
    """A client that tells what came of its requests; behind the port `Outgoing`."""

    def __init__(self, client: Outgoing, kind: str) -> None:
        self._client, self._kind = client, kind

    async def check(self, address: str) -> None:
        await self._client.check(address)

    async def send(
        self,
        method: str,
        address: str,
        *,
        headers: Mapping[str, str],
        body: bytes = b"",
        within: float = 10.0,
        at_most: int = 1 << 16,
    ) -> Answer:
        try:
            answer = await self._client.send(
                method, address, headers=headers, body=body, within=within, at_most=at_most
            )
        except (NotReached, TargetRefused):
            sent(self._kind, "failed")
            raise
        sent(self._kind, "sent" if answer.status < 400 else "refused")
        return answer
