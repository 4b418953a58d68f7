"""The credit policy a sample school starts with: the defaults."""

from datetime import date
from uuid import UUID

from domain.training.policy import RuleKey
from persistence.sample.rows import Rows, moment
from persistence.training.tables import credit_rule

DEFAULTS = {
    RuleKey.YEARLY_TARGET: "73",
    RuleKey.YEARLY_FLOOR: "24",
    RuleKey.YEARLY_CAP: "off",
    RuleKey.CYCLE_ANCHOR_YEAR: "2016",
    RuleKey.CYCLE_YEARS: "5",
    RuleKey.CYCLE_TARGET: "360",
    RuleKey.CYCLE_LONG_COURSES: "1",
    RuleKey.SCHOOL_BASED_SHARE: "1/3",
    RuleKey.ABSENCE_DEDUCTION: "off",
    RuleKey.ABSENCE_VOID_SHARE: "off",
    RuleKey.PRO_RATA: "on",
}


def add_policy(rows: Rows, school_id: UUID) -> None:
    at = moment("2020-08-20")
    for key, value in DEFAULTS.items():
        rows.add(
            credit_rule,
            at,
            school_id=school_id,
            key=key,
            value=value,
            effective_from=date(2016, 9, 1),
            note="默认",
            entered_at=at,
        )
