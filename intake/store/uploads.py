"""What is handed to ledgers, as it is kept: looked up, claimed when it is due, and moved by compare-and-set together with its invoice."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session, aliased

from intake.state import Actor, InvoiceState
from intake.store.answers import Done
from intake.store.moves import move_invoice
from intake.store.people_ownership import sent_by
from intake.store.tables import InvoiceRow
from intake.store.upload_events import add_event
from intake.store.upload_tables import UploadRow
from intake.upload.causes import sentence
from intake.upload.differences import Difference
from intake.upload.outbox import INVOICE_STATE, UPLOAD_MOVES, WAITING_STATES, Attempt, SendingCause, Step, UploadState


@dataclass(frozen=True)
class StoredUpload:
    """One revision of one invoice on its way to a ledger."""

    id: UUID
    tenant: str
    invoice_id: UUID
    business_key: str
    revision: int
    ledger: str
    """Which it was last sent to or looked for in; "" before that."""
    cause: SendingCause
    detail: str
    differences: tuple[Difference, ...]
    attempt: Attempt
    next_at: datetime | None
    opened_at: datetime
    moved_at: datetime
    version: int
    values_version: int
    """The same number, the same values of the invoice."""

    @property
    def state(self) -> UploadState:
        return self.attempt.state


def find_upload(session: Session, tenant: str, upload_id: UUID) -> StoredUpload | None:
    row = session.scalar(select(UploadRow).where(UploadRow.id == upload_id, UploadRow.tenant == tenant))
    return _stored(row) if row else None


def uploads_of_invoice(session: Session, tenant: str, invoice_id: UUID) -> Sequence[StoredUpload]:
    """Oldest revision first; the last one is where the invoice stands."""
    statement = select(UploadRow).where(UploadRow.invoice_id == invoice_id, UploadRow.tenant == tenant).order_by(UploadRow.revision)
    return tuple(map(_stored, session.scalars(statement)))


def sendings_of(
    session: Session,
    tenant: str,
    states: Collection[UploadState],
    *,
    limit: int,
    after: UUID | None = None,
    sender: str | None = None,
    latest: bool = False,
) -> tuple[Sequence[StoredUpload], UUID | None]:
    """Newest first, and where to go on: `after` of the next page, None on the last. `sender`: only of invoices in documents that this actor sent; `latest`: without those after
    which the same invoice was sent anew.

    Whatever moves meanwhile, none that fits throughout is left out or shown twice.
    """
    statement = select(UploadRow).where(UploadRow.tenant == tenant)
    if states:
        statement = statement.where(UploadRow.state.in_(states))
    if after is not None:
        statement = statement.where(UploadRow.id < after)
    if sender is not None:
        statement = statement.join(InvoiceRow, InvoiceRow.id == UploadRow.invoice_id).where(sent_by(sender, InvoiceRow.document_id))
    if latest:
        later = aliased(UploadRow)
        statement = statement.where(~exists().where(later.invoice_id == UploadRow.invoice_id, later.revision > UploadRow.revision))
    found = [_stored(row) for row in session.scalars(statement.order_by(UploadRow.id.desc()).limit(limit + 1))]
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def count_sendings(session: Session, tenant: str) -> Mapping[UploadState, int]:
    """State -> how many."""
    statement = select(UploadRow.state, func.count()).where(UploadRow.tenant == tenant).group_by(UploadRow.state)
    return {row[0]: row[1] for row in session.execute(statement)}


def home_of(session: Session, tenant: str, business_key: str) -> str:
    """The ledger that last said it has, or had, an entry under this key: a corrected one goes there and nowhere else. "" where none did."""
    known = [UploadRow.tenant == tenant, UploadRow.business_key == business_key, UploadRow.their_id != ""]
    return session.scalar(select(UploadRow.ledger).where(*known).order_by(UploadRow.revision.desc()).limit(1)) or ""


def earlier_keys(session: Session, upload: StoredUpload) -> Sequence[str]:
    """Other keys under which a ledger has, or had, this invoice: its number was corrected since."""
    known = [UploadRow.invoice_id == upload.invoice_id, UploadRow.tenant == upload.tenant, UploadRow.business_key != upload.business_key]
    return tuple(session.scalars(select(UploadRow.business_key).where(*known, UploadRow.their_id != "").distinct().order_by(UploadRow.business_key)))


def due_uploads(session: Session, now: datetime, limit: int) -> Sequence[StoredUpload]:
    """Of all tenants, those whose time came first before."""
    statement = select(UploadRow).where(UploadRow.next_at.is_not(None), UploadRow.next_at <= now).order_by(UploadRow.next_at).limit(limit)
    return tuple(map(_stored, session.scalars(statement)))


def next_due(session: Session) -> datetime | None:
    """When there is something to do next, of all tenants."""
    return session.scalar(select(func.min(UploadRow.next_at)).where(UploadRow.next_at.is_not(None)))


def take_upload(session: Session, tenant: str, upload_id: UUID, version: int, now: datetime, until: datetime) -> StoredUpload | None:
    """A sending that is due and still at this version, at its new one: ours until then, and due again after that. None where somebody else has it, or it is not due any more."""
    due = [UploadRow.id == upload_id, UploadRow.tenant == tenant, UploadRow.version == version, UploadRow.next_at <= now, UploadRow.state.in_(WAITING_STATES)]
    row = session.scalar(update(UploadRow).where(*due).values(next_at=until, version=UploadRow.version + 1).returning(UploadRow))
    return None if row is None else _stored(row)


def step_upload(session: Session, upload: StoredUpload, step: Step, ledger: str, *, actor: Actor, at: datetime) -> StoredUpload | None:
    """Takes a step with a sending that is still as `upload` says, and takes its invoice along. None, and nothing changed, where somebody was faster.

    Raises ValueError for a move that does not exist.
    """
    moves = step.state is not upload.state
    if moves and step.state not in UPLOAD_MOVES[upload.state]:
        raise ValueError(f"no move leads from {upload.state.value} to {step.state.value}")
    with session.begin_nested() as undoable:
        # The invoice first, as everybody locks them who moves an invoice.
        if moves and not _move_invoice(session, upload, step, actor, at):
            undoable.rollback()
            return None
        row = session.scalar(_at_version(upload).values(_values(upload, step, ledger, at)).returning(UploadRow))
        if row is None:
            undoable.rollback()
            return None
        if moves:
            add_event(session, upload.id, upload.state, step.state, step.cause, ledger, step.detail, actor.name, at)
    return _stored(row)


def put_off(session: Session, tenant: str, ledgers: Collection[str], states: Collection[UploadState], until: datetime) -> int:
    """Whoever waits for a ledger that can't be reached waits until then; who waits longer goes on. How many."""
    waiting = [UploadRow.tenant == tenant, UploadRow.ledger.in_(ledgers), UploadRow.state.in_(states), UploadRow.next_at < until]
    return _rows(session, update(UploadRow).where(*waiting).values(next_at=until))


def hurry(session: Session, tenant: str, invoice_id: UUID, now: datetime) -> bool:
    """A person does not want to wait: what is to be done next is due now. False where nothing is, or it is being sent this very moment."""
    waiting = [
        UploadRow.tenant == tenant,
        UploadRow.invoice_id == invoice_id,
        UploadRow.state.in_((UploadState.QUEUED, UploadState.ACCEPTED, UploadState.UNKNOWN)),
    ]
    return _rows(session, update(UploadRow).where(*waiting).values(next_at=now)) > 0


def wake_without_ledger(session: Session, tenants: Collection[str], now: datetime) -> int:
    """Those of tenants that have a ledger by now and had none when it was their turn. How many."""
    waiting = [UploadRow.tenant.in_(tenants), UploadRow.state.in_(WAITING_STATES), UploadRow.next_at.is_(None)]
    return _rows(session, update(UploadRow).where(*waiting).values(next_at=now))


def _move_invoice(session: Session, upload: StoredUpload, step: Step, actor: Actor, at: datetime) -> bool:
    source, target = INVOICE_STATE[upload.state], INVOICE_STATE[step.state]
    if source is target:
        return True
    why = sentence(step.cause, step.detail, step.differences)
    path = [source, target]
    if source is InvoiceState.VERIFIED and target is not InvoiceState.UPLOADING:
        path.insert(1, InvoiceState.UPLOADING)  # found there, or impossible to send, before anything was sent
    for begin, end in pairwise(path):
        answer = move_invoice(session, upload.tenant, upload.invoice_id, begin, end, actor=actor, why=why, at=at)
        if not isinstance(answer, Done):
            return False
    return True


def _values(upload: StoredUpload, step: Step, ledger: str, at: datetime) -> dict[str, Any]:
    attempt, moves = upload.attempt, step.state is not upload.state
    sends = step.state is UploadState.SENDING
    left = sends or (moves and step.state in (UploadState.ACCEPTED, UploadState.UNKNOWN))
    lost = attempt.state is UploadState.ACCEPTED and step.state is UploadState.QUEUED
    never_left = attempt.state is UploadState.SENDING and step.state is UploadState.QUEUED
    return {
        "state": step.state,
        "cause": step.cause,
        "detail": step.detail,
        "differences": [asdict(difference) for difference in step.differences],
        "ledger": ledger,
        "their_id": step.their_id or attempt.their_id,
        "sendings": attempt.sendings + sends - never_left,
        "losses": attempt.losses + lost,
        "asked": 0 if moves else attempt.asked + 1,
        "sent_at": at if left else attempt.sent_at,
        "next_at": step.again_at,
        "moved_at": at if moves else upload.moved_at,
        "version": upload.version + 1,
    }


def _at_version(upload: StoredUpload) -> Any:
    waiting = UploadRow.state.in_(WAITING_STATES)
    return update(UploadRow).where(UploadRow.id == upload.id, UploadRow.tenant == upload.tenant, UploadRow.version == upload.version, waiting)


def _rows(session: Session, statement: Any) -> int:
    changed: int = session.execute(statement).rowcount  # type: ignore[attr-defined]
    return changed


def _stored(row: UploadRow) -> StoredUpload:
    attempt = Attempt(row.state, row.sendings, row.losses, row.asked, row.sent_at, row.their_id)
    differing = tuple(Difference(each["field"], each["ours"], each["theirs"]) for each in row.differences)
    return StoredUpload(
        row.id,
        row.tenant,
        row.invoice_id,
        row.business_key,
        row.revision,
        row.ledger,
        row.cause,
        row.detail,
        differing,
        attempt,
        row.next_at,
        row.opened_at,
        row.moved_at,
        row.version,
        row.values_version,
    )
