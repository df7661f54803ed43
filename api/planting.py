"""Planted checks for a reviewer: which invoice, which error, how it is shown, and what became of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from sqlalchemy.orm import Session

from api.four_eyes import is_own, policy_now
from api.invoice_views import FieldAnswer, InvoiceAnswer, Json
from api.review_views import CheckAnswer, ClaimAnswer, PlantedAnswer, ReviewAnswer, check_answer, review_answer
from api.seen import seen_document, seen_invoice
from intake.document import Format
from intake.invoice import Decision, Severity
from intake.people.caller import Caller
from intake.policies.planting import PLANTED_FIELDS, misreadings
from intake.state import InvoiceState
from intake.store.field_values import persons_value
from intake.store.invoices import StoredInvoice, find_invoice
from intake.store.planted_checks import PlantedCheck, decide_check, open_checks, plant, sources
from intake.store.review_leases import LEASE
from intake.store.standing_value import FieldValue

_LOOKED_AT = 20
_TRIES = 2
"""Errors of each field that are tried: most of those in sums and tax ids would be found by the rules, and are no test of eyes."""
_AGE = timedelta(hours=1)
"""It is shown as if it had come in then."""
_WITHOUT_PICTURE = frozenset({Format.XML, Format.ENTRY})
_ERRORS = (Severity.ERROR, Severity.WARNING)


def is_time_to_plant(session: Session, caller: Caller, at: datetime, random: Random) -> bool:
    """With the policy's probability, where the reviewer has no planted check before them."""
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


def planted_claims(session: Session, caller: Caller, at: datetime) -> list[ClaimAnswer]:
    """What is planted stands among what is the reviewer's."""
    found = [(check, find_invoice(session, caller.tenant, check.invoice_id)) for check in open_checks(session, caller.tenant, caller.actor, at)]
    return [ClaimAnswer(invoice.document_id, [check.id], at + LEASE) for check, invoice in found if invoice is not None]


def is_planted_on(session: Session, caller: Caller, document_id: UUID, at: datetime) -> bool:
    """Whether this is a document that the reviewer has before them for a planted check."""
    return any(claim.document_id == document_id for claim in planted_claims(session, caller, at))


def planted_review(session: Session, caller: Caller, check: PlantedCheck, at: datetime, told: PlantedAnswer | None = None) -> ReviewAnswer:
    """The invoice as if it were under review, read with the error. Raises RequestError where it is gone."""
    invoice = seen_invoice(session, caller, check.invoice_id)
    document = seen_document(session, caller, invoice.document_id)
    answer, checked = review_answer(session, caller, invoice, document, at), planted_check(session, caller, check, {}, at)
    received = at - _AGE
    return replace(
        answer,
        invoice=_with_error(answer.invoice, check, received),
        document=replace(answer.document, received_at=received, due_at=received + timedelta(hours=policy_now(session, caller, at).review_hours)),
        findings=checked.findings,
        needs=[],
        is_own=False,
        may_approve=True,
        holder=None,
        postponed=None,
        blind=[],
        differences=[],
        names={},
        draft=None,
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
