"""Pages for people with a telephone or a screen and no app: what those of every room have in common.

Nothing comes from elsewhere; a script is one of our own, named in the policy by its hash. They are no part of
the contract for programs. Whatever is wrong is a page of its own that says so, and changes nothing.
"""

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path as Folder
from typing import Any

from fastapi import APIRouter, Request
from fastapi.routing import APIRoute
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from api.labels import LABELS
from api.rate import TooManyRequests
from api.texts import wants_english
from domain.errors import NotFound
from domain.people.calendar import ZONE

TEMPLATES = Folder(__file__).parent / "templates"
STYLE = (TEMPLATES / "page.css").read_text()

SHARED_TEXTS: dict[str, tuple[str, str]] = {
    "unknown_title": ("没有找到", "Not found"),
    "unknown_note": (
        "没有这个核验码或链接，或链接已过期。请核对后重新扫码；仍有疑问请联系学校教科室。",
        "There is no such code or link, or it has ended. Check it and scan again; if in doubt, ask the"
        " school's Teaching Research Office.",
    ),
    "busy_title": ("请稍候", "One moment"),
    "busy_note": (
        "访问过于频繁，请在 {seconds} 秒后重试。",
        "Too many requests. Try again in {seconds} seconds.",
    ),
}


def _allowed(source: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(source.encode()).digest()).decode()}'"


class Pages:
    """A room's pages: its templates beside the shared ones, and what they say."""

    def __init__(self, templates: Folder, texts: Mapping[str, tuple[str, str]]) -> None:
        self._texts = {**SHARED_TEXTS, **texts}
        self._environment = Environment(
            loader=FileSystemLoader([templates, TEMPLATES]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
        )

    def render(
        self, request: Request, template: str, *, status: int = 200, script: str | None = None, **facts: Any
    ) -> HTMLResponse:
        """With a `script` the page may run it, and fetch from us what it needs; without one it runs none."""
        english = wants_english(request.headers.get("accept-language", ""))
        html = self._environment.get_template(template).render(
            style=STYLE,
            script=script,
            lang="en" if english else "zh-CN",
            say=lambda name, /, **said: self._texts[name][english].format(**said),
            label=lambda one: LABELS[type(one)][one.value][english],
            day=lambda moment: f"{moment.astimezone(ZONE):%Y-%m-%d}",
            clock=lambda moment: f"{moment.astimezone(ZONE):%H:%M}",
            moment=lambda moment: f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}",
            **facts,
        )
        headers = {
            "Content-Security-Policy": _policy(script),
            "X-Robots-Tag": "noindex, nofollow",
            "Content-Language": "en" if english else "zh-CN",
        }
        return HTMLResponse(html, status, headers)

    def router(self) -> APIRouter:
        pages = self

        class PageRoute(APIRoute):
            """What keeps a page from being shown is said on a page too."""

            def get_route_handler(self) -> Any:
                original = super().get_route_handler()

                async def handle(request: Request) -> Response:
                    try:
                        return await original(request)
                    except NotFound:
                        return pages.render(request, "unknown.html", status=404)
                    except TooManyRequests as refused:
                        response = pages.render(
                            request, "busy.html", status=429, seconds=refused.facts["seconds"]
                        )
                        response.headers["Retry-After"] = str(refused.facts["seconds"])
                        return response

                return handle

        return APIRouter(route_class=PageRoute, include_in_schema=False)


def _policy(script: str | None) -> str:
    running = "" if script is None else f" script-src {_allowed(script)}; connect-src 'self';"
    return (
        f"default-src 'none'; style-src {_allowed(STYLE)};{running} form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    )
