"""What is wrong with an invoice as it stands: the rules run anew on the values that people set, and what was found in file and picture stays until somebody settles it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from intake.checks.rules import RULES, check
from intake.evidence import Evidence, Source
from intake.invoice import Code, Field, Finding, Invoice, Severity, Suggestion
from intake.result import Result
from intake.store.standing_invoice import invoice_that_stands
from intake.store.standing_value import FieldValue, standing_value
from intake.store.words import ValueRole

_RUN_ANEW = frozenset(rule.id for rule in RULES)


def standing_findings(result: Result, said: Mapping[str, Sequence[FieldValue]], today: date, without: Collection[str] = ()) -> tuple[Finding, ...]:
    """`said` is everything said about each field; what a person is about to say may be added to it. `without`: rules that the caller asks anew."""
    settled = frozenset(name for name, values in said.items() if (value := standing_value(values)) is not None and value.role is ValueRole.SET)
    kept = (_kept(finding, settled) for finding in result["findings"] if finding["rule"] not in _RUN_ANEW and finding["rule"] not in without)
    return (*check(_with_evidence(invoice_that_stands(result, said), result), today), *(finding for each in kept for finding in each))


def _kept(finding: Result, settled: frozenset[str]) -> Iterator[Finding]:
    """Of the fields it names, those about which no person has said anything; not at all once there are none left."""
    fields = tuple(name for name in finding["fields"] if name not in settled)
    if fields or not finding["fields"]:
        suggestion = finding["suggestion"]
        yield Finding(
            finding["rule"],
            Severity(finding["severity"]),
            finding["message"],
            finding["message_zh"],
            fields,
            finding["expected"],
            finding["found"],
            Suggestion(suggestion["field"], suggestion["value"]) if suggestion and suggestion["field"] in fields else None,
            finding["version"],
            finding["effective"],
        )


def _with_evidence(invoice: Invoice, result: Result) -> Invoice:
    """With what rules look at besides values: QR code, and who read what."""
    qr, read = result.get("qr"), result["fields"]
    fields = {name: _field(field, name, read[name]) if name in read else field for name, field in invoice.fields.items()}
    return replace(invoice, codes=(Code(qr["payload"], qr["decoder"]),) if qr else (), fields=fields)


def _field(field: Field, name: str, read: Result) -> Field:
    source = field.source or (Source(read["source"]) if read["source"] else None)
    opinions = (Evidence(name, said["value"], Source(said["source"]), float(said["confidence"]), reader=said["reader"]) for said in read["evidence"])
    return replace(field, source=source, evidence=tuple(opinions))
