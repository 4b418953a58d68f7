"""The embedded PostgreSQL dies under the service, which starts it again."""

from pathlib import Path

import httpx2
import psycopg
import pytest

from persistence.embedded import revive, running
from tests.faults.service import Service
from tests.start.processes import kill, postmaster, until


@pytest.mark.slow
def test_only_a_dead_server_is_started_again(tmp_path: Path) -> None:
    with running(tmp_path, durable=False) as server:
        first = postmaster(tmp_path)
        assert revive(tmp_path) is False
        assert postmaster(tmp_path) == first

        kill(first)
        until(lambda: revive(tmp_path), within=60)  # it dies a moment after it was told

        assert postmaster(tmp_path) != first
        psycopg.connect(server.url("postgres", "postgres", driver="")).close()


@pytest.mark.slow
def test_one_that_does_not_start_is_tried_again_until_it_does(service: Service) -> None:
    """And meanwhile everybody is told so: by 503 and when to ask again, and in the log."""
    settings = service.data_dir / "postgres" / "postgresql.conf"
    good = settings.read_text()

    settings.write_text("shared_bufers = 1MB\n")
    service.kill_postgres("all")
    until(lambda: "database_not_started" in service.log.read_text(), within=60)
    away = httpx2.get(f"{service.address}/readyz", timeout=30)
    settings.write_text(good)
    service.until_healthy()
    until(lambda: "database_started_again" in service.log.read_text(), within=60)

    assert (away.status_code, away.json()["code"]) == (503, "unavailable")
    assert int(away.headers["Retry-After"]) > 0
