"""The people of the demonstration: whoever mistypes in the morning, and those who do in the evening what diagnosis told them, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from api.demo.invoices import DemoInvoice
from api.demo.staff import TENANT
from api.demo.troubles import Trouble
from api.demo.world import NotAsTold, World, key_of, the_invoice, true_key
from api.diagnosis_views import DiagnosisAnswer
from intake.approving import approve
from intake.behaviour.history import CHINA_TIME
from intake.diagnosis.causes import Cause
from intake.state import Actor, InvoiceState
from intake.store.answers import Done
from intake.store.corrections import correct
from intake.store.invoices import StoredInvoice
from intake.store.moves import move_invoice


@dataclass(frozen=True)
class Cure:
    """What somebody did about it, for people."""

    what: str
    what_zh: str


Act = Callable[[World, Session, StoredInvoice, DiagnosisAnswer], Cure | None]


def mistype(world: World, invoice_id: UUID, trouble: Trouble) -> None:
    """Somebody types a wrong value over what was read, and approves the invoice."""
    with world.backend.database.write() as session:
        invoice = the_invoice(session, invoice_id)
        values = _MISTYPED[trouble](invoice)
        if invoice.state is InvoiceState.APPROVED:
            _move(world, session, invoice, InvoiceState.IN_REVIEW, world.staff.finance, "to be completed by hand · 待人工补充")
        _correct(world, session, invoice_id, values, world.staff.finance, "typed from the paper · 按纸质录入")
        _approve(world, session, invoice_id)


def take_back(world: World, invoice_id: UUID) -> None:
    """It is booked on the wrong account: whoever keeps the books cancels the entry there and takes the invoice back."""
    with world.backend.database.write() as session:
        invoice = the_invoice(session, invoice_id)
        _move(world, session, invoice, InvoiceState.IN_REVIEW, world.staff.finance, "booked on the wrong account · 入错科目")
    world.around.ledger.books.cancel(key_of(invoice))


def book_twice_by_hand(world: World, invoice: DemoInvoice, sha256: str) -> None:
    """Somebody typed it into the ledger before it came in here, and typed it again."""
    face = invoice.true.face
    entry = {
        "BusinessKey": true_key(invoice),
        "IssueTime": face["issue_date"],
        "TotalAmWithoutTax": face["amount"],
        "TotalTaxAm": face["tax"],
        "TotalTax-includedAmount": face["total"],
        "SellerIdNum": face["seller_tax_id"],
        "BuyerIdNum": face["buyer_tax_id"],
        "OriginalFile": {"Sha256": sha256},
    }
    for time in ("once", "twice"):
        world.around.ledger.books.book({**entry, "IdempotencyKey": f"typed {time} {face['invoice_number']}"})


def approve_what_waits(world: World, invoice_ids: list[UUID]) -> int:
    """A reviewer looks at what was read and finds nothing wrong. How many."""
    count = 0
    for invoice_id in invoice_ids:
        with world.backend.database.write() as session:
            if the_invoice(session, invoice_id).state is InvoiceState.IN_REVIEW:
                _approve(world, session, invoice_id)
                count += 1
    return count


def act(world: World, found: DiagnosisAnswer) -> Cure | None:
    """What whoever's turn it is does about the cause that was named. None where it is nobody's turn, or nothing is to be done."""
    does = _ACTS.get(found.cause)
    if does is None or found.invoice_id is None:
        return None
    with world.backend.database.write() as session:
        return does(world, session, the_invoice(session, found.invoice_id), found)


def _take_over_suspect(world: World, session: Session, invoice: StoredInvoice, found: DiagnosisAnswer) -> Cure | None:
    """The likeliest wrong field gets the value that speaks against it."""
    suspect = found.suspects[0] if found.suspects else None
    if invoice.state is not InvoiceState.IN_REVIEW or suspect is None or not suspect.alternatives:
        return None
    value = suspect.alternatives[0]
    _correct(world, session, invoice.id, {suspect.field: value}, world.staff.reviewer, "compared with the original · 已核对原件")
    _approve(world, session, invoice.id)
    return Cure(f"reviewer corrected {suspect.label_en}: {suspect.value} to {value}", f"复核人更正{suspect.label_zh}：{suspect.value} 改为 {value}")


def _complete(world: World, session: Session, invoice: StoredInvoice, found: DiagnosisAnswer) -> Cure | None:
    """What was typed away is what was read again."""
    if invoice.state is not InvoiceState.IN_REVIEW or not found.suspects:
        return None
    suspect = found.suspects[0]
    _correct(world, session, invoice.id, {suspect.field: None}, world.staff.reviewer, "as on the original · 与原件一致")
    _approve(world, session, invoice.id)
    return Cure(f"reviewer entered {suspect.label_en} from the original", f"复核人对照原件补录{suspect.label_zh}")


def _reject(world: World, session: Session, invoice: StoredInvoice, found: DiagnosisAnswer) -> Cure | None:
    if invoice.state is not InvoiceState.IN_REVIEW:
        return None
    _move(world, session, invoice, InvoiceState.REJECTED, world.staff.reviewer, f"{found.what_en} · {found.what_zh}")
    return Cure("rejected, the seller was asked for another", "退回，已联系销售方")


def _sent_anew(what: str, what_zh: str, *, cancels: bool = False) -> Act:
    """Whoever keeps the books has done there what was needed; `cancels`: the entries there are cancelled."""

    def does(world: World, session: Session, invoice: StoredInvoice, found: DiagnosisAnswer) -> Cure | None:
        if invoice.state is not InvoiceState.IN_REVIEW:
            return None
        if cancels:
            world.around.ledger.books.cancel(key_of(invoice))
        _approve(world, session, invoice.id)
        return Cure(what, what_zh)

    return does


_ACTS: Mapping[Cause, Act] = {
    Cause.MISTYPED: _take_over_suspect,
    Cause.FORMAT: _complete,
    Cause.NOT_ISSUED: _reject,
    Cause.TOO_OLD: _reject,
    Cause.REVERSED: _reject,
    Cause.SUPPLIER_UNKNOWN: _sent_anew("supplier entered in the ledger, sent anew", "已在记账系统建立供应商并重新发送"),
    Cause.PERIOD_CLOSED: _sent_anew("period opened in the ledger, sent anew", "已反结账并重新发送"),
    Cause.LEDGER_LOST: _sent_anew("the ledger was mended, sent anew", "记账系统已修复并重新发送"),
    Cause.BOOKED_OTHERWISE: _sent_anew("wrong entry cancelled in the ledger, sent anew", "已作废错误凭证并重新发送", cancels=True),
    Cause.BOOKED_TWICE: _sent_anew("typed entries cancelled in the ledger, sent anew", "已作废手工凭证并重新发送", cancels=True),
    Cause.TAKEN_BACK: _sent_anew("old entry cancelled, sent anew for the right account", "原凭证已作废，按正确科目重新发送"),
}


def _other_digit(number: str) -> str:
    place = len(number) - 3
    return f"{number[:place]}{(int(number[place]) + 4) % 10}{number[place + 1 :]}"


def _other_day(invoice: StoredInvoice) -> str:
    day = invoice.columns.issue_date
    if day is None:
        raise NotAsTold("an invoice was read without its date")
    return (day + timedelta(days=3 if day.day < 20 else -3)).isoformat()


_MISTYPED: Mapping[Trouble, Callable[[StoredInvoice], Mapping[str, str | None]]] = {
    Trouble.NUMBER_MISTYPED: lambda invoice: {"invoice_number": _other_digit(invoice.columns.number)},
    Trouble.DATE_MISTYPED: lambda invoice: {"issue_date": _other_day(invoice)},
    Trouble.DATE_MISSING: lambda invoice: {"issue_date": ""},
}
MISTYPED = frozenset(_MISTYPED)


def _approve(world: World, session: Session, invoice_id: UUID) -> None:
    at, invoice = world.clock(), the_invoice(session, invoice_id)
    _done(approve(session, invoice, actor=world.staff.reviewer, why="compared with the original · 已核对原件", at=at, today=at.astimezone(CHINA_TIME).date()))


def _move(world: World, session: Session, invoice: StoredInvoice, target: InvoiceState, actor: Actor, why: str) -> None:
    _done(move_invoice(session, TENANT, invoice.id, invoice.state, target, actor=actor, why=why, at=world.clock()))


def _correct(world: World, session: Session, invoice_id: UUID, values: Mapping[str, str | None], actor: Actor, why: str) -> None:
    _done(correct(session, TENANT, invoice_id, values, actor=actor, why=why, at=world.clock()))


def _done(answer: object) -> None:
    """Raises NotAsTold."""
    if not isinstance(answer, Done):
        raise NotAsTold(f"what a person wanted to do was answered {answer}")
