"""Names in pinyin by the dictionaries of pypinyin, with the surnames it reads as the everyday word.

Its own programs spell 2,000 names in a second and hold 55 MB, most of it words longer than any name.
"""

import json
import re
import unicodedata
from functools import cache
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from sys import intern

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
_CHARACTER = re.compile(r'"(\d+)":\s*"([^",]*)')
_LETTERS = re.compile(r"[\x00-\x7f]+|[^\x00-\x7f]")
LENGTHS = (3, 2)
_TONES = re.compile("[\u0300\u0301\u0304\u030c]")
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
    """Of the longest word that begins at each place; of what is no word, each character's first sound."""
    words, characters = _words(), _characters()
    found: list[str] = []
    unknown, at = "", 0
    while at < len(part):
        length = next((n for n in LENGTHS if part[at : at + n] in words), 1)
        sound = words.get(part[at : at + length]) or characters.get(ord(part[at]))
        if sound is None:
            unknown += part[at]
        else:
            found += [*_unknown(unknown), *sound.split()]
            unknown = ""
        at += length
    return [*found, *_unknown(unknown)]


def _unknown(text: str) -> list[str]:
    """Letters stay a word; each rarer character stands for itself."""
    return [one.lower() for one in _LETTERS.findall(text)] if text else []


@cache
def _words() -> dict[str, str]:
    """The reading of each word that a name may hold."""
    return {
        one[1]: " ".join(_toneless(sounds[0]) for sounds in json.loads(one[2]))
        for one in _WORD.finditer(_written("phrases_dict.json"))
    }


@cache
def _characters() -> dict[int, str]:
    """By code point: 42,000 texts of one character each would take three times as much."""
    return {
        int(one[1]): intern(_toneless(one[2])) for one in _CHARACTER.finditer(_written("pinyin_dict.json"))
    }


def _written(name: str) -> str:
    """A dictionary out of the package, which to import would be to load."""
    package = find_spec("pypinyin")
    assert package is not None
    assert package.origin is not None
    return Path(package.origin).with_name(name).read_text("utf-8")


@cache
def _toneless(sound: str) -> str:
    apart = unicodedata.normalize("NFD", sound)
    return unicodedata.normalize("NFC", _TONES.sub("", apart)).replace("ü", "v")
