"""Whether a deployment may hold a school's data: each circumstance judged, and what to do about it.

A refusal is what would let somebody in, open what was sealed, or fail at once; a warning is what will hurt
later, or cannot be helped at the moment of starting, as a worker that starts after the service.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import urlsplit

SHORTEST_SECRET = 32
"""Characters: 24 random bytes in hexadecimal have 48, in base64 32."""

SKEW_SUSPECT, SKEW_WRONG = 1.0, 5.0
"""Seconds. Five are what a token's times may be off; sign-in codes and callbacks bear minutes."""

SILENT = 90.0
"""Seconds without a heartbeat after which no worker is taken to be there."""


class Verdict(StrEnum):
    OK = "ok"
    WARNING = "warning"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    verdict: Verdict
    said: str
    do: str = ""
    """What to do, where something is to be done."""


@dataclass(frozen=True, slots=True)
class Connection:
    """What the database says of itself and of the role that the service comes as."""

    host: str | None
    """None for a socket."""

    encrypted: bool
    role: str
    ways_round: tuple[str, ...]
    """Why row-level security would not bind the role; empty when it does."""

    behind: bool
    skew: float
    """Seconds that its clock is ahead of ours; negative when it is behind."""

    worker_silent: float | None
    """Seconds since a worker last gave a sign; None when none ever did."""

    sample_accounts: tuple[str, ...]
    """Those that still take the sample's printed password."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    own_database: bool
    """A server that was named, and not the embedded one."""

    secret: str | None
    """None when it was generated into the data directory."""

    public_url: str
    cors_origins: tuple[str, ...]
    metrics_token: str | None
    log_level: str
    data_dir_mode: int | None
    """Permission bits; None while there is no such directory."""

    files_writable: bool | None
    """None for a bucket, which is tried when it is used."""

    database: Connection | str
    """Or why it cannot be reached."""


def examine(around: Surroundings) -> list[Check]:
    """Every check, in the order an operator mends them."""
    checks = [one(around) for one in WITHOUT_DATABASE]
    if isinstance(around.database, str):
        return [*checks, _refused("database", around.database, "start it, or set YANXIU_DATABASE_URL right")]
    return [*checks, *(one(around.database) for one in OF_DATABASE)]


def refusals(checks: list[Check]) -> list[Check]:
    return [one for one in checks if one.verdict is Verdict.REFUSED]


def is_local(host: str | None) -> bool:
    """Nothing leaves the machine on the way there."""
    if not host or host.startswith("/") or host == "localhost":
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _ok(name: str, said: str) -> Check:
    return Check(name, Verdict.OK, said)


def _warning(name: str, said: str, do: str) -> Check:
    return Check(name, Verdict.WARNING, said, do)


def _refused(name: str, said: str, do: str) -> Check:
    return Check(name, Verdict.REFUSED, said, do)


def _secret(around: Surroundings) -> Check:
    make = "set YANXIU_SECRET to the output of `openssl rand -hex 24`, the same for every process"
    if around.secret is None:
        if around.own_database:
            return _refused("secret", "generated into the data directory of this process alone", make)
        return _ok("secret", "generated, beside the embedded database that it belongs to")
    if len(around.secret) < SHORTEST_SECRET or len(set(around.secret)) < 8:
        return _refused("secret", f"shorter than {SHORTEST_SECRET} characters, or easily guessed", make)
    return _ok("secret", "given")


def _public_url(around: Surroundings) -> Check:
    parts = urlsplit(around.public_url)
    do = "set YANXIU_PUBLIC_URL to the https:// address that telephones reach"
    if parts.scheme != "https":
        return _refused("public address", f"{around.public_url} is not encrypted", do)
    if is_local(parts.hostname):
        return _refused("public address", f"{around.public_url} is this machine to whoever opens it", do)
    return _ok("public address", around.public_url)


def _cors(around: Surroundings) -> Check:
    loose = [one for one in around.cors_origins if not one.startswith("https://") or "*" in one]
    if loose:
        do = "name each browser application's exact https:// origin in YANXIU_CORS_ORIGINS"
        return _refused("CORS", f"lets in {', '.join(loose)}", do)
    return _ok("CORS", ", ".join(around.cors_origins) or "no browser application elsewhere is let in")


def _metrics(around: Surroundings) -> Check:
    if not around.metrics_token:
        said = "open to every caller from this machine, and behind a proxy that is everybody"
        return _refused("metrics", said, "set YANXIU_METRICS_TOKEN")
    return _ok("metrics", "behind a token")


def _log_level(around: Surroundings) -> Check:
    if around.log_level.upper() in ("DEBUG", "NOTSET"):
        return _refused(
            "log level", f"{around.log_level} logs what libraries hold", "set YANXIU_LOG_LEVEL=INFO"
        )
    return _ok("log level", around.log_level)


def _data_dir(around: Surroundings) -> Check:
    if around.data_dir_mode is None:
        return _ok("data directory", "not there yet; it is made for its owner alone")
    if around.data_dir_mode & 0o007:
        said = f"everybody on the machine may enter it ({around.data_dir_mode:03o})"
        return _refused("data directory", said, "chmod o-rwx the data directory")
    return _ok("data directory", f"closed to others ({around.data_dir_mode:03o})")


def _files(around: Surroundings) -> Check:
    if around.files_writable is None:
        return _ok("files", "in a bucket")
    if not around.files_writable:
        return _refused(
            "files", "the folder cannot be written to", "give the service's user the folder `files`"
        )
    return _ok("files", "the folder can be written to")


def _role(database: Connection) -> Check:
    if database.ways_round:
        said = f"{database.role} {' and '.join(database.ways_round)}: schools would not be kept apart"
        return _refused("database role", said, "let YANXIU_DATABASE_URL name a role like yanxiu_app")
    return _ok("database role", f"{database.role} is bound by row-level security")


def _tls(database: Connection) -> Check:
    if is_local(database.host):
        return _ok("way to the database", "on this machine")
    if not database.encrypted:
        do = "add ?sslmode=verify-full to YANXIU_DATABASE_URL"
        return _refused("way to the database", f"to {database.host} without TLS", do)
    return _ok("way to the database", f"to {database.host} with TLS")


def _migrations(database: Connection) -> Check:
    if database.behind:
        return _refused("migrations", "the schema is not the newest", "run `yanxiu migrate`")
    return _ok("migrations", "at head")


def _clock(database: Connection) -> Check:
    said = f"{abs(database.skew):.1f} s {'behind' if database.skew > 0 else 'ahead of'} the database's"
    if abs(database.skew) > SKEW_WRONG:
        return _refused("clock", said, "let both machines keep time by NTP")
    if abs(database.skew) > SKEW_SUSPECT:
        return _warning("clock", said, "let both machines keep time by NTP")
    return _ok("clock", "as the database's")


def _sample(database: Connection) -> Check:
    if database.sample_accounts:
        said = f"{', '.join(database.sample_accounts)} take the password that is printed"
        return _refused("sample accounts", said, "start from an empty database, or change their passwords")
    return _ok("sample accounts", "none takes the printed password")


def _worker(database: Connection) -> Check:
    do = "run `yanxiu worker`, or serve with --worker"
    if database.worker_silent is None:
        return _warning("worker", "none was ever seen", do)
    if database.worker_silent > SILENT:
        return _warning("worker", f"silent for {database.worker_silent:.0f} s", do)
    return _ok("worker", "at work")


WITHOUT_DATABASE: tuple[Callable[[Surroundings], Check], ...] = (
    *(_secret, _public_url, _cors, _metrics, _log_level, _data_dir, _files),
)
OF_DATABASE: tuple[Callable[[Connection], Check], ...] = (
    *(_role, _tls, _migrations, _clock, _sample, _worker),
)
