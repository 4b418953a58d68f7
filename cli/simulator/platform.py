"""The simulated platform itself: what it was told, and what it makes of that. All of it in memory.

A selection round goes on by steps: the first selection, which leaves some results for later; these; the
second selection, which promotes some who waited; and the credits of all who were placed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from cli.simulator import settling
from cli.simulator.crediting import (
    Difference,
    Key,
    credit_for,
    credits_for_hours,
    evaluation_of,
    key_of,
    with_differences,
)
from cli.simulator.luck import chance
from cli.simulator.rows import (
    ApplicationRow,
    CreditDisputeRow,
    EvaluationRow,
    PlatformCreditRow,
    SelectionResultRow,
)
from cli.simulator.selection import Choice, Outcome, choose, session_of
from cli.simulator.submissions import Applications, CreditDisputes, Decisions, SchoolBasedHours, Submission
from cli.simulator.world import World, number_of, sessions_of, year_named


class SubmissionDiffers(Exception):
    """The id was handed in before, with another body."""


class Stage(StrEnum):
    FIRST = "first_selection"
    LATE = "late_results"
    SECOND = "second_selection"
    CREDITED = "credited"


NEXT = {Stage.FIRST: Stage.LATE, Stage.LATE: Stage.SECOND, Stage.SECOND: Stage.CREDITED}


@dataclass(frozen=True, slots=True)
class Happened:
    """Something the school is told by a callback."""

    type: str
    data: dict[str, str]


@dataclass(frozen=True, slots=True)
class Settled:
    """A submission with what became of it; `reason` is empty when it was accepted."""

    submission: Submission
    receipt: str
    reason: str


@dataclass(slots=True)
class Round:
    applications: dict[tuple[str, str], ApplicationRow] = field(default_factory=dict)
    """By session and employee number."""

    stage: Stage = Stage.FIRST


class Platform:
    def __init__(self, world: World, seed: int) -> None:
        self.world, self.seed = world, seed
        self.rounds: dict[str, Round] = {}
        self.submissions: dict[str, Settled] = {}
        self.differences: list[Difference] = []
        self._credits: dict[Key, PlatformCreditRow] = {}
        self._evaluations = {(row.session_code, row.employee_no): row for row in world.evaluations}
        self._done = frozenset((row.employee_no, self._code_of(row.course_code)) for row in world.credits)
        for year in sorted({row.school_year for row in world.credits}):
            self._enter([row for row in world.credits if row.school_year == year])

    # What it gives

    def results(self, code: str) -> list[SelectionResultRow]:
        """What is known of a round by now; nothing of a round that nobody has applied in."""
        late = code in self.rounds and self.rounds[code].stage is not Stage.FIRST
        return [
            SelectionResultRow(
                round_code=code,
                session_code=choice.application.session_code,
                employee_no=choice.application.employee_no,
                name=choice.application.name,
                outcome=choice.outcome,
                reason=choice.reason,
            )
            for choice in self._choices(code)
            if late or not choice.late
        ]

    def credits(self, year: int) -> list[PlatformCreditRow]:
        return [row for (of, _, _), row in sorted(self._credits.items()) if of == year]

    def evaluations(self, year: int) -> list[EvaluationRow]:
        rows = (row for _, row in sorted(self._evaluations.items()))
        return [row for row in rows if year_named(row.school_year) == year]

    # What it is told

    def receive(self, submission_id: str, submission: Submission) -> tuple[str, bool, list[Happened]]:
        """The receipt, whether the submission is new, and what happens because of it.

        Raises SubmissionDiffers.
        """
        before = self.submissions.get(submission_id)
        if before is not None:
            if before.submission != submission:
                raise SubmissionDiffers
            return before.receipt, False, []
        reason = settling.unknown_teacher(self.world, submission.rows) or self._against(submission)
        happened = [] if reason else self._take(submission)
        receipt = f"HZ-{int(chance(self.seed, submission_id) * 10**10):010}"
        self.submissions[submission_id] = Settled(submission, receipt, reason)
        outcome = {"outcome": "refused" if reason else "accepted", "reason": reason}
        told = Happened("submission.settled", {"submission_id": submission_id} | outcome)
        return receipt, True, [told, *happened]

    def add(self, more: World, told: Iterable[str]) -> list[Happened]:
        """More of a world, of which only what was `told` counts; a session of the same code is replaced."""
        said = {name: getattr(more, name) for name in told}
        replaced = {row.session_code for row in more.catalogue}
        kept = [row for row in self.world.catalogue if row.session_code not in replaced]
        merged: dict[str, Any] = said | {"catalogue": kept + more.catalogue}
        for name in ("refusals", "upheld"):
            merged[name] = [*getattr(self.world, name), *getattr(more, name)]
        merged["quotas"] = self.world.quotas | more.quotas
        if more.teachers is not None:
            merged["teachers"] = (self.world.teachers or {}) | more.teachers
        if "credits" in said:
            merged["credits"] = [*self.world.credits, *more.credits]
            self._enter(more.credits)
        if "evaluations" in said:
            merged["evaluations"] = [*self.world.evaluations, *more.evaluations]
            self._evaluations |= {(row.session_code, row.employee_no): row for row in more.evaluations}
        self.world = self.world.model_copy(update=merged)
        return [Happened("catalogue.changed", {})] if more.catalogue else []

    def advance(self) -> list[Happened]:
        """Every round a step on."""
        happened = []
        for code, one in self.rounds.items():
            if one.stage in NEXT:
                one.stage = NEXT[one.stage]
                happened += self._credit(code) if one.stage is Stage.CREDITED else [_ready(code)]
        return happened

    def _against(self, submission: Submission) -> str:
        match submission:
            case Applications():
                sessions = sessions_of(self.world.catalogue)
                return settling.against_applications(submission.about, submission.rows, sessions)
            case Decisions():
                applied = frozenset(self.rounds.get(submission.about, Round()).applications)
                return settling.against_decisions(submission.about, submission.rows, applied)
            case SchoolBasedHours():
                return settling.against_hours(submission.about, submission.rows)
            case CreditDisputes():
                return settling.against_disputes(
                    submission.about, submission.rows, self.world, self._disputed
                )

    def _take(self, submission: Submission) -> list[Happened]:
        match submission:
            case Applications():
                applied = self.rounds.setdefault(submission.about, Round())
                applied.applications |= {(row.session_code, row.employee_no): row for row in submission.rows}
                return [_ready(submission.about)]
            case Decisions():
                return []
            case SchoolBasedHours():
                if not self.world.credits_hours:
                    return []
                self._credits |= {key_of(row): row for row in credits_for_hours(submission.rows)}
            case CreditDisputes():
                for row in submission.rows:
                    self._correct(row)
        return [Happened("credits.ready", {"school_year": submission.about[:4]})]

    # What it works out

    def _choices(self, code: str) -> list[Choice]:
        one = self.rounds.get(code, Round())
        return choose(
            list(one.applications.values()),
            sessions_of(self.world.catalogue),
            self._done,
            self.world,
            self.seed,
            second=one.stage in (Stage.SECOND, Stage.CREDITED),
        )

    def _credit(self, code: str) -> list[Happened]:
        sessions, rows = sessions_of(self.world.catalogue), []
        for choice in self._choices(code):
            if choice.outcome is Outcome.PLACED:
                one = choice.application
                session = session_of(one, sessions)
                rows.append(credit_for(session, one.employee_no, one.name))
                evaluation = evaluation_of(session, one.employee_no, one.name, self.seed)
                if evaluation is not None:
                    self._evaluations[one.session_code, one.employee_no] = evaluation
        years = sorted({row.school_year for row in rows})
        for year in years:
            self._enter([row for row in rows if row.school_year == year])
        kinds = ("credits.ready", "evaluations.ready")
        return [Happened(kind, {"school_year": year}) for year in years for kind in kinds]

    def _enter(self, rows: list[PlatformCreditRow]) -> None:
        entered, differences = with_differences(
            rows, self.world.catalogue, self.seed, of_each=self.world.differences
        )
        self._credits |= {key_of(row): row for row in entered}
        self.differences += differences

    def _disputed(self, row: CreditDisputeRow) -> PlatformCreditRow | None:
        return self._credits.get(self._line_of(row))

    def _correct(self, row: CreditDisputeRow) -> None:
        """As the school says."""
        key, ours = self._line_of(row), settling.amount(row.ours)
        there = self._credits.pop(key, None)
        if ours and there is not None:
            self._credits[key] = there.model_copy(update={"credits": str(ours)})
        elif ours:
            self._credits[key] = self._new_line(row, key, ours)

    def _new_line(self, row: CreditDisputeRow, key: Key, ours: Decimal) -> PlatformCreditRow:
        course = next((one for one in self.world.catalogue if number_of(one) == key[2]), None)
        return PlatformCreditRow(
            school_year=str(key[0]),
            employee_no=row.employee_no,
            name=row.name,
            course_code=key[2],
            title=row.title or (course.title if course else key[2]),
            kind=course.kind if course else "短期培训",
            hours=str(ours),
            credits=str(ours),
        )

    def _line_of(self, row: CreditDisputeRow) -> Key:
        """By the platform's number of the course, if it has one of what is disputed."""
        numbers = {one.course_code: number_of(one) for one in self.world.catalogue}
        year = year_named(row.school_year) or 0
        return year, row.employee_no, numbers.get(row.course_code, row.course_code)

    def _code_of(self, course: str) -> str:
        codes: Mapping[str, str] = {number_of(one): one.course_code for one in self.world.catalogue}
        return codes.get(course, course)


def _ready(code: str) -> Happened:
    return Happened("selection_results.ready", {"round": code})
