from collections.abc import Iterator

import psycopg
import pytest

from persistence.embedded import EmbeddedServer, running
from persistence.provision import (
    DatabaseUrls,
    UnboundRole,
    assert_bound,
    asyncpg_url,
    can_sign_in,
    clone_database,
    libpq_url,
    provision,
    provision_app_role,
)


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """Not the run's server: these tests bend the roles that the others rely on."""
    with running(tmp_path_factory.mktemp("provision"), durable=False) as server:
        yield server


@pytest.fixture
def provisioned(own_server: EmbeddedServer) -> DatabaseUrls:
    return provision(own_server, "yanxiu")


def run(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(libpq_url(url), autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def as_superuser(server: EmbeddedServer, statement: str) -> list[tuple[object, ...]]:
    return run(server.url("postgres", "yanxiu"), statement)


def test_the_owner_makes_tables_and_the_service_does_not(provisioned: DatabaseUrls) -> None:
    run(provisioned.owner, "CREATE TABLE made_by_owner ()")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        run(provisioned.app, "CREATE TABLE made_by_service ()")


def test_provisioning_again_changes_nothing(own_server: EmbeddedServer, provisioned: DatabaseUrls) -> None:
    run(provisioned.owner, "CREATE TABLE kept AS SELECT 7 AS number")
    assert provision(own_server, "yanxiu") == provisioned
    assert run(provisioned.owner, "SELECT number FROM kept") == [(7,)]


async def test_the_owner_sees_every_school_and_the_service_is_bound(provisioned: DatabaseUrls) -> None:
    await assert_bound(provisioned.app)
    with pytest.raises(UnboundRole, match="yanxiu_owner has BYPASSRLS"):
        await assert_bound(provisioned.owner)


async def test_provisioning_takes_back_a_right_that_would_unbind_the_service(
    own_server: EmbeddedServer, provisioned: DatabaseUrls
) -> None:
    as_superuser(own_server, "ALTER ROLE yanxiu_app SUPERUSER BYPASSRLS")
    with pytest.raises(UnboundRole, match="is a superuser and has BYPASSRLS"):
        await assert_bound(provisioned.app)

    provision(own_server, "yanxiu")

    await assert_bound(provisioned.app)


async def test_a_service_that_owns_a_table_is_not_bound(
    own_server: EmbeddedServer, provisioned: DatabaseUrls
) -> None:
    as_superuser(own_server, "CREATE TABLE owned (); ALTER TABLE owned OWNER TO yanxiu_app")
    with pytest.raises(UnboundRole, match="owns tables"):
        await assert_bound(provisioned.app)
    as_superuser(own_server, "DROP TABLE owned")


def test_a_clone_begins_alike_and_goes_its_own_way(provisioned: DatabaseUrls) -> None:
    run(provisioned.owner, "CREATE TABLE copied AS SELECT 1 AS number")
    clone = clone_database(provisioned, "a_clone")
    run(clone.owner, "UPDATE copied SET number = 2")
    assert run(provisioned.owner, "SELECT number FROM copied") == [(1,)]
    assert run(clone.app, "SELECT current_user, current_database()") == [("yanxiu_app", "a_clone")]


async def test_on_a_given_server_the_service_gets_its_role_and_password(
    own_server: EmbeddedServer, provisioned: DatabaseUrls
) -> None:
    owner = own_server.url("postgres", "yanxiu")
    for password in ("first", "p/ss:w@rd'"):
        url = await provision_app_role(owner, password)
        assert run(url, "SELECT current_user") == [("yanxiu_app",)]
        stored = as_superuser(own_server, "SELECT rolpassword FROM pg_authid WHERE rolname = 'yanxiu_app'")
        assert str(stored[0][0]).startswith("SCRAM-SHA-256$")


def test_a_role_nobody_has_made_cannot_sign_in(own_server: EmbeddedServer, provisioned: DatabaseUrls) -> None:
    assert can_sign_in(provisioned.app)
    assert not can_sign_in(own_server.url("nobody_made_it", "yanxiu"))


@pytest.mark.parametrize(
    ("given", "asyncpg", "libpq"),
    [
        pytest.param(
            "postgresql://u:p%40ss@db.example:5433/d?sslmode=require",
            "postgresql+asyncpg://u:p%40ss@db.example:5433/d?ssl=require",
            "postgresql://u:p%40ss@db.example:5433/d?sslmode=require",
            id="libpq's",
        ),
        pytest.param(
            "postgresql+asyncpg://u@db.example/d?ssl=verify-full",
            "postgresql+asyncpg://u@db.example/d?ssl=verify-full",
            "postgresql://u@db.example/d?sslmode=verify-full",
            id="SQLAlchemy's",
        ),
        pytest.param(
            "postgres://u@db.example/d",
            "postgresql+asyncpg://u@db.example/d",
            "postgresql://u@db.example/d",
            id="the old scheme",
        ),
    ],
)
def test_an_address_is_respelt_for_each_driver(given: str, asyncpg: str, libpq: str) -> None:
    assert (asyncpg_url(given), libpq_url(given)) == (asyncpg, libpq)
