"""What becomes of an invoice once it is known what follows from an answer about it; in the caller's transaction."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from intake.evidence import Source
from intake.state import Actor, InvoiceState, machine
from intake.store.corrections import propose
from intake.store.invoices import StoredInvoice
from intake.store.moves import move_invoice
from intake.store.verifications import Result, Standing, add_alert, alerts_of, put_down
from intake.verification.reasons import WaitReason, said
from intake.verification.rules import VerificationRules
from intake.verification.schedule import Person, Verified, Void, Wait
from intake.verification.verifier import InvoiceStatus
from intake.verification_finding import Finding

VERIFIER = machine("verifier")
ASKED_STATES = (InvoiceState.VERIFYING, InvoiceState.VERIFIED, InvoiceState.UPLOADING, InvoiceState.CONFIRMED)
"""In all but the first it is looked up again, to see whether it still stands."""

_STANDS = "the tax bureau knows it and it stands · 税务机关查验一致，状态正常"
_ENDED = {
    InvoiceStatus.VOID: "the tax bureau says that its issuer cancelled it · 税务机关显示该票已作废",
    InvoiceStatus.RED_FULL: "the tax bureau says that a red invoice reverses all of it · 税务机关显示该票已全额红冲",
}


def settle(session: Session, invoice: StoredInvoice, standing: Standing, finding: Finding, *, by: Actor, now: datetime, rules: VerificationRules) -> bool:
    """`standing` is the caller's. `by` is the machine, or the person who saw the answer. False, and nothing is changed, where somebody else has the invoice by now."""
    if invoice.state is InvoiceState.VERIFYING:
        return _settle_first(session, invoice, standing, finding, by, now, rules)
    return _settle_again(session, invoice, standing, finding, now, rules)


def _settle_first(session: Session, invoice: StoredInvoice, standing: Standing, finding: Finding, by: Actor, now: datetime, rules: VerificationRules) -> bool:
    seen = f" ({finding.provider})" if finding.provider else ""
    match finding.then:
        case Wait(until, reason):
            return put_down(session, standing, _result(finding, until, reason, now))
        case Verified():
            target, why, result = InvoiceState.VERIFIED, finding.why or _STANDS + seen, _result(finding, _recheck(finding, now, rules), None, now)
        case Void(status):
            # Of the bureau, whoever looked it up: nobody decides that an invoice is void.
            target, why, result, by = InvoiceState.VOID, _ENDED[status] + seen, _result(finding, None, None, now), VERIFIER
        case Person(reason):
            target, why, result = InvoiceState.IN_REVIEW, finding.why or said(reason), _result(finding, None, reason, now)
    if not put_down(session, standing, result):
        return False
    if finding.proposals:
        propose(session, invoice.tenant, invoice.id, finding.proposals, source=Source.VERIFICATION, actor=VERIFIER, why=finding.provider, at=now)
    # Where a person was faster the invoice is where they moved it, and what was found out stands beside it.
    move_invoice(session, invoice.tenant, invoice.id, invoice.state, target, actor=by, why=why, at=now)
    return True


def _settle_again(session: Session, invoice: StoredInvoice, standing: Standing, finding: Finding, now: datetime, rules: VerificationRules) -> bool:
    again = _recheck(finding, now, rules)
    reason: WaitReason | None = None
    match finding.then:
        case Wait(until, waits_for):
            return put_down(session, standing, _result(finding, until, waits_for, now))
        case Void():
            again = None
        case Person(reason):
            pass
        case Verified():
            pass
    if not put_down(session, standing, _result(finding, again, reason, now)):
        return False
    if invoice.state is InvoiceState.VERIFIED and isinstance(finding.then, Void):
        move_invoice(session, invoice.tenant, invoice.id, invoice.state, InvoiceState.VOID, actor=VERIFIER, why=_ENDED[finding.then.status], at=now)
    elif finding.question_id is not None and finding.status is not InvoiceStatus.NORMAL and reason is not WaitReason.TROUBLE_TOO_LONG:
        _alert(session, standing, finding.question_id, finding.status, reason, now)
    return True


def _alert(session: Session, standing: Standing, question_id: UUID, status: InvoiceStatus | None, reason: WaitReason | None, now: datetime) -> None:
    """Once for each change: what was found a month ago is no news."""
    last = alerts_of(session, standing.tenant, standing.invoice_id)[-1:]
    if not last or (last[0].status, last[0].reason) != (status, reason):
        add_alert(session, standing, question_id, status, reason, now)


def _recheck(finding: Finding, now: datetime, rules: VerificationRules) -> datetime | None:
    return rules.next_recheck(finding.issued, now) if finding.issued is not None else None


def _result(finding: Finding, due_at: datetime | None, reason: WaitReason | None, now: datetime) -> Result:
    asked_at = now if finding.question_id is not None else None
    return Result(due_at, reason, finding.progress, asked_at, finding.question_id, finding.status)
