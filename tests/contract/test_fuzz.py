"""schemathesis against the live service, by role: no server error, and no answer that is not described.

A change meets the office and a teacher, with one seed, so that what is red is its own doing. `.ci/nightly`
sends more of each, as more roles, with the seed of the day.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.start.processes import ROOT
from tests.start.test_serve import serving

SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
CONFIG = Path(__file__).parent / "schemathesis.toml"
CONTRACT = ROOT / "openapi" / "openapi.json"
SEED = os.environ.get("YANXIU_SEED", "20210706")

EXAMPLES = (
    {
        "office@shimen": 100,
        "zhangwei@shimen": 20,  # a teacher
        "ouyangxue@shimen": 20,  # leads a subject group
        "academic@shimen": 20,
        "principal@shimen": 20,
        "officer@tongxiang": 20,
    }
    if os.environ.get("YANXIU_NIGHTLY") == "1"
    else {"office@shimen": 12, "zhangwei@shimen": 6}
)
"""How many of each operation, beside those that walk the edges of its description; as whom."""

ENDING = {
    "identity_change_password": "zhangwei@shimen",  # guessing at the old one locks the account
    "identity_disable_account": "office@shimen",
    "identity_reset_password": "office@shimen",
    "identity_withdraw_role": "office@shimen",
}
"""They may end for good what the run signs in with; each is sent on its own."""

THEIR_ACCOUNTS = [f"identity_{name}" for name in ("create_account", "get_account", "grant_role")]
"""Sent beside those, for accounts to end that are not the run's own."""

ENDLESS = ("platform_watch_operation",)
"""No worker runs here, and the stream of an operation that nobody works on does not end."""


@contextmanager
def sampled(data_dir: Path) -> Iterator[str]:
    """The address of a service with a sample of its own, that turns nobody away for asking often."""
    with pytest.MonkeyPatch.context() as patch:
        for often in ("RATE", "SIGN_IN", "CALENDAR"):
            patch.setenv(f"YANXIU_{often}_PER_MINUTE", "100000000")
        patch.setenv("YANXIU_LOG_LEVEL", "ERROR")
        with serving(data_dir, "--sample", "--no-worker") as (_, address):
            yield address


def fuzz(address: str, username: str, examples: int, *chosen: str) -> None:
    # The contract as committed: a busy service may take longer to write its own than the tool waits for it.
    command = [str(SCHEMATHESIS), "--config-file", str(CONFIG), "run", str(CONTRACT), "--url", address]
    command += ["--checks", "all", "--seed", SEED, "--max-examples", str(examples), "--continue-on-failure"]
    command += ["--request-timeout", "20", "--no-color", *chosen]
    as_whom = os.environ | {"FUZZ_USERNAME": username, "FUZZ_PASSWORD": "yanxiu-2021"}
    done = subprocess.run(command, env=as_whom, text=True, capture_output=True, check=False)
    # What it found and how much it sent, and not a megabyte of hints.
    found = done.stdout.partition(" FAILURES ")[2].partition(" WARNINGS ")[0] or done.stdout
    assert done.returncode == 0, found[:30_000] + done.stderr[-2_000:]
    print(done.stdout.partition("Test cases:")[2])  # noqa: T201  CONTRIBUTING.md quotes it


@pytest.mark.slow
@pytest.mark.parametrize(("username", "examples"), EXAMPLES.items())
def test_nothing_it_is_sent_makes_it_fail(tmp_path: Path, username: str, examples: int) -> None:
    spared = (word for name in (*ENDING, *ENDLESS) for word in ("--exclude-operation-id", name))
    with sampled(tmp_path) as address:  # what one role changes would have another's run go otherwise
        fuzz(address, username, examples, *spared)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with sampled(tmp_path_factory.mktemp("fuzz")) as address:
        yield address


@pytest.mark.slow
@pytest.mark.parametrize(("operation", "username"), ENDING.items())
def test_nothing_that_ends_a_sign_in_makes_it_fail(address: str, operation: str, username: str) -> None:
    chosen = (word for name in (operation, *THEIR_ACCOUNTS) for word in ("--include-operation-id", name))
    fuzz(address, username, EXAMPLES["office@shimen"], *chosen)
