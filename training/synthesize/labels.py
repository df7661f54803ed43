"""Labels: what stands on a drawn picture, in the form of the evaluation's label files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from models.geometry import Quad
from training.synthesize.invoice_values import SyntheticInvoice
from training.synthesize.places import Placed

Label = dict[str, object]


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


def without_hidden(label: Label, hidden: Sequence[str]) -> Label:
    """The same where the named fields cannot be read, because they were cut off or covered: "?" as people label them."""
    fields = label["fields"]
    if not isinstance(fields, Mapping):
        raise TypeError("a label's fields are a mapping")
    return {**label, "fields": {name: "?" if name in hidden else value for name, value in fields.items()}}


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
