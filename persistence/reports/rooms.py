"""The rooms a term summary is gathered from; a further room adds its source here, where it is told of."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.reports.summary import SummarySource
from persistence.reports.parts.awards import AwardSummary
from persistence.reports.parts.contests import ContestSummary
from persistence.reports.parts.covering import CoverSummary
from persistence.reports.parts.extension import ExtensionSummary
from persistence.reports.parts.mentoring import MentoringSummary
from persistence.reports.parts.papers import PaperSummary
from persistence.reports.parts.study import StudySummary
from persistence.reports.parts.themes import ThemeSummary
from persistence.reports.parts.topics import TopicSummary
from persistence.reports.parts.training import TrainingSummary

ROOMS = (
    TrainingSummary,
    CoverSummary,
    StudySummary,
    ThemeSummary,
    TopicSummary,
    PaperSummary,
    ContestSummary,
    AwardSummary,
    ExtensionSummary,
    MentoringSummary,
)


def sources(connection: AsyncConnection, school_id: UUID) -> tuple[SummarySource, ...]:
    return tuple(room(connection, school_id) for room in ROOMS)
