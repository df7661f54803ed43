"""The public result format (schema 1): one JSON object for every invoice found. Changed only by adding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from intake.anomaly_values import Anomaly, Behaviour, Reason
from intake.decide import Policy, findings_against
from intake.document import Document, Format
from intake.domain.money import format_fen
from intake.domain.qr_payload import parse_invoice_qr
from intake.errors import IntakeError
from intake.evidence import Evidence, Place
from intake.invoice import ITEM_COLUMNS, TOLL_ITEM_COLUMNS, Decision, Field, FieldState, Finding, Item, Kind, Obstacle, Seal
from intake.reading import FoundInvoice, Reading
from models.geometry import Quad

SCHEMA = "1"
Result = dict[str, Any]
"""Plain JSON values only."""


def results_of(reading: Reading) -> tuple[Result, ...]:
    """All invoices of a document; a document without any gives one `not_invoice`."""
    return tuple(_result(reading, found) for found in reading.invoices)


def error_result(document: Document, error: IntakeError) -> Result:
    """What stands in the results for a document that could not be read."""
    return {
        "schema": SCHEMA,
        "file": document.name,
        "sha256": document.sha256,
        "error": {"code": error.code, "message": error.message, "message_zh": error.message_zh, "retryable": error.retryable},
    }


def with_findings(result: Result, findings: Sequence[Finding]) -> Result:
    """The same with what was found once it was compared with others. What is an error among that goes to a person."""
    if not findings:
        return result
    against = [_obstacle(obstacle) for obstacle in findings_against(findings, Policy())]
    accepted = result["decision"] == Decision.ACCEPT.value
    return {
        **result,
        "findings": [*result["findings"], *map(_finding, findings)],
        "obstacles": [*result["obstacles"], *against],
        "decision": Decision.REVIEW.value if against and accepted else result["decision"],
    }


def _result(reading: Reading, found: FoundInvoice) -> Result:
    invoice, main = found.invoice, found.regions[0]
    scale = {page.number: page.reduction for page in reading.pages}
    code = next((code for code in invoice.codes if parse_invoice_qr(code.payload) is not None), None)
    result: Result = {
        "schema": SCHEMA,
        "file": reading.document.name,
        "page": main.page,
        "index": found.index,
        "sha256": reading.document.sha256,
        "kind": invoice.kind.value,
        "kind_detail": invoice.kind_detail,
        "format": main.format.value,
        "outline": None if main.format in (Format.XML, Format.ENTRY) else _points(main.outline, scale.get(main.page, 1.0)),
        "quality": {
            "verdict": invoice.quality.verdict,
            "issues": list(invoice.quality.issues),
            "advice": invoice.quality.advice,
            "advice_zh": invoice.quality.advice_zh,
        },
        "qr": {"payload": code.payload, "decoder": code.decoder} if code else None,
        "fields": {name: _field(value, scale) for name, value in invoice.fields.items()},
        "items": [_item(item, invoice.kind, scale) for item in invoice.items],
        "seals": [_seal(seal, scale) for seal in invoice.seals],
        "findings": [_finding(finding) for finding in invoice.findings],
        "anomaly": _anomaly(invoice.anomaly, scale) if invoice.anomaly else None,
        "all_right": None if invoice.all_right is None else round(invoice.all_right, 4),
        "behaviour": _anomaly(invoice.behaviour, scale) if invoice.behaviour else None,
        "obstacles": [_obstacle(obstacle) for obstacle in invoice.obstacles],
        "decision": invoice.decision.value,
        "timing_ms": {name: round(elapsed, 1) for name, elapsed in _with_total(reading.timing_ms).items()},
    }
    if invoice.list_line is not None:
        result["list_line"] = dict(invoice.list_line.cells)
    if found.batch is not None:
        total = found.batch.total
        result["batch"] = {"id": found.batch.id, "count": found.batch.count, "total": None if total is None else format_fen(total)}
    if found.serial:
        result["serial"] = found.serial
    return result


def _with_total(timing_ms: Mapping[str, float]) -> dict[str, float]:
    return {**timing_ms, "total": sum(timing_ms.values())}


def _field(field: Field, scale: Mapping[int, float]) -> Result:
    result: Result = {
        "value": None if field.state in (FieldState.UNREADABLE, FieldState.ABSENT) else field.text,
        "raw": field.raw,
        "confidence": round(field.confidence, 4),
        "page": field.place.page if field.place else None,
        "box": _box(field.place, scale),
        "source": field.source.value if field.source else None,
        "evidence": [_evidence(opinion, scale) for opinion in field.evidence],
        "state": field.state.value,
        "confirmed_by": list(field.confirmed_by),
    }
    if field.repaired_from is not None:
        result["repaired_from"] = field.repaired_from
    return result


def _evidence(opinion: Evidence, scale: Mapping[int, float]) -> Result:
    return {
        "source": opinion.source.value,
        "reader": opinion.reader,
        "value": opinion.value,
        "confidence": round(opinion.confidence, 4),
        "box": _box(opinion.place, scale),
    }


def _item(item: Item, kind: Kind, scale: Mapping[int, float]) -> Result:
    columns: Iterable[str] = TOLL_ITEM_COLUMNS if kind is Kind.TOLL_E and "plate_number" in item.cells else ITEM_COLUMNS
    return {**{column: item.cells.get(column, "") for column in columns}, "confidence": round(item.confidence, 4), "box": _box(item.place, scale)}


def _seal(seal: Seal, scale: Mapping[int, float]) -> Result:
    return {"kind": seal.kind, "box": _box(seal.place, scale), "text": seal.text}


def _finding(finding: Finding) -> Result:
    suggestion = finding.suggestion
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message,
        "message_zh": finding.message_zh,
        "fields": list(finding.fields),
        "expected": finding.expected,
        "found": finding.found,
        "suggestion": {"field": suggestion.field, "value": suggestion.value} if suggestion else None,
        "version": finding.version,
        "effective": finding.effective,
    }


def _obstacle(obstacle: Obstacle) -> Result:
    return {"code": obstacle.code, "message": obstacle.message, "message_zh": obstacle.message_zh, "fields": list(obstacle.fields)}


def _anomaly(anomaly: Anomaly | Behaviour, scale: Mapping[int, float]) -> Result:
    return {
        "score": round(anomaly.score, 4),
        "flagged": anomaly.flagged,
        "model": anomaly.model,
        "reasons": [_reason(reason, scale) for reason in anomaly.reasons],
    }


def _reason(reason: Reason, scale: Mapping[int, float]) -> Result:
    return {
        "code": reason.code,
        "message": reason.message,
        "message_zh": reason.message_zh,
        "fields": list(reason.fields),
        "page": reason.place.page if reason.place else None,
        "box": _box(reason.place, scale),
        "weight": round(reason.weight, 3),
        "neighbours": list(reason.neighbours),
    }


def _box(place: Place | None, scale: Mapping[int, float]) -> list[list[int]] | None:
    return _points(place.quad, scale.get(place.page, 1.0)) if place else None


def _points(quad: Quad, scale: float) -> list[list[int]]:
    return [[round(x * scale), round(y * scale)] for x, y in quad.points]
