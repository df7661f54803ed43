"""Two people key what matters, each blind: what is hidden from whom, whose word is compared with whose, and what becomes of differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from api.errors import RequestError
from api.four_eyes import policy_now
from api.invoice_views import FieldAnswer, InvoiceAnswer, Json
from api.review_problems import keying_missing
from intake.approving import SECOND_ROLES
from intake.invoice import Finding, Kind
from intake.kinds.fields import FIELDS_OF
from intake.people.caller import Caller
from intake.policies.assess import Need, NeedKind
from intake.policies.refusals import not_the_second
from intake.policies.second_review import KEYED_FIELDS, Keyed, SecondLook
from intake.state import InvoiceState
from intake.store.agreements import Agreement, agreement_of
from intake.store.field_values import values_said
from intake.store.invoices import StoredInvoice
from intake.store.keyings import Keying, keep_keying, keyings_of, note_results
from intake.store.standing_value import standing_value


@dataclass(frozen=True)
class Difference:
    """Two people keyed a field and did not key the same."""

    field: str
    first: str
    second: str


@dataclass(frozen=True)
class DoubleKey:
    """How blind keying of an invoice stands for one person."""

    hidden: tuple[str, ...] = ()
    """Fields that they have to key without seeing them."""
    differences: tuple[Difference, ...] = ()
    """To be settled."""


def double_key(session: Session, caller: Caller, invoice: StoredInvoice, needs: Sequence[Need], at: datetime) -> DoubleKey:
    fields = _keyed_fields(session, caller, invoice, needs, at) if invoice.state is InvoiceState.IN_REVIEW else ()
    if not fields:
        return DoubleKey()
    keyings = keyings_of(session, caller.tenant, invoice.id)
    if not keyings:
        return DoubleKey(hidden=fields)
    first = agreement_of(session, caller.tenant, invoice.id)
    standing = _standing(session, invoice, fields)
    other = next((keying.values for keying in keyings if first is None or keying.who != first.who), {})
    return DoubleKey(differences=tuple(Difference(name, standing[name], other.get(name, "")) for name in fields if standing[name] != other.get(name, "")))


def key_in(session: Session, caller: Caller, invoice: StoredInvoice, needs: Sequence[Need], said: Mapping[str, str | None], at: datetime) -> Keyed | None:
    """What an approval with these values is, where the invoice is keyed twice; None where it is not. Keeps what has to be kept. Raises RequestError, RequestRefused."""
    fields = _keyed_fields(session, caller, invoice, needs, at)
    if not fields:
        return None
    me, may = caller.actor.name, caller.actor.may(SECOND_ROLES)
    first, keyings, standing = (
        agreement_of(session, caller.tenant, invoice.id),
        keyings_of(session, caller.tenant, invoice.id),
        _standing(session, invoice, fields),
    )
    if not keyings and (missing := [name for name in fields if name not in said]):
        raise RequestError(keying_missing(missing))
    mine = Keying(me, may, {name: (said.get(name, standing[name]) or "") for name in fields})
    if first is None or (first.who == me and not keyings):
        return Keyed.FIRST
    if keyings and me != first.who and all(keying.who != me for keying in keyings):
        if not may:
            raise not_the_second()
        return Keyed.SETTLED
    return _compared(session, invoice, caller, first, keyings, standing, mine, at)


def blinded(answer: InvoiceAnswer, hidden: Sequence[str]) -> InvoiceAnswer:
    """Without the hidden values, wherever they stand; where they stand on the page is kept."""
    if not hidden:
        return answer
    fields = {name: _blind_field(field) if name in hidden else field for name, field in answer.fields.items()}
    brief = replace(answer.invoice, invoice_code="", invoice_number="", amount=None, tax=None, total=None, buyer_tax_id="", seller_tax_id="", findings=[])
    read: Json = answer.result.get("fields", {})
    result = {
        **answer.result,
        "fields": {name: _blind_json(field) if name in hidden else field for name, field in read.items()},
        "qr": None,
        "findings": [finding for finding in answer.result.get("findings") or () if not set(finding.get("fields") or ()) & set(hidden)],
    }
    return replace(answer, invoice=brief, fields=fields, result=result)


def told_to_all(findings: Sequence[Finding], hidden: Sequence[str]) -> list[Finding]:
    """Those that say nothing of hidden values."""
    return [finding for finding in findings if not set(finding.fields) & set(hidden)]


def _compared(
    session: Session,
    invoice: StoredInvoice,
    caller: Caller,
    first: Agreement,
    keyings: Sequence[Keying],
    standing: Mapping[str, str],
    mine: Keying,
    at: datetime,
) -> Keyed:
    """Of the first two people: the second one's keying with what the first one said, or either's second thoughts with what the other said."""
    is_first = mine.who == first.who
    other = next(keying.values for keying in keyings if keying.who != first.who) if is_first else standing
    agreed = {name: mine.values[name] == other.get(name, "") for name in mine.values}
    if not keyings and not is_first:
        note_results(session, caller.tenant, invoice.id, agreed, at)
    if all(agreed.values()):
        if not (mine.may_be_second or first.may_be_second or any(keying.may_be_second for keying in keyings)):
            raise not_the_second()
        return Keyed.SAME
    keep_keying(session, caller.tenant, invoice.id, invoice.version, mine, actor=caller.actor, at=at)
    return Keyed.OTHERWISE


def _keyed_fields(session: Session, caller: Caller, invoice: StoredInvoice, needs: Sequence[Need], at: datetime) -> tuple[str, ...]:
    if policy_now(session, caller, at).second_look is not SecondLook.BLIND or not any(need.kind is NeedKind.SECOND_REVIEWER for need in needs):
        return ()
    return tuple(name for name in KEYED_FIELDS if name in FIELDS_OF.get(Kind(invoice.kind), ()))


def _standing(session: Session, invoice: StoredInvoice, fields: Sequence[str]) -> dict[str, str]:
    said = values_said(session, invoice.tenant, invoice.id)
    standing = {name: standing_value(said.get(name, ())) for name in fields}
    return {name: (value.value if value else "") or "" for name, value in standing.items()}


def _blind_field(field: FieldAnswer) -> FieldAnswer:
    return FieldAnswer(None, None if field.read is None else _blind_json(field.read), None, [])


def _blind_json(read: Json) -> Json:
    """Of a field of the result: where it stands, and nothing that was read."""
    evidence = [
        {"source": each["source"], "reader": each.get("reader", ""), "value": "", "confidence": 0.0, "box": each.get("box")}
        for each in read.get("evidence", ())
    ]
    return {**read, "value": None, "raw": "", "evidence": evidence, "confirmed_by": [], "repaired_from": None, "state": "unreadable"}
