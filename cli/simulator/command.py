"""`yanxiu platform-simulator`: the district's training platform, for whoever has none at hand."""

import secrets
from base64 import b64encode
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from fastapi import FastAPI
from rich.markup import escape

from cli.console import console, stop
from cli.listening import listening
from cli.openapi import PLATFORM, put_down
from cli.serve import Host
from cli.simulator.app import create_simulator
from cli.simulator.callbacks import is_secret, school_of
from cli.simulator.edge import Access
from cli.simulator.faults import Level
from cli.simulator.sample_world import SCHOOL, sample_world
from cli.simulator.simulation import MOST_ROWS, Simulation
from cli.simulator.world import World, WorldUnreadable, read_world

Port = Annotated[int, typer.Option(help="The port to listen on; 0 takes a free one.", min=0, max=65535)]
Org = Annotated[str, typer.Option(help="The school's code with the platform.")]
Secret = Annotated[
    str | None, typer.Option(help="What requests are signed with.", show_default="made up and shown")
]
SchoolUrl = Annotated[
    str | None,
    typer.Option(
        help="Where callbacks go, such as http://127.0.0.1:8000/api/v1/schools/shimen.",
        show_default="nowhere: they stand in the journal",
    ),
]
CallbackSecret = Annotated[
    str | None,
    typer.Option(help="What callbacks are signed with: whsec_….", show_default="made up and shown"),
]
FaultLevel = Annotated[Level, typer.Option("--faults", help="How much goes wrong.")]
Seed = Annotated[int, typer.Option(help="Of whatever chance decides; the same seed, the same term.")]
WorldFile = Annotated[
    Path | None, typer.Option("--world", help="A JSON file to start from.", show_default="the sample's")
]
PageSize = Annotated[int, typer.Option(help="Rows of a page.", min=1, max=MOST_ROWS)]
AsContract = Annotated[
    bool, typer.Option("--openapi", help="Write openapi/district-platform.json, and serve nothing.")
]
AsWorld = Annotated[
    bool, typer.Option("--show-world", help="Print the world as JSON, to start a file of one's own from.")
]


def platform_simulator(
    host: Host = "127.0.0.1",
    port: Port = 8100,
    org: Org = SCHOOL,
    secret: Secret = None,
    school_url: SchoolUrl = None,
    callback_secret: CallbackSecret = None,
    faults: FaultLevel = Level.NONE,
    seed: Seed = 1,
    world: WorldFile = None,
    page_size: PageSize = MOST_ROWS,
    openapi: AsContract = False,
    show_world: AsWorld = False,
) -> None:
    """Play the district's training platform, for tests and development; it forgets everything at its end."""
    if openapi:
        return put_down(PLATFORM)
    start = _world(world)
    if show_world:
        return typer.echo(start.model_dump_json(indent=1, exclude_defaults=True))
    if callback_secret is not None and not is_secret(callback_secret):
        stop("--callback-secret is whsec_ and base64, as the school's connection shows it")
    access = Access(org, secret or secrets.token_urlsafe(32))
    simulation = Simulation(start, seed, access, faults, page_size)
    simulation.callbacks.school_url = school_of(school_url) if school_url else None
    simulation.callbacks.secret = callback_secret or f"whsec_{b64encode(secrets.token_bytes(32)).decode()}"
    listener = listening(host, port)
    _announce(simulation, listener.getsockname()[1], host)
    with listener, suppress(KeyboardInterrupt):
        _serving(create_simulator(simulation)).run([listener])


def _world(file: Path | None) -> World:
    try:
        return sample_world() if file is None else read_world(file)
    except WorldUnreadable as reason:
        stop(reason)


def _serving(app: FastAPI) -> uvicorn.Server:
    # Answers that are broken off on purpose are no errors of ours.
    config = uvicorn.Config(app, log_config=None, log_level="critical", access_log=False)
    return uvicorn.Server(config)


def _announce(simulation: Simulation, port: int, host: str) -> None:
    address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    callbacks = simulation.callbacks
    console.print(f"\n[bold]教师培训平台模拟器[/bold] answers at [bold cyan]{address}[/bold cyan]")
    console.print("\nEnter in the school's connection:")
    for field, value in (
        ("base_url", address),
        ("org", simulation.access.org),
        ("secret", simulation.access.secret),
        ("callback_secret", callbacks.secret),
    ):
        console.print(f"  {field:<16} {escape(value)}", soft_wrap=True)
    where = f"{callbacks.school_url}/platform-callbacks" if callbacks.school_url else "nowhere (--school-url)"
    console.print(f"\n  callbacks go to  {escape(where)}", soft_wrap=True)
    console.print(f"""  the school's server needs  YANXIU_PRIVATE_HOSTS='["{host}"]'""", markup=False)
    console.print(f"  faults {simulation.level}, seed {simulation.seed}")
    console.print(f"  look  {address}/_simulator/journal")
    console.print(f"  go on  curl -X POST {address}/_simulator/advance")
    console.print("  stop  Ctrl-C; all of this is forgotten then\n")
