"""`yanxiu distribute`: spreads the tables over a Citus cluster."""

from typing import Annotated

import psycopg
import typer

from cli.console import console, stop
from cli.migrate import is_behind
from cli.wiring import DataDir, database, plain_reasons, settings_from
from persistence.distribution import CountsDiffer, NotACluster, NotAllowed, Plan, check, plan
from persistence.distribution import distribute as carry_out
from persistence.provision import libpq_url

OnlyPlan = Annotated[bool, typer.Option("--plan", help="Print what would be done, and do nothing.")]
Shards = Annotated[
    int, typer.Option(help="Parts the schools are dealt into; fixed for good.", min=1, max=1024)
]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask before it is done.")]


def distribute(
    data_dir: DataDir = None, only_plan: OnlyPlan = False, shards: Shards = 32, yes: Yes = False
) -> None:
    """Spread the tables over the Citus cluster this database coordinates; the plan is shown first."""
    with database(settings_from(data_dir=data_dir)) as urls, plain_reasons():
        if is_behind(urls.owner):
            stop("the schema is not the newest: run `yanxiu migrate`")
        with psycopg.connect(libpq_url(urls.owner), autocommit=True) as connection:
            found = plan(connection, shards)
            _show(found)
            if only_plan:
                return
            try:
                _carry_out(connection, found, yes)
            except (NotACluster, NotAllowed, CountsDiffer) as error:
                stop(error)


def _carry_out(connection: "psycopg.Connection[tuple[object, ...]]", found: Plan, yes: bool) -> None:
    check(connection)
    if found.moving and not yes:
        typer.confirm("Writing waits until it is done. Go on?", abort=True)
    carry_out(connection, found)
    if found.moving:
        console.print(
            f"{len(found.tables)} tables are spread. Set YANXIU_DISTRIBUTED=true for every process."
        )
    else:
        console.print("Every table is spread already: only the role's setting was made sure of.")


def _show(found: Plan) -> None:
    """As SQL that could be run by hand."""
    lines = ["BEGIN", *found.moving, "COMMIT", *found.finishing] if found.moving else found.finishing
    for line in lines:
        console.print(f"{line};", markup=False, soft_wrap=True)
