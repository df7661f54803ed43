"""The addresses that people open in a browser, and the files that their pages load. Open to anybody: they hold no data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Header
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from api.pages.assets import Assets
from api.pages.manifest import MEDIA_TYPE, PATH, manifest
from api.pages.shell import PAGES, WORKER_POLICY, Page, headers, shell

FOR_EVER = "public, max-age=31536000, immutable"
"""Of a file whose name changes with its content."""
SERVICE_WORKER = "/capture-worker.js"
"""A service worker has one address for ever, at least as high as the pages that it serves."""


def page_routes(assets: Assets) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    for page in PAGES:
        router.add_api_route(page.path, _shows(page, assets), methods=["GET"], name=page.name)

    @router.get("/")
    async def begin() -> Response:
        return RedirectResponse("/review")

    @router.get(PATH)
    async def installable() -> Response:
        return Response(manifest(assets), media_type=MEDIA_TYPE, headers={"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"})

    @router.get(SERVICE_WORKER)
    async def service_worker() -> Response:
        asset = assets.files[assets.named["service_worker.js"]]
        told = {"Cache-Control": "no-cache", "Content-Security-Policy": WORKER_POLICY, "X-Content-Type-Options": "nosniff"}
        return Response(asset.content, media_type=asset.media_type, headers=told)

    @router.get("/static/{name}")
    async def file(name: str, accept_encoding: Annotated[str, Header()] = "") -> Response:
        asset = assets.files.get(name)
        if asset is None:
            raise HTTPException(404)
        told = {"Cache-Control": FOR_EVER, "Vary": "Accept-Encoding", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": WORKER_POLICY}
        if asset.packed is not None and "gzip" in accept_encoding:
            return Response(asset.packed, media_type=asset.media_type, headers={**told, "Content-Encoding": "gzip"})
        return Response(asset.content, media_type=asset.media_type, headers=told)

    return router


def _shows(page: Page, assets: Assets) -> Callable[[], HTMLResponse]:
    # Not before somebody asks: types for a new page are drawn from this application before the page is built.
    def show() -> HTMLResponse:
        return HTMLResponse(shell(page, assets), headers=headers(page))

    return show
