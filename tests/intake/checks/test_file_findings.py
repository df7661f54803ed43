from collections.abc import Callable
from dataclasses import replace

import pytest

from intake.checks.file_findings import doubt_findings, integrity_findings, quality_findings
from intake.document import IntegrityIssue
from intake.invoice import FieldState, Invoice, Quality, Severity


@pytest.mark.parametrize(
    ("code", "rule", "severity"),
    [
        ("ofd_digest_mismatch", "I01", Severity.ERROR),
        ("pdf_modified_after_signing", "I01", Severity.ERROR),
        ("ofd_page_missing", "I02", Severity.ERROR),
        ("xml_signature_unchecked", "I03", Severity.INFO),
        ("a_code_of_tomorrow", "I03", Severity.INFO),
        ("ofd_sources_disagree", "I04", Severity.ERROR),
    ],
)
def test_integrity_issues_become_findings(code: str, rule: str, severity: Severity) -> None:
    issue = IntegrityIssue(code, "detail")
    found = integrity_findings([issue, issue])
    assert [(finding.rule, finding.severity, finding.found) for finding in found] == [(rule, severity, f"{code}: detail")]


def test_poor_pictures_are_told_with_their_advice() -> None:
    assert quality_findings(Quality()) == ()
    retake = quality_findings(Quality("retake", ("blur",), "Hold still.", "请拿稳。"))
    assert [(finding.rule, finding.severity, finding.message, finding.found) for finding in retake] == [("Q01", Severity.WARNING, "Hold still.", "blur")]
    assert quality_findings(Quality("usable", ("glare",)))[0].severity is Severity.INFO


def test_doubts_name_the_fields_a_person_must_look_at(electronic: Invoice, with_field: Callable[..., Invoice]) -> None:
    assert doubt_findings(electronic) == ()
    unread = with_field(electronic, "buyer_name", "", FieldState.UNREADABLE)
    single = replace(unread, fields={**unread.fields, "tax": replace(unread.fields["tax"], confirmed_by=())})
    assert [(finding.rule, finding.fields) for finding in doubt_findings(single)] == [("D01", ("buyer_name",)), ("D02", ("tax",))]
    assert "购买方名称" in doubt_findings(single)[0].message_zh


def test_minor_fields_raise_no_doubt(electronic: Invoice, with_field: Callable[..., Invoice]) -> None:
    assert doubt_findings(with_field(electronic, "payee", "", FieldState.UNREADABLE)) == ()
