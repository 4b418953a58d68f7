"""The contract as it is written down, and the page that shows it.

From files of our own: a school's network may know no CDN.
"""

import base64
import hashlib
import json
import re
from pathlib import Path

import fastapi_offline
from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles

CONTRACT = Path(__file__).resolve().parents[1] / "openapi" / "openapi.json"
STATIC = Path(fastapi_offline.__file__).parent / "static"

_OWN_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)


def add_docs(app: FastAPI) -> None:
    app.mount("/docs/static", StaticFiles(directory=STATIC), name="docs-static")

    async def page(request: Request) -> HTMLResponse:
        base = request.scope.get("root_path", "")
        shown = get_swagger_ui_html(
            openapi_url=f"{base}/openapi.json",
            title=app.title,
            swagger_js_url=f"{base}/docs/static/swagger-ui-bundle.js",
            swagger_css_url=f"{base}/docs/static/swagger-ui.css",
            swagger_favicon_url=f"{base}/docs/static/favicon.png",
        )
        shown.headers["Content-Security-Policy"] = _policy(bytes(shown.body))
        return shown

    async def contract(request: Request) -> Response:
        """As `yanxiu openapi` wrote it: deriving it from 700 routes takes seconds and 80 MiB."""
        base = request.scope.get("root_path", "")
        if not base:
            return FileResponse(CONTRACT, media_type="application/json")
        written = json.loads(CONTRACT.read_bytes())
        return JSONResponse(written | {"servers": [{"url": base}, *written["servers"]]})

    async def home(request: Request) -> RedirectResponse:
        return RedirectResponse(request.scope.get("root_path", "") + "/docs")

    app.add_route("/openapi.json", contract, include_in_schema=False)
    app.add_route("/docs", page, include_in_schema=False)
    app.add_route("/", home, include_in_schema=False)


def _policy(page: bytes) -> str:
    """The page runs our files and the scripts written in it, and nothing anybody else brought.

    Swagger UI sets styles on its elements and draws icons from data addresses.
    """
    digests = (hashlib.sha256(script).digest() for script in _OWN_SCRIPT.findall(page))
    written = "".join(f" 'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    return (
        f"default-src 'none'; script-src 'self'{written}; style-src 'self' 'unsafe-inline';"
        " img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self';"
        " frame-ancestors 'none'"
    )
