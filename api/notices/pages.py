"""Pages for people who did not sign in: verifying a paper by its code, acknowledging by a link."""

from pathlib import Path as Folder

from fastapi import Request
from starlette.responses import Response

from api.notices.texts import PAGE_TEXTS
from api.pages.serving import Pages
from api.wiring.notices import AtSchool
from api.wiring.request import Now
from domain.errors import NotFound
from domain.notices.acknowledging import LinkedCopy, LinkState, open_link, use_link
from domain.notices.verifying import Validity, read

PAGES = Pages(Folder(__file__).parent / "templates", PAGE_TEXTS)
_STATUS = {
    LinkState.GOOD: 200,
    LinkState.USED: 410,
    LinkState.EXPIRED: 410,
    LinkState.NOT_YOURS: 403,
    LinkState.VOID: 410,
    LinkState.ACKNOWLEDGED: 409,
}

router = PAGES.router()


@router.get("/v/{school}/{code}")
async def verify(code: str, school: AtSchool, request: Request) -> Response:
    """Whether a paper with this code is one of the school's, and good; what it says, and no more."""
    known = read(code)
    found = None if known is None else await school.papers.by_code(known)
    if found is None:
        raise NotFound()
    return PAGES.render(
        request, "verify.html", found=found, code=known, good=found.validity is Validity.VALID
    )


@router.get("/a/{school}/{token}")
async def show_copy(token: str, school: AtSchool, now: Now, request: Request) -> Response:
    """The copy a personal link leads to, and a button; looking changes nothing."""
    linked, state = await open_link(school.links, token, now=now)
    return _linked(request, linked, state)


@router.post("/a/{school}/{token}")
async def acknowledge_by_link(token: str, school: AtSchool, now: Now, request: Request) -> Response:
    """Acknowledges the copy, once; any other time it says why not."""
    linked, state = await use_link(school.links, token, now=now)
    if state is not LinkState.GOOD:
        return _linked(request, linked, state)
    return PAGES.render(request, "acknowledged.html", linked=linked, at=now)


def _linked(request: Request, linked: LinkedCopy, state: LinkState) -> Response:
    template = "copy.html" if state is LinkState.GOOD else "ended.html"
    return PAGES.render(request, template, status=_STATUS[state], linked=linked, state=state.value)
