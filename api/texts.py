"""What a refusal says to a person, in the language they asked for: one table, gathered from the rooms."""

from enum import StrEnum

from api.activities.texts import TEXTS as ACTIVITIES
from api.assessment.texts import TEXTS as ASSESSMENT
from api.bonus.texts import TEXTS as BONUS
from api.contests.texts import TEXTS as CONTESTS
from api.dossier.texts import TEXTS as DOSSIER
from api.extension.texts import TEXTS as EXTENSION
from api.file_texts import in_words
from api.identity.texts import TEXTS as IDENTITY
from api.integration.texts import TEXTS as INTEGRATION
from api.labels import LABELS, WEEKDAYS
from api.mentoring.texts import TEXTS as MENTORING
from api.notices.texts import TEXTS as NOTICES
from api.oneroster.texts import TEXTS as ONEROSTER
from api.papers.texts import TEXTS as PAPERS
from api.people.texts import TEXTS as PEOPLE
from api.platform.texts import TEXTS as PLATFORM
from api.projects.texts import TEXTS as PROJECTS
from api.reconciliation.texts import TEXTS as RECONCILIATION
from api.reports.texts import TEXTS as REPORTS
from api.themes.texts import TEXTS as THEMES
from api.timetable.texts import TEXTS as TIMETABLE
from api.topics.texts import TEXTS as TOPICS
from api.training.texts import TEXTS as TRAINING
from api.webhooks.texts import TEXTS as WEBHOOKS
from api.weekplan.texts import TEXTS as WEEKPLAN
from api.works.texts import TEXTS as WORKS

TEXTS: dict[str, tuple[str, str]] = (
    PLATFORM
    | IDENTITY
    | PEOPLE
    | TRAINING
    | TIMETABLE
    | NOTICES
    | WEEKPLAN
    | ACTIVITIES
    | PROJECTS
    | THEMES
    | ASSESSMENT
    | WORKS
    | TOPICS
    | PAPERS
    | CONTESTS
    | BONUS
    | EXTENSION
    | MENTORING
    | DOSSIER
    | REPORTS
    | INTEGRATION
    | RECONCILIATION
    | ONEROSTER
    | WEBHOOKS
)


def wants_english(accept_language: str) -> bool:
    return accept_language.strip().lower().startswith("en")


def sentence(code: str, facts: dict[str, object], accept_language: str) -> str:
    english = wants_english(accept_language)
    named = {name: _named(fact, english) for name, fact in in_words(facts, english).items()}
    if "weekday" in facts:
        named["weekday"] = WEEKDAYS[int(str(facts["weekday"])) - 1][english]
    return TEXTS[code][english].format(**named)


def _named(fact: object, english: bool) -> object:
    """A member of an enumeration by its label, several of them as an enumeration; anything else as it is."""
    if isinstance(fact, list):
        return (", " if english else "、").join(str(_named(one, english)) for one in fact)
    if isinstance(fact, StrEnum) and type(fact) in LABELS:
        return LABELS[type(fact)][fact][english]
    return fact
