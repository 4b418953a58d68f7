"""The sign-in sheet and the evaluation form, from what is on record."""

from domain.activities.attendance import AttendanceState
from domain.projects.papers import Answers, Attended, Sitting, evaluation_form, sign_in_sheet
from tests.activity_scene import at_two

ZHANG = Attended("张伟", "数学组", AttendanceState.LATE, at_two(7), True, True, False)
LI = Attended("李娜", None, AttendanceState.EXCUSED, None, False, True, True)
GUEST = Attended("赵敏", None, AttendanceState.PRESENT, at_two(), False, False, False)


def test_the_sheet_has_a_line_for_everybody_expected_or_there() -> None:
    sitting = Sitting("研讨", at_two(), at_two(120), None, (ZHANG, LI, GUEST))
    paper = sign_in_sheet("石门中学", "试卷分析课", [sitting], now=at_two(180))
    (section,) = paper.sections
    assert section.note == "2021-04-12 14:00—16:00　　应到 2；迟到 1，请假 1"
    assert section.rows == (
        ("1", "张伟", "数学组", "主讲", "迟到", "14:07"),
        ("2", "李娜", "", "", "请假（更正）", ""),
        ("3", "赵敏", "", "旁听", "出勤", "14:00"),
    )
    assert paper.made == "2021-04-12 17:00"


def test_the_form_counts_marks_and_has_no_names() -> None:
    answers = [Answers({"content": 5, "use": 4}, "很好"), Answers({"content": 4}, None)]
    paper = evaluation_form("石门中学", "试卷分析课", answers, now=at_two())
    marks, comments = paper.sections
    assert marks.note == "收回 2 份"
    assert marks.rows[0] == ("内容切合教学需要", "1", "1", "0", "0", "0", "4.50")
    assert marks.rows[1] == ("主讲准备充分、讲解清楚", "0", "0", "0", "0", "0", "—")
    assert comments.rows == (("1", "很好"),)


def test_without_a_word_there_is_no_list_of_words() -> None:
    assert len(evaluation_form("石门中学", "试卷分析课", [], now=at_two()).sections) == 1
