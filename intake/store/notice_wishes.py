"""How people and firms want to be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, time
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.notices.letters import Language
from intake.notices.timing import DIGEST_AT
from intake.notices.topics import Urgency
from intake.state import Actor
from intake.store.audit import AuditEvent, AuditSubject, add_audit
from intake.store.insert_of import insert_of
from intake.store.notice_tables import NoticeTenantRow, NoticeWishRow


@dataclass(frozen=True)
class Wish:
    """Of one person, beside the list in the application, which everybody has."""

    mail: str = ""
    """An address, "" for no mails."""
    language: Language = Language.ZH
    urgent: bool = True
    digest: bool = True

    def wants(self, urgency: Urgency) -> bool:
        return self.urgent if urgency is Urgency.URGENT else self.digest


def wish_of(session: Session, user_id: UUID) -> Wish:
    return wishes_of(session, [user_id]).get(user_id, Wish())


def wishes_of(session: Session, users: Iterable[UUID]) -> Mapping[UUID, Wish]:
    """Of those who said something."""
    rows = session.scalars(select(NoticeWishRow).where(NoticeWishRow.user_id.in_(list(users))))
    return {row.user_id: Wish(row.mail, row.language, row.urgent, row.digest) for row in rows}


def set_wish(session: Session, tenant: str, user_id: UUID, wish: Wish, *, actor: Actor, at: datetime) -> None:
    before, values = wish_of(session, user_id), {**asdict(wish), "said_at": at}
    table = insert_of(session, NoticeWishRow)
    session.execute(table.values(user_id=user_id, **values).on_conflict_do_update(index_elements=["user_id"], set_=values))
    if wish != before:
        said = {"before": {"mail": before.mail}, "after": {"mail": wish.mail}}
        add_audit(session, tenant, AuditSubject.USER, user_id, AuditEvent.CHANGED, actor=actor, at=at, **said)


def digest_time(session: Session, tenant: str) -> time:
    """Beijing time."""
    return session.scalar(select(NoticeTenantRow.digest_at).where(NoticeTenantRow.tenant == tenant)) or DIGEST_AT


def set_digest_time(session: Session, tenant: str, digest_at: time, *, at: datetime) -> None:
    """Digests that are gathered already go at the time that held."""
    values = {"digest_at": digest_at, "said_at": at}
    table = insert_of(session, NoticeTenantRow)
    session.execute(table.values(tenant=tenant, **values).on_conflict_do_update(index_elements=["tenant"], set_=values))
