"""Which form an invoice is printed on, so that forms can be held out of training."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from training.synthesize.drawing import Drawing, Layer, TextRun
from training.synthesize.fonts import FontSet
from training.synthesize.invoice_values import SyntheticInvoice


def layout_id(invoice: SyntheticInvoice, page: Drawing, fonts: FontSet, form: str) -> str:
    """Kind and variant of the form, with the fonts of its labels, values and ids: `vat_e_general/ukai/uming/LiberationMono`.

    Data has no form: `xml/digital_special`.
    """
    if form == "xml":
        return f"xml/{invoice.kind}"
    runs = [mark for mark in page.marks if isinstance(mark, TextRun)]
    labels = _usual(fonts, (run for run in runs if run.style.layer is Layer.FORM and not run.field))
    values = _usual(fonts, (run for run in runs if run.style.layer is Layer.PRINT and not run.text.isascii()))
    ids = _usual(fonts, (run for run in runs if run.field in ("seller_tax_id", "buyer_tax_id", "invoice_number", "ticket_number")))
    variant = invoice.face.get("style") or invoice.face.get("paper") or ""
    return "/".join(part for part in (str(invoice.kind), variant, labels, values, ids) if part)


def _usual(fonts: FontSet, runs: Iterable[TextRun]) -> str:
    """The font that most of the letters are in."""
    counted: Counter[str] = Counter()
    for run in runs:
        for char in run.text:
            counted[fonts.font_for(run.style.face, char).name.split(".")[0].split("-")[0]] += 1
    return min(counted, key=lambda name: (-counted[name], name)) if counted else "none"
