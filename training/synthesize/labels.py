"""Labels: what stands on a drawn picture, in the form of the evaluation's label files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import segno

from models.geometry import Quad
from training.synthesize.invoice_values import SyntheticInvoice
from training.synthesize.places import Placed

Label = dict[str, object]

_LEGIBLE_PIXELS = 8.0
"""Height of print, in pixels of the finished picture, below which people don't read Chinese characters with certainty."""
_MODULE_PIXELS = 2.0
"""Pixels a side that a QR module needs: with fewer, neighbours fall into one pixel (Nyquist)."""


def label_of(invoice: SyntheticInvoice, file: str, index: int, form: str, placed: Placed | None = None) -> Label:
    """One line of a label file. `form` is photo, scan, screen, render, pdf, ofd or xml; outline and boxes in pixels of the picture."""
    label: Label = {
        "file": file,
        "index": index,
        "kind": str(invoice.kind),
        "kind_detail": invoice.detail,
        "format": form,
        "fields": dict(invoice.fields),
        "items": [dict(item) for item in invoice.items],
        "qr": invoice.qr or None,
        "seals": list(invoice.seals),
        "notes": "",
    }
    if invoice.list_line is not None:
        label["list_line"] = [dict(invoice.list_line)]
    if placed is not None:
        label["outline"] = _points(placed.outline)
        label["boxes"] = _boxes(placed)
    return label


def cut_off(placed: Placed, width: int, height: int) -> frozenset[str]:
    """Names of the fields that do not lie wholly within a picture; a value printed twice counts where one printing does."""
    seen: dict[str, bool] = {}
    for item in placed.fields:
        box = item.quad.box
        inside = box.left >= -1 and box.top >= -1 and box.right <= width + 1 and box.bottom <= height + 1
        # Parts of a wrapped value must all be seen; both printings of code and number need not.
        twice = item.name in ("invoice_code", "invoice_number")
        seen[item.name] = inside or seen.get(item.name, False) if twice else inside and seen.get(item.name, True)
    return frozenset(name for name, inside in seen.items() if not inside)


def unresolved(placed: Placed, payload: str) -> frozenset[str]:
    """Names of the fields printed smaller than anybody can read them in the picture; "qr" where the code of `payload` has too few pixels for its modules."""
    tallest: dict[str, float] = {}
    for item in placed.fields:
        tallest[item.name] = max(tallest.get(item.name, 0.0), item.quad.height)
    small = {name for name, height in tallest.items() if name != "qr" and height < _LEGIBLE_PIXELS}
    codes = [item.quad for item in placed.fields if item.name == "qr"]
    if payload and codes:
        # Of the levels that issuers use the lowest has the fewest modules: no code is called too fine that might not be.
        modules = segno.make_qr(payload, error="l", boost_error=False).symbol_size(border=0)[0]
        if min(min(quad.width, quad.height) for quad in codes) < _MODULE_PIXELS * modules:
            small.add("qr")
    return frozenset(small)


def unreadable(invoice: SyntheticInvoice, hidden: frozenset[str]) -> SyntheticInvoice:
    """The same with "?" for what cannot be read, as people label it."""
    fields = {name: "?" if name in hidden else value for name, value in invoice.fields.items()}
    items = tuple({name: "?" if f"items.{i}.{name}" in hidden else value for name, value in item.items()} for i, item in enumerate(invoice.items))
    return replace(invoice, fields=fields, items=items, qr="" if "qr" in hidden else invoice.qr)


def reading_order(placed: Sequence[Placed]) -> list[int]:
    """Numbers of the invoices from top to bottom, left to right where they overlap in height."""
    rows: list[list[int]] = []
    for i in sorted(range(len(placed)), key=lambda i: placed[i].outline.box.center[1]):
        box = placed[i].outline.box
        if rows and any(abs(placed[j].outline.box.center[1] - box.center[1]) < box.height / 2 for j in rows[-1]):
            rows[-1].append(i)
        else:
            rows.append([i])
    return [i for row in rows for i in sorted(row, key=lambda i: placed[i].outline.box.center[0])]


def _boxes(placed: Placed) -> dict[str, list[list[list[float]]]]:
    """Field name -> quads; several where the value runs over lines or is printed twice."""
    boxes: dict[str, list[list[list[float]]]] = {}
    for item in placed.fields:
        boxes.setdefault(item.name, []).append(_points(item.quad))
    return boxes


def _points(quad: Quad) -> list[list[float]]:
    return [[round(x, 1), round(y, 1)] for x, y in quad.points]
