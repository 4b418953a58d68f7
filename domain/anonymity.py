"""Names struck out of a text 隐名, so that who judges it does not learn whose it is.

A name is found however it is spaced out, in full width or half, and a name in letters also with the family
name last and with tones. Letters and figures count only as whole words: 1001 is not struck out of 21001.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

STRUCK = "×××"
LEAST = 2
"""A name of one character is a word of the language, and stays."""

LEAST_PLAIN = 3
"""Of one in letters; of one in figures one more."""

_GAP = r"[\s·•\u200b-\u200f\u2060\ufeff]*"
_PLAIN_GAP = r"[\s·•.,'’_\-\u200b-\u200f\u2060\ufeff]*"


@dataclass(frozen=True, slots=True)
class Mask:
    """What is struck out: names of people, numbers of theirs, names of schools."""

    pattern: re.Pattern[str] | None
    """None: nothing is."""

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where something to strike out stands, from left to right."""
        if self.pattern is not None:
            for found in self.pattern.finditer(_level(text)):
                yield found.span()

    def of(self, text: str) -> str:
        """The text with STRUCK in place of each."""
        kept, last = [], 0
        for start, end in self.spans(text):
            kept += [text[last:start], STRUCK]
            last = end
        return "".join((*kept, text[last:]))


def masking(names: Iterable[str]) -> Mask:
    """Of names as they are written; those too short to be told from a word are left alone."""
    found = {form for name in names for form in _forms(_level(name))}
    longest_first = sorted(found, key=lambda form: (-len(form), form))
    return Mask(re.compile("|".join(longest_first)) if longest_first else None)


def _forms(name: str) -> Iterator[str]:
    if name.isascii():
        yield from _plain_forms(re.findall(r"[a-z0-9]+", name))
        return
    said = [re.escape(one) for one in name if one.isalnum()]
    if len(said) >= LEAST:
        yield _GAP.join(said)


def _plain_forms(parts: Sequence[str]) -> Iterator[str]:
    whole = "".join(parts)
    if len(whole) < LEAST_PLAIN + whole.isdecimal():
        return
    for first in range(min(len(parts), 3)):
        turned = _PLAIN_GAP.join((*parts[first:], *parts[:first]))
        yield f"(?<![a-z0-9]){turned}(?![a-z0-9])"


def _level(text: str) -> str:
    """As many characters, each without width, case and tone."""
    return "".join(map(_plain, text))


def _plain(character: str) -> str:
    apart = unicodedata.normalize("NFKD", character).casefold()
    return character if any(not unicodedata.combining(one) for one in apart[1:]) else apart[0]
