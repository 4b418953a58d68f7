"""`yanxiu openapi`: the contract, written from the code; no database is needed."""

import difflib
import json
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer

from api.app import create_app
from api.settings import Settings
from cli.console import console, errors
from cli.contract_changes import Change, breaking, compared

FOLDER = Path(__file__).resolve().parent.parent / "openapi"
CONTRACT = FOLDER / "openapi.json"
RELEASED = FOLDER / "released.json"
SHOWN = 40  # lines of difference; enough to see what was forgotten
NAMED = 3  # operations beside a change; the pointer says the rest

Check = Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 when the file is out of date.")]
Breaking = Annotated[
    bool,
    typer.Option("--breaking", help="Write nothing; exit 1 when a client of the last release would break."),
]
Release = Annotated[
    bool, typer.Option("--release", help="Keep it as what a release promises, in place of the last one.")
]


def openapi(check: Check = False, against_release: Breaking = False, release: Release = False) -> None:
    """Write openapi/openapi.json, or check it against the code, or the code against the last release."""
    contract = create_app(Settings()).openapi()
    if against_release or release:
        changes = breaking(_released(contract), compared(contract))
        for change in changes:
            errors.print(told(change), markup=False, soft_wrap=True)
        if release:
            _write(RELEASED, json.dumps(compared(contract), ensure_ascii=False, indent=1))
            console.print(
                f"{len(changes)} breaking changes since the last release: the CHANGELOG must say them."
            )
        elif changes:
            errors.print(f"{len(changes)} changes would break clients of the last release: only add to v1.")
            raise typer.Exit(1)
        else:
            console.print("Nothing would break a client of the last release.")
    else:
        _keep(json.dumps(contract, ensure_ascii=False, indent=2) + "\n", check=check)


def told(change: Change) -> str:
    named, more = ", ".join(change.operations[:NAMED]), len(change.operations) - NAMED
    return f"{change.pointer}: {change.says} ({named}{f' and {more} more' if more > 0 else ''})"


def _released(contract: dict[str, Any]) -> dict[str, Any]:
    """Before the first release nothing can break."""
    kept = json.loads(RELEASED.read_text()) if RELEASED.exists() else compared(contract) | {"paths": {}}
    return dict(kept)


def _keep(now: str, *, check: bool) -> None:
    kept = CONTRACT.read_text() if CONTRACT.exists() else ""
    if now == kept:
        console.print("openapi/openapi.json says what the code says.")
    elif check:
        difference = difflib.unified_diff(
            kept.splitlines(), now.splitlines(), "kept", "code", lineterm="", n=1
        )
        for line in islice(difference, SHOWN):
            errors.print(line, markup=False)
        errors.print("openapi/openapi.json is out of date: run `yanxiu openapi` and look at the change.")
        raise typer.Exit(1)
    else:
        _write(CONTRACT, now)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    console.print(f"Wrote {path}.")
