"""schemathesis against the live service, as the office and as a teacher: nothing fails or surprises."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.start.test_serve import serving

SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
PASSWORD = "yanxiu-2021"
ENDS_THE_SIGN_IN = "identity_(revoke_token|revoke_session|change_password)"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    patch = pytest.MonkeyPatch()
    patch.setenv("YANXIU_RATE_PER_MINUTE", "100000000")
    patch.setenv("YANXIU_SIGN_IN_PER_MINUTE", "100000000")
    patch.setenv("YANXIU_LOG_LEVEL", "ERROR")
    patch.setenv("YANXIU_ACCESS_TOKEN_MINUTES", "60")
    with serving(tmp_path_factory.mktemp("fuzz"), "--no-worker") as (_, address):
        yield address
    patch.undo()


@pytest.mark.slow
@pytest.mark.parametrize("username", ["office@shimen", "zhangwei@shimen"])
def test_nothing_it_is_sent_makes_it_fail(address: str, username: str, tmp_path: Path) -> None:
    form = {"grant_type": "password", "username": username, "password": PASSWORD}
    token = httpx2.post(f"{address}/api/v1/auth/token", data=form).json()["access_token"]
    command = [str(SCHEMATHESIS), "run", f"{address}/openapi.json", "--checks", "all", "--max-examples", "50"]
    command += ["--header", f"Authorization: Bearer {token}", "--seed", "20210706", "--continue-on-failure"]
    command += ["--exclude-operation-id-regex", ENDS_THE_SIGN_IN, "--request-timeout", "20", "--no-color"]
    done = subprocess.run(command, text=True, capture_output=True, check=False, cwd=tmp_path)

    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]
