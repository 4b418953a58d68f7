"""What a deployment decides, read from YANXIU_* variables; every default is safe for one machine."""

from pathlib import Path
from typing import Annotated, Literal, LiteralString

from pydantic import AfterValidator, Field, SecretStr
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

EXAMPLES = (
    "postgresql://user:password@host:5432/database or, by a socket, postgresql://user@/database?host=/run/x"
)


def _of_postgresql(url: str) -> str:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise _refused("is no address such as {examples}") from error
    backend = parsed.get_backend_name()
    if backend not in ("postgresql", "postgres"):
        raise _refused("names {backend}, and only PostgreSQL will do: {examples}", backend=backend)
    if not parsed.database:
        raise _refused("names no database; write {examples}")
    return url


def _refused(message: LiteralString, **facts: str) -> PydanticCustomError:
    """Never quotes the address: it may hold a password."""
    return PydanticCustomError("database_address", message, {"examples": EXAMPLES, **facts})


PostgresUrl = Annotated[str, AfterValidator(_of_postgresql)]
"""As libpq reads it, by TCP or by a socket (pydantic's PostgresDsn demands a host); SQLAlchemy's
`postgresql+asyncpg://` is understood as well."""


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="YANXIU_", extra="ignore")

    environment: Literal["development", "production"] = "development"
    """In production `serve` does not start where `yanxiu doctor` refuses, and loads no sample."""

    database_url: PostgresUrl | None = None
    """The PostgreSQL the service uses, as the role row-level security binds. Unset: the embedded server."""

    owner_database_url: PostgresUrl | None = None
    """The same database as the role that owns the tables, for `migrate`, `sample`, `backup` and `restore`."""

    data_dir: Path = Path("var")
    """Where the embedded server, its log, uploaded files and generated secrets live."""

    files_url: str | None = Field(default=None, pattern=r"^s3://.+")
    """The bucket uploaded files lie in, such as s3://yanxiu/files. Unset: a folder of the data directory."""

    secret: SecretStr | None = None
    """Encrypts keys and addresses at rest, signs links. Unset: generated once into the data directory."""

    pool_size: int = Field(default=10, ge=1, le=200)

    pool_wait_seconds: float = Field(default=10, ge=0.1, le=60)
    """How long a request waits for a connection of the pool; then it is answered 503."""

    statement_seconds: float = Field(default=30, ge=0.1, le=600)
    """A statement the database has not answered for so long is given up, and its request answered 503."""

    client_seconds: float = Field(default=20, ge=0.5, le=300)
    """A client that needs longer to say what it asks, or is slower than a kibibyte a second, is cut off."""

    issuer: str = "yanxiu"
    audience: str = "yanxiu-api"
    access_token_minutes: int = Field(default=15, ge=1, le=60)
    refresh_token_days: int = Field(default=14, ge=1, le=90)
    cors_origins: tuple[str, ...] = ()
    """Exact origins of the SPAs, such as https://office.example.edu.cn."""

    rate_per_minute: int = Field(default=600, ge=1)
    """Requests per minute and caller; sign-in has its own, stricter limit."""

    public_url: str = Field(default="http://127.0.0.1:8000", pattern=r"^https?://[^\s/?#]+(/[^\s?#]*)?$")
    """Where people's telephones reach the service: QR codes and personal links begin with it."""

    pages_per_minute: int = Field(default=120, ge=1)
    """Pages for people without a sign-in per minute and address: verifying codes, acknowledging by links."""

    sign_in_per_minute: int = Field(default=20, ge=1)
    """Sign-in attempts per minute, address and user name; an address may make ten times as many in all."""

    calendar_per_minute: int = Field(default=120, ge=1)
    """Calendar feeds fetched per minute and address; a school's phones may share one."""

    callbacks_per_minute: int = Field(default=120, ge=1)
    """Callbacks of the district's platform taken per minute and address."""

    behind_pooler: bool = False
    """True when a transaction pooler (PgBouncer) stands before the database."""

    queue_database_url: PostgresUrl | None = None
    """The same database for the worker, not through the pooler: it waits for jobs with LISTEN. Unset behind a
    pooler: it looks for them every few seconds."""

    replica_database_url: PostgresUrl | None = None
    """A streaming replica, as the service's role: overviews and reports read there."""

    replica_lag_seconds: float = Field(default=5, ge=2, le=300)
    """The replica is passed over while it is further behind than this."""

    distributed: bool = False
    """True once `yanxiu distribute` has spread the tables over a cluster: a job and its change then commit in
    two phases."""

    mail_private_hosts: bool = False
    """True when mail may go through a server in the school's own network, or one without encryption."""

    private_hosts: tuple[str, ...] = ()
    """Hosts of the school's own network that webhooks and the district's platform may be reached at, such as
    ["erp.school.lan"]; everything else must be public and speak HTTPS."""

    metrics_token: SecretStr | None = None
    """A scraper's bearer token; without one, /metrics answers loopback callers only."""

    worker_metrics_port: int | None = Field(default=None, ge=1, le=65535)
    """Where `yanxiu worker`, which serves nothing else, gives its figures; unset, nowhere."""

    slow_query_ms: int = Field(default=250, ge=0)
    """Statements that take as long or longer are logged, without their values; 0 logs none."""

    traces_url: str | None = Field(default=None, pattern=r"^https?://.+")
    """A collector's OTLP address, such as http://collector:4318/v1/traces. Needs the extra `tracing`."""

    log_level: str = "INFO"
    log_format: Literal["auto", "json", "console"] = "auto"
    """`json` for machines, `console` for a person; `auto` asks whether stderr is a terminal."""
