"""`yanxiu`: everything an operator does, one command each."""

import signal
from importlib import import_module
from types import FrameType
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

COMMANDS = {
    "serve": "cli.serve:serve",
    "worker": "cli.worker:worker",
    "migrate": "cli.migrate:migrate",
    "sample": "cli.sample:sample",
    "distribute": "cli.distribute:distribute",
    "backup": "cli.backup:backup",
    "restore": "cli.restore:restore",
    "openapi": "cli.openapi:openapi",
    "platform-simulator": "cli.simulator.command:platform_simulator",
    "doctor": "cli.doctor:doctor",
    "import": "cli.imports:imports",
    "export": "cli.exports:exports",
    "keys": "cli.keys:keys",
}


class Commands(TyperGroup):
    """Imports a command when it is asked for: most stand on much of the product, and none on all of it."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        found, alone = getattr(import_module(module), name), typer.Typer(add_completion=False)
        if isinstance(found, typer.Typer):
            alone.add_typer(found, name=cmd_name)
        else:
            alone.command(cmd_name)(found)
        return get_group(alone).get_command(ctx, cmd_name)


app = typer.Typer(cls=Commands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def yanxiu() -> None:
    """研修 Yanxiu: the software a school's Teaching Research Office (教科室) runs its term on."""
    # A service manager's SIGTERM ends a command as Ctrl-C does: through every `finally`.
    signal.signal(signal.SIGTERM, _as_interrupt)


def _as_interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
