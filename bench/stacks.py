"""The servers there are, and how each is started: one worker, set up for production."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

POSTGRAPHILE = Path(__file__).parent / "servers" / "postgraphile"
OLDEST_NODE = 22
THREADS = 2
"""Of Django's one worker. More than two cost it CPU by fighting for the interpreter: 4 a quarter, 16 twice as
much; and so does ASGI, which runs its views in threads too."""


@dataclass(frozen=True, slots=True)
class Stack:
    title: str
    command: Callable[[str, int], list[str]]
    """From its name and the port it shall listen on."""

    environment: Mapping[str, str] = field(default_factory=dict)
    missing: Callable[[], str | None] = lambda: None
    """What it takes to run it and is not here, as a sentence."""


def uvicorn(name: str, port: int) -> list[str]:
    command = [sys.executable, "-m", "uvicorn", f"bench.servers.{name}:app", f"--port={port}"]
    return [*command, "--loop=uvloop", "--http=httptools", "--no-access-log", "--log-level=warning"]


def gunicorn(name: str, port: int) -> list[str]:
    command = [sys.executable, "-m", "gunicorn", f"bench.servers.{name}:app", f"--bind=127.0.0.1:{port}"]
    return [*command, "--workers=1", "--worker-class=gthread", f"--threads={THREADS}", "--log-level=warning"]


def postgraphile(_: str, port: int) -> list[str]:
    return [node() or "node", str(POSTGRAPHILE / "server.mjs"), str(port)]


def node() -> str | None:
    """The one beside this Python, as requirements/node.txt brings it, before any other."""
    return shutil.which("node", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))


def missing_of_postgraphile() -> str | None:
    program = node()
    said = (
        program and subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    )
    version = re.match(r"v(\d+)", said or "")
    if version is None or int(version[1]) < OLDEST_NODE:
        return f"no Node {OLDEST_NODE} or newer; pip install -r requirements/node.txt brings one"
    if not (POSTGRAPHILE / "node_modules").exists():
        return "no packages; run `npm ci --ignore-scripts` in bench/servers/postgraphile"
    return None


DJANGO = {"DJANGO_SETTINGS_MODULE": "bench.servers.django_settings"}
PRODUCTION = {"NODE_ENV": "production", "GRAPHILE_ENV": "production"}
OURS, YARDSTICK, REST = "ours", "fastapi_asyncpg", "django_rest"
POSTGRAPHILE_5, SIGNED_IN = "postgraphile", "postgraphile_signed_in"
STACKS = {
    OURS: Stack("Yanxiu (with sign-in, row-level security, log, figures, rate limit)", uvicorn),
    YARDSTICK: Stack("FastAPI + asyncpg + Pydantic", uvicorn),
    "starlette_asyncpg": Stack("Starlette + asyncpg + orjson", uvicorn),
    "fastapi_sqlalchemy": Stack("FastAPI + SQLAlchemy Core async", uvicorn),
    POSTGRAPHILE_5: Stack("PostGraphile 5 on Node", postgraphile, PRODUCTION, missing_of_postgraphile),
    SIGNED_IN: Stack(
        "PostGraphile 5 on Node (with sign-in, row-level security)",
        postgraphile,
        PRODUCTION | {"BENCH_SIGNED_IN": "1"},
        missing_of_postgraphile,
    ),
    "django_ninja": Stack("Django Ninja + ORM", gunicorn, DJANGO),
    REST: Stack("Django REST Framework + ORM", gunicorn, DJANGO),
}
