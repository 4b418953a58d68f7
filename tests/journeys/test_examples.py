"""The stories of examples/, told to a live server with the sample in it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.start.processes import ROOT
from tests.start.sampled import sampled
from tests.start.test_serve import YANXIU, announced


def told_twice(data_dir: Path, script: str, *options: str) -> list[subprocess.CompletedProcess[str]]:
    """The story's two runs, on one server that started with the sample."""
    story = [sys.executable, str(ROOT / "examples" / script), *options, "--base-url"]
    with sampled(data_dir) as address:
        told = [subprocess.run([*story, address], capture_output=True, text=True) for _ in range(2)]
    for one in told:
        assert one.returncode == 0, one.stdout + one.stderr
    return told


@pytest.mark.slow
def test_the_story_of_the_credit_standing_can_be_told_twice(tmp_path: Path) -> None:
    told = told_twice(tmp_path, "01_credit_standing.py")

    for one in told:
        assert "session_full" in one.stdout
        assert "学年学分要求 73" in one.stdout
    assert "新增 2，不变 60" in told[0].stdout
    assert "不变 62" in told[1].stdout


@pytest.mark.slow
def test_the_story_of_a_selection_round_can_be_told_twice(tmp_path: Path) -> None:
    for one in told_twice(tmp_path, "02_training_term.py"):
        assert "差距 0.00%" in one.stdout
        assert "蒋志明     waitlisted" in one.stdout
        assert "duties_open" in one.stdout
        assert "迟交" in one.stdout
        assert "张伟       90.00 学分已确认" in one.stdout


@pytest.mark.slow
def test_the_story_of_a_week_of_cover_can_be_told_twice(tmp_path: Path) -> None:
    for one in told_twice(tmp_path, "03_cover_week.py"):
        assert "declined，那天上午我有公开课" in one.stdout
        assert "张伟还有 0 节未安排" in one.stdout
        assert "差距 0.00%" in one.stdout
        assert "cover_rule_broken" in one.stdout
        assert "再发布一次：409 invalid_state" in one.stdout
        assert "九（6）班班主任何俊杰不在 5 天" in one.stdout
        assert re.search(r"何俊杰 +代课 0\.00，被代 (13|26)\.00", one.stdout)


@pytest.mark.slow
def test_the_story_of_a_week_of_notices_can_be_told_twice(tmp_path: Path) -> None:
    for one in told_twice(tmp_path, "04_notice_week.py"):
        assert "个人链接：打开 200，签收 200，再用一次 410" in one.stdout
        assert "未签收：第二联 教务处" in one.stdout
        assert "旧二维码：已作废；新二维码：有效" in one.stdout
        assert "changed：教研组长会议 会议室 → 教研组长会议 报告厅" in one.stdout
        assert "SEQUENCE 1 CONFIRMED" in one.stdout


@pytest.mark.slow
def test_the_story_of_projects_and_themes_can_be_told_twice(tmp_path: Path) -> None:
    told = told_twice(tmp_path, "05_projects_and_themes.py")

    for one in told:
        assert "422 presenters_unqualified" in one.stdout
        assert "409 materials_missing" in one.stdout
        assert re.search(r"张伟 .*不授予 未交作业", one.stdout)
        assert "SHA256SUMS 所列 14 个文件全部相符" in one.stdout
        assert "张伟扫码：出勤（旁听）" in one.stdout
        assert "409 attendance_already" in one.stdout
        assert "422 sign_in_code_old" in one.stdout
        assert "语文教研组 9/9" in one.stdout
        assert "无故缺席：徐文静" in one.stdout
        assert re.search(r"无故缺席 +90\.00 .*缺席：徐文静", one.stdout)
    assert "第1版 → 第2版" in told[0].stdout
    assert "409 assessment_taken" in told[1].stdout
    assert "第2版 → 第3版" in told[1].stdout


@pytest.mark.slow
def test_the_story_of_a_year_of_research_can_be_told_twice(tmp_path: Path) -> None:
    told = told_twice(tmp_path, "06_research_year.py")

    for one in told:
        assert "中期已退回" in one.stdout
        assert "409 topic_extensions_used_up" in one.stdout
        assert "须回避：与作者同一教研组" in one.stdout
        assert "作者读到：请按×××老师的意见" in one.stdout
        assert "名额：主办单位定 2" in one.stdout
        assert "（同分，按最低分在后）" in one.stdout
        assert "匿名稿 4 件" in one.stdout
        assert "没有这个奖项" in one.stdout
        assert "403 same_person" in one.stdout
        assert "已付 400.00 元，应付 300.00 元" in one.stdout
        assert "教师有课：戴国平" in one.stdout
        assert "已上课缺教案，课时：3" in one.stdout
        assert "汇报课之后：师父听课 2/2，徒弟听课 2/2，汇报课 1/1" in one.stdout
        assert "课题到期：生本课堂中学生提问能力培养的实践研究" in one.stdout
    assert "张伟起草《数学课堂“轮换发言”的观察与改进》" in told[0].stdout
    assert "曾秀珍起草《作文讲评从评分到评点（2）》" in told[1].stdout


@pytest.mark.slow
def test_the_story_of_a_term_summed_up_can_be_told_twice(tmp_path: Path) -> None:
    told = told_twice(tmp_path, "07_term_summary.py")

    for one in told:
        assert re.search(r"\d+ 个数据（\d+ 个不为零）全部与清单相符", one.stdout)
        assert "DOCX 标题次序与学校历年总结一致，图 4 幅" in one.stdout
        assert "定稿的总结一字未变" in one.stdout
        assert "教科室自己退回：403 forbidden" in one.stdout
        assert "曾秀珍打开这份档案：404 not_found" in one.stdout
        assert "教科室查阅一次，审计多一条；本人查阅不记" in one.stdout
        assert "公开核验页：编号与姓名相符" in one.stdout
        assert "以 ended 收尾" in one.stdout
        assert "项数据，合计都等于各校之和" in one.stdout
    assert "第1版定稿" in told[0].stdout
    assert "第2版已定稿，由校长退回草稿" in told[1].stdout
    assert "第3版定稿" in told[1].stdout


@pytest.mark.slow
def test_the_story_of_a_term_with_the_platform_can_be_told_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YANXIU_PRIVATE_HOSTS", '["127.0.0.1"]')
    simulator = [str(YANXIU), "platform-simulator", "--port", "0", "--faults", "some"]
    with subprocess.Popen(simulator, cwd=ROOT, text=True, stdout=subprocess.PIPE) as platform:
        try:
            told = told_twice(tmp_path, "08_platform_term.py", "--platform", announced(platform))
        finally:
            platform.kill()

    for one in told:
        assert "placed 6，refused 2，rejected 1" in one.stdout
        assert re.search(r"only_ours +本校/平台 8\.00/—", one.stdout)
        assert "再对一次账：4 条差异都已消除" in one.stdout
        for fault in ("receipt_lost", "cut_off", "broken_json", "callback_bad_signature", "callback_stale"):
            assert f"{fault} " in one.stdout
