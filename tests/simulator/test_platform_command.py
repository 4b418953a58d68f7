"""`yanxiu platform-simulator`, and the worlds it starts from."""

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest
from typer.testing import CliRunner

from cli import openapi as written
from cli.main import app
from cli.simulator.sample_world import sample_world
from cli.simulator.world import World, WorldUnreadable, read_world, sessions_of
from domain.columns import read_cells
from domain.imports import Sheet
from domain.people.roster_rows import Errors
from domain.training.catalogue_rows import COLUMNS
from persistence.sample.rows import read_csv
from tests.start.processes import ROOT, until

RUN = CliRunner()


def test_the_world_that_is_shown_can_be_started_from(tmp_path: Path) -> None:
    shown = RUN.invoke(app, ["platform-simulator", "--show-world"])
    file = tmp_path / "world.json"
    file.write_text(shown.stdout, "utf-8")
    assert read_world(file) == sample_world()
    again = RUN.invoke(app, ["platform-simulator", "--show-world", "--world", str(file)])
    assert again.stdout == shown.stdout


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("{", "the file: Invalid JSON", id="no JSON"),
        pytest.param('{"catalog": []}', "catalog: Extra inputs", id="an unknown field"),
        pytest.param('{"quotas": {"SJ-1": "some"}}', "quotas.SJ-1: Input should be", id="no number"),
    ],
)
def test_a_world_that_cannot_be_read_is_told_in_one_line(tmp_path: Path, text: str, reason: str) -> None:
    file = tmp_path / "world.json"
    file.write_text(text)
    with pytest.raises(WorldUnreadable, match=re.escape(reason)):
        read_world(file)
    told = RUN.invoke(app, ["platform-simulator", "--world", str(file)])
    assert told.exit_code == 1
    assert len(told.stderr.strip().splitlines()) == 1


def test_a_world_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(WorldUnreadable, match="No such file"):
        read_world(tmp_path / "world.json")


def test_a_callback_secret_is_looked_at_before_anything_is_started() -> None:
    told = RUN.invoke(app, ["platform-simulator", "--callback-secret", "hush"])
    assert (told.exit_code, "whsec_" in told.stderr) == (1, True)


def test_the_contracts_are_written_and_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(written, "FOLDER", tmp_path)
    monkeypatch.setitem(written.FILES, "openapi.json", lambda: {"openapi": "3.1.0"})  # ours takes seconds
    assert RUN.invoke(app, ["openapi", "--check"]).exit_code == 1
    assert RUN.invoke(app, ["platform-simulator", "--openapi"]).exit_code == 0
    assert [file.name for file in tmp_path.iterdir()] == ["district-platform.json"]
    assert RUN.invoke(app, ["openapi"]).exit_code == 0
    assert RUN.invoke(app, ["openapi", "--check"]).exit_code == 0
    for name in ("openapi.json", "district-platform.json"):
        kept = (tmp_path / name).read_text("utf-8")
        (tmp_path / name).write_text(kept.replace('"3.1.0"', '"3.0.3"'), "utf-8")
        told = RUN.invoke(app, ["openapi", "--check"])
        assert (told.exit_code, f"openapi/{name} is out of date" in told.stderr) == (1, True)
        (tmp_path / name).write_text(kept, "utf-8")


def test_the_sample_world_is_the_sample_school_s() -> None:
    world = sample_world()
    numbered = {row["code"]: row["platform_id"] for row in read_csv("courses.csv") if row["platform_id"]}
    known = {row.course_code: row.course_platform_id for row in world.catalogue}
    news = {"DX-XKSY": "TX-2021-0206", "WL-RGZN": "TX-2021-0103"}
    assert known.items() <= (numbered | news).items()
    assert known.keys() - numbered.keys() == news.keys()
    people = {row["employee_no"]: row["name"] for row in read_csv("shimen/teachers.csv")}
    assert world.teachers == people
    assert world.credits
    assert {row.course_code for row in world.credits} <= set(numbered.values())
    assert all(row.session_code in sessions_of(world.catalogue) for row in world.evaluations)


def test_our_own_reader_takes_the_sample_catalogue() -> None:
    found = [(line, row.model_dump()) for line, row in enumerate(sample_world().catalogue, 2)]
    errors = Errors()
    read = read_cells(Sheet("培训班次", [column.field for column in COLUMNS], found), COLUMNS, errors)
    assert errors.found == []
    assert len(read) == len(found)


def test_an_empty_world_knows_everybody() -> None:
    assert (World().teachers, World().catalogue) == (None, [])


@pytest.mark.slow
def test_it_is_started_asked_and_ended(tmp_path: Path) -> None:
    yanxiu = Path(sys.executable).with_name("yanxiu")
    command = [str(yanxiu), "platform-simulator", "--port", "0", "--secret", "hush", "--faults", "some"]
    with subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            shown = ""
            while "stop" not in shown:
                shown += process.stdout.readline()
            address = re.search(r"http://[\d.]+:\d+", shown)
            assert address is not None
            assert f"base_url         {address[0]}" in shown
            until(lambda: httpx2.get(f"{address[0]}/_simulator/journal").status_code == 200)
            unsigned = httpx2.get(f"{address[0]}/v1/catalogue")
            assert json.loads(unsigned.text)["code"] == "not_signed"
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=30) == 0
        finally:
            process.kill()
