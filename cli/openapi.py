"""`yanxiu openapi`: the contract and the collection made of it, from the code; no database is needed."""

import difflib
import json
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer

from api.app import create_app
from api.collection import collection
from api.settings import Settings
from cli.console import console, errors

FOLDER = Path(__file__).resolve().parent.parent / "openapi"
CONTRACT = FOLDER / "openapi.json"
COLLECTION = FOLDER / "yanxiu.postman_collection.json"
SHOWN = 40  # lines of difference; enough to see what was forgotten


def openapi(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 when a file is out of date.")
    ] = False,
) -> None:
    """Write the files in openapi/, or check that they say what the code says."""
    contract = create_app(Settings()).openapi()
    written = [_says(CONTRACT, contract, check), _says(COLLECTION, collection(contract), check)]
    if check and not all(written):
        raise typer.Exit(1)


def _says(file: Path, now: Any, check: bool) -> bool:
    """Whether the file said this already; unless only checking, it says so from here on."""
    text = json.dumps(now, ensure_ascii=False, indent=2) + "\n"
    kept = file.read_text() if file.exists() else ""
    name = f"openapi/{file.name}"
    if text == kept:
        console.print(f"{name} says what the code says.")
    elif check:
        difference = difflib.unified_diff(
            kept.splitlines(), text.splitlines(), "kept", "code", lineterm="", n=1
        )
        for line in islice(difference, SHOWN):
            errors.print(line, markup=False)
        errors.print(f"{name} is out of date: run `yanxiu openapi` and look at the change.")
    else:
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
        console.print(f"Wrote {file}.")
    return text == kept
