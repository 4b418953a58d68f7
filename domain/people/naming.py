"""How a name is spelt for finding and sorting it 姓名拼音."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Spelling:
    """`zhang wei` and `zw` of 张伟: without tones, ü as v, syllables apart."""

    pinyin: str
    initials: str


class Speller(Protocol):
    def spell(self, name: str) -> Spelling: ...


def needle(q: str) -> str:
    """What was typed into a search box, as it is compared: small letters, ü as v, no space twice."""
    return " ".join(q.lower().replace("ü", "v").split())
