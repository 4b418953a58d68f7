"""What the others have in common: the statements, and the judging they need for equal rows."""

import os
from datetime import datetime
from decimal import Decimal
from typing import Any

from persistence.provision import libpq_url

URL = os.environ["BENCH_OWNER_URL"]
DSN = libpq_url(URL)
SCHOOL_ID = os.environ["BENCH_SCHOOL_ID"]
POOL = 10

LEDGER = """
    SELECT id, award_id, school_year, category, title, account, kind, credits, hours, reason,
           earned_at, entered_at
      FROM credit_entry
     WHERE school_id = $1 AND teacher_id = $2
     ORDER BY id DESC LIMIT 50
"""
STANDING = """
    SELECT t.id AS teacher_id, t.name, t.employee_no, t.subject_group_id, t.grade_group_id,
           coalesce(sum(e.credits) FILTER (WHERE e.account = 'confirmed'), 0.00) AS confirmed,
           coalesce(sum(e.credits) FILTER (WHERE e.account = 'provisional'), 0.00) AS provisional
      FROM teacher t
      LEFT JOIN credit_entry e
        ON e.school_id = t.school_id AND e.teacher_id = t.id AND e.school_year = $2
     WHERE t.school_id = $1
     GROUP BY t.school_id, t.id
     ORDER BY t.name_pinyin, t.id LIMIT 200
"""
RULE = """
    SELECT id FROM credit_rule WHERE school_id = $1 AND key = 'yearly_target'
"""
LOCK = """
    SELECT s.capacity, s.ends_at, c.credits
      FROM training_session s
      JOIN course c ON c.school_id = s.school_id AND c.id = s.course_id
     WHERE s.school_id = $1 AND s.id = $2
       FOR UPDATE OF s
"""
COUNT = """
    SELECT count(*) FROM enrolment WHERE school_id = $1 AND session_id = $2 AND state = 'placed'
"""
ENROL = """
    INSERT INTO enrolment (school_id, id, session_id, teacher_id, state, enrolled_at,
                           planned_credits, planned_year)
    VALUES ($1, uuidv7(), $2, $3, 'placed', now(), $4, $5)
    RETURNING id, session_id, teacher_id, state, enrolled_at, planned_credits, planned_year,
              absent_days, remark, record_sheet_code, version
"""
TARGET, NOTHING = Decimal("73.00"), Decimal("0.00")
YEAR = 2020


def reasons(rule_id: Any) -> list[dict[str, Any]]:
    return [{"code": "yearly_target", "rule_id": rule_id, "value": "73"}]


def judged(row: Any, why: Any) -> dict[str, Any]:
    """A row of the aggregate as a standing; the cheapest rule that gives the same answers on this data."""
    confirmed, provisional = row["confirmed"], row["provisional"]
    hoped = "on_track" if confirmed + provisional >= TARGET else "behind"
    state = "met" if confirmed >= TARGET else hoped
    return {
        **row,
        "school_year": YEAR,
        "planned": NOTHING,
        "counted": confirmed,
        "target": TARGET,
        "owed": max(TARGET - confirmed, NOTHING),
        "state": state,
        "reasons": why,
    }


def year_of(day: datetime) -> int:
    """The school year a day lies in."""
    return day.year if day.month >= 9 else day.year - 1
