"""Where the database is, as an operator may write it."""

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine
from typer import Exit

from api.settings import Settings
from cli.wiring import database, settings_from
from persistence.embedded import EmbeddedServer
from persistence.provision import DatabaseUrls, libpq_url


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("postgresql://yanxiu_app@/yanxiu?host=/var/run/postgresql", id="a socket"),
        pytest.param("postgresql://yanxiu_app@/yanxiu", id="the usual socket"),
        pytest.param("postgresql://u:p%40ss@db.example:5433/d?sslmode=require", id="TCP"),
        pytest.param("postgresql+asyncpg://u@db.example/d", id="SQLAlchemy's"),
        pytest.param("postgres://u@[::1]/d", id="the old scheme and IPv6"),
    ],
)
def test_an_address_of_postgresql_is_taken_as_it_is_written(url: str) -> None:
    assert Settings(database_url=url, owner_database_url=url).database_url == url


@pytest.mark.parametrize(
    ("url", "said"),
    [
        pytest.param("sqlite:///yanxiu.db", "names sqlite", id="another database"),
        pytest.param("mysql://u:hush@db/d", "names mysql", id="a third"),
        pytest.param("db.example", "is no address such as postgresql://", id="a bare host"),
        pytest.param("postgresql://u:hush@db:port/d", "is no address such as", id="a port in letters"),
        pytest.param("postgresql://u:hush@db", "names no database", id="no database"),
        pytest.param("", "is no address such as", id="nothing"),
    ],
)
@pytest.mark.parametrize("variable", ["YANXIU_DATABASE_URL", "YANXIU_OWNER_DATABASE_URL"])
def test_any_other_is_refused_by_its_variable_and_never_repeated(
    variable: str, url: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(variable, url)

    with pytest.raises(Exit):
        settings_from()

    printed = capsys.readouterr().err
    assert variable in printed
    assert said in printed
    assert "hush" not in printed


async def test_both_drivers_reach_a_server_by_its_socket(server: EmbeddedServer, urls: DatabaseUrls) -> None:
    app = make_url(urls.app)
    given = f"postgresql://{app.username}@/{app.database}?host={server.socket_dir}"

    with database(Settings(database_url=given)) as found:
        engine = create_async_engine(found.app)
        async with engine.connect() as connection:
            by_asyncpg = await connection.scalar(text("SELECT current_user"))
        await engine.dispose()
        with psycopg.connect(libpq_url(found.app)) as psycopg_connection:
            row = psycopg_connection.execute("SELECT current_user").fetchone()

    assert (by_asyncpg, row) == (app.username, (app.username,))
