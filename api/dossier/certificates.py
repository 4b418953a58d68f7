"""Credit certificates: issued, looked at, printed; verified on the page their code leads to."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response

from api.queries import Windowed
from api.routes import room
from api.shapes import FIRST_YEAR, LAST_YEAR, Body, Year
from api.wiring.dossier import CertificatePrinterPort, CertificatesPort
from api.wiring.notices import Place
from api.wiring.request import Asker, Now, Replies, reads, writes
from domain.dossier.certificate import (
    CertificateFilter,
    CreditCertificate,
    issue_certificate,
    read_certificate,
    verify_url,
)
from domain.identity.actions import Action
from domain.paging import Page

router = room("dossier", "/schools/{school}/credit-certificates")

PDF: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}
}


class CertificateBody(Body):
    teacher_id: UUID
    school_year: Year
    """The calendar year the school year starts in; the cycle it stands in is certified beside it."""


@router.post(
    "",
    operation_id="dossier_issue_certificate",
    summary="Issue a credit certificate",
    status_code=201,
    dependencies=writes(Action.CERTIFICATE_ISSUE, key=True),
)
async def create_certificate(
    body: CertificateBody, certificates: CertificatesPort, caller: Asker, now: Now, reply: Replies
) -> CreditCertificate:
    """Numbered, with a code, and never changed: what the ledger has confirmed by now. One's own, or any."""
    issued = await issue_certificate(certificates, caller, body.teacher_id, body.school_year, now=now)
    reply.note(teacher_ids=[str(issued.teacher_id)])
    return reply.created(issued)


@router.get(
    "",
    operation_id="dossier_list_certificates",
    summary="Look through credit certificates",
    dependencies=reads(Action.DOSSIER_READ),
)
async def list_certificates(
    certificates: CertificatesPort,
    window: Windowed,
    caller: Asker,
    reply: Replies,
    teacher_id: Annotated[tuple[UUID, ...], Query(description="Repeat for any of several.")] = (),
    school_year: Annotated[int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR)] = None,
) -> Page[CreditCertificate]:
    """The latest first, each held against the ledger of today. Whose were shown is on record."""
    page = await certificates.page(CertificateFilter(teacher_id, school_year), window)
    reply.looked_into(caller, (one.teacher_id for one in page.items))
    return page


@router.get(
    "/{certificate_id}",
    operation_id="dossier_get_certificate",
    summary="Look at a credit certificate",
    dependencies=reads(Action.DOSSIER_READ),
)
async def get_certificate(
    certificate_id: UUID, certificates: CertificatesPort, caller: Asker, reply: Replies
) -> CreditCertificate:
    """As it was issued, and whether the ledger says something else by now."""
    found = await read_certificate(certificates, certificate_id)
    reply.looked_into(caller, [found.teacher_id])
    return reply.tagged(found)


@router.get(
    "/{certificate_id}/pdf",
    operation_id="dossier_print_certificate",
    summary="Print a credit certificate",
    dependencies=reads(Action.DOSSIER_READ),
    response_class=Response,
    responses=PDF,
)
async def print_certificate(
    certificate_id: UUID,
    certificates: CertificatesPort,
    printer: CertificatePrinterPort,
    place: Place,
    caller: Asker,
    reply: Replies,
) -> Response:
    """On A4, as it was issued, with the QR code anybody verifies it by."""
    found = await read_certificate(certificates, certificate_id)
    reply.looked_into(caller, [found.teacher_id])
    pdf = await printer.certificate(found, verify_url(place.base, place.school, found.code))
    headers = {"Content-Disposition": f'attachment; filename="{found.certificate_no}.pdf"'}
    return Response(pdf, media_type="application/pdf", headers=headers)
