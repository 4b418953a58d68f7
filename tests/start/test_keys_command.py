"""`yanxiu keys`: listing and rotating from the shell."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.keys import keys
from cli.migrate import upgrade
from persistence.embedded import EmbeddedServer, running
from persistence.provision import provision

KID = r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"
STATES = r"(next|active|retired)"


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    """A deployment of its own, migrated, with nobody in it."""
    with running(tmp_path, durable=False) as server:
        _migrated(server)
        yield tmp_path


def _migrated(server: EmbeddedServer) -> None:
    upgrade(provision(server, "yanxiu").owner)


def run(data_dir: Path, *arguments: str) -> str:
    outcome = CliRunner().invoke(keys, [*arguments, "--data-dir", str(data_dir)])
    assert outcome.exit_code == 0, outcome.output
    return outcome.output


def listed(data_dir: Path) -> list[tuple[str, str]]:
    return re.findall(rf"({KID}).*?{STATES}", run(data_dir, "list"))


def test_rotating_moves_every_key_one_step(data_dir: Path) -> None:
    first = run(data_dir, "rotate")
    after_first = dict(listed(data_dir))

    second = run(data_dir, "rotate")
    after_second = dict(listed(data_dir))

    assert sorted(after_first.values()) == ["active", "next"]
    assert sorted(after_second.values()) == ["active", "next", "retired"]
    for said, states in ((first, after_first), (second, after_second)):
        assert states[re.findall(KID, said)[0]] == "active"


def test_the_secret_is_made_where_the_service_finds_it(data_dir: Path) -> None:
    run(data_dir, "rotate", "--distrust")

    assert (data_dir / "secret").stat().st_mode & 0o777 == 0o600
