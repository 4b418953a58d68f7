"""Finding what was shared by what it says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.training.products import grams_of, needed, words_of

TITLE = "《初中心理健康课例》"


@pytest.mark.parametrize("word", ["心理", "心", "健康课例", "《初"])
def test_what_stands_in_a_text_is_among_its_grams(word: str) -> None:
    assert needed(word) <= grams_of(TITLE)


@pytest.mark.parametrize("word", ["理心", "数学", "物"])
def test_what_does_not_is_not(word: str) -> None:
    assert not needed(word) <= grams_of(TITLE)


def test_letters_large_and_small_full_and_half_are_one() -> None:
    assert words_of("ＰＰＴ  心理") == ("ppt", "心理")
    assert needed("ppt") <= grams_of("PPT课件")


@given(st.text(min_size=1, max_size=30), st.data())
def test_every_part_of_a_word_is_found(text: str, data: st.DataObject) -> None:
    for word in words_of(text):
        first = data.draw(st.integers(0, len(word) - 1))
        last = data.draw(st.integers(first + 1, len(word)))
        assert needed(word[first:last]) <= grams_of(text)
