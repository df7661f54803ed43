"""What tells one question from another, and where the invoice was issued that it is about. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256

from intake.domain.invoice_code import parse_invoice_code
from intake.domain.invoice_number import parse_digital_number
from intake.verification.verifier import Query


def query_values(query: Query) -> Mapping[str, str | int | None]:
    """Everything that is asked, as JSON can hold it: sums in 分, the date as ISO 8601."""
    return {
        "kind": query.kind.value,
        "code": query.code,
        "number": query.number,
        "issue_date": query.issue_date.isoformat(),
        "amount": query.amount,
        "total": query.total,
        "check": query.check,
        "seller_tax_id": query.seller_tax_id,
        "area": query.area,
        "detail": query.detail,
    }


def fingerprint(query: Query) -> str:
    """SHA-256, in hexadecimal: equal exactly for equal questions."""
    return sha256(json.dumps(query_values(query), sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def budget_key(query: Query) -> str:
    """What the bureau counts questions by: the number, with its code where it has one."""
    return f"{query.code}-{query.number}" if query.code else query.number


def region_of(code: str, number: str) -> str:
    """Key of `intake.domain.regions.REGIONS`; "" where neither code nor number tells."""
    parsed = parse_invoice_code(code)
    if parsed is not None:
        return parsed.area
    digital = parse_digital_number(number)
    return (digital.area or "") if digital is not None else ""
