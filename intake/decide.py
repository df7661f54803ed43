"""Findings, confirmations and probability -> may the invoice go on without a person?

Redundancy releases a document: every key field must be confirmed by something that is independent of the source of its value. Where the probability that every
key field is right is known too (docs/decisions/0005-release-by-probability.md), it holds back what is confirmed and yet improbable, and releases what lacks a
confirmation, is contradicted by nothing and is very probable.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from intake.domain.kind_codes import kind_of_code, kind_of_payload
from intake.domain.names import comparison_key
from intake.domain.qr_payload import parse_invoice_qr
from intake.evidence import Source
from intake.invoice import Decision, Field, FieldState, Finding, Invoice, Kind, Obstacle, Severity
from intake.kinds.fields import key_fields_of

_WITNESSES_NEEDED = 2
_BELIEVED = 0.8
"""From this confidence on, a reader that says otherwise contradicts."""
_NEVER = 1.1


@dataclass(frozen=True)
class Policy:
    """What a firm asks beyond the confirmation of every key field."""

    blocking_severities: tuple[Severity, ...] = (Severity.ERROR,)
    blocking_rules: tuple[str, ...] = ("R06b",)
    """Rules whose findings stop an invoice whatever their severity. An edited QR code confirms nothing."""
    least_confidence: float = 0.0
    """Calibrated confidence each key field must have besides."""
    never_accept: tuple[Kind, ...] = ()
    max_released_error: float = 0.003
    """The largest share of invoices with a wrong key field, or tampered with, among those that are released."""


@dataclass(frozen=True)
class ReleaseTable:
    """Error among released invoices -> the probability an invoice must have, as counted on invoices that no model had seen."""

    errors: tuple[float, ...]
    """Shares, rising."""
    confirmed: tuple[float, ...]
    """Least `all_right`, for each error, of invoices whose key fields are all confirmed; above 1 where nothing would be released."""
    unconfirmed: tuple[float, ...]
    """The same for those that lack a confirmation."""

    def least_probability(self, max_released_error: float, *, confirmed: bool) -> float:
        """For the largest tabulated error within the given one; above 1 when there is none."""
        column = self.confirmed if confirmed else self.unconfirmed
        within = [least for error, least in zip(self.errors, column, strict=True) if error <= max_released_error]
        return within[-1] if within else _NEVER


def decided(invoice: Invoice, policy: Policy = Policy(), release: ReleaseTable | None = None) -> Invoice:
    """The invoice with its decision, and what stands against it."""
    against = () if invoice.kind is Kind.NOT_INVOICE else obstacles(invoice, invoice.findings, policy, release)
    return replace(invoice, obstacles=against, decision=decide(invoice, invoice.findings, policy, release))


def decide(invoice: Invoice, findings: Iterable[Finding], policy: Policy = Policy(), release: ReleaseTable | None = None) -> Decision:
    """Accept what nothing stands in the way of; reject what is no invoice; else a person looks."""
    if invoice.kind is Kind.NOT_INVOICE:
        return Decision.REJECT
    return Decision.REVIEW if obstacles(invoice, findings, policy, release) else Decision.ACCEPT


def obstacles(invoice: Invoice, findings: Iterable[Finding], policy: Policy = Policy(), release: ReleaseTable | None = None) -> tuple[Obstacle, ...]:
    """Whatever stands against accepting an invoice: findings, what nothing confirms or (given a table) is not probable enough, the anomaly model's flag."""
    names = key_fields_of(invoice.kind, invoice.kind_detail)
    if not names or invoice.kind in policy.never_accept:
        return (Obstacle("kind_needs_a_person", "Invoices of this kind always go to a person.", "该票种一律由人工复核。"),)
    fields = {name: invoice.fields.get(name) for name in names}
    weak = tuple(name for name, field in fields.items() if field is None or field.confidence < policy.least_confidence)
    found = [*findings_against(findings, policy), *_doubts(invoice, fields, policy, release)]
    if any(field.source is Source.PERSON for field in invoice.fields.values()):
        found.append(Obstacle("entered_by_hand", "Entered by hand: another person compares it with the evidence.", "补录数据, 须由另一人对照凭据复核。"))
    if not is_kind_confirmed(invoice):
        found.append(Obstacle("kind_unconfirmed", "Only one source names the kind of invoice; confirm the kind.", "票种只有一个依据, 请确认票种。"))
    if weak:
        found.append(Obstacle("confidence_too_low", "Less sure than the policy asks; check these fields.", "置信度低于策略要求, 请核对这些栏目。", weak))
    if invoice.anomaly is not None and invoice.anomaly.flagged:
        found.append(Obstacle("anomaly", "The anomaly model flags it; look at its reasons.", "异常模型标记了该发票, 请查看原因。"))
    return tuple(found)


def findings_against(findings: Iterable[Finding], policy: Policy) -> Iterable[Obstacle]:
    """Those that stop an invoice."""
    for finding in findings:
        if finding.severity in policy.blocking_severities or finding.rule in policy.blocking_rules:
            yield Obstacle(finding.rule, f"{finding.rule}: settle what it says.", f"{finding.rule}: 请先处理该项发现。", finding.fields)


def _doubts(invoice: Invoice, fields: Mapping[str, Field | None], policy: Policy, release: ReleaseTable | None) -> Iterable[Obstacle]:
    single = tuple(name for name, field in fields.items() if field is None or not is_confirmed(field))
    if release is None or invoice.all_right is None:
        if single:
            yield Obstacle(
                "unconfirmed", "Nothing independent confirms these; compare them with the invoice.", "没有独立来源印证这些栏目, 请与票面核对。", single
            )
        return
    contradicted = tuple(name for name in single if (field := fields[name]) is None or not is_uncontradicted(field))
    if contradicted:
        yield Obstacle(
            "contradicted", "Unread, or another reader saw something else; type what is printed.", "未读出或读法不一致, 请按票面填写。", contradicted
        )
    least = release.least_probability(policy.max_released_error, confirmed=not single)
    if invoice.all_right < least:
        yield Obstacle(
            "not_probable_enough",
            f"All key fields are right with a probability of {invoice.all_right:.2%}; {min(least, 1.0):.2%} is asked. Confirm the doubtful ones.",
            f"关键栏目全部正确的概率为 {invoice.all_right:.2%}, 要求 {min(least, 1.0):.2%}, 请确认存疑栏目。",
            single,
        )


def is_confirmed(field: Field) -> bool:
    """The field's value, or its emptiness, is known, and something other than the source it came from agrees."""
    if field.state in (FieldState.UNREADABLE, FieldState.ABSENT):
        return False
    return any(name != field.source for name in field.confirmed_by)


def is_uncontradicted(field: Field) -> bool:
    """The field was read or is surely empty, and no reader that believes itself says otherwise."""
    if field.state in (FieldState.UNREADABLE, FieldState.ABSENT):
        return False
    against = (opinion.value for opinion in field.evidence if opinion.value not in ("", field.text) and opinion.confidence >= _BELIEVED)
    return all(comparison_key(value) == comparison_key(field.text) for value in against)


def is_kind_confirmed(invoice: Invoice) -> bool:
    """Two of: what named the kind while reading, the invoice code, the QR code."""
    witnesses = set(invoice.kind_said_by)
    by_code = kind_of_code(invoice.value("invoice_code"))
    if by_code is not None and by_code.kind is invoice.kind:
        witnesses.add("code")
    qr = next((parsed for code in invoice.codes if (parsed := parse_invoice_qr(code.payload)) is not None), None)
    by_qr = kind_of_payload(qr) if qr is not None else None
    if by_qr is not None and by_qr.kind is invoice.kind:
        witnesses.add("qr")
    return len(witnesses) >= _WITNESSES_NEEDED
