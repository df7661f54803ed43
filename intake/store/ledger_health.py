"""Which ledgers can't be reached, since when, and when they are tried again: known to all processes."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from intake.store.insert_of import insert_of
from intake.store.upload_tables import LedgerHealthRow
from intake.upload.outbox import Patience
from intake.upload.routes import LedgerHealth


def ledger_health(session: Session, tenant: str, ledger: str) -> LedgerHealth | None:
    """None for one that can be reached, as far as is known."""
    row = session.get(LedgerHealthRow, (tenant, ledger))
    return None if row is None else LedgerHealth(row.failures, row.since, row.paused_until, row.reason)


def record_failure(session: Session, tenant: str, ledger: str, reason: str, now: datetime, patience: Patience, retry_after: timedelta | None) -> LedgerHealth:
    """It is left alone for a while, each time for longer. Several that fail at the same time count once."""
    known = ledger_health(session, tenant, ledger)
    if known is not None and known.paused_until > now:
        return known
    failures = known.failures + 1 if known else 1
    pause = max(patience.pause_after(failures), retry_after or timedelta())
    health = LedgerHealth(failures, known.since if known else now, now + pause, reason)
    values = {"failures": health.failures, "paused_until": health.paused_until, "reason": health.reason}
    table = insert_of(session, LedgerHealthRow)
    born = table.values(tenant=tenant, ledger=ledger, since=health.since, **values)
    session.execute(born.on_conflict_do_update(index_elements=["tenant", "ledger"], set_=values))
    return health


def lift_pause(session: Session, tenant: str, ledger: str, now: datetime) -> None:
    """Somebody does not want to wait until it is over: the next one tries."""
    ailing = [LedgerHealthRow.tenant == tenant, LedgerHealthRow.ledger == ledger, LedgerHealthRow.paused_until > now]
    session.execute(update(LedgerHealthRow).where(*ailing).values(paused_until=now))


def record_success(session: Session, tenant: str, ledger: str) -> None:
    session.execute(delete(LedgerHealthRow).where(LedgerHealthRow.tenant == tenant, LedgerHealthRow.ledger == ledger))


def ailing_now(session: Session, tenant: str, ledger: str, now: datetime) -> LedgerHealth | None:
    """What is the matter with a ledger that is left alone at this moment; for "", with any of the tenant's."""
    ailing = [LedgerHealthRow.tenant == tenant, LedgerHealthRow.paused_until > now, *([LedgerHealthRow.ledger == ledger] if ledger else [])]
    row = session.scalar(select(LedgerHealthRow).where(*ailing).order_by(LedgerHealthRow.since).limit(1))
    return None if row is None else LedgerHealth(row.failures, row.since, row.paused_until, row.reason)


def ailing_ledgers(session: Session) -> dict[tuple[str, str], LedgerHealth]:
    """Tenant and ledger -> what is the matter."""
    rows = session.scalars(select(LedgerHealthRow).order_by(LedgerHealthRow.tenant, LedgerHealthRow.ledger))
    return {(row.tenant, row.ledger): LedgerHealth(row.failures, row.since, row.paused_until, row.reason) for row in rows}
