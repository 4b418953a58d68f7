"""What SECURITY.md says is proved, is; and nothing is installed that was not looked at."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "SECURITY.md").read_text())
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_every_test_that_is_named_exists(path: str, name: str) -> None:
    defined = ast.walk(ast.parse((ROOT / path).read_text()))
    assert name in {one.name for one in defined if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_risk_has_its_tests() -> None:
    lines = [line for line in (ROOT / "SECURITY.md").read_text().splitlines() if line.startswith("| API")]

    assert [line.split()[1] for line in lines] == [f"API{number}" for number in range(1, 11)]
    assert all("::" in line for line in lines)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_lock_has_hashes_and_names_no_host(lock: Path) -> None:
    content = lock.read_text()
    entries = [one for one in re.split(r"\n(?=\S)", content) if re.match(r"[\w\[\].-]+==", one)]

    assert entries
    assert all("--hash=sha256:" in one for one in entries)
    assert not re.search(
        r"https?://|^\s*--?(i|index-url|extra-index-url|find-links)\b", content, re.MULTILINE
    )
