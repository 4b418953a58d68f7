"""The stories of examples/, told to a live server with the sample in it."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.start.processes import ROOT
from tests.start.test_serve import serving


@pytest.mark.slow
def test_the_story_of_the_credit_standing_can_be_told_twice(tmp_path: Path) -> None:
    story = [sys.executable, str(ROOT / "examples" / "01_credit_standing.py"), "--base-url"]
    with serving(tmp_path, "--sample") as (server, address):
        told = [subprocess.run([*story, address], capture_output=True, text=True) for _ in range(2)]
        server.send_signal(signal.SIGINT)  # killed, it would leave its PostgreSQL behind
        server.wait(timeout=15)

    for one in told:
        assert one.returncode == 0, one.stdout + one.stderr
        assert "session_full" in one.stdout
        assert "学年学分要求 73" in one.stdout
    assert "新增 2，不变 60" in told[0].stdout
    assert "不变 62" in told[1].stdout
