"""A plan of cover 代课安排 on its way from draft to published, and the cover that stands (MISSION §2)."""

from enum import StrEnum

from domain.lifecycle import Lifecycle


class CoverPlanState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    DISCARDED = "discarded"


class CoverRowState(StrEnum):
    """What a plan says of one lesson."""

    ASSIGNED = "assigned"
    UNFILLED = "unfilled"
    NOT_NEEDED = "not_needed"


class CoverState(StrEnum):
    """A published lesson of cover."""

    ASKED = "asked"
    """The school's policy lets the cover teacher answer first."""

    STANDING = "standing"
    DECLINED = "declined"
    RELEASED = "released"


class CoverEntryKind(StrEnum):
    """The cover ledger's lines."""

    GIVEN = "given"
    TAKEN = "taken"


PLAN_LIFECYCLE: Lifecycle[CoverPlanState] = {
    CoverPlanState.DRAFT: {
        "edit": CoverPlanState.DRAFT,
        "solve": CoverPlanState.DRAFT,
        "publish": CoverPlanState.PUBLISHED,
        "discard": CoverPlanState.DISCARDED,
    },
}

COVER_LIFECYCLE: Lifecycle[CoverState] = {
    CoverState.ASKED: {
        "accept": CoverState.STANDING,
        "decline": CoverState.DECLINED,
        "release": CoverState.RELEASED,
    },
    CoverState.STANDING: {"release": CoverState.RELEASED},
}
