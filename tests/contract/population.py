"""A row of one school in every table there is, found out from the tables themselves."""

import re
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Table, insert

from domain.assessment.policy import DEFAULTS
from persistence.ids import new_id
from persistence.schema import DISTRICT_WIDE
from persistence.tables import metadata
from tests.scene import Scene

SHANGHAI = timezone(timedelta(hours=8))
LISTS = ("classes", "entries", "reasons", "row_errors")
PARTICULAR: dict[str, dict[str, Any]] = {
    "operation": {"state": "cancelled"},  # the stream of one that has not ended would not end either
    "file_import": {"state": "committed"},  # its plan was
    "platform_submission": {"about": "2020-1", "changes": None, "lines": [["2020-1"] + 7 * ["x"]]},
    "platform_submission_event": {"from_state": None},
    "term_summary": {"state": "draft", "edition_no": 1},
    "contest_rule": {"key": "quota_share", "value": "0.3"},
    "contest": {"kinds": ["paper"], "categories": [], "cancelled_because": None},
    "contest_entry": {"file_id": None, "text": "论文", "award_id": None, "prize": None},
    "assessment_rule": {"key": "bonus_cap", "value": "5"},
    "assessment": {
        "rules": [
            {"id": None, "key": key, "value": value, "effective_from": None, "note": None, "entered_at": None}
            for key, value in DEFAULTS.items()
        ],
        "indicators": [],
        "edition_no": 1,
    },
    "assessment_result": {
        "detail": {
            "groups": 1,
            "band_rule_id": None,
            "dimensions": [],
            "bonus": "0",
            "bonus_counted": "0",
            "bonus_cap": "5",
            "bonus_rule_id": None,
            "lines": [],
            "adjustments": [],
        },
    },
    "appraisal_rule": {"key": "annual_papers", "value": "3 max 3"},
    "credit_certificate": {
        "content": {
            "school": "石门中学",
            "name": "张伟",
            "employee_no": "1",
            "school_year": 2020,
            "cycle_year": 2016,
            "until_year": 2020,
            "year_credits": "0",
            "year_lines": [],
            "cycle_credits": "0",
            "cycle_lines": [],
        }
    },
    "bonus_table": {"weights": [], "excluded_kinds": []},
    "bonus_batch": {"kind": "award", "state": "draft"},
    "bonus_edition": {"passed_over": []},
    "bonus_line": {"line_count": 1},
    "people_rule": {"key": "erased_after_years", "value": "10"},
    "teacher": {"erased_at": None},
    "credit_rule": {"key": "yearly_target", "value": "73"},
    "timetable_rule": {"key": "cover_from_days", "value": "3"},
    "cover_plan": {
        "request": {
            "title": "第四周",
            "from_day": "2021-03-08",
            "until_day": "2021-03-12",
            "absence_ids": [],
            "excluded": [],
            "qualifications": [],
        },
        "solution": {"cost": 0, "bound": 0, "base_optimum": 0, "gap": 0.0},
    },
    "cover_plan_row": {
        "kind": "teaching",
        "state": "unfilled",
        "to_teacher_id": None,
        "reasons": {"cost": 0, "co_taught": False, "reasons": [], "excluded": []},
    },
    "project_rule": {"key": "late_worth", "value": "0.8"},
    "project": {"closed_at": None, "archive_file_id": None},
    "activity_rule": {"key": "late_after", "value": "5"},
    "paper_rule": {"key": "least_reviews", "value": "1"},
    "paper": {"submitted_number": 1, "alias_no": 1, "state": "under_review"},
    "paper_version": {"keywords": [], "author_ids": []},
    "paper_review": {"aspects": [], "verdict": None},
    "paper_hint": {"passages": [], "share": Decimal("0.5")},
    "theme_rule": {"key": "rush_people", "value": "5"},
    "nine_ones": {"slots": [{"key": "plan", "title": "方案", "asked": "一份"}]},
    "theme_material": {"kind": "slot", "activity_id": None, "teacher_id": None},
    "theme_hint": {"passages": [], "people": [], "state": "open", "dismissed_because": None},
    "topic_rule": {"key": "led_most", "value": "2"},
    "topic": {"state": "approved", "number": "TX2020-031", "approved_on": date(2021, 3, 1)},
    "topic_level": {"number": "TX2020-031"},
    "topic_member_change": {"after": 1},
    "topic_submission": {"kind": "opening"},
    "topic_extension": {"state": "asked"},
    "mentoring_rule": {"key": "young_age", "value": "35"},
    "mentor_pair": {"mentor_id": None, "outside_name": "某老师", "outside_school": "某校"},
    "mentor_evaluation": {"grade": None},
    "cover_entry": {"lesson_kind": "teaching"},
    "extension_rule": {"key": "plan_after_days", "value": "3"},
    "extension_course": {"slots": [{"weekday": 5, "period_no": 6}]},
    "extension_run": {"slots": [{"weekday": 5, "period_no": 6}]},
    "extension_material": {"kind": "lesson_plan", "session_no": 1},
    "lesson": {"in_odd": True, "in_even": True},
    "notice_copy": {"acknowledged_how": None},  # nobody has
    "notice_edition": {
        "content": {
            "school": "石门中学",
            "attendee": {"name": "张伟", "employee_no": "1", "subject_group": None, "title": None},
            "grade_group": None,
            "training": {
                "title": "课例研讨",
                "provider": "教师进修学校",
                "kind": "short",
                "place": None,
                "blocks": [
                    {"starts_at": "2021-03-08T08:00:00+08:00", "ends_at": "2021-03-08T16:00:00+08:00"}
                ],
                "school_days": "1.0",
                "hours": "8.00",
                "credits": "8.00",
            },
            "lessons": [],
            "proxies": [],
            "duties": [],
        }
    },
    "credit_reconciliation": {
        "counts": dict.fromkeys(
            (
                *("equal", "only_ours", "only_theirs", "differs"),
                *("new", "still_open", "settled_before", "superseded", "resolved"),
            ),
            0,
        )
    },
    "reconciliation_line": {"our_hours": Decimal(8), "our_credits": Decimal(8)},
    # Happened long after any worker forgets what is old.
    "webhook_delivery": {"event": "teacher.updated", "occurred_at": datetime(2099, 1, 1, tzinfo=SHANGHAI)},
    "webhook_subscription": {"disabled_because": None, "events": None},
    "long_plan": {
        "arguments": {"school_year": 2020, "session_ids": []},
        "proposal": {
            "placements": [],
            "unplaced": [],
            "objective": 0,
            "bound": 0,
            "gap": 0.0,
            "breaches": [],
        },
    },
}

LATER = ("ends", "until", "closes", "expires")

COLLECTIONS = {
    "extension-courses": "extension_course",
    "extension-materials": "extension_material",
    "extension-rules": "extension_rule",
    "extension-runs": "extension_run",
    "extension-sessions": "extension_session",
    "paper-exemptions": "paper_exemption",
    "paper-hints": "paper_hint",
    "paper-reviews": "paper_review",
    "paper-rules": "paper_rule",
    "paper-versions": "paper_version",
    "papers": "paper",
    "review-tasks": "paper_review",
    "group-themes": "group_theme",
    "nine-ones": "nine_ones",
    "theme-hints": "theme_hint",
    "theme-materials": "theme_material",
    "theme-rules": "theme_rule",
    "theme-slots": "theme_slot",
    "themes": "theme",
    "absences": "absence",
    "contests": "contest",
    "contest-entries": "contest_entry",
    "contest-judges": "contest_judge",
    "contest-result-imports": "file_import",
    "contest-rules": "contest_rule",
    "contest-scores": "contest_score",
    "assessment-adjustments": "assessment_adjustment",
    "assessment-appeals": "assessment_appeal",
    "assessment-judges": "assessment_judge",
    "assessment-results": "assessment_result",
    "assessment-rules": "assessment_rule",
    "assessment-scores": "assessment_score",
    "assessments": "assessment",
    "accounts": "account",
    "activities": "activity",
    "activity-rules": "activity_rule",
    "attendances": "attendance",
    "calendar": "calendar_feed",
    "calendar-feeds": "calendar_feed",
    "catalogue-imports": "file_import",
    "classes": "school_class",
    "corrections": "attendance_correction",
    "courses": "course",
    "cover-entries": "cover_entry",
    "cover-plan-rows": "cover_plan_row",
    "cover-plans": "cover_plan",
    "covers": "cover",
    "appraisal-rules": "appraisal_rule",
    "credit-awards": "credit_award",
    "credit-certificates": "credit_certificate",
    "dossiers": "teacher",
    "credit-exemptions": "credit_exemption",
    "credit-reconciliation-lines": "reconciliation_line",
    "credit-reconciliations": "credit_reconciliation",
    "credit-rules": "credit_rule",
    "evaluations": "project_evaluation",
    "homeworks": "homework",
    "materials": "project_material",
    "project-rules": "project_rule",
    "projects": "project",
    "versions": "material_version",
    "duties": "duty",
    "duty-rules": "duty_rule",
    "enrolments": "enrolment",
    "evidence-items": "assessment_evidence",
    "files": "stored_file",
    "grade-groups": "grade_group",
    "homeroom-assignments": "homeroom_assignment",
    "homeroom-proxies": "homeroom_proxy",
    "long-plans": "long_plan",
    "competition-entries": "competition_entry",
    "growth-records": "teacher",
    "growth-titles": "growth_title",
    "mentor-evaluations": "mentor_evaluation",
    "mentor-logs": "mentor_log",
    "mentor-pairs": "mentor_pair",
    "mentoring-rules": "mentoring_rule",
    "messages": "message",
    "report-lessons": "report_lesson",
    "links": "notice_link",
    "notice-copies": "notice_copy",
    "notices": "notice",
    "notification-channels": "notification_channel",
    "operations": "operation",
    "people-rules": "people_rule",
    "platform-submissions": "platform_submission",
    "products": "product",
    "qualifications": "qualification",
    "roles": "role_grant",
    "rooms": "room",
    "platform-imports": "file_import",
    "roster-imports": "file_import",
    "school-days": "school_day",
    "school-years": "school_year",
    "selection-rounds": "selection_round",
    "service-clients": "account",
    "api-keys": "account",
    "subject-groups": "subject_group",
    "summary-charts": "term_summary",
    "swaps": "swap",
    "submissions": "duty_submission",
    "teachers": "teacher",
    "teaching-assignments": "teaching_assignment",
    "term-summaries": "term_summary",
    "terms": "term",
    "timetable-imports": "file_import",
    "timetables": "timetable",
    "timetable-rules": "timetable_rule",
    "topic-extensions": "topic_extension",
    "topic-milestones": "topic_milestone",
    "topic-rules": "topic_rule",
    "topic-submissions": "topic_submission",
    "topics": "topic",
    "training-sessions": "training_session",
    "webhook-deliveries": "webhook_delivery",
    "webhook-subscriptions": "webhook_subscription",
    "week-editions": "week_edition",
    "week-items": "week_item",
    "week-plans": "week_plan",
    "works": "work",
    "awards": "award",
    "bonus-batches": "bonus_batch",
    "bonus-tables": "bonus_table",
}
"""The table behind a collection's name in a path."""


async def populate(scene: Scene) -> dict[str, UUID]:
    """The id of one row of the school by table name; accounts and their grants are given besides."""
    holder = await scene.office()
    ids: dict[str, UUID] = {"account": holder.principal.account_id}
    for table in metadata.sorted_tables:
        if DISTRICT_WIDE not in table.info:
            row = row_of(table, ids) | PARTICULAR.get(table.name, {})
            if table.name == "swap":
                row["partner_id"] = await scene.teacher()
            ids[table.name] = await scene.add(table, **row)
    async with scene.owner.begin() as connection:
        grant = metadata.tables["role_grant"]
        ids["role_grant"] = new_id()
        await connection.execute(
            insert(grant).values(
                id=ids["role_grant"],
                account_id=holder.principal.account_id,
                school_id=scene.school_id,
                role="finance",
                granted_at=datetime(2021, 3, 1, tzinfo=SHANGHAI),
            )
        )
    return ids


def path_for(template: str, ids: dict[str, UUID]) -> str:
    """The path with the id of an existing thing in each place, or a fresh one where none is given."""

    def place(found: re.Match[str]) -> str:
        return f"/{found[1]}/{ids.get(COLLECTIONS[found[1]]) or new_id()}"

    return re.sub(r"/([a-z-]+)/\{\w+\}", place, template)


def row_of(table: Table, ids: dict[str, UUID]) -> dict[str, Any]:
    targets = {
        key.column_keys[-1]: ids[key.referred_table.name]
        for key in table.foreign_key_constraints
        if key.column_keys != ["school_id"] and key.referred_table is not table
    }
    checks = " ".join(str(c.sqltext) for c in table.constraints if isinstance(c, CheckConstraint))
    row: dict[str, Any] = {}
    for column in table.columns:
        if column.name in ("school_id", "id") or column.server_default is not None:
            continue
        row[column.name] = targets.get(column.name) or _value(column, checks)
    return row


def _value(column: Column[Any], checks: str) -> Any:
    allowed = re.search(rf"\b{column.name} IN \(([^)]*)\)", checks)
    if allowed:
        first = allowed[1].split(",")[0].strip()
        return int(first) if first.isdigit() else first.strip("'")
    if column.nullable:
        return None
    kind = column.type.python_type
    later = any(word in column.name for word in LATER)
    values: dict[type, Any] = {
        str: f"x{new_id().hex[-8:]}",
        bool: False,
        int: 2020 if "year" in column.name else 0 if column.name == "taken" else 1,
        Decimal: Decimal(1),
        UUID: new_id(),
        time: time(9 if later else 8),
        date: date(2021, 6 if later else 3, 1),
        datetime: datetime(2021, 6 if later else 3, 1, tzinfo=SHANGHAI),
        list: [],
        bytes: new_id().bytes,
        object: [] if column.name in LISTS else {},
    }
    return values[kind]
