"""The appraisal points of a school's teachers."""

from api.queries import Windowed
from api.routes import room
from api.training.standings import SchoolYear
from api.wiring.dossier import AppraisalsPort
from api.wiring.request import Asker, Replies, reads
from domain.dossier.appraisal import AppraisalRow, Asked, list_appraisals
from domain.dossier.policy import AppraisalPurpose
from domain.identity.actions import Action
from domain.paging import Page

router = room("dossier", "/schools/{school}/appraisals")


@router.get(
    "",
    operation_id="dossier_list_appraisals",
    summary="See the teachers' appraisal points",
    dependencies=reads(Action.DOSSIER_READ),
)
async def list_school_appraisals(
    appraisals: AppraisalsPort,
    window: Windowed,
    caller: Asker,
    reply: Replies,
    school_year: SchoolYear,
    purpose: AppraisalPurpose = AppraisalPurpose.ANNUAL,
) -> Page[AppraisalRow]:
    """By name, those who were there; teachers see themselves. Whose were shown is on record."""
    page = await list_appraisals(appraisals, Asked(purpose, school_year), window)
    reply.looked_into(caller, (one.teacher_id for one in page.items))
    return page
