"""`yanxiu doctor`, and a production service that does not start where it refuses."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy.engine import make_url
from typer.testing import CliRunner, Result

from api.settings import Settings
from cli.doctor import diagnosis, examined
from cli.main import app
from cli.migrate import is_behind
from cli.sample import load_sample
from domain.deployment import Check, Verdict
from persistence.deployment import look_at
from persistence.embedded import EmbeddedServer
from persistence.identity.tables import account
from persistence.ids import new_id
from persistence.provision import DatabaseUrls, provision
from tests.conftest import migrate
from tests.pooler import Reach
from tests.scene import Scene

SAFE = {
    "YANXIU_SECRET": "9f2c4e7a1b8d6053f1e2d3c4b5a69788",
    "YANXIU_PUBLIC_URL": "https://yanxiu.school.edu.cn",
    "YANXIU_METRICS_TOKEN": "scrape",
    "YANXIU_LOG_LEVEL": "ERROR",
}


def run(*words: str) -> Result:
    return CliRunner().invoke(app, [*words], env={"COLUMNS": "200"})


@pytest.fixture
def safe(urls: DatabaseUrls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A deployment that nothing is to be said against, on the database of the tests."""
    tmp_path.chmod(0o700)
    given = {**SAFE, "YANXIU_DATABASE_URL": urls.app, "YANXIU_DATA_DIR": str(tmp_path)}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    return Settings()


def found(checks: list[Check]) -> dict[str, Verdict]:
    return {one.name: one.verdict for one in checks if one.verdict is not Verdict.OK}


def test_a_sound_deployment_is_told_so(safe: Settings) -> None:
    result = run("doctor")

    assert result.exit_code == 0, result.output
    assert "refused" not in result.output
    assert "bound by row-level security" in result.output


def test_what_is_refused_ends_with_one_and_what_to_do(
    safe: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YANXIU_PUBLIC_URL", "http://127.0.0.1:8000")
    monkeypatch.setenv("YANXIU_CORS_ORIGINS", '["*"]')

    result = run("doctor")

    assert result.exit_code == 1
    assert "set YANXIU_PUBLIC_URL" in result.output
    assert "lets in *" in result.output
    assert SAFE["YANXIU_SECRET"] not in result.output


@pytest.mark.parametrize("asked", ["--production", "YANXIU_ENVIRONMENT"])
def test_production_does_not_start_on_what_is_refused(
    safe: Settings, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("YANXIU_METRICS_TOKEN")
    if asked == "YANXIU_ENVIRONMENT":
        monkeypatch.setenv(asked, "production")

    result = run("serve", "--port", "0", "--no-worker", *([asked] if asked == "--production" else []))

    assert result.exit_code == 1
    assert "set YANXIU_METRICS_TOKEN" in result.output
    assert "answers at" not in result.output


def test_the_role_that_owns_the_tables_is_refused(safe: Settings, urls: DatabaseUrls) -> None:
    checks = examined(safe, DatabaseUrls(owner=urls.owner, app=urls.owner), mode=0o700)

    assert found(checks)["database role"] is Verdict.REFUSED


def test_an_open_data_directory_and_a_closed_files_folder_are_refused(safe: Settings) -> None:
    safe.data_dir.chmod(0o755)
    (safe.data_dir / "files").write_text("no folder")

    refused = found(diagnosis(safe))

    assert refused["data directory"] is Verdict.REFUSED
    assert refused["files"] is Verdict.REFUSED


def test_a_generated_secret_on_a_server_of_ones_own_is_refused(
    safe: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("YANXIU_SECRET")

    assert found(diagnosis(Settings()))["secret"] is Verdict.REFUSED


def test_a_database_that_is_away_is_named_and_the_rest_is_still_checked(
    safe: Settings, urls: DatabaseUrls
) -> None:
    away = make_url(urls.app).set(database="nowhere").render_as_string(hide_password=False)

    checks = examined(safe, DatabaseUrls(owner=away, app=away), mode=0o700)

    assert found(checks) == {"database": Verdict.REFUSED}
    assert "does not exist" in checks[-1].said


async def test_the_accounts_that_take_the_printed_password_are_named(
    scene: Scene, urls: DatabaseUrls
) -> None:
    names = [f"{word}{new_id().hex[-8:]}" for word in ("sample", "changed", "stopped")]
    now = datetime.now(UTC)
    common = {"display_name": "某人", "kind": "person", "created_at": now}
    kept = ("printed", "own", "printed")
    async with scene.owner.begin() as connection:
        for name, password in zip(names, kept, strict=True):
            stopped = now if name.startswith("stopped") else None
            row = {"id": new_id(), "username": name, "password_hash": password, "disabled_at": stopped}
            await connection.execute(insert(account).values(**row, **common))

    seen = await asyncio.to_thread(
        look_at, urls.app, behind=is_behind, sample=names, printed=lambda kept: kept == "printed"
    )

    assert seen.sample_accounts == (names[0],)
    assert abs(seen.skew) < 5


@pytest.fixture
def fresh(server: EmbeddedServer, worker_id: str, reach: Reach) -> DatabaseUrls:
    return reach(provision(server, f"doctor_{worker_id}"))


def test_a_sample_district_is_refused_in_production(safe: Settings, fresh: DatabaseUrls) -> None:
    assert found(examined(safe, fresh, mode=0o700))["migrations"] is Verdict.REFUSED

    migrate(fresh.owner)
    empty = found(examined(safe, fresh, mode=0o700))
    load_sample(fresh)
    sampled = found(examined(safe, fresh, mode=0o700))

    assert empty == {"worker": Verdict.WARNING}
    assert sampled == empty | {"sample accounts": Verdict.REFUSED}
