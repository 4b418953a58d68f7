"""Names as people here read them."""

import pytest

from gateways.pinyin import Pinyin


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("张伟", "zhang wei", "zw"),
        ("曾国藩", "zeng guo fan", "zgf"),
        ("单田芳", "shan tian fang", "stf"),
        ("解珍", "xie zhen", "xz"),
        ("区伟", "ou wei", "ow"),
        ("朴树", "piao shu", "ps"),
        ("仇和", "qiu he", "qh"),
        ("查良镛", "zha liang yong", "zly"),
        ("盖叫天", "ge jiao tian", "gjt"),
        ("尉迟恭", "yu chi gong", "ycg"),
        ("欧阳修", "ou yang xiu", "oyx"),
        ("长孙无忌", "zhang sun wu ji", "zswj"),
        ("单于飞", "chan yu fei", "cyf"),
        ("吕布", "lv bu", "lb"),
        ("买买提·艾力", "mai mai ti ai li", "mmtal"),
        ("王𠮷", "wang 𠮷", "w𠮷"),
        ("Jack O'Neil", "jack o neil", "jon"),
        ("·", "", ""),
    ],
)
def test_a_name_is_spelt(name: str, pinyin: str, initials: str) -> None:
    spelling = Pinyin().spell(name)

    assert (spelling.pinyin, spelling.initials) == (pinyin, initials)
