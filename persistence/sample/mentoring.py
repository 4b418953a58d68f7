"""Shimen's mentor pairs: two of its own and one with a 名师 from outside, with logs, lessons and growth."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.mentoring.policy import in_force
from domain.mentoring.targets import Tally, targets_of
from domain.mentoring.words import (
    CompetitionState,
    EvaluationState,
    GrowthTitleKind,
    LogMark,
    MentorField,
    PairGrade,
    PairSide,
    PairState,
    ReportLessonState,
)
from domain.works.award import Prize
from domain.works.work import WorkLevel
from persistence.mentoring.evaluations import kept_targets
from persistence.mentoring.tables import (
    competition_entry,
    growth_title,
    mentor_contract,
    mentor_evaluation,
    mentor_log,
    mentor_log_mark,
    mentor_pair,
    report_lesson,
    report_lesson_judgement,
    report_lesson_listener,
)
from persistence.sample.people import Person
from persistence.sample.rows import Rows, moment, read_toml

CLOCK = time.fromisoformat


class Mentoring:
    """Adds the mentor pairs of one school."""

    def __init__(self, rows: Rows, school_id: UUID, office_id: UUID, people: list[Person]) -> None:
        self._rows, self._school_id, self._office_id = rows, school_id, office_id
        self._people = {person.employee_no: person for person in people}

    def add(self, data: dict[str, Any], term_id: UUID) -> None:
        for about in data["pairs"]:
            self._add_pair(about, term_id)
        for entry in data["competitions"]:
            self._add_competition(entry)
        for given in data["titles"]:
            self._add_title(given)

    def _add_pair(self, about: dict[str, Any], term_id: UUID) -> None:
        mentor = self._people.get(about.get("mentor", ""))
        proposed = moment(about["proposed"])
        days = {"from_day": about["from_day"], "until_day": about["until_day"]}
        pair_id = self._add(
            mentor_pair,
            proposed,
            mentor_id=None if mentor is None else mentor.id,
            outside_name=about.get("outside_name"),
            outside_school=about.get("outside_school"),
            apprentice_id=self._people[about["apprentice"]].id,
            field=MentorField(about["field"]),
            **days,
            state=PairState.RUNNING,
            proposed_at=proposed,
            mentor_signed_at=moment(about["signed"], "10:10"),
            apprentice_signed_at=moment(about["signed"], "10:20"),
            version=4,
        )
        of_contract = {"number": 1, "targets": about["targets"], "note": about["note"]}
        contract = {"account_id": self._office_id, "at": proposed} | of_contract
        self._add(mentor_contract, proposed, pair_id=pair_id, **days, **contract)
        for log in about["logs"]:
            self._add_log(pair_id, log)
        for lesson in about.get("lessons", []):
            self._add_lesson(pair_id, lesson)
        if "evaluation" in about:
            self._add_evaluation(pair_id, about, term_id)

    def _add_log(self, pair_id: UUID, log: dict[str, Any]) -> None:
        at = moment(log["day"], "16:40")
        names = ("day", "field", "kind", "text")
        own = {name: log[name] for name in names} | {"period": log.get("period")}
        own |= {"subject": log.get("subject"), "account_id": self._office_id, "entered_at": at}
        log_id = self._add(mentor_log, at, pair_id=pair_id, side=PairSide(log["side"]), **own)
        if log.get("confirmed", True):
            said = {"mark": LogMark.CONFIRMED, "account_id": self._office_id, "at": at}
            self._add(mentor_log_mark, at, log_id=log_id, **said)

    def _add_lesson(self, pair_id: UUID, lesson: dict[str, Any]) -> None:
        held = lesson["state"] == ReportLessonState.HELD
        planned = moment(lesson["planned"])
        lesson_id = self._add(
            report_lesson,
            planned,
            pair_id=pair_id,
            **{name: lesson[name] for name in ("title", "subject", "day", "place", "state")},
            starts_at=CLOCK(lesson["starts_at"]),
            ends_at=CLOCK(lesson["ends_at"]),
            planned_at=planned,
            version=2 if held else 1,
        )
        for listener in lesson["listeners"]:
            who = {"lesson_id": lesson_id, "teacher_id": self._people[listener["teacher"]].id}
            self._add(report_lesson_listener, planned, **who)
            if held:
                at = moment(lesson["day"], "17:00")
                said = {"score": Decimal(listener["score"]), "remark": listener["remark"], "at": at}
                self._add(report_lesson_judgement, at, **who, **said)

    def _add_evaluation(self, pair_id: UUID, about: dict[str, Any], term_id: UUID) -> None:
        """Of the term before: nothing was in the log yet, and it is told so."""
        said, at = about["evaluation"], moment(about["evaluation"]["graded"])
        names = Tally(pair_id, None, "", self._people[about["apprentice"]].id, "", MentorField.TEACHING, True)
        stood = targets_of(names, term_id, in_force([], about["from_day"]))
        self._add(
            mentor_evaluation,
            at,
            pair_id=pair_id,
            term_id=term_id,
            state=EvaluationState.GRADED,
            self_report=said["report"],
            reported_at=moment(said["written"], "09:00"),
            mentor_remark=said["remark"],
            remarked_at=moment(said["written"], "15:00"),
            grade=PairGrade(said["grade"]),
            office_remark=said["office"],
            graded_at=at,
            targets=kept_targets(stood.targets),
            version=4,
        )

    def _add_competition(self, entry: dict[str, Any]) -> None:
        held: date = entry["held_on"]
        self._add(
            competition_entry,
            moment(held),
            teacher_id=self._people[entry["teacher"]].id,
            **{name: entry[name] for name in ("title", "organizer", "held_on")},
            level=WorkLevel(entry["level"]),
            prize=Prize(entry["prize"]) if "prize" in entry else None,
            state=CompetitionState(entry["state"]),
            account_id=self._office_id,
            entered_at=moment(held),
        )

    def _add_title(self, given: dict[str, Any]) -> None:
        at = moment(given["awarded_on"])
        self._add(
            growth_title,
            at,
            teacher_id=self._people[given["teacher"]].id,
            kind=GrowthTitleKind(given["kind"]),
            level=WorkLevel(given["level"]),
            issuer=given["issuer"],
            awarded_on=given["awarded_on"],
            account_id=self._office_id,
            entered_at=at,
        )

    def _add(self, table: Any, made_at: datetime, /, **values: Any) -> UUID:
        return self._rows.add(table, made_at, school_id=self._school_id, **values)


def add_mentoring(
    rows: Rows, school_id: UUID, people: list[Person], *, term_id: UUID, office_id: UUID
) -> None:
    """`term_id` is the term before the sample's, which was graded."""
    Mentoring(rows, school_id, office_id, people).add(read_toml("shimen/mentoring.toml"), term_id)
