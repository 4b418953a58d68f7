"""The policies a sample school starts with: the shipped defaults, as rows."""

from uuid import UUID

from domain.assessment.policy import ASSESSMENT_POLICY
from domain.dossier.policy import APPRAISAL_POLICY
from domain.extension.policy import EXTENSION_POLICY
from domain.mentoring.policy import MENTORING_POLICY
from domain.papers.policy import PAPER_POLICY
from domain.people.policy import PEOPLE_POLICY
from domain.themes.policy import THEME_POLICY
from domain.timetable.policy import TIMETABLE_POLICY
from domain.topics.policy import TOPIC_POLICY
from domain.training.policy import CreditRule, RuleKey
from persistence.assessment.tables import assessment_rule
from persistence.dossier.tables import appraisal_rule
from persistence.extension.tables import extension_rule
from persistence.mentoring.tables import mentoring_rule
from persistence.papers.tables import paper_rule
from persistence.people.tables import people_rule
from persistence.policy import default_rows
from persistence.sample.rows import Rows, moment
from persistence.themes.tables import theme_rule
from persistence.timetable.tables import timetable_rule
from persistence.topics.tables import topic_rule
from persistence.training.rules import default_rules
from persistence.training.tables import credit_rule

ENTERED = moment("2020-08-20")


POLICIES = (
    (TIMETABLE_POLICY, timetable_rule),
    (ASSESSMENT_POLICY, assessment_rule),
    (PAPER_POLICY, paper_rule),
    (THEME_POLICY, theme_rule),
    (TOPIC_POLICY, topic_rule),
    (EXTENSION_POLICY, extension_rule),
    (APPRAISAL_POLICY, appraisal_rule),
    (MENTORING_POLICY, mentoring_rule),
    (PEOPLE_POLICY, people_rule),
)


def add_policy(rows: Rows, school_id: UUID) -> list[CreditRule]:
    for book, table in POLICIES:
        for row in default_rows(book, school_id, ENTERED):
            rows.add(table, ENTERED, **row | {"id": None})
    rules = []
    for row in default_rules(school_id, ENTERED):
        row_id = rows.add(credit_rule, ENTERED, **row | {"id": None})
        rules.append(
            CreditRule(
                row_id,
                RuleKey(row["key"]),
                row["value"],
                row["effective_from"],
                entered_at=row["entered_at"],
            )
        )
    return rules
