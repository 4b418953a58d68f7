"""`yanxiu openapi`: the contract, written from the code; no database is needed."""

import difflib
import json
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from api.app import create_app
from api.settings import Settings
from cli.console import console, errors

CONTRACT = Path(__file__).resolve().parent.parent / "openapi" / "openapi.json"
SHOWN = 40  # lines of difference; enough to see what was forgotten


def openapi(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 when the file is out of date.")
    ] = False,
) -> None:
    """Write openapi/openapi.json, or check that it says what the code says."""
    now = json.dumps(create_app(Settings()).openapi(), ensure_ascii=False, indent=2) + "\n"
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
        CONTRACT.parent.mkdir(exist_ok=True)
        CONTRACT.write_text(now)
        console.print(f"Wrote {CONTRACT}.")
