"""A sample school's research topics: one carried over, one overdue, one concluded, one proposed."""

from datetime import date
from typing import Any
from uuid import UUID

from domain.topics.extensions import TopicExtensionState
from domain.topics.lifecycle import ENDED, MilestoneKind, TopicState
from domain.topics.milestones import MilestoneState, TopicSubmissionKind
from domain.topics.topic import LevelOutcome, TopicVerdict
from domain.works.work import WorkKind
from persistence.sample.people import Person
from persistence.sample.rows import Rows, moment, read_toml
from persistence.topics.tables import (
    topic,
    topic_extension,
    topic_level,
    topic_member_change,
    topic_milestone,
    topic_review,
    topic_submission,
)
from persistence.works.tables import work, work_author


class Topics:
    """Adds the topics of one school."""

    def __init__(self, rows: Rows, school_id: UUID, office_id: UUID, people: list[Person]) -> None:
        self._rows, self._school_id, self._office_id = rows, school_id, office_id
        self._ids = {one.employee_no: one.id for one in people}

    def add(self, about: dict[str, Any]) -> None:
        entered, steps, levels = about["submitted"], about.get("steps", []), about["levels"]
        state, at = TopicState(about["state"]), moment(entered)
        highest = levels[-1] if levels else {"level": about.get("level"), "number": None}
        judged = [one["judged"] for one in steps if "judged" in one]
        topic_id = self._add(
            topic,
            at,
            work_id=self._add_work(about, entered),
            level=highest["level"],
            number=highest["number"],
            plan=about["plan"],
            state=state,
            approved_on=levels[0]["decided_on"] if levels else None,
            ended_on=judged[-1] if state in ENDED else None,
            created_at=at,
            version=2 + len(levels) + len(judged),
        )
        for place, number in enumerate(about["members"], start=1):
            change = {"topic_id": topic_id, "teacher_id": self._ids[number], "after": place}
            self._add(topic_member_change, at, **change, account_id=self._office_id, at=at)
        proposal = self._submit(topic_id, None, TopicSubmissionKind.PROPOSAL, about["plan"], entered)
        for place, one in enumerate(levels):
            decided = moment(one["decided_on"])
            outcome = {"topic_id": topic_id, "outcome": LevelOutcome.APPROVED, **one}
            self._add(topic_level, decided, **outcome, account_id=self._office_id, at=decided)
            if place == 0:
                self._accept(proposal, one["decided_on"], about.get("remark"))
        ids = [
            self._add_step(topic_id, place, kind, one)
            for place, (kind, one) in enumerate(zip(MilestoneKind, steps, strict=False), start=1)
        ]
        if "extension" in about:
            self._put_off(topic_id, ids[-1], levels[0]["decided_on"], about["extension"])

    def _add_work(self, about: dict[str, Any], entered: date) -> UUID:
        at = moment(entered)
        work_id = self._add(work, at, kind=WorkKind.TOPIC, title=about["title"], entered_at=at)
        for place, number in enumerate(about["members"], start=1):
            self._add(work_author, at, work_id=work_id, position=place, teacher_id=self._ids[number])
        return work_id

    def _add_step(self, topic_id: UUID, place: int, kind: MilestoneKind, one: dict[str, Any]) -> UUID:
        accepted = "judged" in one
        step_id = self._add(
            topic_milestone,
            moment(one["due_on"]),
            topic_id=topic_id,
            number=place,
            kind=kind,
            due_on=one["due_on"],
            state=MilestoneState.ACCEPTED if accepted else MilestoneState.OPEN,
            version=3 if accepted else 1,
        )
        if accepted:
            sent = self._submit(topic_id, step_id, TopicSubmissionKind(kind), one["text"], one["handed_in"])
            self._accept(sent, one["judged"], one.get("remark"))
        return step_id

    def _put_off(self, topic_id: UUID, step_id: UUID, approved_on: date, one: dict[str, Any]) -> None:
        """The conclusion, which was due a year after the approval."""
        asked, decided = moment(one["asked"]), moment(one["asked"], "15:30")
        self._add(
            topic_extension,
            asked,
            topic_id=topic_id,
            milestone_id=step_id,
            due_on=approved_on.replace(year=approved_on.year + 1),
            until=one["until"],
            reason=one["reason"],
            state=TopicExtensionState.GRANTED,
            granted_until=one["until"],
            remark=one["remark"],
            account_id=self._office_id,
            asked_at=asked,
            decided_by=self._office_id,
            decided_at=decided,
            version=2,
        )

    def _submit(
        self, topic_id: UUID, step_id: UUID | None, kind: TopicSubmissionKind, text: str, day: date
    ) -> UUID:
        at = moment(day, "16:20")
        sent = {"topic_id": topic_id, "milestone_id": step_id, "kind": kind, "number": 1, "text": text}
        return self._add(topic_submission, at, **sent, account_id=self._office_id, submitted_at=at)

    def _accept(self, submission_id: UUID, day: date, remark: str | None) -> None:
        judged = {"submission_id": submission_id, "verdict": TopicVerdict.ACCEPTED, "remark": remark}
        self._add(topic_review, moment(day), **judged, account_id=self._office_id, at=moment(day))

    def _add(self, table: Any, made_at: Any, /, **values: Any) -> UUID:
        return self._rows.add(table, made_at, school_id=self._school_id, **values)


def add_topics(rows: Rows, school_id: UUID, name: str, people: list[Person], *, office_id: UUID) -> None:
    """`name` is the file that tells of them."""
    topics = Topics(rows, school_id, office_id, people)
    for about in read_toml(name)["topics"]:
        topics.add(about)
