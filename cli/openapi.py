"""`yanxiu openapi`: the contracts, written from the code; no database is needed."""

import difflib
import json
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer

from api.app import create_app
from api.settings import Settings
from cli.console import console, errors
from cli.simulator.app import contract as platform_contract

FOLDER = Path(__file__).resolve().parent.parent / "openapi"
PLATFORM = "district-platform.json"
"""What the district's platform answers to, as the simulator does."""

CONTRACTS: dict[str, Callable[[], dict[str, Any]]] = {
    "openapi.json": lambda: create_app(Settings()).openapi(),
    PLATFORM: platform_contract,
}
SHOWN = 40  # lines of difference; enough to see what was forgotten


def openapi(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 when a file is out of date.")
    ] = False,
) -> None:
    """Write openapi/openapi.json and the platform's contract, or check that they say what the code says."""
    put_down(*CONTRACTS, check=check)


def put_down(*names: str, check: bool = False) -> None:
    """Writes those contracts, or ends the command with code 1 when one is out of date."""
    told = [_agrees(name, check=check) for name in names]
    if not all(told):
        raise typer.Exit(1)


def _agrees(name: str, *, check: bool) -> bool:
    file = FOLDER / name
    now = json.dumps(CONTRACTS[name](), ensure_ascii=False, indent=2) + "\n"
    kept = file.read_text() if file.exists() else ""
    if now == kept:
        console.print(f"openapi/{name} says what the code says.")
        return True
    if not check:
        FOLDER.mkdir(exist_ok=True)
        file.write_text(now)
        console.print(f"Wrote {file}.")
        return True
    difference = difflib.unified_diff(kept.splitlines(), now.splitlines(), "kept", "code", lineterm="", n=1)
    for line in islice(difference, SHOWN):
        errors.print(line, markup=False)
    errors.print(f"openapi/{name} is out of date: run `yanxiu openapi` and look at the change.")
    return False
