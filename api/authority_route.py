"""The certificate that phones are to trust, for them to fetch: nothing secret."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse

AUTHORITY_PATH = "/authority.crt"
AUTHORITY_ROUTE = "authority"
_MEDIA_TYPE = "application/x-x509-ca-cert"
"""With which telephones offer to install it."""


def authority_routes(certificate: Path) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get(AUTHORITY_PATH, name=AUTHORITY_ROUTE)
    def authority() -> FileResponse:
        return FileResponse(certificate, media_type=_MEDIA_TYPE, filename="fapiao-authority.crt")

    return router
