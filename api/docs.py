"""The page that shows the contract, from files of our own: a school's network may know no CDN."""

from pathlib import Path

import fastapi_offline
from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.staticfiles import StaticFiles

STATIC = Path(fastapi_offline.__file__).parent / "static"


def add_docs(app: FastAPI) -> None:
    app.mount("/docs/static", StaticFiles(directory=STATIC), name="docs-static")

    async def page(request: Request) -> HTMLResponse:
        base = request.scope.get("root_path", "")
        return get_swagger_ui_html(
            openapi_url=f"{base}/openapi.json",
            title=app.title,
            swagger_js_url=f"{base}/docs/static/swagger-ui-bundle.js",
            swagger_css_url=f"{base}/docs/static/swagger-ui.css",
            swagger_favicon_url=f"{base}/docs/static/favicon.png",
        )

    async def home(request: Request) -> RedirectResponse:
        return RedirectResponse(request.scope.get("root_path", "") + "/docs")

    app.add_route("/docs", page, include_in_schema=False)
    app.add_route("/", home, include_in_schema=False)
