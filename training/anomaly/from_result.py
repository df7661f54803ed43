"""A public result -> the invoice it tells of, as far as calibration and decision look at it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from intake.evidence import Evidence, Source
from intake.invoice import Field, FieldState, Finding, Invoice, Kind, Quality, Severity
from models.text import CharScore

_KIND = "kind"


def invoice_of(result: Mapping[str, Any], weakest: Mapping[str, float | None]) -> Invoice:
    """`weakest`: field -> lowest character score of its winning reading, which results leave out. Raises KeyError for what is no result."""
    fields = {name: _field(name, entry, weakest.get(name)) for name, entry in result["fields"].items()}
    findings = tuple(_finding(entry) for entry in result["findings"])
    # Results don't say who named the kind; D02 says when fewer than two did.
    unconfirmed = any(finding.rule == "D02" and _KIND in finding.fields for finding in findings)
    quality = Quality(result["quality"]["verdict"], tuple(result["quality"]["issues"]))
    said_by = ("one",) if unconfirmed else ("one", "another")
    return Invoice(Kind(result["kind"]), result.get("kind_detail", ""), said_by, fields=fields, quality=quality, findings=findings)


def _field(name: str, entry: Mapping[str, Any], weakest: float | None) -> Field:
    evidence = tuple(_evidence(name, opinion, entry["value"], weakest) for opinion in entry["evidence"])
    return Field(
        entry["value"],
        FieldState(entry["state"]),
        float(entry["confidence"]),
        Source(entry["source"]) if entry["source"] else None,
        entry.get("raw", ""),
        None,
        evidence,
        tuple(entry["confirmed_by"]),
        entry.get("repaired_from"),
    )


def _evidence(name: str, entry: Mapping[str, Any], value: str | None, weakest: float | None) -> Evidence:
    chars = tuple(CharScore(char, weakest, 0.5) for char in entry["value"]) if weakest is not None and entry["value"] == value else ()
    return Evidence(name, entry["value"], Source(entry["source"]), float(entry["confidence"]), reader=entry["reader"], chars=chars)


def _finding(entry: Mapping[str, Any]) -> Finding:
    return Finding(entry["rule"], Severity(entry["severity"]), entry["message"], entry["message_zh"], tuple(entry["fields"]))
