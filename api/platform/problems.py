"""The pages a problem's `type` leads to: what a code means, in both languages, and its status."""

import base64
import hashlib
from html import escape

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from api.problems import RouteNotFound, status_of
from api.texts import TEXTS
from domain.errors import DomainError

router = APIRouter()

STYLE = """body{font:16px/1.7 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}
code{background:#f2f2f2;padding:.1em .3em}dt{margin-top:1rem}dd{margin:0}"""
PAGE = """<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Yanxiu 研修</title>
<style>{style}</style>
{body}</html>"""
_DIGEST = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)


def statuses(family: type[DomainError] = DomainError) -> dict[str, int]:
    """Every code a refusal can carry, and the status it is answered with."""
    known: dict[str, int] = {}
    for refusal in family.__subclasses__():
        known |= statuses(refusal)
        if vars(refusal).get("code") in TEXTS:
            known[refusal.code] = status_of(refusal())
    return known


def entry(code: str, status: int) -> str:
    chinese, english = TEXTS[code]
    return (
        f'<dt><a href="/problems/{code}"><code>{code}</code></a> · {status}</dt>'
        f'<dd>{escape(chinese)}</dd><dd lang="en">{escape(english)}</dd>'
    )


@router.get("/problems", include_in_schema=False)
async def list_problems() -> HTMLResponse:
    entries = "".join(entry(code, status) for code, status in sorted(statuses().items()))
    return _shown("Problems", f"<h1>Problems 拒绝原因</h1><dl>{entries}</dl>")


@router.get("/problems/{code}", include_in_schema=False)
async def explain_problem(code: str) -> HTMLResponse:
    known = statuses()
    if code not in known:
        raise RouteNotFound()
    body = f'<dl>{entry(code, known[code])}</dl><p><a href="/problems">全部 · All</a></p>'
    return _shown(code, body)


def _shown(title: str, body: str) -> HTMLResponse:
    page = PAGE.format(title=title, style=STYLE, body=body)
    return HTMLResponse(page, headers={"Content-Security-Policy": POLICY})
