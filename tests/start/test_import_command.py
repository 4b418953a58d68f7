"""`yanxiu import`: looked over first, brought in with --commit, told line by line."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.imports import imports
from cli.migrate import upgrade
from cli.sample import load_sample
from persistence.embedded import running
from persistence.people.tables import teacher
from persistence.platform.tables import audit_entry, file_import
from persistence.provision import DatabaseUrls, provision
from persistence.timetable.tables import lesson
from persistence.training.tables import course, training_session
from tests.api.timetable.timetables import affairs, grid_of, rows_of, some_classes, some_teachers
from tests.api.training.catalogue_files import csv_of
from tests.files import a_given_roster, a_zip
from tests.scene import Scene
from tests.start.importing import GOOD, run, written
from tests.start.processes import ROOT

MISTAKEN = "工号,姓名,出生日期\nT1,张伟,1980-01-01\nT2,李娜,昨天\nT1,单国强,\n"
ONEROSTER = {
    "orgs.csv": "sourcedId,name,type\nS1,石门中学,school\n",
    "users.csv": "sourcedId,role,orgSourcedIds,username,familyName,givenName,identifier\n"
    "U1,teacher,S1,wei,张,伟,T1\nU2,student,S1,na,李,娜,P1\n",
}
SDS = {
    "School.csv": "SIS ID,Name\nS1,石门中学\n",
    "Teacher.csv": "SIS ID,School SIS ID,Last Name,First Name\nT1,S1,张,伟\n",
}


@pytest.fixture(autouse=True)
def at_the_shell(urls: DatabaseUrls, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command finds the database of the run, as the role of the service."""
    monkeypatch.setenv("YANXIU_DATABASE_URL", urls.app)


async def test_looking_a_roster_over_says_what_would_happen_and_keeps_nothing(
    scene: Scene, tmp_path: Path
) -> None:
    await scene.office()

    looked = await run("roster", written(tmp_path, "名册.csv", GOOD), "--school", scene.code)

    assert looked.exit_code == 0, looked.output
    assert "名册.csv (csv)" in looked.stdout
    assert "教师" in looked.stdout
    assert "什么也没有写入" in looked.stdout
    for table in (teacher, file_import, audit_entry):
        assert await scene.rows(table) == []


async def test_every_mistake_is_told_on_a_line_of_its_own(scene: Scene, tmp_path: Path) -> None:
    await scene.office()
    path = written(tmp_path, "roster.csv", MISTAKEN)

    chinese = await run("roster", path, "--school", scene.code)
    english = await run("roster", path, "--school", scene.code, "--lang", "en", "--commit")

    assert (chinese.exit_code, english.exit_code) == (1, 1)
    assert [line.split() for line in chinese.stdout.splitlines() if line.startswith("roster.csv")] == [
        ["roster.csv", "第", "3", "行", "出生日期", "不是有效的日期；请写成", "2020-09-01。"],
        ["roster.csv", "第", "4", "行", "工号", "与第", "2", "行重复。"],
    ]
    assert "line 3  出生日期  This is no date; write it as 2020-09-01." in english.stdout
    assert "Errors: 2" in english.stdout
    assert await scene.rows(teacher) == []


async def test_committing_is_what_the_api_would_have_done(scene: Scene, tmp_path: Path) -> None:
    office = await scene.office()
    path = written(tmp_path, "roster.csv", GOOD)

    done = await run("roster", path, "--school", scene.code, "--commit")
    again = await run("roster", path, "--school", scene.code, "--commit", "--lang", "en")

    assert (done.exit_code, again.exit_code) == (0, 0), done.output
    assert "已导入" in done.stdout
    assert "unchanged" in again.stdout
    assert {row.employee_no: row.name_pinyin for row in await scene.rows(teacher)} == {
        "T1": "zhang wei",
        "T2": "shan guo qiang",
    }
    kept = (await office.get("roster-imports")).json()["items"]
    assert [one["state"] for one in kept] == ["committed", "committed"]
    entries = (await office.get("audit-entries")).json()["items"]
    assert [(one["action"], one["subject"], one["account_id"]) for one in entries] == [
        (
            "people_commit_roster_import",
            f"{office.base}/roster-imports/{one['id']}/commit",
            str(office.principal.account_id),
        )
        for one in kept
    ]
    assert entries[0]["facts"] == {"by": "yanxiu import", "filename": "roster.csv"}


async def test_leavers_are_marked_when_the_roster_is_said_to_be_complete(
    scene: Scene, tmp_path: Path
) -> None:
    await scene.office()
    await scene.teacher("李娜", employee_no="T9")

    path = written(tmp_path, "roster.csv", GOOD)

    done = await run("roster", path, "--school", scene.school_id, "--mark-leavers", "--commit")

    assert "离校" in done.stdout, done.output
    assert {row.employee_no: row.status for row in await scene.rows(teacher)}["T9"] == "left"


@pytest.mark.parametrize(
    ("files", "said"), [(ONEROSTER, "(oneroster)"), (SDS, "(sds)")], ids=["OneRoster", "SDS"]
)
@pytest.mark.parametrize("as_folder", [True, False], ids=["folder", "ZIP"])
async def test_a_bundle_is_known_by_what_it_holds(
    scene: Scene, tmp_path: Path, files: dict[str, str], said: str, as_folder: bool
) -> None:
    await scene.office()
    path = tmp_path / "bundle.zip"
    if as_folder:
        path = tmp_path / "bundle"
        path.mkdir()
        for name, content in files.items():
            written(path, name, content)
    else:
        path.write_bytes(a_zip(files))

    done = await run("roster", path, "--school", scene.code, "--org", "S1", "--commit")

    assert done.exit_code == 0, done.output
    assert said in done.stdout
    assert [row.name for row in await scene.rows(teacher)] == ["张伟"]


async def test_a_folder_is_the_same_file_whenever_it_was_written(scene: Scene, tmp_path: Path) -> None:
    await scene.office()
    for age in ("old", "new"):
        folder = tmp_path / age
        folder.mkdir()
        for name in sorted(ONEROSTER, reverse=age == "new"):
            written(folder, name, ONEROSTER[name])
        assert (await run("roster", folder, "--school", scene.code, "--commit")).exit_code == 0

    assert len({row.sha256 for row in await scene.rows(file_import)}) == 1


async def test_a_bundle_of_several_schools_asks_which(scene: Scene, tmp_path: Path) -> None:
    await scene.office()
    path = written(tmp_path, "district.zip", a_given_roster("sds_v2.1"))

    asked = await run("roster", path, "--school", scene.code)
    named = await run("roster", path, "--school", scene.code, "--org", "110003", "--format", "sds")

    assert asked.exit_code == 1
    assert "--org" in asked.stderr
    assert "110003" in asked.stderr
    assert "(sds)" in named.stdout


async def test_a_catalogue_is_looked_over_and_brought_in(scene: Scene, tmp_path: Path) -> None:
    office = await scene.office()
    path = written(tmp_path, "catalogue.csv", csv_of({}))
    mistaken = written(tmp_path, "mistaken.csv", csv_of({"学分": "-1"}))

    looked = await run("catalogue", path, "--school", scene.code)
    refused = await run("catalogue", mistaken, "--school", scene.code, "--commit")
    untouched = await scene.rows(course)
    done = await run("catalogue", path, "--school", scene.code, "--commit")

    assert (looked.exit_code, refused.exit_code, done.exit_code) == (0, 1, 0), done.output
    assert "mistaken.csv  第 2 行  学分" in refused.stdout
    assert untouched == []
    assert (len(await scene.rows(course)), len(await scene.rows(training_session))) == (1, 1)
    (entry,) = (await office.get("audit-entries")).json()["items"]
    assert entry["action"] == "training_commit_catalogue_import"


async def test_a_timetable_is_looked_over_and_brought_in(scene: Scene, tmp_path: Path) -> None:
    office = await affairs(scene)
    await some_classes(scene, "701")
    await some_teachers(scene, "张伟")
    path = written(tmp_path, "课表.csv", rows_of("周一 1 - - 数学 张伟 701 R1"))
    mistaken = written(tmp_path, "mistaken.xlsx", grid_of(["班级", "周一1"], ["799", "数学 张伟"]))
    fet = written(tmp_path, "fet.csv", "Day,Hour,Subject,Teachers\nMonday,P2,MATHS,张伟\n")
    words = ["--school", scene.code, "--from", "2021-03-01"]

    looked = await run("timetable", path, *words)
    refused = await run("timetable", mistaken, *words, "--commit")
    untouched = await scene.rows(lesson)
    done = await run("timetable", path, *words, "--commit", "--name", "课表")
    again = await run("timetable", fet, *words, "--format", "fet")

    assert [one.exit_code for one in (looked, refused, done, again)] == [0, 1, 0, 0], (
        done.output + again.output
    )
    assert "第 2 行  周一1" in refused.stdout
    assert untouched == []
    assert len(await scene.rows(lesson)) == 1
    assert "离校或去掉" in again.stdout
    (entry,) = (await (await scene.office()).get("audit-entries")).json()["items"]
    assert (entry["action"], entry["account_id"]) == (
        "timetable_commit_timetable_import",
        str(office.principal.account_id),
    )


async def test_what_a_terminal_would_obey_is_not_printed(scene: Scene, tmp_path: Path) -> None:
    await scene.office()
    path = written(tmp_path, "roster.csv", "工号,姓名,\x1b[2J\nT1,张伟,x\n")

    looked = await run("roster", path, "--school", scene.code)

    assert looked.exit_code == 1
    assert "\x1b" not in looked.output


def test_it_works_beside_a_process_that_uses_the_same_data_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("YANXIU_DATABASE_URL")
    where = ["--school", "shimen", "--data-dir", str(tmp_path)]
    with running(tmp_path, durable=False) as server:
        empty = CliRunner().invoke(imports, ["roster", str(ROOT / "examples/rosters/shimen.xlsx"), *where])
        urls = provision(server, "yanxiu")
        upgrade(urls.owner)
        load_sample(urls)
        roster = ["roster", str(ROOT / "examples/rosters/shimen.xlsx"), *where]
        outcomes = [CliRunner().invoke(imports, words) for words in (roster, [*roster, "--commit"], roster)]

    assert empty.exit_code == 1
    assert "yanxiu migrate" in empty.stderr
    assert [one.exit_code for one in outcomes] == [0, 0, 0], outcomes[0].output
    assert "新增" in outcomes[1].stdout
    assert "新增" not in outcomes[2].stdout
