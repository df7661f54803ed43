"""A person looks an invoice up on the national page, with evidence: an answer like that of any other provider."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from intake.domain.dates import read_iso_date
from intake.domain.money import parse_fen
from intake.verification.problems import manual_check_incomplete
from intake.verification.verifier import Answer, InvoiceStatus, Outcome, Query

PROVIDER = "manual"
SEEN_OUTCOMES = (Outcome.OK, Outcome.MISMATCH, Outcome.NOT_FOUND, Outcome.SAME_DAY, Outcome.DAILY_LIMIT, Outcome.TOO_OLD)
"""What the page tells a person; the rest is trouble of machines."""
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SHORTEST_NOTE = 8
_LONGEST_NOTE = 2000


@dataclass(frozen=True)
class ManualEvidence:
    """At least one of them."""

    screenshot_sha256: str = ""
    """Of the picture, which is kept among the originals."""
    note: str = ""
    """What was seen and where, in the person's words."""


@dataclass(frozen=True)
class ManualCheck:
    who: str
    """Name of the account."""
    checked_at: datetime
    """When the page was looked at; with its zone."""
    outcome: Outcome
    evidence: ManualEvidence
    status: InvoiceStatus | None = None
    """With the outcome OK."""
    face: Mapping[str, str] = field(default_factory=dict)
    """With the outcome OK: what the page showed, by our field names and in the form of the result format; number, date and one sum at least."""


def answer_of_check(check: ManualCheck, query: Query, now: datetime) -> Answer:
    """Raises RequestRefused (`manual_check_incomplete`). The person's question counts against the day's budget like any other: the page counts it too."""
    if not check.who.strip():
        raise manual_check_incomplete("the name of the person who checked", "查验人姓名")
    if check.checked_at.tzinfo is None or check.checked_at > now:
        raise manual_check_incomplete("the time of the check, which is not later than now", "不晚于当前的查验时间")
    if check.outcome not in SEEN_OUTCOMES:
        raise manual_check_incomplete("what the page said: found, differing, not found, of today, asked too often or too old", "查验页面显示的结果")
    evidence = _evidence(check.evidence)
    if check.outcome is Outcome.OK:
        _require_face(check, query)
    elif check.status is not None or check.face:
        raise manual_check_incomplete("no values and no state of an invoice that was not found", "与结果相符的内容（未查到时不应填写票面信息）")
    status = check.status if check.outcome is Outcome.OK else None
    return Answer(check.outcome, PROVIDER, check.checked_at, message=f"{check.who}: {evidence}", status=status, face=dict(check.face))


def _evidence(evidence: ManualEvidence) -> str:
    note = evidence.note.strip()[:_LONGEST_NOTE]
    if evidence.screenshot_sha256 and not _SHA256.fullmatch(evidence.screenshot_sha256):
        raise manual_check_incomplete("the SHA-256 of the screenshot as 64 hexadecimal digits in lower case", "64位小写十六进制的截图SHA-256")
    if not evidence.screenshot_sha256 and len(note) < _SHORTEST_NOTE:
        raise manual_check_incomplete("a screenshot, or a note that says what was seen", "截图，或说明所见内容的备注")
    return "; ".join(part for part in (note, f"screenshot {evidence.screenshot_sha256}" if evidence.screenshot_sha256 else "") if part)


def _require_face(check: ManualCheck, query: Query) -> None:
    face = check.face
    if check.status is None:
        raise manual_check_incomplete("the state of the invoice: normal, void or red", "发票状态（正常、作废或红冲）")
    if face.get("invoice_number") != query.number or face.get("invoice_code", "") != query.code:
        raise manual_check_incomplete("code and number as the page shows them, those of this invoice", "页面显示的发票代码和号码（须与本票一致）")
    if read_iso_date(face.get("issue_date", "")) is None:
        raise manual_check_incomplete("the issue date as the page shows it", "页面显示的开票日期")
    if parse_fen(face.get("amount", "")) is None and parse_fen(face.get("total", "")) is None:
        raise manual_check_incomplete("the amount or the total as the page shows it", "页面显示的金额或价税合计")
