"""Planted checks for a reviewer: which invoice, which error, how it is shown, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from sqlalchemy.orm import Session

from api.four_eyes import is_own, policy_now
from api.invoice_views import FieldAnswer, InvoiceAnswer, Json, yuan
from api.review_views import (
    CheckAnswer,
    ClaimAnswer,
    NoteAnswer,
    PauseAnswer,
    PlantedAnswer,
    QueueAnswer,
    QueueEntry,
    ReviewAnswer,
    check_answer,
    claim_answers,
    draft_answer,
    names_of_people,
    review_answer,
)
from api.seen import seen_document, seen_invoice
from intake.document import Format
from intake.invoice import Decision, Severity
from intake.people.caller import Caller
from intake.policies.planting import PLANTED_FIELDS, misreadings
from intake.policies.second_review import SecondLook
from intake.state import InvoiceState
from intake.store.field_values import persons_value
from intake.store.invoices import StoredInvoice, find_invoice
from intake.store.planted_checks import PlantedCheck, decide_check, open_checks, plant, sources
from intake.store.review_leases import LEASE, Lease
from intake.store.standing_value import FieldValue

_LOOKED_AT = 20
_TRIES = 2
"""Errors of each field that are tried: most of those in sums and tax ids would be found by the rules, and are no test of eyes."""
_LEAST_AGE, _AGES = 20, 150
"""Minutes: it is shown as if it had come in so long before it was planted, or up to so much longer."""
_WITHOUT_PICTURE = frozenset({Format.XML, Format.ENTRY})
_ERRORS = (Severity.ERROR, Severity.WARNING)


def is_time_to_plant(session: Session, caller: Caller, at: datetime, random: Random) -> bool:
    """With the policy's probability, where the reviewer has no planted check before them or put off."""
    return random.random() < policy_now(session, caller, at).planted_share and not open_checks(session, caller.tenant, caller.actor, at)


def plant_one(session: Session, caller: Caller, at: datetime, random: Random) -> None:
    """Where there is something to make a check of."""
    ids = [each for each in sources(session, caller.tenant, caller.actor, _LOOKED_AT) if not is_own(session, caller, each)]
    candidates = [invoice for each in ids if (invoice := find_invoice(session, caller.tenant, each))]
    random.shuffle(candidates)
    for invoice in candidates:
        if planted := _quiet_error(session, caller, invoice, at, random):
            field, right, wrong = planted
            plant(session, caller.tenant, invoice.id, field, right, wrong, actor=caller.actor, at=at)
            return


def claims_with_planted(session: Session, caller: Caller, leases: Sequence[Lease], at: datetime) -> list[ClaimAnswer]:
    """What the reviewer has, what is planted among it, in the order in which they got it."""
    since = {lease.document_id: lease.taken_at for lease in leases}
    claims = [(since[claim.document_id], claim) for claim in claim_answers(session, caller, leases)]
    shown = [(check, invoice) for check, invoice in _open(session, caller, at) if not check.is_paused(at)]
    claims += [(check.shown_at, ClaimAnswer(invoice.document_id, [check.id], at + LEASE)) for check, invoice in shown]
    return [claim for _, claim in sorted(claims, key=lambda each: each[0])]


def queue_with_planted(session: Session, caller: Caller, queue: QueueAnswer, at: datetime) -> QueueAnswer:
    """As if what is planted waited among the others, first of those that the reviewer has not begun with."""
    checks = _open(session, caller, at)
    if not checks:
        return queue
    shown = [_entry(session, caller, check, invoice, at) for check, invoice in checks if not check.is_paused(at)]
    begun = sum(entry.is_mine for entry in queue.entries)
    entries = [*queue.entries[:begun], *shown, *queue.entries[begun:]]
    return replace(queue, entries=entries, waiting=queue.waiting + len(shown), postponed=queue.postponed + len(checks) - len(shown))


def planted_on(session: Session, caller: Caller, document_id: UUID, at: datetime) -> PlantedCheck | None:
    """The check for which the reviewer has this document before them, or put it off."""
    return next((check for check, invoice in _open(session, caller, at) if invoice.document_id == document_id), None)


def planted_review(session: Session, caller: Caller, check: PlantedCheck, at: datetime, told: PlantedAnswer | None = None) -> ReviewAnswer:
    """The invoice as if it were under review, read with the error. Raises RequestError where it is gone."""
    invoice = seen_invoice(session, caller, check.invoice_id)
    document = seen_document(session, caller, invoice.document_id)
    answer, checked = review_answer(session, caller, invoice, document, at), planted_check(session, caller, check, {}, at)
    received, policy = _received(check), policy_now(session, caller, at)
    me = _called(session, caller)
    return replace(
        answer,
        invoice=_with_error(answer.invoice, check, received),
        document=replace(answer.document, received_at=received, due_at=received + timedelta(hours=policy.review_hours), rearrangement=None, made_of=[]),
        findings=checked.findings,
        needs=[],
        is_own=False,
        may_approve=True,
        holder=None,
        postponed=_pause(check, me, at),
        blind=[],
        differences=[],
        names={},
        notes=[NoteAnswer(note.text, me, note.said_at) for note in check.notes],
        has_page=not policy.planted_share,
        draft=draft_answer(check.draft),
        planted=told,
    )


def planted_check(session: Session, caller: Caller, check: PlantedCheck, said: dict[str, str | None], at: datetime) -> CheckAnswer:
    """What the rules say with the error, and what the reviewer says instead."""
    invoice = seen_invoice(session, caller, check.invoice_id)
    return replace(check_answer(session, caller, invoice, _values(invoice, caller, {check.field: check.planted, **said}, at), at), needs=[])


def decide_planted(session: Session, caller: Caller, check: PlantedCheck, to: InvoiceState, said: dict[str, str | None], at: datetime) -> PlantedAnswer:
    """Whoever approves it has found the error by saying what is right; whoever sends it back, too."""
    found = to is not InvoiceState.APPROVED or said.get(check.field, check.planted) == check.right
    decide_check(session, caller.tenant, check.id, found=found, at=at)
    return PlantedAnswer(check.field, check.right, check.planted, found)


def _open(session: Session, caller: Caller, at: datetime) -> list[tuple[PlantedCheck, StoredInvoice]]:
    """Checks and their invoices, as far as those are there."""
    found = [(check, find_invoice(session, caller.tenant, check.invoice_id)) for check in open_checks(session, caller.tenant, caller.actor, at)]
    return [(check, invoice) for check, invoice in found if invoice is not None]


def _received(check: PlantedCheck) -> datetime:
    """When it came in, as far as the reviewer is told: always the same of one check."""
    return check.shown_at - timedelta(minutes=_LEAST_AGE + check.id.int % _AGES)


def _entry(session: Session, caller: Caller, check: PlantedCheck, invoice: StoredInvoice, at: datetime) -> QueueEntry:
    policy, received = policy_now(session, caller, at), _received(check)
    seller = check.planted if check.field == "seller_name" else invoice.columns.seller_name
    total = check.planted if check.field == "total" else yuan(invoice.columns.total)
    due, is_blind = received + timedelta(hours=policy.review_hours), policy.second_look is SecondLook.BLIND
    shown = None if is_blind else total
    return QueueEntry(invoice.document_id, [check.id], received, due, due <= at, 0, seller, shown, _called(session, caller), is_mine=True)


def _pause(check: PlantedCheck, who: str, at: datetime) -> PauseAnswer | None:
    if check.paused_until is None or check.pause_reason is None or not check.is_paused(at):
        return None
    return PauseAnswer(check.paused_until, check.pause_reason, check.pause_note, who)


def _called(session: Session, caller: Caller) -> str:
    return names_of_people(session, caller).get(caller.actor.name, caller.actor.name)


def _quiet_error(session: Session, caller: Caller, invoice: StoredInvoice, at: datetime, random: Random) -> tuple[str, str, str] | None:
    """Field, right and wrong value: printed on the page, and nothing but eyes tells that it is wrong."""
    answer = review_answer(session, caller, invoice, seen_document(session, caller, invoice.document_id), at).invoice
    if answer.result.get("format") in _WITHOUT_PICTURE or any(
        finding.severity in _ERRORS for finding in check_answer(session, caller, invoice, {}, at).findings
    ):
        return None
    printed = [name for name in PLANTED_FIELDS if name in answer.fields and _is_printed(answer.fields[name])]
    random.shuffle(printed)
    for name in printed:
        right = answer.fields[name].value or ""
        errors = list(misreadings(right))
        for wrong in random.sample(errors, min(_TRIES, len(errors))):
            found = check_answer(session, caller, invoice, _values(invoice, caller, {name: wrong}, at), at).findings
            if not any(finding.severity in _ERRORS for finding in found):
                return name, right, wrong
    return None


def _is_printed(field: FieldAnswer) -> bool:
    return field.read is not None and any(each.get("box") and each.get("source") != "qr" for each in (field.read, *field.read.get("evidence", ())))


def _values(invoice: StoredInvoice, caller: Caller, said: dict[str, str | None], at: datetime) -> dict[str, FieldValue]:
    return {name: persons_value(name, value, invoice.version + 1, caller.actor, at, "") for name, value in said.items()}


def _with_error(answer: InvoiceAnswer, check: PlantedCheck, received: datetime) -> InvoiceAnswer:
    fields = {name: _unsaid(field, check if name == check.field else None) for name, field in answer.fields.items()}
    read: Json = answer.result["fields"]
    result = {
        **answer.result,
        "decision": Decision.REVIEW.value,
        "findings": [],
        "obstacles": [],
        "qr": None,
        "fields": {name: _misread(field, check) if name == check.field else field for name, field in read.items()},
    }
    shown = (
        {check.field: check.planted}
        if check.field in ("invoice_number", "amount", "tax", "total", "buyer_tax_id", "seller_tax_id", "buyer_name", "seller_name")
        else {}
    )
    brief = replace(
        answer.invoice,
        id=check.id,
        state=InvoiceState.IN_REVIEW,
        decision=Decision.REVIEW,
        version=1,
        findings=[],
        received_at=received,
        moved_at=received,
        **shown,  # type: ignore[arg-type]
    )
    return replace(
        answer, invoice=brief, fields=fields, items_set_by=None, result=result, duplicates=[], agreed=None, history=[], sendings=[], moves=[], may_correct=True
    )


def _unsaid(field: FieldAnswer, check: PlantedCheck | None) -> FieldAnswer:
    """As if no person had spoken yet."""
    if check is None:
        return replace(field, set_by=None, proposals=[])
    return FieldAnswer(check.planted, None if field.read is None else _misread(field.read, check), None, [])


def _misread(read: Json, check: PlantedCheck) -> Json:
    """Every reader saw the same: nothing on the page tells."""
    return {
        **read,
        "value": check.planted,
        "raw": check.planted,
        "state": "read",
        "repaired_from": None,
        "evidence": [{**each, "value": check.planted} for each in read.get("evidence", ()) if each.get("source") != "qr"],
    }
