"""Names in pinyin by the dictionaries of pypinyin, with the surnames it reads as the everyday word.

Its own programs spell 2,000 names in a second and hold 55 MB, most of it words longer than any name.
"""

import json
import re
import unicodedata
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from sys import intern

from domain.people.naming import Spelling

# As the first character of a name these are read like this; anywhere else as the dictionary says.
SURNAMES = {
    "曾": "zeng", "单": "shan", "解": "xie", "区": "ou", "朴": "piao", "仇": "qiu", "查": "zha",
    "盖": "ge", "乐": "yue", "员": "yun", "折": "she", "黑": "he", "缪": "miao", "翟": "zhai",
    "秘": "bi", "种": "chong", "隗": "wei", "郇": "xun", "覃": "qin", "都": "du", "卜": "bu",
    "祭": "zhai", "句": "gou", "阚": "kan", "佴": "nai",
    "尉迟": "yu chi", "欧阳": "ou yang", "长孙": "zhang sun", "单于": "chan yu",
}  # fmt: skip
_WORD = re.compile(r'"(\w{2,3})": (\[.+?\]\s*\])', re.DOTALL)
_CHARACTER = re.compile(r'"(\d+)":\s*"([^",]*)')
_LETTERS = re.compile(r"[\x00-\x7f]+|[^\x00-\x7f]")
LENGTHS = (3, 2, 1)
_TONES = re.compile("[\u0300\u0301\u0304\u030c]")
_APART = re.compile(r"[·•・‧.\-'’,，\s]+")


class Pinyin:
    """Behind the port `Speller`. A character nobody knows the sound of stays itself."""

    def spell(self, name: str) -> Spelling:
        return _spelt(name)


@lru_cache(maxsize=5_000)
def _spelt(name: str) -> Spelling:
    """Remembered for as many as a roster may have: what its preview spelt, its commit need not."""
    sounds, rest = _family(name)
    for part in [rest] if rest.isalpha() else _APART.split(rest):  # a name is seldom in parts
        sounds += _sounds(part)
    pinyin = " ".join(sounds)
    return Spelling(pinyin, "".join([syllable[0] for syllable in pinyin.split()]))


def _family(name: str) -> tuple[list[str], str]:
    for length in (2, 1):
        sound = SURNAMES.get(name[:length])
        if sound and len(name) > length and _APART.search(name) is None:  # 曾·阿依 is no family called 曾
            return [sound], name[length:]
    return [], name


def _sounds(part: str) -> list[str]:
    """Of the longest word that begins at each place. Letters stay a word; a rarer character, itself."""
    known, found, at = _dictionary(), [], 0
    while at < len(part):
        for length in LENGTHS:
            if sound := known.get(part[at : at + length]):
                found.append(sound)
                at += length
                break
        else:
            unknown = _LETTERS.findall(part, at)[0]
            found.append(unknown.lower())
            at += len(unknown)
    return found


@cache
def _dictionary() -> dict[str, str]:
    """The reading of each word that a name may hold, and of each character by itself."""
    return {
        chr(int(one[1])): intern(_toneless(one[2]))
        for one in _CHARACTER.finditer(_written("pinyin_dict.json"))
    } | {
        one[1]: " ".join(_toneless(sounds[0]) for sounds in json.loads(one[2]))
        for one in _WORD.finditer(_written("phrases_dict.json"))
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
