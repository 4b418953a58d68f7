"""The platform's answers to a selection round 录取结果, as a table of any part of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.identity.access import Caller
from domain.imports import Sheet, Tally
from domain.integration.arrivals import (
    AppliedFor,
    Arrivals,
    Once,
    numbers,
    rows_of,
    teacher_of,
)
from domain.integration.platform import Inbound
from domain.messages import Messages
from domain.people.roster_rows import Errors
from domain.training.enrolment import SEATED, EnrolmentState
from domain.training.platform_results import (
    PlacingApplications,
    PlatformOutcome,
    PlatformResult,
    record_platform_results,
    refused_results,
)
from domain.training.rounds import locked
from domain.training.selection import Rounds, during


@dataclass(frozen=True, slots=True)
class RoundDesk:
    """Where a round's results are recorded."""

    arrivals: Arrivals
    rounds: Rounds
    applications: PlacingApplications
    messages: Messages
    caller: Caller


@dataclass(slots=True)
class Answers:
    """What of the table is news; each result with its line."""

    desk: RoundDesk
    round_id: UUID
    results: list[tuple[int, PlatformResult]] = field(default_factory=list)
    unchanged: int = 0
    ignored: int = 0
    """Refused, and given up before that."""

    @property
    def counts(self) -> dict[str, Tally]:
        return {"results": Tally(created=len(self.results), unchanged=self.unchanged, ignored=self.ignored)}

    async def write(self, import_id: UUID, *, now: datetime) -> dict[str, Tally]:
        desk = self.desk
        if self.results:
            await record_platform_results(
                desk.applications,
                desk.rounds,
                desk.messages,
                self.round_id,
                [result for _, result in self.results],
                caller=desk.caller,
                now=now,
            )
        return self.counts


async def planned(desk: RoundDesk, round_id: UUID, code: str, sheet: Sheet, errors: Errors) -> Answers:
    """Under the locks of the round and of the sessions named: what is found stands until the end.

    Raises InvalidState while the round is not with the platform.
    """
    during((await locked(desk.rounds, round_id)).state, "record_results")
    rows = rows_of(sheet, Inbound.SELECTION_RESULTS, "round_code", code, errors)
    sessions = await desk.arrivals.sessions(numbers(rows, "session_code"), round_id=round_id)
    await desk.applications.all_seats_for_update(set(sessions.values()))
    teachers = await desk.arrivals.teachers(numbers(rows, "employee_no"))
    every = await desk.arrivals.applications(set(sessions.values()))
    held = {(one.session_id, one.teacher_id): one for one in every}
    answers, once = Answers(desk, round_id), Once(sheet, "工号", errors)
    for line, values in rows:
        teacher = teacher_of(sheet, line, values, teachers, errors)
        session_id = sessions.get(values["session_code"])
        if session_id is None:
            errors.add(sheet.name, line, "班次代码", "session_not_of_round")
        if teacher is None or session_id is None or not once.is_new((session_id, teacher.id), line):
            continue
        application = held.get((session_id, teacher.id))
        if application is None:
            errors.add(sheet.name, line, "工号", "not_applied")
        else:
            _answer(answers, sheet, line, values, application, errors)
    if answers.results:
        await _try(answers, sheet, errors)
    return answers


def _answer(
    answers: Answers,
    sheet: Sheet,
    line: int,
    values: Mapping[str, Any],
    application: AppliedFor,
    errors: Errors,
) -> None:
    outcome: PlatformOutcome = values["outcome"]
    result = PlatformResult(application.enrolment_id, application.version, outcome, values.get("reason"))
    if application.recorded is outcome or _came_to(application, outcome):
        answers.unchanged += 1
    elif _still_waits(application):
        answers.results.append((line, result))
    elif application.recorded is not None:
        errors.add(sheet.name, line, "结果", f"recorded_as_{application.recorded.value}")
    elif application.state is EnrolmentState.SUBMITTED:
        answers.results.append((line, result))
    elif outcome is PlatformOutcome.REFUSED:
        answers.ignored += 1
    else:
        errors.add(sheet.name, line, "结果", "application_given_up")


def _still_waits(application: AppliedFor) -> bool:
    """The platform let them wait, and says the rest later."""
    return (
        application.recorded is PlatformOutcome.WAITLISTED and application.state is EnrolmentState.WAITLISTED
    )


def _came_to(application: AppliedFor, outcome: PlatformOutcome) -> bool:
    """Waiting has ended as the platform says it has, whoever ended it."""
    ends = {PlatformOutcome.PLACED: SEATED, PlatformOutcome.REFUSED: {EnrolmentState.REFUSED}}
    return application.recorded is PlatformOutcome.WAITLISTED and application.state in ends.get(outcome, ())


async def _try(answers: Answers, sheet: Sheet, errors: Errors) -> None:
    """Seats, clashes and people away, by the line."""
    desk = answers.desk
    refused = await refused_results(
        desk.applications,
        desk.rounds,
        answers.round_id,
        [result for _, result in answers.results],
        caller=desk.caller,
    )
    for place, refusal in refused:
        facts = {"session" if name == "code" else name: _said(fact) for name, fact in refusal.facts.items()}
        errors.add(sheet.name, answers.results[place][0], "结果", refusal.code, **facts)


def _said(fact: object) -> str:
    return f"{fact:%Y-%m-%d %H:%M}" if isinstance(fact, datetime) else str(fact)
