"""A sample school's contests: last year's with their prizes, this year's as they stood on 10 June 2021."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from domain.contests.contest import AwardedExclusion, ContestState
from domain.contests.entering import length_of
from domain.contests.entry import EntryState
from domain.contests.policy import CONTEST_POLICY
from domain.contests.quota import QuotaFacts, reckon
from domain.people.teacher import TeacherStatus
from domain.works.award import Prize, WorkAwardState
from domain.works.work import WorkKind
from persistence.contests.contests import FIRST, kept_quota
from persistence.contests.tables import contest, contest_entry, contest_rule
from persistence.people.tables import teacher
from persistence.policy import default_rows
from persistence.sample.people import Person
from persistence.sample.policy import ENTERED
from persistence.sample.rows import Rows, moment, read_toml
from persistence.works.tables import award, work, work_author

CATEGORIES = ["教学论文", "教学案例", "教学反思"]
KINDS = {"教学论文": WorkKind.PAPER, "教学案例": WorkKind.CASE, "教学反思": WorkKind.CASE}
NAMED = ("series", "title", "organiser", "level", "school_year", "entries_due_on", "submission_due_on")
TEXT = "（示例稿）本文从一堂课说起，记录学生的提问与教师的回应，并反思改进。"
STAGES = {
    ContestState.OPEN: 2,
    ContestState.SUBMITTED: 5,
    ContestState.RESULTS_IN: 6,
}
"""The version of a contest that came so far."""


class ContestsOfSchool:
    """Adds the contests of one school, the earlier years' first."""

    def __init__(self, rows: Rows, school_id: UUID, office_id: UUID, people: list[Person]) -> None:
        self._rows, self._school_id, self._office_id = rows, school_id, office_id
        self._people = {one.employee_no: one for one in people}
        self._first_prizes: dict[tuple[str, int], int] = {}

    def add(self, about: dict[str, Any]) -> None:
        state, due = ContestState(about["state"]), about["entries_due_on"]
        contest_id = self._contest(about, state, due)
        for number, one in enumerate(about["entries"], start=1):
            self._enter(contest_id, about, one, number if state is not ContestState.OPEN else None)
        won = [one["prize"] for one in about["entries"] if one.get("prize") in FIRST]
        self._first_prizes[about["series"], about["school_year"]] = len(won)

    def _contest(self, about: dict[str, Any], state: ContestState, due: date) -> UUID:
        opened, closed = moment(due - timedelta(days=40)), moment(due + timedelta(days=1))
        gone, ended = moment(about["submission_due_on"]), about.get("awarded_on")
        stood = state is not ContestState.OPEN
        return self._add(
            contest,
            opened,
            **{name: about[name] for name in NAMED},
            kinds=[WorkKind.PAPER.value, WorkKind.CASE.value],
            categories=CATEGORIES,
            quota_set=about.get("quota_set"),
            excludes_awarded=AwardedExclusion.SAME_OR_HIGHER,
            entries_per_author=1,
            state=state,
            quota=self._quota(about, due) if stood else None,
            opened_at=opened,
            closed_at=closed if stood else None,
            ranked_at=closed if stood else None,
            submitted_at=gone if stood else None,
            finished_at=moment(ended) if ended else None,
            version=STAGES[state],
        )

    def _quota(self, about: dict[str, Any], due: date) -> dict[str, Any]:
        staff = sum(row["status"] == TeacherStatus.ACTIVE for row in self._rows.of(teacher))
        facts = QuotaFacts(staff, self._first_prizes.get((about["series"], about["school_year"] - 1), 0))
        policy = CONTEST_POLICY.in_force([], due)
        return kept_quota(reckon(facts, policy, on=due, places=about.get("quota_set")))

    def _enter(
        self, contest_id: UUID, about: dict[str, Any], one: dict[str, Any], number: int | None
    ) -> None:
        entered = moment(about["entries_due_on"] - timedelta(days=20 - (number or 1)))
        authors = [self._people[employee_no].id for employee_no in one["by"]]
        kind = KINDS[one["category"]]
        work_id = self._add(work, entered, kind=kind, title=one["title"], entered_at=entered)
        for position, author_id in enumerate(authors, start=1):
            self._add(work_author, entered, work_id=work_id, position=position, teacher_id=author_id)
        state = self._state(about, one)
        won = self._award(work_id, about, one["prize"]) if state is EntryState.AWARDED else None
        self._add(
            contest_entry,
            entered,
            contest_id=contest_id,
            work_id=work_id,
            author_id=authors[0],
            title=one["title"],
            category=one["category"],
            characters=length_of(TEXT),
            text=TEXT,
            state=state,
            number=number,
            prize=one["prize"] if won else None,
            awarded_on=about["awarded_on"] if won else None,
            award_id=won,
            entered_at=entered,
            version=1 if number is None else 3,
        )

    def _state(self, about: dict[str, Any], one: dict[str, Any]) -> EntryState:
        if about["state"] == ContestState.OPEN:
            return EntryState.ENTERED
        if about["state"] == ContestState.SUBMITTED:
            return EntryState.SENT
        return EntryState.AWARDED if "prize" in one else EntryState.UNPLACED

    def _award(self, work_id: UUID, about: dict[str, Any], prize: str) -> UUID:
        at = moment(about["awarded_on"])
        return self._add(
            award,
            at,
            work_id=work_id,
            level=about["level"],
            prize=Prize(prize),
            issuer=about["organiser"],
            awarded_on=about["awarded_on"],
            state=WorkAwardState.CONFIRMED,
            account_id=self._office_id,
            entered_at=at,
            confirmed_by=self._office_id,
            confirmed_at=at,
        )

    def _add(self, table: Any, made_at: Any, /, **values: Any) -> UUID:
        return self._rows.add(table, made_at, school_id=self._school_id, **values)


def add_contests(rows: Rows, school_id: UUID, name: str, people: list[Person], *, office_id: UUID) -> None:
    """`name` is the file that tells of them."""
    for row in default_rows(CONTEST_POLICY, school_id, ENTERED):
        rows.add(contest_rule, ENTERED, **row | {"id": None})
    room = ContestsOfSchool(rows, school_id, office_id, people)
    for about in read_toml(name)["contests"]:
        room.add(about)
