"""Jobs are counted by what became of them, and their statements know whose they are."""

from typing import Any

import pytest
from procrastinate import App, JobContext, RetryStrategy
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from api.figures import Figures
from api.wiring.watching import Watcher
from cli import watching
from cli.worker import queue
from domain.outgoing import Answer, NotReached
from persistence.engine import create_engine
from persistence.provision import DatabaseUrls
from persistence.watching import DOING
from tests.pooler import POOLED

QUEUE = "watched"


def value(figures: Figures, name: str, **labels: str) -> float:
    families = text_string_to_metric_families(figures.page().decode())
    found = (one for family in families for one in family.samples if one.name == f"yanxiu_{name}")
    return sum(one.value for one in found if labels.items() <= one.labels.items())


async def run(urls: DatabaseUrls, figures: Figures, task: Any, *, again: bool = False) -> None:
    """The task once, watched by the figures; `again`: were it to break, once more an hour later."""
    retry = RetryStrategy(max_attempts=1, wait=3600) if again else False
    async with queue(urls.app).open_async() as app:
        app.task(name=task.__name__, queue=QUEUE, pass_context=True, retry=retry)(task)
        await app.configure_task(task.__name__, queue=QUEUE).defer_async()
        engine = create_engine(urls.app, pool_size=2, behind_pooler=POOLED, watch=Watcher(figures))
        await _work(app, figures, engine)
        await engine.dispose()


async def _work(app: App, figures: Figures, engine: object) -> None:
    await app.run_worker_async(
        queues=[QUEUE],
        wait=False,
        listen_notify=False,
        install_signal_handlers=False,
        additional_context={"engine": engine},
        worker_middleware=[watching.watching(figures, None)],
    )


async def watched_good(context: JobContext) -> None:
    async with context.additional_context["engine"].connect() as connection:
        await connection.execute(text("SELECT 1"))
    doing = DOING.get()
    assert doing is not None
    assert doing.named() == {"job": str(context.job.id), "task": "watched_good"}
    watching.sent("message", "sent", 3)
    watching.operation_ended("succeeded")


async def watched_bad(context: JobContext) -> None:
    raise ZeroDivisionError


async def test_a_job_is_counted_timed_and_known_to_its_statements(urls: DatabaseUrls) -> None:
    figures = Figures()

    await run(urls, figures, watched_good)

    assert value(figures, "jobs_total", task="watched_good", outcome="succeeded") == 1
    assert value(figures, "job_seconds_count", task="watched_good") == 1
    assert value(figures, "statement_seconds_count", room=watching.JOBS) == 1
    assert value(figures, "outgoing_total", kind="message", outcome="sent") == 3
    assert value(figures, "operations_total", outcome="succeeded") == 1


@pytest.mark.parametrize(("again", "outcome"), [(False, "failed"), (True, "retried")])
async def test_a_job_that_breaks_is_told_from_one_that_is_tried_again(
    urls: DatabaseUrls, again: bool, outcome: str
) -> None:
    figures = Figures()

    await run(urls, figures, watched_bad, again=again)

    assert value(figures, "jobs_total", task="watched_bad", outcome=outcome) == 1
    assert value(figures, "jobs_total") == 1


class Elsewhere:
    """A machine that answers with a status, or not at all."""

    def __init__(self, status: int | None) -> None:
        self._status = status

    async def check(self, address: str) -> None: ...

    async def send(self, method: str, address: str, **_: Any) -> Answer:
        if self._status is None:
            raise NotReached(host="x", why="too_slow")
        return Answer(self._status, {}, b"")


@pytest.mark.parametrize(("status", "outcome"), [(200, "sent"), (503, "refused"), (None, "failed")])
async def test_what_goes_out_is_counted_by_what_came_of_it(status: int | None, outcome: str) -> None:
    figures = Figures()
    doing = DOING.set(watching.Working("1", "task", figures))
    client = watching.Counted(Elsewhere(status), "platform")

    await client.check("https://x")
    if status is None:
        with pytest.raises(NotReached):
            await client.send("GET", "https://x", headers={})
    else:
        await client.send("GET", "https://x", headers={})

    DOING.reset(doing)
    assert value(figures, "outgoing_total", kind="platform", outcome=outcome) == 1
