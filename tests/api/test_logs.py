"""What is logged, whoever says it: one line of JSON each, and nothing that must not be read."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from api import logs


@pytest.fixture(autouse=True)
def left_as_found() -> Iterator[None]:
    """Also for tests whose loggers are made later."""
    root = logging.getLogger()
    level, handlers, configured = root.level, root.handlers[:], structlog.get_config()
    yield
    root.setLevel(level)
    root.handlers[:] = handlers
    structlog.configure(**configured)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


@pytest.mark.parametrize("name", ["procrastinate.worker", "psycopg.pool", "uvicorn.error"])
def test_what_a_library_logs_is_a_line_like_our_own(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO", "json")

    logging.getLogger(name).warning("connection %s is away", 7)
    structlog.get_logger("yanxiu.test").warning("connection is away")

    theirs, ours = lines(capsys)
    assert theirs.pop("logger") == name
    assert theirs.pop("event") == "connection 7 is away"
    assert theirs.keys() == ours.keys() - {"event"}
    assert theirs["level"] == ours["level"] == "warning"


def test_configuring_again_doubles_no_line(capsys: pytest.CaptureFixture[str]) -> None:
    uvicorn = logging.getLogger("uvicorn")
    uvicorn.addHandler(logging.StreamHandler())
    for _ in range(3):
        logs.configure("INFO", "json")

    logging.getLogger("uvicorn.error").info("started")
    structlog.get_logger("yanxiu.test").info("started")

    assert [line["event"] for line in lines(capsys)] == ["started", "started"]


def test_the_level_holds_for_libraries_too(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("warning", "json")

    logging.getLogger("procrastinate").info("fetching")
    logging.getLogger("procrastinate").error("gone")

    assert [line["event"] for line in lines(capsys)] == ["gone"]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        pytest.param("job(token='abc', day=3)", "job(token=***, day=3)", id="an argument"),
        pytest.param("Starting job plan[7](title='张伟')", "Starting job plan[7]", id="what a job was given"),
        pytest.param('{"access_token": "abc", "n": 1}', '{"access_token": ***, "n": 1}', id="JSON"),
        pytest.param("Authorization: Bearer abc", "Authorization: ***", id="a header"),
        pytest.param(
            "to postgresql://u:p%40ss@db/yanxiu failed",
            "to postgresql://u:***@db/yanxiu failed",
            id="an address",
        ),
        pytest.param("Key (phone)=(13800000000) exists", "Key (phone)=*** exists", id="a key"),
        pytest.param("no\nDETAIL:  Failing row contains (张伟).\nx", "no\nDETAIL:  ***\nx", id="a row"),
        pytest.param("Starting worker on all queues", "Starting worker on all queues", id="nothing secret"),
    ],
)
@pytest.mark.parametrize("log_format", ["json", "console"])
def test_secrets_in_sentences_and_tracebacks_are_left_out(
    said: str, kept: str, log_format: str, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure("INFO", log_format)
    shown = json.dumps(kept)[1:-1] if log_format == "json" else kept

    logging.getLogger("procrastinate").info(said)
    as_event = capsys.readouterr().err
    try:
        raise RuntimeError(said)
    except RuntimeError:
        logging.getLogger("procrastinate").exception("failed")
        structlog.get_logger("yanxiu.test").exception("failed")
    tracebacks = capsys.readouterr().err

    assert shown in as_event
    assert tracebacks.count(f"RuntimeError: {shown}") == 2
    for secret in ("abc", "p%40ss", "13800000000", "张伟"):
        assert secret not in as_event + tracebacks


def test_a_value_is_left_out_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO", "json")

    structlog.get_logger("yanxiu.test").info("signed_in", access_token="abc", account="1")

    (line,) = lines(capsys)
    assert (line["access_token"], line["account"]) == ("***", "1")


async def test_a_failed_statement_does_not_tell_what_it_was_given(app_engine: AsyncEngine) -> None:
    async with app_engine.connect() as connection:
        with pytest.raises(DBAPIError) as failed:
            await connection.execute(text("SELECT 1 / (length(:name) - 2)"), {"name": "张伟"})

    assert "张伟" not in str(failed.value)


def test_what_is_logged_after_stderr_was_closed_goes_to_the_one_in_its_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A statement that is slow is logged amid the request that ran it, which must not fail for that."""
    gone, now = io.StringIO(), io.StringIO()
    monkeypatch.setattr("sys.stderr", gone)
    logs.configure("INFO", "json")
    monkeypatch.setattr("sys.stderr", now)
    gone.close()

    structlog.get_logger("yanxiu.test").warning("slow_statement")

    assert "slow_statement" in now.getvalue()


def test_half_a_character_is_no_reason_to_lose_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO", "json")

    structlog.get_logger("yanxiu.test").info("not there", path="名册\udc80.xlsx", school="石门中学")

    assert [(line["path"], line["school"]) for line in lines(capsys)] == [("名册\udc80.xlsx", "石门中学")]
