"""A teacher's personal file: its head, its timeline, its points, and the whole of it to take away."""

from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import Depends, Query, Response

from api.dossier.sheets import as_json, sheet
from api.dossier.wording import worded
from api.queries import Language, Windowed
from api.routes import room
from api.shapes import Day
from api.training.standings import SchoolYear
from api.wiring.dossier import AppraisalsPort, DossierPrinterPort, DossiersPort, looked_into
from api.wiring.request import Now, reads
from domain.dossier.appraisal import Appraisal, Asked, appraise
from domain.dossier.dossier import Dossier, DossierFile, list_entries, read_dossier, whole_file, whose
from domain.dossier.entries import FIRST_DAY, LAST_DAY, DossierEntry, DossierKind, EntryFilter
from domain.dossier.policy import AppraisalPurpose
from domain.dossier.sheet import DossierFormat
from domain.identity.actions import Action
from domain.paging import Page

router = room("dossier", "/schools/{school}/dossiers/{teacher_id}")

DOSSIER = [*reads(Action.DOSSIER_READ), Depends(looked_into)]
"""Reading a file: another's is on record."""

MEDIA_TYPES = {DossierFormat.PDF: "application/pdf", DossierFormat.JSON: "application/json"}
DOCUMENT: dict[int | str, dict[str, Any]] = {
    200: {
        "model": DossierFile,
        "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
    }
}
FromDay = Annotated[Day | None, Query(description="Not before this day.")]
UntilDay = Annotated[Day | None, Query(description="Not after this day.")]


@router.get("", operation_id="dossier_get_dossier", summary="Open a teacher's file", dependencies=DOSSIER)
async def get_dossier(teacher_id: UUID, dossiers: DossiersPort) -> Dossier:
    """Whose it is, and how many entries of each kind it holds, each figure with a link to what it counts."""
    return await read_dossier(dossiers, teacher_id)


@router.get(
    "/entries",
    operation_id="dossier_list_entries",
    summary="Read a teacher's timeline",
    dependencies=DOSSIER,
)
async def list_dossier_entries(
    teacher_id: UUID,
    dossiers: DossiersPort,
    window: Windowed,
    language: Language,
    kind: Annotated[tuple[DossierKind, ...], Query(description="Repeat for any of several.")] = (),
    from_day: FromDay = None,
    until_day: UntilDay = None,
) -> Page[DossierEntry]:
    """What every room has to say of the teacher, the latest first; each entry links to where it is from."""
    filters = EntryFilter(kind, from_day or FIRST_DAY, until_day or LAST_DAY)
    return worded(await list_entries(dossiers, teacher_id, filters, window), language)


@router.get(
    "/appraisal",
    operation_id="dossier_get_appraisal",
    summary="Reckon a teacher's appraisal points",
    dependencies=DOSSIER,
)
async def get_appraisal(
    teacher_id: UUID,
    dossiers: DossiersPort,
    appraisals: AppraisalsPort,
    school_year: SchoolYear,
    purpose: AppraisalPurpose = AppraisalPurpose.ANNUAL,
) -> Appraisal:
    """By the policy of the school year's first day: lines make up sections, sections the total.

    Each line names its entry, its source and its rule.
    """
    teacher = await whose(dossiers, teacher_id)
    return await appraise(appraisals, teacher, Asked(purpose, school_year))


@router.get(
    "/document",
    operation_id="dossier_export_dossier",
    summary="Take a teacher's file away",
    dependencies=DOSSIER,
    response_class=Response,
    responses=DOCUMENT,
)
async def export_dossier(
    teacher_id: UUID,
    dossiers: DossiersPort,
    printer: DossierPrinterPort,
    now: Now,
    format: DossierFormat = DossierFormat.PDF,
    from_day: FromDay = None,
    until_day: UntilDay = None,
) -> Response:
    """The whole of it, or of some days: as PDF for people, in Chinese, or as one JSON document."""
    file = await whole_file(dossiers, teacher_id, from_day=from_day, until_day=until_day, now=now)
    content = as_json(file) if format is DossierFormat.JSON else await printer.pdf(sheet(file))
    name = quote(f"个人档案-{file.dossier.teacher.name}.{format}", safe="")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(content, media_type=MEDIA_TYPES[format], headers=headers)
