"""An invoice from its result, as results files keep it: so that a history and a registry can be filled from what was read long ago or by another process."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from intake.behaviour.history import PastInvoice, past_invoice
from intake.invoice import Field, FieldState, Invoice, Item, Kind


def invoice_of_result(result: dict[str, Any]) -> Invoice:
    """Kind, values and lines; no evidence, places and findings. Raises ValueError or KeyError for what is no result of an invoice."""
    fields = {
        name: Field(value["value"], FieldState(value["state"]), float(value["confidence"]), raw=value["raw"], confirmed_by=tuple(value["confirmed_by"]))
        for name, value in result["fields"].items()
    }
    items = tuple(Item({name: cell for name, cell in item.items() if name not in ("confidence", "box")}, float(item["confidence"])) for item in result["items"])
    return Invoice(Kind(result["kind"]), result["kind_detail"], fields=fields, items=items)


def past_invoice_of_result(result: dict[str, Any], received: datetime) -> PastInvoice | None:
    """What to keep of it; None for an error and for what is no invoice. Raises ValueError or KeyError for what is no result."""
    if "error" in result or result["kind"] == Kind.NOT_INVOICE:
        return None
    return past_invoice(invoice_of_result(result), received, f"{result['sha256']}:{result['page']}:{result['index']}")
