"""How the commands speak: to a person on stdout, and of what went wrong on stderr."""

from typing import NoReturn

import typer
from rich.console import Console

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)


def stop(reason: object) -> NoReturn:
    """Ends the command with code 1 and one plain reason, where a traceback would help nobody."""
    errors.print(
        f"[red]{type(reason).__name__ if isinstance(reason, Exception) else 'Error'}[/red]", end=": "
    )
    errors.print(str(reason), markup=False)
    raise typer.Exit(1)
