"""Text taken over is found however it is dressed up, and nothing else is."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.copying import FOUND, Likeness, fingerprints, likeness

LESSON = (
    "本次活动围绕“如何让学生先学后教”展开，由张伟老师执教研讨课《一元一次方程》。"
    "课后全组教师围坐评课，肯定了前置学习单的设计，也指出小组交流时间偏短、反馈不够及时。"
)
OTHER = "学校食堂六月起调整开放时间，请各班主任提前告知学生并组织好有序就餐，具体安排另行通知。"

characters = st.text(
    alphabet=st.sampled_from("生本课堂学教研组活动记录先后小组交流反馈及时abc123"), max_size=120
)
common = st.text(alphabet=st.sampled_from("甲乙丙丁戊己庚辛壬癸子丑寅卯"), min_size=FOUND, max_size=60)
fill = st.sampled_from(["", " ", "，", "。\n", "　", "——", "！"])


@given(before=characters, after=characters, left=characters, right=characters, passage=common)
def test_a_common_passage_of_the_least_length_is_found_wherever_it_stands(
    before: str, after: str, left: str, right: str, passage: str
) -> None:
    one, two = before + passage + after, left + passage + right

    assert fingerprints(one) & fingerprints(two)
    assert likeness(one, two).longest >= len(passage)


@given(passage=common, signs=st.lists(fill, min_size=60, max_size=60))
def test_blanks_and_punctuation_hide_nothing(passage: str, signs: list[str]) -> None:
    dressed = "".join(one + sign for one, sign in zip(passage, signs, strict=False))

    assert fingerprints(dressed) == fingerprints(passage)
    assert likeness(dressed, passage).share == 1


@given(text=st.text(max_size=300), source=st.text(max_size=300))
def test_a_share_is_a_part_of_the_whole_and_passages_do_not_overlap(text: str, source: str) -> None:
    like = likeness(text, source)

    assert 0 <= like.share <= 1
    ends = [one.starts_at + len(one.text) for one in like.passages]
    assert all(end <= later.starts_at for end, later in zip(ends, like.passages[1:], strict=False))
    for one in like.passages:
        assert text[one.starts_at :].startswith(one.text)
        assert source[one.source_starts_at :].startswith(one.source_text)


@given(text=st.text(alphabet=st.sampled_from("生本课堂学教研"), min_size=FOUND, max_size=200))
def test_a_text_is_wholly_like_itself(text: str) -> None:
    assert likeness(text, text).share == 1


@pytest.mark.parametrize(
    ("text", "source"),
    [
        pytest.param(OTHER, LESSON, id="another matter"),
        pytest.param("本次活动围绕研讨课展开。", LESSON, id="a phrase of the trade is too short"),
        pytest.param("", LESSON, id="nothing"),
        pytest.param(LESSON, "", id="of nothing"),
    ],
)
def test_what_is_not_taken_over_is_not_like(text: str, source: str) -> None:
    like = likeness(text, source)

    assert like == Likeness(Fraction(0), 0, ())


def test_a_passage_is_shown_as_each_text_has_it() -> None:
    taken = "课后全组教师，围坐评课；肯定了前置学习单的设计"
    text = f"我们也上了课。{taken}。然后散会。"

    (passage,) = likeness(text, LESSON).passages

    assert passage.text == taken
    assert passage.source_text == "课后全组教师围坐评课，肯定了前置学习单的设计"
    assert LESSON[passage.source_starts_at :].startswith(passage.source_text)


def test_full_width_and_capitals_are_the_same_letters() -> None:
    assert fingerprints("ＡＢＣ课程标准２０２２版与教学评价") == fingerprints("abc课程标准2022版与教学评价")


def test_a_text_shorter_than_a_gram_has_no_fingerprints() -> None:
    assert fingerprints("生本课堂") == set()


def test_fingerprints_are_the_same_in_every_process() -> None:
    """They are kept: another hash would find nothing of what was handed in before."""
    assert fingerprints("本次活动围绕如何让学生先学") == {6190110970387479113}


def test_of_several_places_the_longest_passage_is_taken() -> None:
    head = "一二三四五六七八九十甲乙丙丁戊己庚辛壬癸"
    source = f"{head}子{head}丑寅卯辰巳午未"

    assert likeness(f"{head}丑寅卯辰巳午未", source).longest == len(head) + 7


def test_a_text_that_repeats_without_end_is_done_in_no_time() -> None:
    assert likeness("教" * 20_000, "教" * 20_000).share == 1
