"""Two pages: the display at the place, its code changing and the names as they come; and what a telephone
opens by scanning it, which signs in."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path as Folder
from typing import Any

from fastapi import Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.responses import Response

from api.activities.texts import PAGE_TEXTS
from api.pages.serving import Pages
from api.texts import wants_english
from api.wiring.activities import Display, DisplayPort, Scanned
from domain.activities.attendance import AttendanceState
from domain.activities.display import Shown

TEMPLATES = Folder(__file__).parent / "templates"
DISPLAY_SCRIPT = (TEMPLATES / "display.js").read_text()
SCAN_SCRIPT = (TEMPLATES / "scan.js").read_text()
DISPLAY_WORDS = ("late", "guest", "ended", "lost")
SCAN_WORDS = ("refused", "already", "present", "late", "guest_note", "no_code", "wrong", "lost")
PAGES = Pages(TEMPLATES, PAGE_TEXTS)

router = PAGES.router()


@router.get("/d/{school}/{token}")
async def show_display(display: DisplayPort, request: Request) -> Response:
    """For the screen at the place: whoever has the link may show it until it ends."""
    words = _words(request, DISPLAY_WORDS)
    return PAGES.render(request, "display.html", script=DISPLAY_SCRIPT, shown=display.first, words=words)


@router.get("/d/{school}/{token}/events", response_class=EventSourceResponse)
async def stream_display(display: DisplayPort, request: Request) -> AsyncIterator[ServerSentEvent]:
    """`code` whenever there is another, `names` whenever somebody came, `ended` when it is closed."""
    words = _words(request, ("open", "not_open", "closed"))
    shown, told_code, told_names = display.first, "", None
    while True:
        now = display.clock()
        code = _picture(display, shown, now, words)
        if code["key"] != told_code:
            told_code = code["key"]
            yield ServerSentEvent(data={"svg": code["svg"], "note": code["note"]}, event="code")
        names = _names(shown)
        if names != told_names:
            told_names = names
            yield ServerSentEvent(data=names, event="names")
        if shown.over(now) or now >= display.until:
            yield ServerSentEvent(data={}, event="ended")
            return
        await display.pause()
        shown = await display.again()


@router.get("/s/{school}/{activity_id}")
async def scan(school: str, shown: Scanned, request: Request) -> Response:
    """What the code leads to; the code itself is behind the #, which no log sees."""
    facts = {"path": f"/schools/{school}/activities/{shown.id}/sign-ins", "say": _words(request, SCAN_WORDS)}
    return PAGES.render(request, "scan.html", script=SCAN_SCRIPT, shown=shown, facts=facts)


def _picture(display: Display, shown: Shown, now: datetime, words: dict[str, str]) -> dict[str, str]:
    if not shown.takes_sign_ins(now):
        note = words["closed"] if shown.over(now) else words["not_open"]
        return {"key": note, "svg": "", "note": note}
    code = display.code(now)
    return {"key": code, "svg": display.picture(shown.id, code), "note": words["open"]}


def _names(shown: Shown) -> dict[str, Any]:
    return {
        "count": shown.counted(),
        "names": [
            {"name": one.name, "late": one.state is AttendanceState.LATE, "guest": not one.expected}
            for one in shown.came
        ],
    }


def _words(request: Request, names: tuple[str, ...]) -> dict[str, str]:
    english = wants_english(request.headers.get("accept-language", ""))
    return {name: PAGE_TEXTS[name][english] for name in names}
