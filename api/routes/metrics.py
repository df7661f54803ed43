"""`GET /metrics`, for Prometheus."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Request, Response

from api.access import Requires
from api.access_problems import not_permitted
from api.errors import RequestError
from api.metrics import ProcessMetrics
from api.schemas import problem_answer
from intake.people.caller import Caller
from intake.people.names import DEFAULT_TENANT
from intake.people.scopes import Scope

router = APIRouter()

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
Watcher = Annotated[Caller, Depends(Requires(Scope.METRICS))]


TEXT_ANSWER = {"description": "Numbers in Prometheus' text format", "content": {"text/plain": {"schema": {"type": "string"}}}}


@router.get(
    "/metrics",
    summary="Numbers about the whole installation, for Prometheus",
    operation_id="metrics",
    response_class=Response,
    responses={200: TEXT_ANSWER, 401: problem_answer("Not logged in"), 403: problem_answer("Not permitted")},
)
def metrics(request: Request, caller: Watcher) -> Response:
    """They count every tenant's documents, so they are for the tenant of whoever runs the installation."""
    if caller.tenant != DEFAULT_TENANT:
        raise RequestError(not_permitted((Scope.METRICS,)))
    return Response(cast(ProcessMetrics, request.state.metrics).text(), media_type=MEDIA_TYPE)
