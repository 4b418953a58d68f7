"""PostgreSQL's own programs for dumps: where they are, how new they must be, how they sign in."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from persistence.embedded_programs import EmbeddedServerError, programs
from persistence.provision import libpq_url

NEEDED = ("pg_dump", "pg_restore", "psql")


class DumpError(RuntimeError):
    """The database could not be dumped or loaded; says why, with what PostgreSQL's program said."""


def clients(at_least: int) -> Path:
    """The folder of programs of that major version or newer: the machine's own first, then the wheel's.

    The machine's first because the wheel's speak no TLS. Raises DumpError when all are older: an older
    pg_dump refuses a newer server, and says it less plainly.
    """
    found = [(folder, major_of(folder)) for folder in _folders()]
    for folder, major in found:
        if major >= at_least:
            return folder
    known = ", ".join(f"{major} in {folder}" for folder, major in found) or "none"
    raise DumpError(
        f"pg_dump, pg_restore and psql of PostgreSQL {at_least} or newer are needed, on the PATH"
        f" (found: {known}); install postgresql-client-{at_least}"
    )


def signed_in(url: str) -> tuple[str, dict[str, str]]:
    """An address for a command line, which anybody can read, and the environment with its password."""
    parsed = make_url(libpq_url(url))
    environment = os.environ | {"LC_ALL": "C", "PGCONNECT_TIMEOUT": "10"}
    if parsed.password is not None:
        environment["PGPASSWORD"] = str(parsed.password)
    bare = URL.create(
        parsed.drivername, parsed.username, None, parsed.host, parsed.port, parsed.database, parsed.query
    )
    return bare.render_as_string(hide_password=False), environment


def _folders() -> Iterator[Path]:
    on_path = shutil.which("pg_dump")
    for folder in [Path(on_path).parent] if on_path else []:
        if all((folder / name).exists() for name in NEEDED):
            yield folder
    try:
        yield programs({})
    except EmbeddedServerError:
        return


def major_of(folder: Path) -> int:
    said = subprocess.run([folder / "pg_dump", "--version"], capture_output=True, text=True, check=False)
    number = re.search(r"(\d+)", said.stdout)
    return int(number[1]) if number and said.returncode == 0 else 0
