"""The district's training platform 教师培训平台 as we deal with it: what comes from it, what goes to it.

One port, whatever way it goes: as a file that a person carries, or over HTTP. Either way the domain sees the
same tables, with the same columns.
"""

from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.errors import RuleViolation
from domain.imports import ImportKind, Sheet


class Inbound(StrEnum):
    """What the platform gives."""

    CATALOGUE = "catalogue"
    SELECTION_RESULTS = "selection_results"
    """Of one selection round, named by its code."""

    PLATFORM_CREDITS = "platform_credits"
    """All it has credited in one school year, named by the calendar year it starts in."""

    EVALUATIONS = "evaluations"
    """Whose evaluation 评课 of a training is in; of one school year."""


class Outbound(StrEnum):
    """What the platform is given."""

    APPLICATIONS = "applications"
    """Approved, of one selection round."""

    DECISIONS = "decisions"
    """What the school's audit said to every application of one selection round."""

    SCHOOL_BASED_HOURS = "school_based_hours"
    """校本研修学时, of one school year."""

    CREDIT_DISPUTES = "credit_disputes"
    """What reconciling found and the school stands by; of one school year."""


IMPORT_KINDS = {
    Inbound.CATALOGUE: ImportKind.CATALOGUE,
    Inbound.SELECTION_RESULTS: ImportKind.SELECTION_RESULTS,
    Inbound.PLATFORM_CREDITS: ImportKind.PLATFORM_CREDITS,
    Inbound.EVALUATIONS: ImportKind.EVALUATIONS,
}
"""What a preview of it is called among the imports."""


class PlatformUnavailable(RuleViolation):
    """It did not answer, or said that it cannot just now; trying again may help. Facts: `why`."""

    code = "platform_unavailable"


class PlatformRefused(RuleViolation):
    """It answered, and will not have it; facts: `status`, `why`."""

    code = "platform_refused"


class PlatformSource(Protocol):
    """What the platform gives: by files that a person carries, or over HTTP.

    Behind it stand `gateways.district_platform.files` and `gateways.district_platform.http`.
    """

    async def fetch(self, kind: Inbound, about: str | None) -> Sheet:
        """All rows there are. `about` is the round's code, the school year, or nothing for the catalogue.

        Raises PlatformUnavailable, PlatformRefused; from a file UnreadableFile, FileTooLarge.
        """
        ...


class DistrictPlatform(PlatformSource, Protocol):
    """The platform over HTTP, which takes as well. As a file a person takes it there, and says so."""

    async def hand_in(self, submission_id: UUID, kind: Outbound, about: str, sheet: Sheet) -> str:
        """Its receipt. The same submission once more is the same receipt, and has no second effect.

        Raises PlatformUnavailable, PlatformRefused.
        """
        ...
