import ast
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def go(tmp_path: Path) -> ModuleType:
    """go.py, at work in a checkout of its own."""
    checkout = tmp_path / "checkout"
    (checkout / "requirements").mkdir(parents=True)
    for name in ("go.py", "pyproject.toml", "requirements/app.txt", "requirements/dev.txt"):
        (checkout / name).write_bytes((ROOT / name).read_bytes())
    spec = importlib.util.spec_from_file_location("go_at_work", checkout / "go.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def make_venv(go: ModuleType) -> None:
    go.PYTHON.parent.mkdir(parents=True)
    go.PYTHON.symlink_to(sys.executable)


def installed(go: ModuleType, kind: str) -> None:
    make_venv(go)
    go.STAMP.write_text(go.fingerprint(kind))


def test_a_fresh_checkout_needs_installing(go: ModuleType) -> None:
    assert not go.is_installed("app")
    assert not go.is_installed("dev")


def test_what_testing_needs_satisfies_running_but_not_the_reverse(go: ModuleType) -> None:
    installed(go, "dev")
    assert go.is_installed("dev")
    assert go.is_installed("app")
    go.STAMP.write_text(go.fingerprint("app"))
    assert go.is_installed("app")
    assert not go.is_installed("dev")


@pytest.mark.parametrize("changed", ["requirements/app.txt", "pyproject.toml", ".venv/pyvenv.cfg"])
def test_a_change_to_what_was_installed_means_installing_again(go: ModuleType, changed: str) -> None:
    installed(go, "app")
    (go.ROOT / changed).write_text("changed")
    assert not go.is_installed("app")


def test_an_interpreter_that_is_gone_means_installing_again(go: ModuleType) -> None:
    installed(go, "app")
    go.PYTHON.unlink()
    assert not go.is_installed("app")


def test_a_failed_installation_is_never_taken_for_a_finished_one(
    go: ModuleType, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    installed(go, "app")
    (go.ROOT / "requirements" / "app.txt").write_text("not-a-package==0 --hash=sha256:" + "0" * 64)
    # An index that is no directory, so that pip fails at once and without a network.
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    reason = go.install("app")
    assert "PIP_INDEX_URL" in reason
    assert go.UNFINISHED.exists()
    assert not go.is_installed("app")


def test_an_interrupted_installation_starts_afresh(go: ModuleType) -> None:
    installed(go, "app")
    half_written = go.VENV / "half-written"
    half_written.touch()
    go.UNFINISHED.touch()
    assert not go.is_installed("app")
    assert go.make_venv() is None
    assert not half_written.exists()
    assert not go.UNFINISHED.exists()


@pytest.mark.parametrize(
    ("task", "rest", "tail"),
    [
        pytest.param("run", [], ["yanxiu", "serve"], id="run"),
        pytest.param("run", ["--port", "0"], ["yanxiu", "serve", "--port", "0"], id="run with options"),
        pytest.param("test", [], ["python", "-m", "pytest", "-n", "4"], id="test on every core"),
        pytest.param("test", ["-k", "x"], ["python", "-m", "pytest", "-n", "4", "-k", "x"], id="test some"),
        pytest.param("test", ["-n0"], ["python", "-m", "pytest", "-n0"], id="test in one process"),
    ],
)
def test_the_rest_of_the_line_is_passed_on(
    go: ModuleType, task: str, rest: list[str], tail: list[str]
) -> None:
    program, *arguments = go.command_for(task, rest, 4)
    assert [Path(program).name, *arguments] == tail


@pytest.mark.parametrize(
    ("version", "system", "there", "reason"),
    [
        pytest.param((3, 11, 0), "posix", (), None, id="old enough"),
        pytest.param((4, 0, 0), "posix", (), None, id="the future"),
        pytest.param((3, 10, 9), "posix", (), "install Python 3.11 or newer", id="too old"),
        pytest.param(
            (3, 10, 9), "posix", ("python3.12",), "run `python3.12 go.py`", id="a newer one is there"
        ),
        pytest.param((3, 12, 0), "nt", (), "WSL", id="Windows"),
    ],
)
def test_a_refusal_says_what_to_do(
    go: ModuleType, version: tuple[int, ...], system: str, there: tuple[str, ...], reason: str | None
) -> None:
    refused = go.refusal(version, system, lambda name: name in there)
    assert refused is None if reason is None else reason in refused


def test_without_a_known_task_it_explains_itself(go: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert go.main(["dance"]) == 2
    assert go.main(["--help"]) == 0
    assert "go.py test" in capsys.readouterr().out


def test_a_python_too_old_to_run_it_can_still_read_it() -> None:
    ast.parse((ROOT / "go.py").read_text(), feature_version=(3, 7))
