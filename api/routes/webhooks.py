"""Programs of the firm that are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from api.access import Requires
from api.access_problems import record_not_found
from api.answers import MANY, ONE, Answers
from api.deps import BackendDep
from api.errors import RequestError
from api.notice_channels import webhook_channel
from api.schemas import problem_answer
from intake.notices.problems import too_many_webhooks, webhook_address_refused
from intake.notices.webhook import shown_url
from intake.people.caller import Caller
from intake.people.scopes import Scope
from intake.store.webhooks import Webhook, add_webhook, end_webhook, webhooks_of

router = APIRouter(prefix="/v1/webhooks", tags=["notices"])

Administrator = Annotated[Caller, Depends(Requires(Scope.PEOPLE))]
MOST = 20
"""Of a firm."""
_ADD: Answers = {**MANY, 409: problem_answer("There are as many as a firm may have")}


@dataclass(frozen=True)
class WebhookForm:
    name: Annotated[str, Field(max_length=64)]
    url: Annotated[str, Field(max_length=2000)]
    """`https://`, on the internet."""
    urgent: bool = True
    """Told at once."""
    digest: bool = True
    """Told once a day."""


@dataclass(frozen=True)
class WebhookAnswer:
    id: UUID
    name: str
    url: str
    """Without its path, which may hold a secret."""
    urgent: bool
    digest: bool
    made_by: str
    made_at: datetime


@dataclass(frozen=True)
class NewWebhook:
    webhook: WebhookAnswer
    secret: str
    """Shown once. Every request is signed with it."""


@router.get("", summary="All webhooks", operation_id="listWebhooks", responses=MANY)
def list_webhooks(caller: Administrator, backend: BackendDep) -> list[WebhookAnswer]:
    with backend.database.read() as session:
        return [_answer(hook) for hook in webhooks_of(session, caller.tenant)]


@router.post("", status_code=201, summary="Have a program told", operation_id="addWebhook", responses=_ADD)
def create_webhook(form: WebhookForm, caller: Administrator, backend: BackendDep, response: Response) -> NewWebhook:
    """The answer holds the secret with which requests to it are signed."""
    refused = webhook_channel(backend.notices).http.refusal(form.url)
    if refused is not None:
        raise webhook_address_refused(f"{refused.reason}, {refused.detail}")
    with backend.database.write() as session:
        if len(webhooks_of(session, caller.tenant)) >= MOST:
            raise too_many_webhooks(MOST)
        at = backend.clock()
        hook, secret = add_webhook(session, caller.tenant, form.name, form.url, urgent=form.urgent, digest=form.digest, actor=caller.actor, at=at)
    response.headers["Cache-Control"] = "no-store"
    return NewWebhook(_answer(hook), secret)


@router.delete("/{webhook_id}", status_code=204, summary="Tell a program no more", operation_id="endWebhook", responses=ONE)
def delete_webhook(webhook_id: UUID, caller: Administrator, backend: BackendDep) -> None:
    with backend.database.write() as session:
        if not end_webhook(session, caller.tenant, webhook_id, actor=caller.actor, at=backend.clock()):
            raise RequestError(record_not_found())


def _answer(hook: Webhook) -> WebhookAnswer:
    return WebhookAnswer(hook.id, hook.name, shown_url(hook.url), hook.urgent, hook.digest, hook.made_by, hook.made_at)
