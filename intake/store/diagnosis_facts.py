"""Everything in the store that may explain why one invoice is not verified, or not booked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from intake.behaviour.history import CHINA_TIME
from intake.checks.rules import check
from intake.diagnosis.facts import Facts, FieldFacts, Heard, OtherValue, OtherValueOf
from intake.diagnosis.ledger_causes import Sending
from intake.invoice import KEY_FIELDS, Code, Invoice
from intake.result import Result
from intake.state import InvoiceState
from intake.store.field_values import values_said
from intake.store.invoices import StoredInvoice, result_of_invoice
from intake.store.ledger_health import ailing_now
from intake.store.open_uploads import values_version
from intake.store.standing_invoice import invoice_that_stands
from intake.store.standing_value import FieldValue, open_proposals, standing_value
from intake.store.uploads import uploads_of_invoice
from intake.store.verification_questions import Attempt, attempts_of, heard_lately
from intake.store.verifications import find_standing
from intake.store.words import ValueRole
from intake.verification.differences import differences_of_invoice, disagreements
from intake.verification.maintenance import LOOK_BACK, MOST_HEARD, Calendar, outage_in
from intake.verification.query import query_of_invoice
from intake.verification.query_identity import query_values
from intake.verification.query_problems import Unaskable
from intake.verification.reasons import WaitReason
from intake.verification.verifier import Outcome, Query

_OF_QUERY: Mapping[str, str] = {
    "invoice_code": "code",
    "invoice_number": "number",
    "issue_date": "issue_date",
    "amount": "amount",
    "total": "total",
    "check_code": "check",
    "seller_tax_id": "seller_tax_id",
}
"""Our field -> what it is called in a question."""
_CHECK_DIGITS = 6


@dataclass(frozen=True)
class Surroundings:
    """What is known besides the store."""

    now: datetime
    has_provider: bool
    calendar: Calendar = Calendar()


def facts_of(session: Session, invoice: StoredInvoice, surroundings: Surroundings) -> Facts:
    """Of a live invoice."""
    now = surroundings.now
    said = values_said(session, invoice.tenant, invoice.id)
    result = result_of_invoice(session, invoice.tenant, invoice.id) or {}
    values = _with_codes(invoice_that_stands(result, said), result)
    today = now.astimezone(CHINA_TIME).date()
    query = query_of_invoice(values, today)
    attempts = attempts_of(session, invoice.tenant, invoice.id)
    about_these_values = attempts if isinstance(query, Unaskable) else [each for each in attempts if each.query == query_values(query)]
    standing = find_standing(session, invoice.tenant, invoice.id)
    # Answers about other values say nothing about those that stand by now, nor does any about an invoice that somebody approved again.
    begins_anew = invoice.state is InvoiceState.APPROVED
    is_outdated = begins_anew or (invoice.state is InvoiceState.IN_REVIEW and bool(attempts) and not about_these_values)
    reason = standing.reason if standing is not None and not is_outdated else None
    return Facts(
        invoice.state,
        values.kind,
        invoice.columns.issue_date,
        now,
        reason,
        standing.due_at if standing is not None else None,
        () if begins_anew else tuple(_heard(about_these_values)),
        {name: _field_facts(values, result, said.get(name, ()), name) for name in _asked_with(query, values)},
        check(values, today),
        query.problems if isinstance(query, Unaskable) else (),
        _differing(values, about_these_values) if reason is WaitReason.DIFFERS else (),
        surroundings.has_provider,
        invoice.duplicate_of is not None,
        outage_in(heard_lately(session, now - LOOK_BACK, MOST_HEARD)),
        surroundings.calendar.closed_until(now),
        _sending(session, invoice, now),
    )


def _sending(session: Session, invoice: StoredInvoice, now: datetime) -> Sending | None:
    uploads = uploads_of_invoice(session, invoice.tenant, invoice.id)
    if not uploads:
        return None
    last = uploads[-1]
    outdated = last.values_version != values_version(session, invoice.id)
    ailing = ailing_now(session, invoice.tenant, last.ledger, now)
    hindered = "" if ailing is None else ailing.reason
    return Sending(last.state, last.cause, last.ledger, last.detail, last.differences, last.attempt.their_id, last.next_at, outdated, hindered)


def _with_codes(invoice: Invoice, result: Result) -> Invoice:
    qr = result.get("qr")
    return replace(invoice, codes=(Code(qr["payload"], qr["decoder"]),)) if qr else invoice


def _asked_with(query: Query | Unaskable, invoice: Invoice) -> Sequence[str]:
    """Fields that the bureau is asked with, or would be; all of them where nobody knows."""
    if isinstance(query, Unaskable):
        return [name for name in _OF_QUERY if name in invoice.fields]
    asked = query_values(query)
    return [name for name, theirs in _OF_QUERY.items() if asked[theirs] not in (None, "")]


def _field_facts(invoice: Invoice, result: Result, said: Sequence[FieldValue], name: str) -> FieldFacts:
    value = invoice.value(name)
    read = result.get("fields", {}).get(name) or {}
    standing = standing_value(said)
    by_person = standing is not None and standing.role is ValueRole.SET
    others = [OtherValue(each["value"], each["source"], float(each["confidence"])) for each in read.get("evidence", ()) if each["value"]]
    if by_person and read.get("value"):
        others.append(OtherValue(read["value"], read["source"] or "", float(read["confidence"])))
    others += [OtherValue(each.value, each.source, each.confidence or 0.9) for each in open_proposals(said) if each.value]
    differing = {other.value: other for other in sorted(others, key=lambda other: other.confidence) if not _is_same(name, value, other.value)}
    confirmed = tuple(read.get("confirmed_by", ())) if read.get("value") == value else ()
    return FieldFacts(value, by_person, float(read.get("confidence", 0.0)), confirmed, tuple(differing.values()))


def _is_same(name: str, value: str, other: str) -> bool:
    """Of check codes the last six digits are asked for, and some know no more of them."""
    return other == value or (name == "check_code" and other[-_CHECK_DIGITS:] == value[-_CHECK_DIGITS:])


def _heard(attempts: Sequence[Attempt]) -> Sequence[Heard]:
    answered = [(each.asked_at, each.provider, each.answer) for each in attempts if each.answer is not None]
    return [Heard(at, answer.outcome, answer.status, provider, answer.message) for at, provider, answer in answered]


def _differing(invoice: Invoice, attempts: Sequence[Attempt]) -> tuple[OtherValueOf, ...]:
    good = next((each.answer for each in reversed(attempts) if each.answer is not None and each.answer.outcome is Outcome.OK), None)
    if good is None:
        return ()
    found = [each for each in disagreements(differences_of_invoice(invoice, good)) if each.row is None and each.field in KEY_FIELDS]
    return tuple(OtherValueOf(each.field, each.ours, each.theirs) for each in found)
