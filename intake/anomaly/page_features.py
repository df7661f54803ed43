"""Marks and seals on the page, what rules found, how the file came, and how good its picture is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from statistics import median

from intake.anomaly.opinions import place_of
from intake.anomaly.scales import grown
from intake.anomaly_values import Feature
from intake.document import Format
from intake.evidence import Place
from intake.invoice import Invoice, Kind, Severity
from intake.reading import Region

_VOID = re.compile(r"作废|样票|样张|票样|复印件|复印无效|仅供参考|测试发票|VOID", re.IGNORECASE)
_CAN_STAND_IN_PRINT = re.compile(r"复印无效|手写无效|涂改无效|盖章无效")
"""Sentences of tickets and forms themselves, in small print."""
_LARGE = 2.5
"""Of the usual height of lines: marks are written across."""
_LONGEST_MARK = 8
"""Characters: marks are short; longer lines are remarks and goods that speak of one."""
_ISSUED_AS_FILE = (Kind.VAT_E_GENERAL, Kind.VAT_E_SPECIAL, Kind.DIGITAL_GENERAL, Kind.DIGITAL_SPECIAL, Kind.TOLL_E, Kind.BLOCKCHAIN, Kind.RAIL_E, Kind.AIR_E)
_PICTURES = (Format.PHOTO, Format.SCAN, Format.SCREEN, Format.RENDER, Format.PDF_IMAGE)
_MOST_SEALS = 2
_POOR = {"good": 0.0, "usable": 0.5, "retake": 1.0}


def page_features(invoice: Invoice, regions: Sequence[Region]) -> Iterator[Feature]:
    yield from _marks(invoice, regions)
    yield from _findings(invoice)
    yield from _picture(invoice, regions[0])


def _marks(invoice: Invoice, regions: Sequence[Region]) -> Iterator[Feature]:
    void = next((place for region in regions for place in _void_marks(region)), None)
    if void is not None:
        yield Feature("mark.void", 1.0, (), void)
    marks = [place for region in regions for place in region.large_marks]
    if marks:
        yield Feature("mark.large", grown(len(marks)), (), marks[0], len(marks))
    rules = {finding.rule for finding in invoice.findings}
    if "R14" in rules:
        yield Feature("mark.red", 1.0, ("total", "remarks"), place_of(invoice, ("total",)))
    if "R18" in rules:
        yield Feature("mark.seal_missing", 1.0)
    if "R15" in rules:
        yield Feature("mark.list_missing", 1.0, ("items",))
    if len(invoice.seals) > _MOST_SEALS:
        yield Feature("mark.seals", grown(len(invoice.seals) - _MOST_SEALS), (), invoice.seals[-1].place, len(invoice.seals))


def _void_marks(region: Region) -> Iterator[Place]:
    usual = median(line.quad.height for line in region.lines) if region.lines else 0.0
    for reading in region.readings:
        for line in reading.lines:
            text = re.sub(r"\s", "", line.text)
            small_print = _CAN_STAND_IN_PRINT.search(text) and line.quad.height < _LARGE * usual
            if len(text) <= _LONGEST_MARK and _VOID.search(text) and not small_print:
                yield Place(region.page, region.transform.quad_to_original(line.quad))
    yield from (seal.place for seal in region.seals if _VOID.search(seal.text))


def _findings(invoice: Invoice) -> Iterator[Feature]:
    """Findings of the rules (R..) and of the file (I..); doubts and quality have features of their own."""
    for feature, severity in (("finding.errors", Severity.ERROR), ("finding.warnings", Severity.WARNING)):
        found = [finding for finding in invoice.findings if finding.severity is severity and finding.rule.startswith("R")]
        if found:
            fields = tuple(dict.fromkeys(name for finding in found for name in finding.fields))
            yield Feature(feature, grown(len(found)), fields, place_of(invoice, fields), len(found))
    broken = [finding for finding in invoice.findings if finding.rule.startswith("I") and finding.severity is Severity.ERROR]
    if broken:
        yield Feature("finding.integrity", grown(len(broken)), (), None, len(broken))


def _picture(invoice: Invoice, main: Region) -> Iterator[Feature]:
    quality, issues = invoice.quality, set(invoice.quality.issues)
    flags = {
        "picture.poor": _POOR[quality.verdict],
        "picture.blur": float("blur" in issues),
        "picture.small": float("too_small" in issues),
        "picture.light": float(bool(issues & {"dark", "glare"})),
        "picture.cut": float("cut_edge" in issues),
        "picture.of_screen": float("screen_photo" in issues or main.format is Format.SCREEN),
        "picture.photo": float(main.format is Format.PHOTO),
        "picture.of_e_invoice": float(main.format in _PICTURES and invoice.kind in _ISSUED_AS_FILE),
    }
    for name, value in flags.items():
        if value:
            yield Feature(name, value)
