"""`yanxiu openapi`: what is written down of the contracts, made from the code; no database is needed."""

import difflib
import json
from collections.abc import Callable
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer

from api.app import create_app
from api.collection import collection
from api.settings import Settings
from cli.console import console, errors
from cli.contract_changes import Change, breaking, compared
from cli.simulator.app import contract as platform_contract

FOLDER = Path(__file__).resolve().parent.parent / "openapi"
PLATFORM = "district-platform.json"
"""What the district's platform answers to, as the simulator does."""

RELEASED = FOLDER / "released.json"
SHOWN = 40  # lines of difference; enough to see what was forgotten
NAMED = 3  # operations beside a change; the pointer says the rest

Check = Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 when a file is out of date.")]
Breaking = Annotated[
    bool,
    typer.Option("--breaking", help="Write nothing; exit 1 when a client of the last release would break."),
]
Release = Annotated[
    bool, typer.Option("--release", help="Keep it as what a release promises, in place of the last one.")
]


@cache
def our_contract() -> dict[str, Any]:
    return create_app(Settings()).openapi()


FILES: dict[str, Callable[[], dict[str, Any]]] = {
    "openapi.json": our_contract,
    "yanxiu.postman_collection.json": lambda: collection(our_contract()),
    PLATFORM: platform_contract,
}


def openapi(check: Check = False, against_release: Breaking = False, release: Release = False) -> None:
    """Write the files in openapi/, or check them against the code, or the code against the last release."""
    if release:
        _release()
    elif against_release:
        _refuse_breaking()
    else:
        put_down(*FILES, check=check)


def _release() -> None:
    contract = compared(our_contract())
    changes = breaking(_released(contract), contract)
    _tell(changes)
    _write(RELEASED, json.dumps(contract, ensure_ascii=False, indent=1))
    console.print(f"{len(changes)} breaking changes since the last release: the CHANGELOG must say them.")


def _refuse_breaking() -> None:
    contract = compared(our_contract())
    changes = breaking(_released(contract), contract)
    _tell(changes)
    if changes:
        errors.print(f"{len(changes)} changes would break clients of the last release: only add to v1.")
        raise typer.Exit(1)
    console.print("Nothing would break a client of the last release.")


def _released(contract: dict[str, Any]) -> dict[str, Any]:
    """Before the first release nothing can break."""
    kept = json.loads(RELEASED.read_text()) if RELEASED.exists() else contract | {"paths": {}}
    return dict(kept)


def _tell(changes: list[Change]) -> None:
    for change in changes:
        errors.print(told(change), markup=False, soft_wrap=True)


def told(change: Change) -> str:
    named, more = ", ".join(change.operations[:NAMED]), len(change.operations) - NAMED
    return f"{change.pointer}: {change.says} ({named}{f' and {more} more' if more > 0 else ''})"


def put_down(*names: str, check: bool = False) -> None:
    """Writes those files, or ends the command with code 1 when one is out of date."""
    said = [_says(name, check=check) for name in names]
    if not all(said):
        raise typer.Exit(1)


def _says(name: str, *, check: bool) -> bool:
    """Whether the file says what the code says; it does once it was written."""
    file = FOLDER / name
    now = json.dumps(FILES[name](), ensure_ascii=False, indent=2) + "\n"
    kept = file.read_text() if file.exists() else ""
    if now == kept:
        console.print(f"openapi/{name} says what the code says.")
    elif check:
        lines = difflib.unified_diff(kept.splitlines(), now.splitlines(), "kept", "code", lineterm="", n=1)
        for line in islice(lines, SHOWN):
            errors.print(line, markup=False)
        errors.print(f"openapi/{name} is out of date: run `yanxiu openapi` and look at the change.")
        return False
    else:
        _write(file, now)
    return True


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    console.print(f"Wrote {path}.")
