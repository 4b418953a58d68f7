"""`yanxiu`: everything an operator does, one command each."""

import signal
from types import FrameType

import typer

from cli.backup import backup
from cli.distribute import distribute
from cli.doctor import doctor
from cli.exports import exports
from cli.imports import imports
from cli.keys import keys
from cli.migrate import migrate
from cli.openapi import openapi
from cli.restore import restore
from cli.sample import sample
from cli.serve import serve
from cli.simulator.command import platform_simulator
from cli.worker import worker

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.command()(serve)
app.command()(worker)
app.command()(migrate)
app.command()(sample)
app.command()(distribute)
app.command()(backup)
app.command()(restore)
app.command()(openapi)
app.command()(platform_simulator)
app.command()(doctor)
app.add_typer(imports, name="import")
app.add_typer(exports, name="export")
app.add_typer(keys, name="keys")


@app.callback()
def yanxiu() -> None:
    """研修 Yanxiu: the software a school's Teaching Research Office (教科室) runs its term on."""
    # A service manager's SIGTERM ends a command as Ctrl-C does: through every `finally`.
    signal.signal(signal.SIGTERM, _as_interrupt)


def _as_interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
