"""The pages a problem's `type` leads to: what a code means, in both languages, and its status."""

from html import escape

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from api.problems import RouteNotFound, status_of
from api.texts import TEXTS
from domain.errors import DomainError

router = APIRouter()

PAGE = """<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Yanxiu 研修</title>
<style>body{{font:16px/1.7 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}}
code{{background:#f2f2f2;padding:.1em .3em}}dt{{margin-top:1rem}}dd{{margin:0}}</style>
{body}</html>"""


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
    return HTMLResponse(PAGE.format(title="Problems", body=f"<h1>Problems 拒绝原因</h1><dl>{entries}</dl>"))


@router.get("/problems/{code}", include_in_schema=False)
async def explain_problem(code: str) -> HTMLResponse:
    known = statuses()
    if code not in known:
        raise RouteNotFound()
    body = f'<dl>{entry(code, known[code])}</dl><p><a href="/problems">全部 · All</a></p>'
    return HTMLResponse(PAGE.format(title=code, body=body))
