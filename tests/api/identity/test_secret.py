"""The deployment's secret: given, or made once for good."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from api.settings import Settings
from api.wiring.secret import secret_of


def test_a_given_secret_is_used_and_nothing_is_written(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "var", secret="given")

    assert secret_of(settings) == "given"
    assert not (tmp_path / "var").exists()


def test_without_one_it_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "var")

    first = secret_of(settings)

    assert secret_of(settings) == first
    assert len(first) >= 43
    assert stat.S_IMODE((tmp_path / "var" / "secret").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret"]


def test_of_processes_started_together_all_use_the_same(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "var")

    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: secret_of(settings), range(16)))

    assert len(found) == 1
