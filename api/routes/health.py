"""Whether the service runs, and with what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fastapi import APIRouter, Request

from api.deps import ServiceDep

router = APIRouter()


@dataclass(frozen=True)
class Health:
    status: Literal["ok"]
    version: str
    engine: str
    """What runs the text recognition."""
    weights_checked: int
    """Weight files that were the listed ones, by size and sha256, when the service started."""


@router.get("/health", summary="Whether documents can be read", operation_id="health")
async def health(request: Request, service: ServiceDep) -> Health:
    return Health("ok", request.app.version, service.readiness.engine, service.readiness.weights_checked)
