"""The worker: jobs put off by requests, and jobs that are due. `yanxiu worker` runs it alone."""

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any

import structlog
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status
from prometheus_client import start_http_server
from psycopg import AsyncConnection
from sqlalchemy.ext.asyncio import AsyncEngine

from api import logs
from api.figures import Figures, Processes
from api.settings import Settings
from api.tracing import Tracing, assert_traceable, tracing_to
from api.wiring.secret import secret_of
from api.wiring.watching import Watcher
from cli.console import console
from cli.deliveries import Outgoing
from cli.jobs import register
from cli.memory import give_back
from cli.operations import give_up
from cli.platform_exchange import Exchange
from cli.printing import PrintShop
from cli.reviving import looked_after
from cli.watching import JOBS, Counted, watching
from cli.webhooks import Webhooks
from cli.wiring import DataDir, database, plain_reasons, settings_from
from gateways.documents.notices import TypstNoticePrinter
from gateways.files import file_store
from gateways.messages import Sender
from gateways.outgoing import GuardedClient
from gateways.sealing import Sealing
from gateways.webhooks import SignedPosts
from persistence.engine import create_engine
from persistence.provision import asyncpg_url, libpq_url

log = structlog.get_logger("yanxiu.worker")

CONCURRENCY = 2
CONNECTIONS = 2 * CONCURRENCY  # a job's own, and the one its progress is written through
PAUSE = 5.0  # seconds between attempts while the database is away
SILENCE = 30.0  # seconds without a heartbeat after which a worker is taken for dead
RESCUE_EVERY = 10.0
RESCUES = 10  # how often a job may take its worker down with it
STATEMENT = 600.0  # seconds a job's statement may take; many go through a whole school
CUT_OFF = {  # libpq's own words: a connection nobody acknowledges is over after half a minute
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 4,
    "tcp_user_timeout": 30_000,  # milliseconds
}
GRACE = 3.0  # seconds a running job gets to finish when the worker is asked to stop; it is repeated otherwise


def worker(data_dir: DataDir = None) -> None:
    """Run the worker alone, beside `yanxiu serve --no-worker`."""
    settings = settings_from(data_dir=data_dir)
    logs.configure(settings.log_level, settings.log_format)
    with plain_reasons():
        assert_traceable(settings.traces_url)
    give_back()
    figures = Figures()
    shown = _shown(figures, settings.worker_metrics_port)
    with database(settings) as urls, looked_after(settings), shown:
        console.print("The worker waits for jobs; Ctrl-C stops it.")
        asyncio.run(_until_signalled(urls.app, settings, figures))


def run_jobs(settings: Settings, app_url: str) -> None:
    """The worker as one of the processes of `serve`, until that is signalled."""
    asyncio.run(_until_signalled(app_url, settings, Figures()))


@contextmanager
def _shown(figures: Figures, port: int | None) -> Iterator[None]:
    """On the machine itself: a scraper elsewhere comes through what guards the machine."""
    if port is None:
        yield
        return
    figures.registry.register(Processes())
    with plain_reasons():
        server, _ = start_http_server(port, "127.0.0.1", registry=figures.registry)
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def queue(app_url: str) -> App:
    """procrastinate on the service's own role; jobs find what they need in `additional_context`."""
    connector = PsycopgConnector(
        conninfo=libpq_url(app_url),
        min_size=1,
        max_size=CONCURRENCY + 3,
        timeout=GRACE,  # how long a parting worker may wait for a database that is away
        kwargs={"prepare_threshold": None, **CUT_OFF},
    )
    app = App(connector=connector)
    register(app)
    return app


def through_pooler(settings: Settings) -> bool:
    """Whether the worker's connections are a transaction pooler's, over which no LISTEN holds."""
    return settings.behind_pooler and settings.queue_database_url is None


async def work(app_url: str, settings: Settings, figures: Figures | None = None) -> None:
    """Works until cancelled; outlives the database being away. Raises TracingMissing."""
    if settings.queue_database_url is not None:
        app_url = asyncpg_url(settings.queue_database_url)
    figures, tracing = figures or Figures(), tracing_to(settings.traces_url, "yanxiu-worker")
    try:
        await _work(app_url, settings, figures, tracing)
    finally:
        if tracing is not None:
            await asyncio.to_thread(tracing.close)


async def _work(app_url: str, settings: Settings, figures: Figures, tracing: Tracing | None) -> None:
    watch = Watcher(figures, slow_ms=settings.slow_query_ms, tracing=tracing, pool=JOBS)
    while not _is_told_to_leave():
        try:
            async with ready(app_url, settings, watch) as (app, context), rescuing(app, context["engine"]):
                await app.run_worker_async(
                    concurrency=CONCURRENCY,
                    listen_notify=not through_pooler(settings),
                    shutdown_graceful_timeout=GRACE,
                    install_signal_handlers=False,
                    additional_context=context,
                    worker_middleware=[watching(figures, tracing)],
                )
        except Exception:
            # The worker's own parting may fail for want of a database; it is a parting all the same.
            if _is_told_to_leave():
                return
            log.exception("worker_stopped", again_in_seconds=PAUSE)
        await asyncio.sleep(PAUSE)


def _is_told_to_leave() -> bool:
    """What a CancelledError says, for where one may be lost.

    Before Python 3.12 `asyncio.wait_for`, which the pool waits with, swallows one that comes just as it ends.
    """
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def _until_signalled(app_url: str, settings: Settings, figures: Figures) -> None:
    working = asyncio.create_task(work(app_url, settings, figures))
    for ending in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(ending, working.cancel)
    with suppress(asyncio.CancelledError):
        await working


@asynccontextmanager
async def ready(
    app_url: str, settings: Settings, watch: Watcher | None = None
) -> AsyncIterator[tuple[App, dict[str, Any]]]:
    """The queue, open, and what its jobs need; an OperationalError at once while the database is away."""
    # An opening pool would pause up to 16 seconds between its attempts. A connection of our own, once a
    # start, leaves the pauses to `work`.
    await (await AsyncConnection.connect(libpq_url(app_url), connect_timeout=int(PAUSE))).close()
    engine = create_engine(
        app_url,
        pool_size=CONNECTIONS,
        patience=STATEMENT,
        behind_pooler=through_pooler(settings),
        distributed=settings.distributed,
        watch=watch,
        name="yanxiu-worker",
    )
    try:
        async with queue(app_url).open_async() as app:
            yield app, {"engine": engine, **outside(settings)}
    finally:
        await engine.dispose()


def outside(settings: Settings) -> dict[str, Any]:
    """What jobs need besides the database: where files are, and how messages go out."""
    files = file_store(settings.data_dir, settings.files_url)
    sealing = Sealing(partial(secret_of, settings))
    client = GuardedClient(private_hosts=settings.private_hosts)
    return {
        "files": files,
        "shop": PrintShop(TypstNoticePrinter(), files, settings.public_url),
        "outgoing": Outgoing(sealing, Sender(private_hosts=settings.mail_private_hosts)),
        "exchange": Exchange(sealing, Counted(client, "platform"), partial(datetime.now, UTC)),
        "webhooks": Webhooks(sealing, SignedPosts(Counted(client, "webhook"))),
    }


@asynccontextmanager
async def rescuing(app: App, engine: AsyncEngine) -> AsyncIterator[None]:
    """Looks, as long as the worker works, for jobs whose own worker died without a word."""

    async def look() -> None:
        while True:
            try:
                await rescue(app, engine)
            except Exception:  # the worker itself finds out that the database is away
                log.warning("rescue_failed", exc_info=True)
            if _is_told_to_leave():
                return
            await asyncio.sleep(RESCUE_EVERY)

    looking = asyncio.create_task(look())
    try:
        yield
    finally:
        looking.cancel()
        await asyncio.wait([looking])  # and not `await looking`: our own CancelledError must pass


async def rescue(app: App, engine: AsyncEngine) -> None:
    """Puts back the jobs of workers that send no heartbeat; one that was put back too often has failed, and
    so has the operation somebody waits for."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENCE):
        log.warning("job_put_back", job=job.id, task=job.task_name, attempts=job.attempts)
        with suppress(UniqueViolation):  # the next of its kind waits already
            if job.attempts < RESCUES:
                await app.job_manager.retry_job(job)
                continue
        await give_up(engine, job.task_kwargs)
        await app.job_manager.finish_job(job, Status.FAILED, delete_job=False)


@contextmanager
def in_background(app_url: str, settings: Settings, figures: Figures | None = None) -> Iterator[None]:
    """The worker inside another program, on an event loop of its own: a long job never holds up a request."""
    leaving = threading.Event()

    async def until_leaving() -> None:
        working = asyncio.create_task(work(app_url, settings, figures))
        await asyncio.to_thread(leaving.wait)
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working

    thread = threading.Thread(target=lambda: asyncio.run(until_leaving()), name="worker")
    thread.start()
    try:
        yield
    finally:
        leaving.set()
        thread.join()
