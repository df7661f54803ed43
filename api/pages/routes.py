"""The addresses that people open in a browser, and the files that their pages load. Open to anybody: they hold no data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Header
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from api.pages.assets import Assets
from api.pages.shell import HEADERS, PAGES, Page, shell

FOR_EVER = "public, max-age=31536000, immutable"
"""Of a file whose name changes with its content."""


def page_routes(assets: Assets) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    for page in PAGES:
        router.add_api_route(page.path, _shows(page, assets), methods=["GET"], name=page.name)

    @router.get("/")
    async def begin() -> Response:
        return RedirectResponse("/review")

    @router.get("/static/{name}")
    async def file(name: str, accept_encoding: Annotated[str, Header()] = "") -> Response:
        asset = assets.files.get(name)
        if asset is None:
            raise HTTPException(404)
        headers = {"Cache-Control": FOR_EVER, "Vary": "Accept-Encoding", "X-Content-Type-Options": "nosniff"}
        if asset.packed is not None and "gzip" in accept_encoding:
            return Response(asset.packed, media_type=asset.media_type, headers={**headers, "Content-Encoding": "gzip"})
        return Response(asset.content, media_type=asset.media_type, headers=headers)

    return router


def _shows(page: Page, assets: Assets) -> Callable[[], HTMLResponse]:
    html = shell(page, assets)

    def show() -> HTMLResponse:
        return HTMLResponse(html, headers=HEADERS)

    return show
