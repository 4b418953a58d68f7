"""What a refusal says to a person, in the language they asked for: one table, gathered from the rooms."""

from api.file_texts import in_words
from api.identity.texts import TEXTS as IDENTITY
from api.people.texts import TEXTS as PEOPLE
from api.platform.texts import TEXTS as PLATFORM
from api.training.texts import TEXTS as TRAINING

TEXTS: dict[str, tuple[str, str]] = PLATFORM | IDENTITY | PEOPLE | TRAINING


def wants_english(accept_language: str) -> bool:
    return accept_language.strip().lower().startswith("en")


def sentence(code: str, facts: dict[str, object], accept_language: str) -> str:
    english = wants_english(accept_language)
    return TEXTS[code][english].format(**in_words(facts, english))
