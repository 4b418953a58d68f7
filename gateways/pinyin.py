"""Names in pinyin by pypinyin, with the surnames it reads as the everyday word."""

import json
import os
import re
from functools import cache
from importlib.resources import files
from itertools import chain

from domain.people.naming import Spelling

# As the first character of a name these are read like this; anywhere else as the dictionary says.
SURNAMES = {
    "曾": "zeng", "单": "shan", "解": "xie", "区": "ou", "朴": "piao", "仇": "qiu", "查": "zha",
    "盖": "ge", "乐": "yue", "员": "yun", "折": "she", "黑": "he", "缪": "miao", "翟": "zhai",
    "秘": "bi", "种": "chong", "隗": "wei", "郇": "xun", "覃": "qin", "都": "du", "卜": "bu",
    "祭": "zhai", "句": "gou", "阚": "kan", "佴": "nai",
}  # fmt: skip
COMPOUND = {"尉迟": "yu chi", "欧阳": "ou yang", "长孙": "zhang sun", "单于": "chan yu"}
_WORD = re.compile(r'"(\w{2,3})": (\[.+?\]\s*\])', re.DOTALL)
_APART = re.compile(r"[·•・‧.\-'’,，\s]+")


class Pinyin:
    """Behind the port `Speller`. A character nobody knows the sound of stays itself."""

    def spell(self, name: str) -> Spelling:
        surname, rest = _surname(name)
        parts = [part for part in _APART.split(rest) if part]
        syllables = [*surname, *chain.from_iterable(_syllables(part) for part in parts)]
        return Spelling(" ".join(syllables), "".join(syllable[0] for syllable in syllables))


def _surname(name: str) -> tuple[list[str], str]:
    if _APART.search(name) is None:  # 曾·阿依 is no family called 曾
        for length, table in ((2, COMPOUND), (1, SURNAMES)):
            if name[:length] in table and len(name) > length:
                return table[name[:length]].split(), name[length:]
    return [], name


def _syllables(part: str) -> list[str]:
    _know_words()
    from pypinyin import Style, lazy_pinyin

    spelt = lazy_pinyin(part, style=Style.NORMAL, errors=_unknown)  # type: ignore[arg-type]
    return [syllable.lower().replace("ü", "v") for syllable in spelt]


@cache
def _know_words() -> None:
    """Words of two and three characters: no name has longer ones, and all of them hold 30 MB more."""
    os.environ |= {"PYPINYIN_NO_PHRASES": "1", "PYPINYIN_NO_DICT_COPY": "1"}  # read while it is imported
    from pypinyin import load_phrases_dict

    written = files("pypinyin").joinpath("phrases_dict.json").read_text("utf-8")
    sounds: dict[str, list[str]] = {}
    words = ((one[1], json.loads(one[2])) for one in _WORD.finditer(written))
    load_phrases_dict({word: [sounds.setdefault(at[0], at) for at in read] for word, read in words})


def _unknown(text: str) -> list[str]:
    """Letters stay a word; each rarer character stands for itself."""
    return [text] if text.isascii() else re.findall(r"[\x00-\x7f]+|[^\x00-\x7f]", text)
