"""Text taken over from another one 文本雷同: found by fingerprints, shown by its passages.

Chinese has no spaces to cut words at, so a text is compared as the row of its letters, digits and characters;
blanks, punctuation, full and half width, large and small make no difference. Of its grams of GRAM characters
the fewest are kept by which every common passage of FOUND characters is found (winnowing; Schleimer,
Wilkerson and Aiken, 2003): in each WINDOW of neighbours the smallest.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import blake2b

GRAM, WINDOW = 12, 9
FOUND = GRAM + WINDOW - 1
"""The least length that is found, and the least that is shown: shorter ones are phrases of the trade."""

TRIED = 8
"""So many places of one gram are tried for the longest passage: more would cost on texts that repeat."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a text that stands in another one too."""

    text: str
    """As the later text has it."""

    starts_at: int
    """Where, counted in characters from 0."""

    source_text: str
    """As the earlier text has it."""

    source_starts_at: int


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a text has of an earlier one."""

    share: Fraction
    """Of its letters, digits and characters."""

    longest: int
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class _Plain:
    """What is compared of a text, and where in the text each character of it stands."""

    said: str
    at: tuple[int, ...]


def fingerprints(text: str) -> set[int]:
    """Numbers of 64 bits, signed. Two texts with FOUND characters in a row in common share at least one."""
    said = _plain(text).said
    marks = [_mark(said[start : start + GRAM]) for start in range(len(said) - GRAM + 1)]
    if len(marks) <= WINDOW:
        return {min(marks)} if marks else set()
    return {min(marks[start : start + WINDOW]) for start in range(len(marks) - WINDOW + 1)}


def likeness(text: str, source: str) -> Likeness:
    """The passages of FOUND characters and more that stand in both, each character of `text` told once."""
    later, earlier = _plain(text), _plain(source)
    found = tuple(_common(later.said, earlier.said))
    shared = sum(length for _, _, length in found)
    return Likeness(
        Fraction(shared, len(later.said) or 1),
        max((length for _, _, length in found), default=0),
        tuple(_passage(text, later, source, earlier, one) for one in found),
    )


def _plain(text: str) -> _Plain:
    said: list[str] = []
    at: list[int] = []
    for place, character in enumerate(text):
        for one in unicodedata.normalize("NFKC", character).casefold():
            if one.isalnum():
                said.append(one)
                at.append(place)
    return _Plain("".join(said), tuple(at))


def _mark(gram: str) -> int:
    """The same in every process, unlike `hash`."""
    return int.from_bytes(blake2b(gram.encode(), digest_size=8).digest(), signed=True)


def _common(later: str, earlier: str) -> Iterator[tuple[int, int, int]]:
    """(Where in `later`, where in `earlier`, how long), from left to right, each as long as it goes."""
    places = _places(earlier)
    start = 0
    while start + FOUND <= len(later):
        tried = places.get(later[start : start + FOUND], ())
        if not tried:
            start += 1
            continue
        source, length = max(((place, _run(later, start, earlier, place)) for place in tried), key=_length)
        yield start, source, length
        start += length


def _places(text: str) -> dict[str, Sequence[int]]:
    found: dict[str, list[int]] = {}
    for start in range(len(text) - FOUND + 1):
        known = found.setdefault(text[start : start + FOUND], [])
        if len(known) < TRIED:
            known.append(start)
    return dict(found)


def _run(later: str, start: int, earlier: str, source: int) -> int:
    length = FOUND
    most = min(len(later) - start, len(earlier) - source)
    while length < most and later[start + length] == earlier[source + length]:
        length += 1
    return length


def _length(found: tuple[int, int]) -> int:
    return found[1]


def _passage(text: str, later: _Plain, source: str, earlier: _Plain, found: tuple[int, int, int]) -> Passage:
    start, there, length = found
    first, last = later.at[start], later.at[start + length - 1]
    source_first, source_last = earlier.at[there], earlier.at[there + length - 1]
    return Passage(text[first : last + 1], first, source[source_first : source_last + 1], source_first)
