"""The worker: jobs put off by requests, and jobs that are due. `yanxiu worker` runs it alone."""

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

import structlog
from procrastinate import App, PsycopgConnector

from api import logs
from cli.console import console
from cli.jobs import register
from cli.wiring import DataDir, database, settings_from
from persistence.engine import create_engine
from persistence.provision import libpq_url

log = structlog.get_logger("yanxiu.worker")

CONCURRENCY = 2
PAUSE = 5.0  # seconds between attempts while the database is away
GRACE = 3.0  # seconds a running job gets to finish when the worker is asked to stop; it is repeated otherwise


def worker(data_dir: DataDir = None) -> None:
    """Run the worker alone, beside `yanxiu serve --no-worker`."""
    settings = settings_from(data_dir=data_dir)
    logs.configure(settings.log_level, settings.log_format)
    with database(settings) as urls:
        console.print("The worker waits for jobs; Ctrl-C stops it.")
        asyncio.run(_until_signalled(urls.app))


def queue(app_url: str) -> App:
    """procrastinate on the service's own role; jobs find what they need in `additional_context`."""
    connector = PsycopgConnector(
        conninfo=libpq_url(app_url),
        min_size=1,
        max_size=CONCURRENCY + 3,
        timeout=GRACE,  # how long a parting worker may wait for a database that is away
        kwargs={"prepare_threshold": None},
    )
    app = App(connector=connector)
    register(app)
    return app


async def work(app_url: str) -> None:
    """Works until cancelled; outlives the database being away."""
    while True:
        try:
            async with _ready(app_url) as (app, context):
                await app.run_worker_async(
                    concurrency=CONCURRENCY,
                    shutdown_graceful_timeout=GRACE,
                    install_signal_handlers=False,
                    additional_context=context,
                )
        except Exception:
            # The worker's own parting may fail for want of a database; it is a parting all the same.
            if (task := asyncio.current_task()) and task.cancelling():
                return
            log.exception("worker_stopped", again_in_seconds=PAUSE)
        await asyncio.sleep(PAUSE)


async def _until_signalled(app_url: str) -> None:
    working = asyncio.create_task(work(app_url))
    for ending in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(ending, working.cancel)
    with suppress(asyncio.CancelledError):
        await working


@asynccontextmanager
async def _ready(app_url: str) -> AsyncIterator[tuple[App, dict[str, object]]]:
    engine = create_engine(app_url, pool_size=CONCURRENCY)
    try:
        async with queue(app_url).open_async() as app:
            yield app, {"engine": engine}
    finally:
        await engine.dispose()


@contextmanager
def in_background(app_url: str) -> Iterator[None]:
    """The worker inside another program, on an event loop of its own: a long job never holds up a request."""
    leaving = threading.Event()

    async def until_leaving() -> None:
        working = asyncio.create_task(work(app_url))
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
