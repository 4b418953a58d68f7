"""What a refusal says to a person, in the language they asked for: one table, gathered from the rooms."""

from enum import StrEnum

from api.identity.texts import TEXTS as IDENTITY
from api.labels import LABELS
from api.people.texts import TEXTS as PEOPLE
from api.platform.texts import TEXTS as PLATFORM
from api.training.texts import TEXTS as TRAINING

TEXTS: dict[str, tuple[str, str]] = PLATFORM | IDENTITY | PEOPLE | TRAINING


def wants_english(accept_language: str) -> bool:
    return accept_language.strip().lower().startswith("en")


def sentence(code: str, facts: dict[str, object], accept_language: str) -> str:
    chinese, english = TEXTS[code]
    in_english = wants_english(accept_language)
    named = {name: _named(fact, in_english) for name, fact in facts.items()}
    return (english if in_english else chinese).format(**named)


def _named(fact: object, in_english: bool) -> object:
    """A member of an enumeration by its label, several of them as an enumeration; anything else as it is."""
    if isinstance(fact, list):
        return (", " if in_english else "、").join(str(_named(one, in_english)) for one in fact)
    if isinstance(fact, StrEnum) and type(fact) in LABELS:
        return LABELS[type(fact)][fact][1 if in_english else 0]
    return fact
