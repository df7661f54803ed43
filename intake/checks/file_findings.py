"""Findings about the file and the picture rather than the invoice: broken integrity (I01 to I04), poor pictures (Q01), doubtful readings (D01, D02)."""

from __future__ import annotations

from collections.abc import Iterable

from intake.checks.rule import LEAST_CONFIDENCE
from intake.decide import is_confirmed, is_kind_confirmed
from intake.document import IntegrityIssue
from intake.invoice import FieldState, Finding, Invoice, Quality, Severity
from intake.kinds.fields import FIELD_LABELS, key_fields_of

_TAMPERED = (
    "ofd_digest_mismatch",
    "ofd_signature_digest_mismatch",
    "pdf_signature_invalid",
    "pdf_modified_after_signing",
    "xml_signature_invalid",
)
"""Codes that say the content is not what was signed."""
_AMBIGUOUS = ("ofd_sources_disagree", "ofd_part_twice")
"""Codes that say the file says two things at once."""
_INCOMPLETE = ("ofd_page_missing", "ofd_part_damaged", "ofd_signed_part_missing")
"""Codes that say a part of the file is lost. All others say that something could not be checked."""


def integrity_findings(issues: Iterable[IntegrityIssue]) -> tuple[Finding, ...]:
    """I01 to I04, one for each issue, repeats left out."""
    return tuple(_integrity_finding(issue) for issue in dict.fromkeys(issues))


def quality_findings(quality: Quality) -> tuple[Finding, ...]:
    """Q01: a warning when the picture should be taken again, a note when it is merely poor."""
    if quality.verdict == "good":
        return ()
    retake = quality.verdict == "retake"
    return (
        Finding(
            "Q01",
            Severity.WARNING if retake else Severity.INFO,
            quality.advice or ("The picture is too poor to be relied on. Take it again." if retake else "The picture is poor; check the values with care."),
            quality.advice_zh or ("图片质量太差, 请重新拍摄。" if retake else "图片质量欠佳, 请仔细核对识别结果。"),
            found=", ".join(quality.issues),
        ),
    )


def doubt_findings(invoice: Invoice) -> tuple[Finding, ...]:
    """D01: key fields that nobody could read; D02: key fields that only one source speaks for. They say why a person must look."""
    states = {name: invoice.fields.get(name) for name in key_fields_of(invoice.kind, invoice.kind_detail)}
    unread = tuple(
        name
        for name, field in states.items()
        if field is None or field.state in (FieldState.UNREADABLE, FieldState.ABSENT) or field.confidence < LEAST_CONFIDENCE
    )
    single = tuple(name for name, field in states.items() if name not in unread and field is not None and not is_confirmed(field))
    if states and not is_kind_confirmed(invoice):
        single = ("kind", *single)
    findings = []
    if unread:
        findings.append(
            Finding(
                "D01",
                Severity.WARNING,
                f"Could not be read with certainty: {', '.join(FIELD_LABELS[name].en for name in unread)}. Fill in from the original.",
                f"未能可靠识别: {'、'.join(FIELD_LABELS[name].zh for name in unread)}, 请对照原件补录。",
                unread,
            )
        )
    if single:
        findings.append(
            Finding(
                "D02",
                Severity.INFO,
                f"Read once, confirmed by nothing else: {', '.join(FIELD_LABELS[name].en for name in single)}. Compare with the original.",
                f"仅有一个来源、未获印证: {'、'.join(FIELD_LABELS[name].zh for name in single)}, 请与原件核对。",
                single,
            )
        )
    return tuple(findings)


def _integrity_finding(issue: IntegrityIssue) -> Finding:
    if issue.code in _TAMPERED:
        return Finding(
            "I01",
            Severity.ERROR,
            "The file is not what its issuer signed: it was changed or damaged. Get the original file again from the issuer, and verify the invoice.",
            "文件内容与签名不符, 可能被改动或损坏, 请向开票方重新索取原始文件并查验。",
            found=f"{issue.code}: {issue.detail}",
        )
    if issue.code in _INCOMPLETE:
        return Finding(
            "I02",
            Severity.ERROR,
            "A part of the file is missing or damaged, so something may be unread. Get the file again.",
            "文件部分内容缺失或损坏, 可能有内容未识别, 请重新获取文件。",
            found=f"{issue.code}: {issue.detail}",
        )
    if issue.code in _AMBIGUOUS:
        return Finding(
            "I04",
            Severity.ERROR,
            "The file holds different values for the same thing. Compare what is shown with the issuer's original, and verify the invoice.",
            "文件中同一内容有不同的数据, 请与开票方原件核对并查验。",
            found=f"{issue.code}: {issue.detail}",
        )
    return Finding(
        "I03",
        Severity.INFO,
        "The signature or seal of the file could not be checked completely. Verify the invoice before booking it.",
        "文件的签名或签章未能完整核验, 入账前请查验发票。",
        found=f"{issue.code}: {issue.detail}",
    )
