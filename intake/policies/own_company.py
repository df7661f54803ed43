"""Is the buyer one of our companies? Rule R19, in the words that accountants use: 正确, 税号不匹配, 抬头不存在 ... Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from rapidfuzz.distance import Levenshtein

from intake.checks.rule import read_text
from intake.domain.dates import read_iso_date
from intake.invoice import FieldState, Finding, Invoice, Severity, Suggestion
from intake.kinds.fields import VAT_KINDS
from intake.parties.names import difference, most_different, name_key
from intake.policies.company import Company, CompanyVersion, company_on

RULE = "R19"
TAX_ID_SINCE = date(2017, 7, 1)
"""Since then an invoice to a firm must bear its tax id (国家税务总局公告 2017 年第 16 号)."""
TO_FIRMS = VAT_KINDS
"""Kinds on which a firm that claims its costs stands as the buyer. Tickets, receipts of hospitals and offices may name a person, or nobody."""
_ID_EDITS = 2
"""Characters in which a misread tax id may differ from our own."""


class TitleState(StrEnum):
    """What the buyer on an invoice is to us."""

    CORRECT = "correct"
    """正确"""
    TAX_ID_MISMATCH = "tax_id_mismatch"
    """税号不匹配: our title with another tax id."""
    TAX_ID_MISSING = "tax_id_missing"
    """缺少税号"""
    TITLE_MISMATCH = "title_mismatch"
    """抬头不匹配: our tax id with another title."""
    TITLE_MISSING = "title_missing"
    """抬头为空"""
    FORMER_TITLE = "former_title"
    """曾用名: our title of before."""
    TITLE_UNKNOWN = "title_unknown"
    """抬头不存在: neither is ours."""
    COMPANY_INACTIVE = "company_inactive"
    """公司已停用"""
    NOT_APPLICABLE = "not_applicable"
    """This kind names no buyer, the buyer could not be read, or no companies were entered."""


@dataclass(frozen=True)
class TitleCheck:
    state: TitleState
    company: Company | None = None
    """The one of ours that is meant, where one is."""


def title_check(invoice: Invoice, companies: Sequence[Sequence[CompanyVersion]], day: date) -> TitleCheck:
    """`companies` holds all versions of each company. They are looked at as of the day of issue, or `day` where that was not read."""
    fields = invoice.fields
    if not companies or "buyer_name" not in fields or any(_unreadable(invoice, name) for name in ("buyer_name", "buyer_tax_id")):
        return TitleCheck(TitleState.NOT_APPLICABLE)
    issued = read_iso_date(read_text(invoice, "issue_date")) or day
    ours = [company for versions in companies if (company := company_on(versions, issued)) is not None]
    name, tax_id = read_text(invoice, "buyer_name"), read_text(invoice, "buyer_tax_id")
    asks_tax_id = "buyer_tax_id" in fields and fields["buyer_tax_id"].state is not FieldState.ABSENT and issued >= TAX_ID_SINCE
    check = _check(name, tax_id, asks_tax_id, ours)
    if invoice.kind not in TO_FIRMS and check.state in (TitleState.TITLE_MISSING, TitleState.TAX_ID_MISSING):
        return TitleCheck(TitleState.NOT_APPLICABLE, check.company)
    if check.state is TitleState.CORRECT and check.company is not None and not check.company.active:
        return TitleCheck(TitleState.COMPANY_INACTIVE, check.company)
    return check


def title_finding(invoice: Invoice, check: TitleCheck) -> Finding | None:
    """R19; None where there is nothing to say. Where the buyer may be a person, it is only a warning."""
    finding = _finding_of(invoice, check)
    return replace(finding, severity=Severity.WARNING) if finding is not None and invoice.kind not in TO_FIRMS else finding


def _finding_of(invoice: Invoice, check: TitleCheck) -> Finding | None:
    name, tax_id, company = read_text(invoice, "buyer_name"), read_text(invoice, "buyer_tax_id"), check.company
    title, own_id = (company.title, company.tax_id) if company else ("", "")
    match check.state:
        case TitleState.TAX_ID_MISMATCH:
            near = Levenshtein.distance(tax_id, own_id, score_cutoff=_ID_EDITS) <= _ID_EDITS
            return _finding(
                "The buyer's title is ours, its tax id is not. Compare it with the original; if it is printed so, ask the seller for a correct invoice.",
                "税号不匹配：抬头为本公司，税号不是，请与原件核对；如票面有误，请联系销售方重开。",
                ("buyer_tax_id",),
                (own_id, tax_id),
                Suggestion("buyer_tax_id", own_id) if near else None,
            )
        case TitleState.TAX_ID_MISSING:
            return _finding(
                "The buyer's tax id is not on the invoice: it can't be booked so. Ask the seller for a correct one.",
                "缺少购买方税号，不得作为税收凭证，请联系销售方重开。",
                ("buyer_tax_id",),
                (own_id, ""),
            )
        case TitleState.TITLE_MISMATCH:
            near = difference(name_key(name), name_key(title)) <= most_different(name_key(title))
            return _finding(
                "The buyer's tax id is ours, its title is not. Compare it with the original; if it is printed so, ask the seller for a correct invoice.",
                "抬头不匹配：税号为本公司，抬头不是，请与原件核对；如票面有误，请联系销售方重开。",
                ("buyer_name",),
                (title, name),
                Suggestion("buyer_name", title) if near else None,
            )
        case TitleState.TITLE_MISSING:
            return _finding(
                "The buyer's title is empty. Compare it with the original; if it is, ask the seller for a correct invoice.",
                "抬头为空，请与原件核对；如票面为空，请联系销售方重开。",
                ("buyer_name",),
                (title, ""),
            )
        case TitleState.FORMER_TITLE:
            return _finding(
                "The buyer's title is the one of before. Ask the seller to use the new one; whether this invoice is taken is for finance to decide.",
                "抬头为曾用名，请通知销售方更新开票信息；是否接收由财务确认。",
                ("buyer_name",),
                (title, name),
                severity=Severity.WARNING,
            )
        case TitleState.TITLE_UNKNOWN:
            return _finding(
                "The buyer is none of our companies. If it was misread, correct it; if it is a new company of ours, enter that; else send the invoice back.",
                "抬头不存在：购买方不是本公司。如识别有误请更正；如为新公司请先登记；否则请退回。",
                ("buyer_name", "buyer_tax_id"),
                (title, name),
                Suggestion("buyer_name", title) if title else None,
            )
        case TitleState.COMPANY_INACTIVE:
            return _finding(
                "This company of ours takes no invoices since a day before this one was issued. Ask finance.",
                "该公司在开票日已停用，请联系财务。",
                ("buyer_name",),
                ("", name),
            )
        case TitleState.CORRECT | TitleState.NOT_APPLICABLE:
            return None


def _check(name: str, tax_id: str, asks_tax_id: bool, ours: Sequence[Company]) -> TitleCheck:
    key = name_key(name)
    by_id = next((company for company in ours if tax_id and company.tax_id == tax_id), None)
    by_name = next((company for company in ours if key and name_key(company.title) == key), None)
    if by_id is not None:
        if name_key(by_id.title) == key:
            return TitleCheck(TitleState.CORRECT, by_id)
        if not key:
            return TitleCheck(TitleState.TITLE_MISSING, by_id)
        former = any(name_key(title) == key for title in by_id.former_titles)
        return TitleCheck(TitleState.FORMER_TITLE if former else TitleState.TITLE_MISMATCH, by_id)
    if by_name is not None:
        if tax_id:
            return TitleCheck(TitleState.TAX_ID_MISMATCH, by_name)
        return TitleCheck(TitleState.TAX_ID_MISSING if asks_tax_id else TitleState.CORRECT, by_name)
    if not key and not tax_id:
        return TitleCheck(TitleState.TITLE_MISSING)
    near = min(ours, key=lambda company: difference(key, name_key(company.title)), default=None)
    meant = near if near is not None and key and difference(key, name_key(near.title)) <= most_different(key) else None
    return TitleCheck(TitleState.TITLE_UNKNOWN, meant)


def _unreadable(invoice: Invoice, name: str) -> bool:
    """There is print, but nobody could read it, or only with doubt: that is said elsewhere."""
    field = invoice.fields.get(name)
    return field is not None and (field.state is FieldState.UNREADABLE or (bool(field.text) and not read_text(invoice, name)))


def _finding(
    message: str,
    message_zh: str,
    fields: tuple[str, ...],
    compared: tuple[str, str],
    suggestion: Suggestion | None = None,
    severity: Severity = Severity.ERROR,
) -> Finding:
    """`compared`: expected and found."""
    return Finding(RULE, severity, message, message_zh, fields, *compared, suggestion)
