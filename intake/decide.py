"""Findings and confirmations -> may the invoice go on without a person?

A document is released by redundancy, never by a confidence alone: every key field must be confirmed by something that is independent of the
source of its value.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from intake.domain.kind_codes import kind_of_code, kind_of_qr
from intake.domain.qr_payload import parse_invoice_qr
from intake.invoice import Decision, Field, FieldState, Finding, Invoice, Kind, Severity
from intake.kinds.fields import key_fields_of

_WITNESSES_NEEDED = 2


@dataclass(frozen=True)
class Policy:
    """What a firm asks beyond the confirmation of every key field."""

    blocking_severities: tuple[Severity, ...] = (Severity.ERROR,)
    blocking_rules: tuple[str, ...] = ("R06b",)
    """Rules whose findings stop an invoice whatever their severity. An edited QR code confirms nothing."""
    least_confidence: float = 0.0
    """Calibrated confidence each key field must have besides."""
    never_accept: tuple[Kind, ...] = ()


def decide(invoice: Invoice, findings: Iterable[Finding], policy: Policy = Policy()) -> Decision:
    """Accept only what is confirmed throughout and has no finding that stands against it; reject what is no invoice; else a person looks."""
    if invoice.kind is Kind.NOT_INVOICE:
        return Decision.REJECT
    stopped = any(finding.severity in policy.blocking_severities or finding.rule in policy.blocking_rules for finding in findings)
    names = key_fields_of(invoice.kind, invoice.kind_detail)
    if stopped or not names or invoice.kind in policy.never_accept or not is_kind_confirmed(invoice):
        return Decision.REVIEW
    fields = [invoice.fields.get(name) for name in names]
    if all(field is not None and is_confirmed(field) and field.confidence >= policy.least_confidence for field in fields):
        return Decision.ACCEPT
    return Decision.REVIEW


def is_confirmed(field: Field) -> bool:
    """The field's value, or its emptiness, is known, and something other than the source it came from agrees."""
    if field.state in (FieldState.UNREADABLE, FieldState.ABSENT):
        return False
    return any(name != field.source for name in field.confirmed_by)


def is_kind_confirmed(invoice: Invoice) -> bool:
    """Two of: what named the kind while reading, the invoice code, the QR code."""
    witnesses = set(invoice.kind_said_by)
    by_code = kind_of_code(invoice.value("invoice_code"))
    if by_code is not None and by_code.kind is invoice.kind:
        witnesses.add("code")
    qr = next((parsed for code in invoice.codes if (parsed := parse_invoice_qr(code.payload)) is not None), None)
    by_qr = kind_of_qr(qr.kind) if qr is not None else None
    if by_qr is not None and by_qr.kind is invoice.kind:
        witnesses.add("qr")
    return len(witnesses) >= _WITNESSES_NEEDED
