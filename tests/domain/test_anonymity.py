"""Names struck out of a text, however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.anonymity import STRUCK, masking


@pytest.mark.parametrize(
    ("names", "text", "left"),
    [
        pytest.param(["张伟"], "张伟认为", "×××认为", id="plain"),
        pytest.param(["张伟"], "作者：张　伟", "作者：×××", id="spaced out"),
        pytest.param(["张伟"], "张\u200b伟和张·伟", "×××和×××", id="with what is not seen between"),
        pytest.param(["张伟", "张伟民"], "张伟民、张伟", "×××、×××", id="the longest first"),
        pytest.param(["zhang wei"], "by ZHANG Wei, 2021", "by ×××, 2021", id="in letters"),
        pytest.param(["zhang wei"], "Wei Zhang; Zhāngwěi", "×××; ×××", id="family name last, with tones"),
        pytest.param(["zhang wei min"], "Wei-min ZHANG", "×××", id="two given names"),
        pytest.param(["li ne"], "online", "online", id="not within a word"),
        pytest.param(
            ["1001"], "工号１００１，共21001字", "工号×××，共21001字", id="figures as a whole, full width"
        ),
        pytest.param(["12"], "共12人", "共12人", id="figures too few to tell"),
        pytest.param(["伟", "a", "·"], "伟大 a", "伟大 a", id="names too short to tell"),
        pytest.param(["石门中学"], "桐乡市石门中学七（1）班", "桐乡市×××七（1）班", id="a school"),
        pytest.param([], "张伟", "张伟", id="nothing to strike out"),
    ],
)
def test_a_name_is_struck_out(names: list[str], text: str, left: str) -> None:
    assert masking(names).of(text) == left


@given(st.text(max_size=60), st.lists(st.text("张伟民ab1（ ", min_size=1, max_size=4), max_size=3), st.data())
def test_whatever_the_text_no_name_is_left_in_it(text: str, names: list[str], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["张伟", "李小明", "欧阳修"]))
    at = data.draw(st.integers(0, len(text)))
    left = masking([name, *names]).of(text[:at] + name + text[at:])
    assert name not in left
    assert STRUCK in left


@given(st.text(max_size=80))
def test_what_is_no_name_stays_as_it_is(text: str) -> None:
    assert masking(["张伟", "zhang wei", "石门中学"]).of(text.replace("张", "").replace("石", "")) or not text
