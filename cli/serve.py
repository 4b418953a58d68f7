"""`yanxiu serve`: the service and all it stands on, in one command."""

import asyncio
import gc
import resource
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from api import logs
from api.figures import Figures, shared
from api.settings import Settings
from api.tracing import assert_traceable
from cli.connections import PatientProtocol
from cli.console import console, stop
from cli.memory import give_back
from cli.migrate import is_behind, upgrade
from cli.reviving import looked_after
from cli.wiring import DataDir, database, plain_reasons, settings_from
from persistence.provision import DatabaseUrls, assert_bound

GRACE = 5  # seconds for requests under way when the service is asked to stop

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
WithWorker = Annotated[bool, typer.Option("--worker/--no-worker", help="Run jobs in this process too.")]
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
    _open_as_much_as_allowed()
    give_back()
    with ExitStack() as stack:
        listener = stack.enter_context(listening(host, port))
        urls = _database_while_importing(stack, settings, answering=workers == 1)
        from cli.sample import accounts, has_sample  # only now, as what follows: see above
        from cli.worker import in_background

        _prepare(urls, migrate=embedded if migrate is None else migrate)
        if embedded and sample and not safe and has_sample(urls):
            console.print(accounts())
        if safe:
            from cli.doctor import assert_safe

            assert_safe(settings, urls)
        logs.configure(settings.log_level, settings.log_format)  # before the worker has something to say
        stack.enter_context(looked_after(settings))
        if workers > 1:  # each counts for itself: a scrape reaches one of them, and must find all
            shared(Path(stack.enter_context(TemporaryDirectory(prefix="yanxiu-figures-"))))
        figures = Figures()
        if worker:
            stack.enter_context(in_background(urls.app, settings, figures))
        _announce(listener)
        stack.enter_context(suppress(KeyboardInterrupt))  # how a person ends it is no failure
        own = figures if workers == 1 else None
        protocol = partial(PatientProtocol, patience=settings.client_seconds)
        _answer_requests(partial(_app, settings, urls.app, own), protocol, listener, workers)


def listening(host: str, port: int) -> socket.socket:
    """Taken before anything is started, so that a port in use costs no time."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        stop(f"cannot listen on {host} port {port} ({error.strerror}); --port 0 takes a free one")


def _open_as_much_as_allowed() -> None:
    """Connections are files; the usual soft limit of 1,024 is for programs that count them in a bitmap."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):  # macOS allows less than it says
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _database_while_importing(stack: ExitStack, settings: Settings, *, answering: bool) -> DatabaseUrls:
    """Importing takes as long as PostgreSQL takes to start, and neither waits for the other."""
    with ThreadPoolExecutor(1) as aside, _uncollected():
        started = aside.submit(stack.enter_context, database(settings))
        for name in ("cli.sample", "cli.worker", *(["api.app"] if answering else [])):
            import_module(name)
        return started.result()


@contextmanager
def _uncollected() -> Iterator[None]:
    """Modules stay: to walk them again and again while they are imported takes a quarter of a start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _app(settings: Settings, database_url: str, figures: Figures | None) -> FastAPI:
    """Made in the process that answers, which is another than the command's where there are several."""
    give_back()
    with _uncollected():
        from api.app import create_app

        return create_app(settings, database_url, figures)


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


def _answer_requests(
    make_app: Callable[[], FastAPI],
    protocol: Callable[..., PatientProtocol],
    listener: socket.socket,
    workers: int,
) -> None:
    config = uvicorn.Config(
        make_app,
        factory=True,
        workers=workers,
        loop="uvloop",
        http=protocol,  # type: ignore[arg-type]  # uvicorn calls it, class or not
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        timeout_worker_healthcheck=60,  # a process still importing on a busy machine is not a hung one
    )
    if workers > 1:
        Multiprocess(config, [listener]).run()
    else:
        uvicorn.Server(config).run([listener])
