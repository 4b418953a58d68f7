"""The page a certificate's code leads to, for people who did not sign in."""

from pathlib import Path as Folder

from fastapi import Request
from starlette.responses import Response

from api.dossier.texts import PAGE_TEXTS
from api.pages.serving import Pages
from api.wiring.dossier import AtSchoolCertificates
from domain.dossier.certificate import verify

PAGES = Pages(Folder(__file__).parent / "templates", PAGE_TEXTS)

router = PAGES.router()


@router.get("/c/{school}/{code}")
async def verify_certificate(code: str, certificates: AtSchoolCertificates, request: Request) -> Response:
    """Whether a certificate with this code is the school's; what it certified, and if that still holds."""
    return PAGES.render(request, "certificate.html", found=await verify(certificates, code))
