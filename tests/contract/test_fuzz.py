"""schemathesis against the live service, as the office and as a teacher: nothing fails or surprises."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.start.test_serve import serving

SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
CONFIG = Path(__file__).parent / "schemathesis.toml"
PASSWORD = "yanxiu-2021"

# These may end the very sign-in the run is made with; they are sent last, each signed in afresh.
ENDING = [
    f"identity_{name}"
    for name in (
        "grant_role",
        "withdraw_role",
        "reset_password",
        "revoke_session",
        "change_password",
        "revoke_token",
        "disable_account",
    )
]

ENDLESS = ("platform_watch_operation",)
"""No worker runs here, and the stream of an operation that nobody works on does not end."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YANXIU_RATE_PER_MINUTE", "100000000")
        patch.setenv("YANXIU_SIGN_IN_PER_MINUTE", "100000000")
        patch.setenv("YANXIU_CALENDAR_PER_MINUTE", "100000000")
        patch.setenv("YANXIU_LOG_LEVEL", "ERROR")
        patch.setenv("YANXIU_ACCESS_TOKEN_MINUTES", "60")
        with serving(tmp_path_factory.mktemp("fuzz"), "--sample", "--no-worker") as (_, address):
            yield address


def fuzz(address: str, username: str, *chosen: str) -> None:
    form = {"grant_type": "password", "username": username, "password": PASSWORD}
    token = httpx2.post(f"{address}/api/v1/auth/token", data=form).json()["access_token"]
    command = [str(SCHEMATHESIS), "--config-file", str(CONFIG), "run", f"{address}/openapi.json"]
    command += ["--checks", "all", "--seed", "20210706", "--continue-on-failure"]
    command += ["--header", f"Authorization: Bearer {token}", "--request-timeout", "20", "--no-color"]
    done = subprocess.run([*command, *chosen], text=True, capture_output=True, check=False)
    # What it found, and not a megabyte of hints.
    said = done.stdout.partition(" FAILURES ")[2].partition(" WARNINGS ")[0] or done.stdout
    assert done.returncode == 0, said[:30_000] + done.stderr[-2_000:]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("username", "examples"),
    # A teacher is let in to less, and the half hour of .ci/run is short.
    [("zhangwei@shimen", "10"), ("office@shimen", "25")],
)
def test_nothing_it_is_sent_makes_it_fail(address: str, username: str, examples: str) -> None:
    spared = (word for name in (*ENDING, *ENDLESS) for word in ("--exclude-operation-id", name))
    fuzz(address, username, "--max-examples", examples, *spared)


@pytest.mark.slow
@pytest.mark.parametrize("operation", ENDING)
def test_nothing_that_ends_a_sign_in_makes_it_fail(address: str, operation: str) -> None:
    fuzz(address, "office@chongfu", "--max-examples", "50", "--include-operation-id", operation)
