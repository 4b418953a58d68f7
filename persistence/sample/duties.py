"""The duties of those who passed, by the rules' own words: settled where the credits are confirmed."""

from datetime import date, datetime, timedelta
from uuid import UUID

from domain.people.calendar import SchoolDays, day_of
from domain.training.catalogue import CourseKind
from domain.training.demands import DutyRule, Ended, demanded
from domain.training.duty import DutyKind, DutyState, Verdict
from persistence.people.tables import school_day
from persistence.sample.policy import ENTERED
from persistence.sample.rows import Rows
from persistence.training.duty_rules import default_duty_rules
from persistence.training.tables import duty, duty_review, duty_rule, duty_submission

ON_PAPER = "纸质材料已交，教科室存档。"
NOT_UPLOADED = "成果已在校内展示，当年未留电子稿。"


class Duties:
    """Those of one school, with its rules and its calendar."""

    def __init__(self, rows: Rows, school_id: UUID, office_id: UUID) -> None:
        self._rows, self._school_id, self._office_id = rows, school_id, office_id
        self._rules = [self._rule(values) for values in default_duty_rules(school_id, ENTERED)]
        days = sorted((row["day"], row["is_school_day"]) for row in rows.of(school_day))
        self._table = SchoolDays(tuple(day for day, held in days if held), days[-1][0])

    def _rule(self, values: dict[str, object]) -> DutyRule:
        row_id = self._rows.add(duty_rule, ENTERED, **values | {"id": None})
        kinds = CourseKind(str(values["course_kind"])), DutyKind(str(values["duty_kind"]))
        days, since = values["due_school_days"], values["effective_from"]
        assert isinstance(days, int)
        assert isinstance(since, date)
        return DutyRule(row_id, *kinds, days, since, entered_at=ENTERED)

    def ask(
        self,
        enrolment_id: UUID,
        teacher_id: UUID,
        kind: CourseKind,
        ended: datetime,
        *,
        at: datetime,
        settled_at: datetime | None,
    ) -> None:
        for demand in demanded(
            Ended(enrolment_id, teacher_id, kind, day_of(ended)), self._rules, self._table
        ):
            state = DutyState.OPEN
            if settled_at is not None:
                state = DutyState.WAIVED if demand.kind is DutyKind.PRODUCT else DutyState.ACCEPTED
            duty_id = self._rows.add(
                duty,
                at,
                school_id=self._school_id,
                enrolment_id=enrolment_id,
                teacher_id=teacher_id,
                kind=demand.kind,
                state=state,
                due_on=demand.due_on,
                due_estimated=demand.due_estimated,
                rule_id=demand.rule_id,
                waived_because=NOT_UPLOADED if state is DutyState.WAIVED else None,
                created_at=at,
                settled_at=settled_at,
                version={DutyState.OPEN: 1, DutyState.WAIVED: 2, DutyState.ACCEPTED: 3}[state],
            )
            if settled_at is not None and state is DutyState.ACCEPTED:
                self._handed_in(duty_id, at + timedelta(days=2), settled_at)

    def _handed_in(self, duty_id: UUID, at: datetime, settled_at: datetime) -> None:
        own = {"school_id": self._school_id, "account_id": self._office_id}
        submission_id = self._rows.add(
            duty_submission, at, **own, duty_id=duty_id, number=1, text=ON_PAPER, submitted_at=at
        )
        verdict = {"submission_id": submission_id, "verdict": Verdict.ACCEPTED, "at": settled_at}
        self._rows.add(duty_review, settled_at, **own, **verdict)
