"""`yanxiu sample`: a school to try everything on."""

import asyncio

from pwdlib import PasswordHash
from rich.table import Table

from cli.console import console, stop
from cli.migrate import is_behind
from cli.wiring import DataDir, database, plain_reasons, settings_from
from gateways.holidays import ChineseCalendar
from gateways.pinyin import Pinyin
from persistence.provision import DatabaseUrls
from persistence.sample.load import Means, Outcome, load
from persistence.sample.rows import read_toml

PASSWORD = "yanxiu-2021"
"""Of every sample account; printed, since there is nothing to protect in an invented school."""

SAID = {
    Outcome.LOADED: "Loaded the sample district.",
    Outcome.THERE: "The sample is loaded already: nothing was changed.",
    Outcome.OTHER: "There are other schools already: nothing was changed.",
}


def sample(data_dir: DataDir = None) -> None:
    """Load the sample district of two schools into an empty database."""
    with database(settings_from(data_dir=data_dir)) as urls, plain_reasons():
        if is_behind(urls.owner):
            stop("the schema is not the newest: run `yanxiu migrate`")
        outcome = load_sample(urls)
    console.print(SAID[outcome])
    if outcome is not Outcome.OTHER:
        console.print(accounts())


def load_sample(urls: DatabaseUrls) -> Outcome:
    """Loads the sample where there is no school yet."""
    means = Means(PasswordHash.recommended().hash(PASSWORD), Pinyin(), ChineseCalendar())
    return asyncio.run(load(urls.owner, means))


def usernames() -> list[str]:
    """Of every account that the sample brings."""
    shared = read_toml("district.toml")
    own = (read_toml(f"{code}/school.toml") for code in shared["schools"])
    return [shared["officer"]["username"], *(one["username"] for school in own for one in school["accounts"])]


def accounts() -> Table:
    """Who can sign in, with what, as what: for a person at a terminal."""
    table = Table(title=f"Sample accounts · password [bold]{PASSWORD}[/bold]", title_justify="left")
    for heading in ("username", "school", "roles"):
        table.add_column(heading)
    shared = read_toml("district.toml")
    for code in shared["schools"]:
        own = read_toml(f"{code}/school.toml")
        for entry in own["accounts"]:
            table.add_row(entry["username"], own["name"], ", ".join(entry["roles"]))
    table.add_row(shared["officer"]["username"], shared["name"], "district_officer")
    return table
