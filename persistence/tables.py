"""Every table there is: importing this module fills `schema.metadata`."""

from persistence.activities import tables as activities
from persistence.assessment import tables as assessment
from persistence.bonus import tables as bonus
from persistence.contests import tables as contests
from persistence.dossier import tables as dossier
from persistence.extension import tables as extension
from persistence.identity import tables as identity
from persistence.integration import tables as integration
from persistence.mentoring import tables as mentoring
from persistence.notices import tables as notices
from persistence.papers import tables as papers
from persistence.people import tables as people
from persistence.platform import tables as platform
from persistence.projects import tables as projects
from persistence.reconciliation import tables as reconciliation
from persistence.reports import tables as reports
from persistence.schema import metadata
from persistence.themes import tables as themes
from persistence.timetable import absence_tables as absences
from persistence.timetable import tables as timetable
from persistence.topics import tables as topics
from persistence.training import tables as training
from persistence.webhooks import tables as webhooks
from persistence.weekplan import tables as weekplan
from persistence.works import tables as works

__all__ = [
    "absences",
    "activities",
    "assessment",
    "bonus",
    "contests",
    "dossier",
    "extension",
    "identity",
    "integration",
    "mentoring",
    "metadata",
    "notices",
    "papers",
    "people",
    "platform",
    "projects",
    "reconciliation",
    "reports",
    "themes",
    "timetable",
    "topics",
    "training",
    "webhooks",
    "weekplan",
    "works",
]
