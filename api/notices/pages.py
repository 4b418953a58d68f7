"""Pages for people with a telephone and no sign-in: verifying a paper by its code, acknowledging by a link.

No script, nothing from elsewhere. They are no part of the contract for programs. Whatever is wrong is a page
of its own that says so, and changes nothing.
"""

import hashlib
from base64 import b64encode
from pathlib import Path as Folder
from typing import Any

from fastapi import APIRouter, Request
from fastapi.routing import APIRoute
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from api.labels import LABELS
from api.notices.texts import PAGE_TEXTS
from api.rate import TooManyRequests
from api.texts import wants_english
from api.wiring.notices import AtSchool
from api.wiring.request import Now
from domain.errors import NotFound
from domain.notices.acknowledging import LinkedCopy, LinkState, open_link, use_link
from domain.notices.verifying import Validity, read
from domain.people.calendar import ZONE

TEMPLATES = Folder(__file__).parent / "templates"
STYLE = (TEMPLATES / "page.css").read_text()
_ALLOWED_STYLE = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_ALLOWED_STYLE}'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'",
    "X-Robots-Tag": "noindex, nofollow",
}
_STATUS = {
    LinkState.GOOD: 200,
    LinkState.USED: 410,
    LinkState.EXPIRED: 410,
    LinkState.NOT_YOURS: 403,
    LinkState.VOID: 410,
    LinkState.ACKNOWLEDGED: 409,
}
environment = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


class PageRoute(APIRoute):
    """What keeps a page from being shown is said on a page too."""

    def get_route_handler(self) -> Any:
        original = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                return await original(request)
            except NotFound:
                return page(request, "unknown.html", status=404)
            except TooManyRequests as refused:
                response = page(request, "busy.html", status=429, **refused.facts)
                response.headers["Retry-After"] = str(refused.facts["seconds"])
                return response

        return handle


router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/v/{school}/{code}")
async def verify(code: str, school: AtSchool, request: Request) -> Response:
    """Whether a paper with this code is one of the school's, and good; what it says, and no more."""
    known = read(code)
    found = None if known is None else await school.papers.by_code(known)
    if found is None:
        raise NotFound()
    return page(request, "verify.html", found=found, code=known, good=found.validity is Validity.VALID)


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
    return page(request, "acknowledged.html", linked=linked, at=now)


def _linked(request: Request, linked: LinkedCopy, state: LinkState) -> Response:
    template = "copy.html" if state is LinkState.GOOD else "ended.html"
    return page(request, template, status=_STATUS[state], linked=linked, state=state.value)


def page(request: Request, template: str, *, status: int = 200, **facts: Any) -> HTMLResponse:
    english = wants_english(request.headers.get("accept-language", ""))
    html = environment.get_template(template).render(
        style=STYLE,
        lang="en" if english else "zh-CN",
        say=lambda name, /, **said: PAGE_TEXTS[name][english].format(**said),
        label=lambda one: LABELS[type(one)][one.value][english],
        day=lambda moment: f"{moment.astimezone(ZONE):%Y-%m-%d}",
        clock=lambda moment: f"{moment.astimezone(ZONE):%H:%M}",
        moment=lambda moment: f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}",
        **facts,
    )
    headers = HEADERS | {"Content-Language": "en" if english else "zh-CN"}
    return HTMLResponse(html, status, headers)
