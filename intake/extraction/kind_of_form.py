"""Which kind a VAT or 数电 form is, and who says so: its title, its QR code, its invoice code, its layout."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from intake.domain.kind_codes import KindName, kind_name, kind_of_code, kind_of_payload, kind_of_title
from intake.domain.qr_payload import parse_invoice_qr
from intake.extraction.form_evidence import FormText
from intake.extraction.glyphs import Row, fold_text
from intake.invoice import Code
from intake.kinds.digital_form import DIGITAL_FORMS
from intake.kinds.layout import Group
from intake.kinds.vat_form import TOLL_FORM
from models.geometry import Box

_TITLE_PARTS = re.compile(r"专用|普通|电子|增值|通行费|区块链|票")

_PAPER_OF = {"E_GENERAL": "VAT_GENERAL", "E_SPECIAL": "VAT_SPECIAL"}
"""The paper form whose title is an electronic one's without the word 电子."""


@dataclass(frozen=True, slots=True)
class KindVote:
    detail: str
    """Finer id of the domain reference."""
    said_by: tuple[str, ...]
    """Of: title, qr, code, layout."""
    title_says: str = ""
    """What the title names, where that is special and `detail` general or the other way round; whoever prints a form does not err in that."""


def title_boxes(form: FormText) -> tuple[Box, ...]:
    """Where the form's title is printed, in pixels of the picture that was read."""
    corners = [
        (form.fit.to_pixels(left, top, Group.UPPER), form.fit.to_pixels(right, bottom, Group.UPPER)) for left, top, right, bottom in form.fit.layout.title
    ]
    return tuple(Box(left, top, right, bottom) for (left, top), (right, bottom) in corners)


def kind_of_form(form: FormText, codes: Sequence[Code], titles: Sequence[str] = ()) -> KindVote | None:
    """The kind most sources agree on; None when nothing speaks. `titles`: what a closer look at the title's place gave."""
    digital = form.fit.layout in DIGITAL_FORMS
    votes: dict[str, str] = {}
    electronic = _has_labelled_code(form)
    title = _title(form.rows, digital, electronic) or next((named for text in titles if (named := _partial_title(fold_text(text), digital, electronic))), None)
    if title is not None:
        votes["title"] = title.detail
    qr = next((named for code in codes if (payload := parse_invoice_qr(code.payload)) and (named := kind_of_payload(payload))), None)
    if qr is not None:
        votes["qr"] = qr.detail
    code = next((named for text in form.fields if text.field == "invoice_code" and text.value and (named := kind_of_code(text.value))), None)
    if code is not None and not digital:
        votes["code"] = code.detail
        if votes.get("title") == _PAPER_OF.get(code.detail, "") and votes.get("qr", code.detail) == code.detail:
            # The seal lies over the very word 电子, and paper has no such code.
            del votes["title"]
    if form.fit.layout is TOLL_FORM:
        # Toll invoices carry the title, the QR kind and sometimes the code of ordinary electronic ones: their columns alone tell.
        return KindVote("TOLL_E", ("layout", *votes))
    return _majority(votes, digital)


def _majority(votes: dict[str, str], digital: bool) -> KindVote | None:
    possible = {source: detail for source, detail in votes.items() if detail.startswith("D_") == digital}
    if not possible:
        return None
    counted = Counter(possible.values())
    detail = max(counted, key=lambda value: (counted[value], "qr" in possible and possible["qr"] == value, value))
    title = possible.get("title", detail)
    return KindVote(detail, tuple(source for source, value in possible.items() if value == detail), title if _is_special(title) != _is_special(detail) else "")


def _is_special(detail: str) -> bool:
    return detail.endswith("SPECIAL")


def _title(rows: Sequence[Row], digital: bool, electronic: bool) -> KindName | None:
    """The kind named in the largest print; a seal over the middle of a title often leaves only its ends readable."""
    candidates = [row for row in rows if len(_TITLE_PARTS.findall(row.text)) >= 2 and max(run.height for run in row.runs) > 0]
    if not candidates:
        return None
    tallest = max(max(run.height for run in row.runs) for row in candidates)
    for row in sorted(candidates, key=lambda row: -max(run.height for run in row.runs)):
        if max(run.height for run in row.runs) < 0.55 * tallest:
            break
        exact = kind_of_title(row.text)
        if exact is not None and exact.detail.startswith("D_") == digital and (digital or "电子" in row.text or not electronic):
            return exact
        partial = _partial_title(row.text, digital, electronic)
        if partial is not None:
            return partial
    return None


def _has_labelled_code(form: FormText) -> bool:
    """Electronic forms print labels before code, number and check code at the top right; on paper code and number stand alone."""
    return any(name in ("invoice_code", "invoice_number", "check_code") and group is Group.UPPER for name, group, _ in form.fit.labels)


def _partial_title(text: str, digital: bool, electronic: bool) -> KindName | None:
    special = "专用" in text or "用发票" in text
    general = "普通" in text or "通发票" in text
    if special == general:
        return None
    electronic = electronic or "电子" in text
    if digital:
        return kind_name("D_SPECIAL" if special else "D_GENERAL")
    if special:
        return kind_name("E_SPECIAL" if electronic else "VAT_SPECIAL")
    return kind_name("E_GENERAL" if electronic else "VAT_GENERAL")
