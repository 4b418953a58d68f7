"""Every table there is: importing this module fills `schema.metadata`."""

from persistence.activities import tables as activities
from persistence.assessment import tables as assessment
from persistence.identity import tables as identity
from persistence.notices import tables as notices
from persistence.people import tables as people
from persistence.platform import tables as platform
from persistence.projects import tables as projects
from persistence.schema import metadata
from persistence.themes import tables as themes
from persistence.timetable import absence_tables as absences
from persistence.timetable import tables as timetable
from persistence.training import tables as training
from persistence.weekplan import tables as weekplan

__all__ = [
    "absences",
    "activities",
    "assessment",
    "identity",
    "metadata",
    "notices",
    "people",
    "platform",
    "projects",
    "themes",
    "timetable",
    "training",
    "weekplan",
]
