"""What a deployment may not be, each as an operator would have it."""

from dataclasses import replace
from typing import Any

import pytest

from domain.deployment import Connection, Surroundings, Verdict, examine, is_local, refusals

GOOD = Connection(
    host="db.school.lan",
    encrypted=True,
    role="yanxiu_app",
    ways_round=(),
    behind=False,
    skew=0.0,
    worker_silent=3.0,
    sample_accounts=(),
)
SAFE = Surroundings(
    own_database=True,
    secret="9f2c4e7a1b8d6053f1e2d3c4b5a69788",
    public_url="https://yanxiu.school.edu.cn",
    cors_origins=("https://office.school.edu.cn",),
    metrics_token="scrape",
    log_level="INFO",
    data_dir_mode=0o750,
    files_writable=True,
    database=GOOD,
)


def of_database(**changes: Any) -> dict[str, Any]:
    return {"database": replace(GOOD, **changes)}


def test_a_sound_deployment_passes_every_check() -> None:
    checks = examine(SAFE)

    assert {one.verdict for one in checks} == {Verdict.OK}
    assert not any(one.do for one in checks)
    assert len({one.name for one in checks}) == len(checks) == 13


@pytest.mark.parametrize(
    ("changes", "name", "said"),
    [
        pytest.param({"secret": None}, "secret", "generated", id="a generated secret"),
        pytest.param({"secret": "short"}, "secret", "shorter", id="a short secret"),
        pytest.param({"secret": "a" * 40}, "secret", "guessed", id="a secret of one letter"),
        pytest.param({"public_url": "http://y.cn"}, "public address", "not encrypted", id="plain http"),
        pytest.param({"public_url": "https://127.0.0.1"}, "public address", "this machine", id="loopback"),
        pytest.param({"cors_origins": ("*",)}, "CORS", "*", id="any origin"),
        pytest.param({"cors_origins": ("http://y.cn",)}, "CORS", "http://y.cn", id="an http origin"),
        pytest.param({"cors_origins": ("https://*.cn",)}, "CORS", "https://*.cn", id="a pattern of origins"),
        pytest.param({"metrics_token": None}, "metrics", "open", id="open figures"),
        pytest.param({"log_level": "debug"}, "log level", "debug", id="a debug log"),
        pytest.param({"data_dir_mode": 0o755}, "data directory", "755", id="an open data directory"),
        pytest.param({"files_writable": False}, "files", "cannot be written", id="files not writable"),
        pytest.param({"database": "refused"}, "database", "refused", id="no database"),
        pytest.param(
            of_database(ways_round=("is a superuser", "owns tables")),
            "database role",
            "is a superuser and owns tables",
            id="a role above the fence",
        ),
        pytest.param(of_database(encrypted=False), "way to the database", "without TLS", id="no TLS"),
        pytest.param(of_database(behind=True), "migrations", "not the newest", id="migrations behind"),
        pytest.param(of_database(skew=-7.0), "clock", "7.0 s ahead of", id="a wrong clock"),
        pytest.param(
            of_database(sample_accounts=("chenjing",)), "sample accounts", "chenjing", id="a sample"
        ),
    ],
)
def test_what_is_unsafe_is_refused_and_says_what_to_do(changes: dict[str, Any], name: str, said: str) -> None:
    (found,) = refusals(examine(replace(SAFE, **changes)))

    assert found.name == name
    assert said in found.said
    assert found.do


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        pytest.param(of_database(skew=2.0), "clock", id="a clock that drifts"),
        pytest.param(of_database(worker_silent=None), "worker", id="no worker ever"),
        pytest.param(of_database(worker_silent=600.0), "worker", id="a silent worker"),
    ],
)
def test_what_will_hurt_later_is_a_warning(changes: dict[str, Any], name: str) -> None:
    checks = examine(replace(SAFE, **changes))

    assert refusals(checks) == []
    assert [(one.name, bool(one.do)) for one in checks if one.verdict is Verdict.WARNING] == [(name, True)]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"own_database": False, "secret": None}, id="a secret beside its embedded database"),
        pytest.param({"data_dir_mode": None, "files_writable": None}, id="no directory, files in a bucket"),
        pytest.param({"cors_origins": ()}, id="no browser application"),
        pytest.param(of_database(host=None, encrypted=False), id="a socket needs no TLS"),
    ],
)
def test_what_needs_no_mending_is_not_refused(changes: dict[str, Any]) -> None:
    assert {one.verdict for one in examine(replace(SAFE, **changes))} == {Verdict.OK}


@pytest.mark.parametrize(
    ("host", "local"),
    [
        *(
            (host, True)
            for host in (None, "", "/run/postgresql", "localhost", "127.0.0.1", "127.9.9.9", "::1")
        ),
        ("0.0.0.0", True),
        *((host, False) for host in ("db", "10.0.0.7", "localhost.example.com", "127.example.com")),
    ],
)
def test_what_is_this_machine(host: str | None, local: bool) -> None:
    assert is_local(host) is local
