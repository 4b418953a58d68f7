"""How the commands speak: to a person on stdout, and of what went wrong on stderr."""

from typing import NoReturn

import typer
from rich.console import Console
from rich.markup import escape

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)


def stop(reason: object) -> NoReturn:
    """Ends the command with code 1 and one plain reason, where a traceback would help nobody."""
    what = type(reason).__name__ if isinstance(reason, Exception) else "Error"
    errors.print(f"[red]{what}[/red]:", escape(str(reason)), soft_wrap=True)
    raise typer.Exit(1)
