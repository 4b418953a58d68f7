"""What programs outside are told of: which resources, and what can happen to each.

A resource is a table whose rows carry a version. Coming into being is `created`; a step of its lifecycle is
called by the state it led to (`enrolment.placed`); any other change is `updated`. Left out is what is in
confidence: papers under blind review, scores, dossiers, messages, sign-ins.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from domain.activities.activity import ActivityState
from domain.assessment.assessment import AssessmentState
from domain.bonus.batch import BatchState
from domain.contests.contest import ContestState
from domain.extension.course import ExtensionState
from domain.extension.gaps import ExtensionRunState
from domain.integration.submission import SubmissionState
from domain.mentoring.words import PairState
from domain.notices.notice import NoticeState
from domain.people.teacher import TeacherStatus
from domain.projects.project import ProjectState
from domain.reports.summary import SummaryState
from domain.themes.theme import ThemeState
from domain.timetable.absence import AbsenceState
from domain.timetable.covering import CoverState
from domain.timetable.swap import SwapState
from domain.topics.lifecycle import TopicState
from domain.training.catalogue import SessionState
from domain.training.credit import AwardState
from domain.training.duty import DutyState
from domain.training.enrolment import EnrolmentState
from domain.training.selection import RoundState
from domain.works.award import WorkAwardState


@dataclass(frozen=True, slots=True)
class Resource:
    name: str
    path: str
    """Its collection below the school, where a receiver fetches the thing by its id."""

    states: type[StrEnum] | None = None
    state_column: str = "state"
    moments: Mapping[str, str] = field(default_factory=dict)
    """Columns whose setting is an event of its own, and which."""

    removable: bool = False
    table: str = ""
    """Where it is not called like the resource."""

    @property
    def kept_in(self) -> str:
        return self.table or self.name

    def happenings(self) -> tuple[str, ...]:
        """All that can happen to it."""
        states = () if self.states is None else tuple(one.value for one in self.states)
        removed = ("deleted",) if self.removable else ()
        return ("created", *states, *self.moments.values(), "updated", *removed)

    def entered(self, state: str | None) -> tuple[str, ...]:
        """What is told of a new row in this state."""
        return self._told("created", *(() if self.states is None else (str(state),)))

    def changed(self, columns: Collection[str], state: str | None) -> tuple[str, ...]:
        """What is told of a row of which these columns were set, and which is in this state now."""
        if self.states is not None and self.state_column in columns:
            return self._told(str(state))
        moments = [told for column, told in self.moments.items() if column in columns]
        return self._told(*(moments or ["updated"]))

    def removed(self) -> tuple[str, ...]:
        return self._told("deleted")

    def _told(self, *what: str) -> tuple[str, ...]:
        return tuple(f"{self.name}.{one}" for one in what)


RESOURCES = (
    Resource("teacher", "teachers", TeacherStatus, state_column="status"),
    Resource("class", "classes", table="school_class"),
    Resource("grade_group", "grade-groups"),
    Resource("subject_group", "subject-groups"),
    Resource("teaching_assignment", "teaching-assignments", removable=True),
    Resource("homeroom_assignment", "homeroom-assignments"),
    Resource("qualification", "qualifications"),
    Resource("school_year", "school-years"),
    Resource("term", "terms"),
    Resource("school_day", "school-days", removable=True),
    Resource("course", "courses"),
    Resource("selection_round", "selection-rounds", RoundState),
    Resource("training_session", "training-sessions", SessionState),
    Resource("enrolment", "enrolments", EnrolmentState),
    Resource("credit_award", "credit-awards", AwardState),
    Resource("credit_exemption", "credit-exemptions", moments={"voided_at": "voided"}),
    Resource("duty", "duties", DutyState),
    Resource("product", "products", moments={"withdrawn_at": "withdrawn"}),
    Resource("timetable", "timetables", removable=True),
    Resource("room", "rooms"),
    Resource("absence", "absences", AbsenceState),
    Resource("swap", "swaps", SwapState),
    Resource("cover", "covers", CoverState),
    Resource("homeroom_proxy", "homeroom-proxies", removable=True),
    Resource("notice", "notices", NoticeState),
    Resource("week_plan", "week-plans", moments={"edition_no": "published"}),
    Resource("activity", "activities", ActivityState),
    Resource("project", "projects", ProjectState),
    Resource("theme", "themes", ThemeState),
    Resource("assessment", "assessments", AssessmentState),
    Resource("work", "works"),
    Resource("award", "awards", WorkAwardState),
    Resource("contest", "contests", ContestState),
    Resource("topic", "topics", TopicState),
    Resource("bonus_batch", "bonus-batches", BatchState),
    Resource("extension_course", "extension-courses", ExtensionState),
    Resource("extension_run", "extension-runs", ExtensionRunState),
    Resource("mentor_pair", "mentor-pairs", PairState),
    Resource("term_summary", "term-summaries", SummaryState),
    Resource("platform_submission", "platform-submissions", SubmissionState),
)

BY_TABLE: Mapping[str, Resource] = {one.kept_in: one for one in RESOURCES}

TEST = "webhook.test"
"""Sent when somebody tries a subscription; nobody subscribes to it."""

_TYPES = [f"{one.name}.{what}" for one in RESOURCES for what in one.happenings()]

if TYPE_CHECKING:

    class EventType(StrEnum):
        """`<resource>.<what>`, such as `enrolment.placed`."""
else:
    EventType = StrEnum("EventType", {one.replace(".", "_").upper(): one for one in _TYPES}, module=__name__)
    EventType.__doc__ = "What an event tells: `<resource>.<what>`, such as `enrolment.placed`."
