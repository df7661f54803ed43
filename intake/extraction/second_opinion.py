"""Which print of a form a second reader must see: what key fields are read from, unless the form or its QR code confirms it already."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from intake.domain.amount_words import parse_words
from intake.domain.money import parse_fen
from intake.domain.qr_payload import InvoiceQr, parse_invoice_qr
from intake.extraction.form_evidence import FormText
from intake.extraction.glyphs import Glyph
from intake.invoice import KEY_FIELDS, Code

_SUMS = ("amount", "tax", "total", "total_in_words")


def unconfirmed_print(form: FormText, codes: Iterable[Code]) -> tuple[Glyph, ...]:
    """The characters of all key fields that nothing but another reading can confirm.

    Four sums that agree confirm each other, a QR code confirms number, code, day and check code that read as it says. What a single reader made of these stands
    then on two legs; a name or a tax id has nothing of that kind.
    """
    confirmed = {*_confirmed_sums(form), *_repeated_by_code(form, codes)}
    return tuple(glyph for text in form.fields if text.field in KEY_FIELDS and text.field not in confirmed for glyph in text.glyphs)


def _confirmed_sums(form: FormText) -> Collection[str]:
    amount, tax, total = (parse_fen(value) if (value := _only_value(form, name)) else None for name in _SUMS[:3])
    words = parse_words(_only_value(form, _SUMS[3]))
    if amount is None or tax is None or total is None or words is None:
        return ()
    return _SUMS if amount + tax == total == words else ()


def _repeated_by_code(form: FormText, codes: Iterable[Code]) -> Collection[str]:
    qr = next((payload for code in codes if (payload := parse_invoice_qr(code.payload)) is not None), None)
    return {name for name, value in _said(qr) if value and value == _only_value(form, name)} if qr is not None else ()


def _said(qr: InvoiceQr) -> Iterator[tuple[str, str]]:
    yield "invoice_number", qr.number
    yield "invoice_code", qr.code
    yield "issue_date", qr.day.isoformat() if qr.day else ""
    yield "check_code", qr.check_code


def _only_value(form: FormText, name: str) -> str:
    """What the form says wherever it prints this field; "" where it says nothing or does not agree with itself."""
    values = {text.value for text in form.fields if text.field == name and text.value}
    return values.pop() if len(values) == 1 else ""
