"""A verdict on a picture, as clients get it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from intake.domain.money import format_fen
from intake.verdict import SeenCode, Verdict
from models.geometry import Quad

Points = list[list[int]]
"""Four corners, clockwise from the invoice's own top left, pixels of the original."""


@dataclass(frozen=True)
class VerdictIssue:
    code: str
    """`blur`, `too_small`, `dark`, `glare`, `cut_edge`, `screen_photo`, `not_invoice`, `several_invoices`; more may come."""
    where: Points | None
    metric: str
    value: float
    threshold: float
    advice_en: str
    advice_zh: str


@dataclass(frozen=True)
class VerdictCode:
    """What an invoice's own QR code says; "" for what it leaves out."""

    kind: str
    invoice_code: str
    invoice_number: str
    issue_date: date | None
    amount: str | None
    """Which of the printed amounts it is depends on the kind."""


@dataclass(frozen=True)
class VerdictAnswer:
    verdict: Literal["good", "usable", "retake"]
    """`retake` is advice: the picture is kept and read whatever it says."""
    issues: list[VerdictIssue]
    qr: list[VerdictCode]
    corners: Points | None
    """Of the largest invoice."""
    dpi_est: int | None
    docs: int
    """Invoices that lie in the picture."""


def verdict_answer(verdict: Verdict) -> VerdictAnswer:
    issues = [
        VerdictIssue(
            placed.issue.code,
            _points(placed.where),
            placed.issue.metric,
            round(placed.issue.value, 3),
            placed.issue.threshold,
            placed.issue.advice,
            placed.issue.advice_zh,
        )
        for placed in verdict.issues
    ]
    return VerdictAnswer(verdict.grade, issues, [_code(code) for code in verdict.codes], _points(verdict.corners), verdict.dpi, verdict.invoices)


def _code(code: SeenCode) -> VerdictCode:
    return VerdictCode(code.kind, code.code, code.number, code.issue_date, None if code.amount is None else format_fen(code.amount))


def _points(quad: Quad | None) -> Points | None:
    return None if quad is None else [[round(x), round(y)] for x, y in quad.points]
