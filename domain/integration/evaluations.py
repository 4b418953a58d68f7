"""Who has evaluated which training on the platform 评课: what settles the duty of doing so."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.identity.access import Caller
from domain.imports import Sheet, Tally
from domain.integration.arrivals import Arrivals, Once, OwedEvaluation, numbers, rows_of, teacher_of
from domain.integration.platform import Inbound
from domain.people.roster_rows import Errors
from domain.training.duties import Desk
from domain.training.duty import OUTSTANDING
from domain.training.ticking import Tick, tick_all


@dataclass(frozen=True, slots=True)
class EvaluationDesk:
    """Where duties are settled by what the platform says."""

    arrivals: Arrivals
    duties: Desk
    caller: Caller


@dataclass(slots=True)
class Evaluated:
    desk: EvaluationDesk
    ticks: list[Tick] = field(default_factory=list)
    unchanged: int = 0

    @property
    def counts(self) -> dict[str, Tally]:
        return _counts(len(self.ticks), self.unchanged)

    async def write(self, import_id: UUID, *, now: datetime) -> dict[str, Tally]:
        """A duty that somebody settled a moment ago is left as it is."""
        settled = await tick_all(self.desk.duties, self.ticks, caller=self.desk.caller, now=now)
        late = len(self.ticks) - len(settled)
        return _counts(len(settled), self.unchanged + late)


def _counts(settled: int, unchanged: int) -> dict[str, Tally]:
    return {"evaluations": Tally(created=settled, unchanged=unchanged)}


async def planned(desk: EvaluationDesk, school_year: int, sheet: Sheet, errors: Errors) -> Evaluated:
    arrivals = desk.arrivals
    rows = rows_of(sheet, Inbound.EVALUATIONS, "school_year", school_year, errors)
    teachers = await arrivals.teachers(numbers(rows, "employee_no"))
    sessions = await arrivals.sessions(numbers(rows, "session_code"))
    every = await arrivals.evaluations(set(sessions.values()))
    owed = {(one.session_id, one.teacher_id): one for one in every}
    found, once = Evaluated(desk), Once(sheet, "工号", errors)
    for line, values in rows:
        teacher = teacher_of(sheet, line, values, teachers, errors)
        session_id = sessions.get(values["session_code"])
        if session_id is None:
            errors.add(sheet.name, line, "班次代码", "unknown_session")
        if teacher is None or session_id is None or not once.is_new((session_id, teacher.id), line):
            continue
        duty = owed.get((session_id, teacher.id))
        if duty is None:
            errors.add(sheet.name, line, "工号", "no_evaluation_due")
        elif duty.school_year != school_year:
            errors.add(sheet.name, line, "学年", "session_of_other_year", year=str(duty.school_year))
        elif duty.state not in OUTSTANDING:
            found.unchanged += 1
        elif teacher.id == desk.caller.teacher_id:
            errors.add(sheet.name, line, "工号", "own_evaluation")
        else:
            found.ticks.append(_tick(duty, values))
    return found


def _tick(duty: OwedEvaluation, values: Mapping[str, Any]) -> Tick:
    said = [f"平台评价日期 {values['evaluated_on']}"]
    if "score" in values:
        said.append(f"得分 {values['score']}")
    if "comment" in values:
        said.append(values["comment"])
    return Tick(duty.duty_id, duty.enrolment_id, "；".join(said))
