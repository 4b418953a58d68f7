"""`yanxiu serve`: the service and all it stands on, in one command."""

import asyncio
import gc
import socket
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
import uvicorn
from fastapi import FastAPI

from api import logs
from api.figures import Figures, shared
from api.settings import Settings
from api.tracing import assert_traceable
from cli.connections import PatientProtocol
from cli.console import console, stop
from cli.listening import open_as_much_as_allowed, places
from cli.memory import give_back
from cli.migrate import is_behind, upgrade
from cli.reviving import Lookout, looked_after
from cli.supervising import supervise
from cli.wiring import DataDir, database, plain_reasons, settings_from
from persistence.provision import DatabaseUrls, assert_bound

GRACE = 5  # seconds for requests under way when the service is asked to stop

READ_LATER = (
    "anyio._backends._asyncio",
    "gateways.pictures",
    "gateways.sheets",
    "gateways.word_files",
    "icalendar",
    "jinja2",
    "uvicorn.lifespan.on",
    "uvloop",
    "xlsxwriter",
)
"""What a process reads when it is first asked for it."""

Host = Annotated[str, typer.Option(help="The address to listen on.")]
Port = Annotated[int, typer.Option(help="The port to listen on; 0 takes a free one.", min=0, max=65535)]
Workers = Annotated[int, typer.Option(help="Processes that answer requests.", min=1, max=64)]
Production = Annotated[
    bool | None,
    typer.Option(
        "--production/--development",
        help="Refuse to start where `yanxiu doctor` would refuse.",
        show_default="YANXIU_ENVIRONMENT",
    ),
]
LogFormat = Annotated[str | None, typer.Option(help="json, console, auto.", show_default="YANXIU_LOG_FORMAT")]
WithWorker = Annotated[bool, typer.Option("--worker/--no-worker", help="Run jobs too.")]
Migrate = Annotated[
    bool | None,
    typer.Option(
        "--migrate/--no-migrate", help="Bring the schema up to date first.", show_default="embedded only"
    ),
]
Sample = Annotated[
    bool, typer.Option("--sample/--no-sample", help="Load the sample school into an empty embedded database.")
]


def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    data_dir: DataDir = None,
    workers: Workers = 1,
    worker: WithWorker = True,
    migrate: Migrate = None,
    sample: Sample = True,
    log_format: LogFormat = None,
    production: Production = None,
) -> None:
    """Serve the API, with the embedded PostgreSQL unless YANXIU_DATABASE_URL names another."""
    settings = settings_from(data_dir=data_dir, log_format=log_format)
    embedded = settings.database_url is None
    with plain_reasons():
        assert_traceable(settings.traces_url)
    safe = settings.environment == "production" if production is None else production
    open_as_much_as_allowed()
    give_back()
    with ExitStack() as stack:
        listeners = [stack.enter_context(one) for one in places(host, port, workers)]
        urls = _database_while_importing(stack, settings)
        from cli.sample import accounts, has_sample  # only now, read while the database started

        _prepare(urls, migrate=embedded if migrate is None else migrate)
        if embedded and sample and not safe and has_sample(urls):
            console.print(accounts())
        if safe:
            from cli.doctor import assert_safe

            assert_safe(settings, urls)
        logs.configure(settings.log_level, settings.log_format)  # before the worker has something to say
        _announce(listeners[0])
        if workers == 1:
            _in_one_process(settings, urls, listeners[0], worker=worker)
        else:
            _in_several(settings, urls, listeners, worker=worker)


def _in_one_process(settings: Settings, urls: DatabaseUrls, listener: socket.socket, *, worker: bool) -> None:
    """The least memory in all: the worker has a thread of it."""
    from cli.worker import in_background

    figures = Figures()
    jobs = in_background(urls.app, settings, figures) if worker else nullcontext()
    with looked_after(settings), suppress(KeyboardInterrupt), jobs:  # how a person ends it is no failure
        _answer(settings, urls.app, listener, figures)


def _in_several(
    settings: Settings, urls: DatabaseUrls, listeners: Sequence[socket.socket], *, worker: bool
) -> None:
    """The least memory for each: they share what this one has read."""
    from cli.worker import run_jobs

    works = {f"worker {n}": partial(_answer, settings, urls.app, one) for n, one in enumerate(listeners, 1)}
    if worker:
        works["jobs"] = partial(run_jobs, settings, urls.app)
    _read_ahead()
    with TemporaryDirectory(prefix="yanxiu-figures-") as figures:
        shared(Path(figures))  # each counts for itself: a scrape reaches one of them, and must find all
        if not supervise(works, Lookout(settings).look):
            stop("a process could not begin; its log says why")


def _database_while_importing(stack: ExitStack, settings: Settings) -> DatabaseUrls:
    """Importing takes as long as PostgreSQL takes to start, and neither waits for the other."""
    with ThreadPoolExecutor(1) as aside, _uncollected():
        started = aside.submit(stack.enter_context, database(settings))
        for name in ("cli.sample", "cli.worker", "api.app"):
            import_module(name)
        return started.result()


def _read_ahead() -> None:
    """Once for all the processes to be: 0.2 s, and 20 MB for each that would come to read it."""
    from gateways.pinyin import Pinyin

    with _uncollected():
        for name in READ_LATER:
            import_module(name)
        Pinyin().spell("研修")  # its dictionary


@contextmanager
def _uncollected() -> Iterator[None]:
    """Modules stay: to walk them again and again while they are imported takes a quarter of a start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _prepare(urls: DatabaseUrls, *, migrate: bool) -> None:
    with plain_reasons():
        if is_behind(urls.owner):
            if not migrate:
                stop("the schema is not the newest: run `yanxiu migrate`, or serve with --migrate")
            console.print("Bringing the schema up to date …")
            upgrade(urls.owner)
        asyncio.run(assert_bound(urls.app))


def _announce(listener: socket.socket) -> None:
    host, port = listener.getsockname()[:2]
    address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    console.print(f"\n[bold]研修 Yanxiu[/bold] answers at [bold cyan]{address}[/bold cyan]")
    console.print(f"  try   {address}/docs")
    console.print("  stop  Ctrl-C\n")


def _answer(
    settings: Settings, database_url: str, listener: socket.socket, figures: Figures | None = None
) -> None:
    config = uvicorn.Config(
        partial(_app, settings, database_url, figures),
        factory=True,
        loop="uvloop",
        # uvicorn calls it, class or not
        http=partial(PatientProtocol, patience=settings.client_seconds),  # type: ignore[arg-type]
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
    )
    uvicorn.Server(config).run([listener])


def _app(settings: Settings, database_url: str, figures: Figures | None) -> FastAPI:
    with _uncollected():
        from api.app import create_app  # read while the database started

        return create_app(settings, database_url, figures)
