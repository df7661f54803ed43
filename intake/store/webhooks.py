"""Webhooks of a firm: made, listed, ended. The secret is shown once."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from intake.notices.topics import Urgency
from intake.notices.webhook import Target, shown_url
from intake.people.user import label
from intake.state import Actor
from intake.store.audit import AuditEvent, AuditSubject, add_audit
from intake.store.ids import new_id
from intake.store.notice_tables import WebhookRow

_SECRET = "fpw_"  # noqa: S105 - what a secret begins with
_SECRET_BYTES = 32


@dataclass(frozen=True)
class Webhook:
    id: UUID
    name: str
    url: str = field(repr=False)
    urgent: bool
    digest: bool
    made_by: str
    made_at: datetime

    def wants(self, urgency: Urgency) -> bool:
        return self.urgent if urgency is Urgency.URGENT else self.digest


def add_webhook(session: Session, tenant: str, name: str, url: str, *, urgent: bool, digest: bool, actor: Actor, at: datetime) -> tuple[Webhook, str]:
    """The webhook and its secret. `url` was checked. Raises RequestRefused for a name that is none."""
    hook = Webhook(new_id(), label(name), url, urgent, digest, actor.name, at)
    secret = _SECRET + secrets.token_urlsafe(_SECRET_BYTES)
    session.execute(
        insert(WebhookRow).values(
            id=hook.id, tenant=tenant, name=hook.name, url=url, secret=secret, urgent=urgent, digest=digest, made_by=actor.name, made_at=at, ended_at=None
        )
    )
    facts = {"name": hook.name, "url": shown_url(url), "urgent": urgent, "digest": digest}
    add_audit(session, tenant, AuditSubject.WEBHOOK, hook.id, AuditEvent.CREATED, actor=actor, at=at, after=facts)
    return hook, secret


def webhooks_of(session: Session, tenant: str) -> Sequence[Webhook]:
    """Those that are told, oldest first."""
    rows = session.scalars(select(WebhookRow).where(WebhookRow.tenant == tenant, WebhookRow.ended_at.is_(None)).order_by(WebhookRow.id))
    return tuple(Webhook(row.id, row.name, row.url, row.urgent, row.digest, row.made_by, row.made_at) for row in rows)


def target_of(session: Session, webhook_id: UUID) -> Target | None:
    """None for one that is told no more."""
    row = session.scalar(select(WebhookRow).where(WebhookRow.id == webhook_id, WebhookRow.ended_at.is_(None)))
    return Target(row.id, row.url, row.secret.encode()) if row else None


def name_of_webhook(session: Session, webhook_id: UUID) -> str:
    return session.scalar(select(WebhookRow.name).where(WebhookRow.id == webhook_id)) or ""


def end_webhook(session: Session, tenant: str, webhook_id: UUID, *, actor: Actor, at: datetime) -> bool:
    """False where this tenant has no such webhook that is still told. Its secret is forgotten."""
    living = [WebhookRow.id == webhook_id, WebhookRow.tenant == tenant, WebhookRow.ended_at.is_(None)]
    if session.scalar(update(WebhookRow).where(*living).values(ended_at=at, secret="").returning(WebhookRow.id)) is None:
        return False
    add_audit(session, tenant, AuditSubject.WEBHOOK, webhook_id, AuditEvent.REVOKED, actor=actor, at=at)
    return True
