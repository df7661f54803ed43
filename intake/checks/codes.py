"""The QR code against the print, and the two printings against each other: R06, R06b, R25."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from intake.checks.rule import Breach, own_qr, read_field, read_sum
from intake.domain.invoice_number import is_short_number
from intake.domain.kind_codes import kind_of_code
from intake.domain.money import format_fen
from intake.domain.qr_payload import InvoiceQr
from intake.domain.qr_tail import Tail
from intake.evidence import Evidence, Source
from intake.invoice import Field, Invoice, Suggestion

_SURE = 0.9
"""From this confidence on, two readings of the print that agree stand against a QR code."""
_READERS_NEEDED = 2
_COMPARED = (("invoice_code", "invoice code", "发票代码"), ("invoice_number", "invoice number", "发票号码"), ("issue_date", "issue date", "开票日期"))


def qr_repeats_print(invoice: Invoice, today: date) -> Iterator[Breach]:
    """R06"""
    qr = own_qr(invoice)
    if qr is None:
        return
    encoded = {"invoice_code": qr.code, "invoice_number": qr.number, "issue_date": qr.day.isoformat() if qr.day else ""}
    for name, label, label_zh in _COMPARED:
        printed = _printed(read_field(invoice, name))
        if encoded[name] and printed and printed != encoded[name]:
            yield _differs(name, label, label_zh, encoded[name], printed)
    printed = _printed(read_field(invoice, "check_code"))
    if qr.check_code and printed and printed[-6:] != qr.check_code[-6:]:
        yield _differs("check_code", "check code", "校验码", qr.check_code, printed)
    yield from _amount_breach(invoice, qr)


def qr_is_unedited(invoice: Invoice, today: date) -> Iterator[Breach]:
    """R06b"""
    qr = own_qr(invoice)
    if qr is not None and qr.tail_check is Tail.MISMATCH:
        yield Breach(
            "The checksum at the end of the QR code does not fit its content: the code may have been edited. Verify the invoice with the tax bureau.",
            "二维码末尾的校验值与内容不符, 二维码可能被改动, 请到税务机关查验平台查验。",
            ("kind",),
            found=qr.tail,
        )


def printings_agree(invoice: Invoice, today: date) -> Iterator[Breach]:
    """R25"""
    for name, label, label_zh in _COMPARED[:2]:
        field = read_field(invoice, name)
        if field is None:
            continue
        second = [opinion for opinion in field.evidence if _is_second_printing(opinion, invoice)]
        differing = next((opinion for opinion in second if opinion.value != field.text), None)
        if differing is not None and all(opinion.value != field.text for opinion in second):
            yield Breach(
                f"The {label} is printed twice, and the two printings differ. Check both; a sheet put in wrongly gives such an invoice.",
                f"票面两处{label_zh}不一致, 请核对(可能是打印时放错了发票联)。",
                (name,),
                field.text,
                differing.value,
            )


def _printed(field: Field | None) -> str:
    """What the print says: the value itself unless it rests on the QR code alone; then what two sure readings of the print agree on.

    "" when nothing is sure.
    """
    if field is None:
        return ""
    opinions = [opinion for opinion in field.evidence if opinion.source is not Source.QR and opinion.value]
    if field.source is not Source.QR or any(opinion.value == field.text for opinion in opinions):
        return field.text
    by_value: dict[str, set[str]] = {}
    for opinion in opinions:
        if opinion.source is not Source.OCR:
            return opinion.value
        if opinion.confidence >= _SURE:
            by_value.setdefault(opinion.value, set()).add(opinion.reader)
    return next((value for value, readers in by_value.items() if len(readers) >= _READERS_NEEDED), "")


def _amount_breach(invoice: Invoice, qr: InvoiceQr) -> Iterator[Breach]:
    """Issuers differ in which total they encode, so that equality with either is enough."""
    amount, total = read_sum(invoice, "amount"), read_sum(invoice, "total")
    printed = [value for value in (amount, total) if value is not None]
    # One total alone proves nothing: the code may repeat the one that was not read.
    complete = len(printed) == 2 or (printed and "amount" not in invoice.fields)
    if qr.amount is None or not complete or qr.amount in printed:
        return
    yield Breach(
        "The amount in the QR code is neither the printed amount nor the printed total. The print may have been altered: verify the invoice.",
        "二维码中的金额与票面合计金额、价税合计均不一致, 票面可能被改动, 请查验发票。",
        ("amount", "total"),
        format_fen(qr.amount),
        " / ".join(format_fen(value) for value in printed),
    )


def _differs(name: str, label: str, label_zh: str, encoded: str, printed: str) -> Breach:
    return Breach(
        f"The {label} in the QR code differs from the printed one. Check the print; if it really differs, verify the invoice.",
        f"二维码中的{label_zh}与票面不一致, 请核对票面; 如确实不同, 请查验发票。",
        (name,),
        encoded,
        printed,
        Suggestion(name, encoded),
    )


def _is_second_printing(opinion: Evidence, invoice: Invoice) -> bool:
    """A sure reading beside the first that could be what it is taken for: the machine number has as many digits and stands near."""
    if not opinion.reader.endswith("second-printing") or opinion.confidence < _SURE or opinion.value in ("", invoice.value("machine_number")):
        return False
    return is_short_number(opinion.value) if opinion.field == "invoice_number" else kind_of_code(opinion.value) is not None
