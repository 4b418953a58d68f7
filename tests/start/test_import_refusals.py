"""Who may import at the shell, and what is said of a file or a name that will not do."""

from pathlib import Path

import pytest

from domain.identity.actions import Role
from persistence.people.tables import teacher
from persistence.platform.tables import audit_entry
from persistence.provision import DatabaseUrls
from tests.files import a_workbook
from tests.scene import Scene
from tests.start.importing import GOOD, run, username, written


@pytest.fixture(autouse=True)
def at_the_shell(urls: DatabaseUrls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YANXIU_DATABASE_URL", urls.app)


async def test_it_is_the_first_offices_import_or_that_of_whom_one_names(scene: Scene, tmp_path: Path) -> None:
    first = await scene.office()
    second = await scene.office()
    path = written(tmp_path, "roster.csv", GOOD)

    await run("roster", path, "--school", scene.code, "--commit")
    await run("roster", path, "--school", scene.code, "--commit", "--as", await username(scene, second))

    by_time = sorted(await scene.rows(audit_entry), key=lambda row: row.at)
    assert [row.account_id for row in by_time] == [first.principal.account_id, second.principal.account_id]


@pytest.mark.parametrize("commit", [(), ("--commit",)], ids=["looked over", "committed"])
async def test_a_school_without_an_office_has_nobody_to_import_for_it(
    scene: Scene, tmp_path: Path, commit: tuple[str, ...]
) -> None:
    colleague = await scene.signed_in(Role.TEACHER)
    path = written(tmp_path, "roster.csv", GOOD)
    name = await username(scene, colleague)

    nobody = await run("roster", path, "--school", scene.code, *commit)
    not_theirs = await run("roster", path, "--school", scene.code, "--as", name, *commit)
    unknown = await run("roster", path, "--school", scene.code, "--as", "no-such-account", *commit)

    assert [one.exit_code for one in (nobody, not_theirs, unknown)] == [1, 1, 1]
    assert "还没有办理这类导入的部门账号" in nobody.stderr
    assert f"“{name}”" in not_theirs.stderr
    assert "没有可用的账号“no-such-account”" in unknown.stderr
    assert await scene.rows(teacher) == []


async def test_the_office_of_another_school_may_not_import(
    scene: Scene, elsewhere: Scene, tmp_path: Path
) -> None:
    await scene.office()
    name = await username(scene, await elsewhere.office())
    path = written(tmp_path, "roster.csv", GOOD)

    refused = await run("roster", path, "--school", scene.code, "--as", name, "--lang", "en")

    assert refused.exit_code == 1
    assert "may not import this" in refused.stderr


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        pytest.param("absent.csv", None, "没有这个文件", id="no file"),
        pytest.param("roster.pdf", b"%PDF", "--format 指明：xlsx, csv, oneroster, sds", id="another"),
        pytest.param("roster.xlsx", b"junk", "不是 Excel 工作簿", id="no workbook"),
        pytest.param("roster.zip", b"junk", "不是 ZIP 压缩包", id="no ZIP"),
        pytest.param("roster.csv", b"\xff\x00", "不是文本（有空字符或无法识别的编码）", id="no text"),
        pytest.param("roster.csv", b" " * (10 << 20) + b" ", "字节数 最多 10485760", id="too large"),
        pytest.param("roster.xlsx", a_workbook({"Sheet1": [["a"]]}), "没有名为“教师”的工作表", id="no sheet"),
        pytest.param("folder", "a folder", "文件夹中没有 CSV 文件", id="an empty folder"),
    ],
)
async def test_a_file_that_cannot_be_read_is_one_plain_line(
    scene: Scene, tmp_path: Path, name: str, content: str | bytes | None, said: str
) -> None:
    await scene.office()
    if isinstance(content, str):
        (tmp_path / name).mkdir()
    elif content is not None:
        written(tmp_path, name, content)

    refused = await run("roster", tmp_path / name, "--school", scene.code)

    assert refused.exit_code == 1
    assert said in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert refused.stdout == ""


async def test_an_unknown_school_is_said_with_those_there_are(scene: Scene, tmp_path: Path) -> None:
    refused = await run("roster", written(tmp_path, "roster.csv", GOOD), "--school", "nowhere")

    assert refused.exit_code == 1
    assert "没有学校“nowhere”" in refused.stderr
    assert scene.code in refused.stderr
