"""A person changes values, machines propose some; what follows from the values that stand is brought up to date in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from intake.state import CORRECTABLE_STATES, MAY_CORRECT, Actor, Role
from intake.store.answers import CorrectionAnswer, Done, NotAllowed, NotNow, Overtaken, Taken
from intake.store.field_values import add_values, persons_value
from intake.store.history import HistoryEntry, add_to_invoice
from intake.store.locked_invoice import lock_invoice, version_now, write_columns
from intake.store.standing_value import FieldValue
from intake.store.words import HistoryEvent, ValueRole


def correct(
    session: Session, tenant: str, invoice_id: UUID, values: Mapping[str, str | None], *, actor: Actor, why: str, at: datetime, version: int | None = None
) -> CorrectionAnswer:
    """A person's values: field -> value in the form of the result format, or None to take back what people said. They stand whatever machines say later.

    With `version` only if the invoice is still as the person saw it. NotNow outside review: what was approved is what is verified and uploaded. Taken where the values
    make it an invoice that another record holds; nothing is changed then, and the person may mark it as a duplicate.
    """
    if actor.is_machine or not actor.may(MAY_CORRECT):
        return NotAllowed(MAY_CORRECT)
    with session.begin_nested() as undoable:
        locked = lock_invoice(session, tenant, invoice_id, version)
        if isinstance(locked, Overtaken):
            return locked
        if locked.state not in CORRECTABLE_STATES:
            undoable.rollback()
            return NotNow(locked.state)
        add_values(session, invoice_id, [persons_value(field, value, locked.version, actor, at, why) for field, value in values.items()])
        fields = ", ".join(values)
        entry = HistoryEntry(HistoryEvent.CORRECTED, locked.state, locked.state, actor.name, f"{fields}: {why}" if why else fields, at)
        add_to_invoice(session, tenant, invoice_id, entry)
        holder = write_columns(session, locked, at)
        if holder is not None:
            undoable.rollback()
            return Taken(holder)
    return Done(version_now(session, invoice_id))


def propose(
    session: Session, tenant: str, invoice_id: UUID, values: Mapping[str, str], *, source: str, actor: Actor, why: str, at: datetime
) -> Done | Overtaken | NotAllowed:
    """A machine's values (of a registry, a verification, a past correction ...) that a person may take over. None of them stands by itself."""
    if not actor.is_machine:
        return NotAllowed(frozenset({Role.MACHINE}))
    locked = lock_invoice(session, tenant, invoice_id)
    if isinstance(locked, Overtaken):
        return locked
    proposals = [FieldValue(field, locked.version, ValueRole.PROPOSED, value, source, None, actor.name, at, why) for field, value in values.items()]
    add_values(session, invoice_id, proposals)
    return Done(locked.version)
