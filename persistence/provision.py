"""The database and its two roles: one owns the tables, one serves requests under row-level security."""

from dataclasses import dataclass

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from persistence.embedded import EmbeddedServer

OWNER = "yanxiu_owner"
APP = "yanxiu_app"
OWNER_RIGHTS = sql.SQL("LOGIN NOSUPERUSER BYPASSRLS CREATEDB NOCREATEROLE NOREPLICATION")
APP_RIGHTS = sql.SQL("LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION")
ONE_AT_A_TIME = 7_203_611_954  # advisory lock: two starts at once would both create the roles


class UnboundRole(RuntimeError):
    """The service would connect as a role that row-level security does not bind."""


@dataclass(frozen=True, slots=True)
class DatabaseUrls:
    """One database seen by its two roles, as addresses for SQLAlchemy with asyncpg."""

    owner: str
    app: str


def asyncpg_url(url: str) -> str:
    """Any postgresql:// address as SQLAlchemy and asyncpg read it: `ssl=` where libpq says `sslmode=`."""
    return _respelt(url, "postgresql+asyncpg", {"sslmode": "ssl"})


def libpq_url(url: str) -> str:
    """Any address of SQLAlchemy's as libpq and psycopg read it."""
    return _respelt(url, "postgresql", {"ssl": "sslmode"})


def _respelt(url: str, drivername: str, names: dict[str, str]) -> str:
    parsed = make_url(url)
    query = {names.get(name, name): value for name, value in parsed.query.items()}
    return parsed.set(drivername=drivername, query=query).render_as_string(hide_password=False)


def provision(server: EmbeddedServer, database: str) -> DatabaseUrls:
    """Creates what is missing of the roles and the database, and puts right what differs."""
    with psycopg.connect(server.url("postgres", "postgres", driver=""), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        _role(connection, OWNER, OWNER_RIGHTS)
        _role(connection, APP, APP_RIGHTS)
        if not _exists(connection, "SELECT FROM pg_database WHERE datname = %s", database):
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'").format(
                    sql.Identifier(database), sql.Identifier(OWNER)
                )
            )
        with psycopg.connect(server.url("postgres", database, driver=""), autocommit=True) as inside:
            inside.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(sql.Identifier(OWNER)))
            inside.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
            inside.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(sql.Identifier(APP)))
    return DatabaseUrls(owner=server.url(OWNER, database), app=server.url(APP, database))


def clone_database(urls: DatabaseUrls, name: str) -> DatabaseUrls:
    """A copy of the owner's database, which nobody may be connected to meanwhile; for tests."""
    source = make_url(urls.owner).database or ""
    maintenance = (
        make_url(libpq_url(urls.owner)).set(database="postgres").render_as_string(hide_password=False)
    )
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
                sql.Identifier(name), sql.Identifier(source)
            )
        )
    return DatabaseUrls(owner=_at(urls.owner, name), app=_at(urls.app, name))


async def provision_app_role(owner_url: str, password: str) -> str:
    """On a server of the school's own: the login role for the service, with this password; its address.

    The owner needs CREATEROLE. Raises psycopg.errors.InsufficientPrivilege without it.
    """
    async with await psycopg.AsyncConnection.connect(libpq_url(owner_url)) as connection:
        await connection.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        found = await connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [APP])
        verb = sql.SQL("CREATE" if await found.fetchone() is None else "ALTER")
        # The verifier, not the password: statements end up in the server's log.
        verifier = connection.pgconn.encrypt_password(password.encode(), APP.encode(), b"scram-sha-256")
        role, secret = sql.Identifier(APP), sql.Literal(verifier.decode())
        await connection.execute(sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(verb, role, secret))
        await connection.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(sql.Identifier(APP)))
    url = make_url(asyncpg_url(owner_url)).set(username=APP, password=password)
    return url.render_as_string(hide_password=False)


def can_sign_in(url: str) -> bool:
    try:
        psycopg.connect(libpq_url(url), connect_timeout=10).close()
    except psycopg.OperationalError:
        return False
    return True


async def assert_bound(app_url: str) -> None:
    """Raises UnboundRole when the fence between schools would not hold for this role."""
    async with await psycopg.AsyncConnection.connect(libpq_url(app_url)) as connection:
        held = await (await connection.execute(WAYS_ROUND)).fetchall()
    if held:
        raise UnboundRole(
            f"the role {held[0][0]} {' and '.join(way for _, way in held)}: row-level security would not keep"
            f" the schools apart; let YANXIU_DATABASE_URL name a role like {APP},"
            " and YANXIU_OWNER_DATABASE_URL the owner"
        )


WAYS_ROUND = """
    SELECT rolname, way
      FROM pg_roles, LATERAL (VALUES
               (rolsuper, 'is a superuser'),
               (rolbypassrls, 'has BYPASSRLS'),
               (EXISTS (SELECT FROM pg_class
                         WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
                           AND pg_has_role(pg_roles.oid, relowner, 'USAGE')), 'owns tables')
           ) AS ways (held, way)
     WHERE rolname = current_user AND held
"""


def _role(connection: psycopg.Connection[tuple[object, ...]], name: str, rights: sql.SQL) -> None:
    known = _exists(connection, "SELECT FROM pg_roles WHERE rolname = %s", name)
    verb = sql.SQL("ALTER" if known else "CREATE")
    connection.execute(sql.SQL("{} ROLE {} {}").format(verb, sql.Identifier(name), rights))


def _exists(connection: psycopg.Connection[tuple[object, ...]], query: str, name: str) -> bool:
    return connection.execute(query.encode(), [name]).fetchone() is not None


def _at(url: str, database: str) -> str:
    return make_url(url).set(database=database).render_as_string(hide_password=False)
